"""A disk that fills up; one watch for each mount point."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.monitoring.checks.kind import Found, Usual, WatchKind


def sentence(found: Found) -> str:
    return _("The disk %(disk)s on %(device)s is %(value)s %% full.") % {
        "disk": found.instance,
        "device": found.name,
        "value": f"{found.value or 0:.0f}",
    }


KIND = WatchKind(
    name="disk",
    sentence=sentence,
    series="disk.percent:",
    unit="%",
    usual=Usual(
        reason=gettext_lazy("A full disk stops databases, mail and backups, and can be foreseen."),
        raise_at=90,
        clear_at=85,
    ),
)
