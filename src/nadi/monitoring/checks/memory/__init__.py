"""Memory that stays full for a while; a short peak is nobody's business."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.monitoring.checks.kind import Found, Usual, WatchKind


def sentence(found: Found) -> str:
    return _("Memory on %(device)s is %(value)s %% in use.") % {
        "device": found.name,
        "value": f"{found.value or 0:.0f}",
    }


KIND = WatchKind(
    name="memory",
    sentence=sentence,
    series="memory.percent",
    unit="%",
    usual=Usual(
        reason=gettext_lazy("A server out of memory becomes slow first, then kills what it runs."),
        device_kinds=("server",),
        raise_at=95,
        clear_at=88,
        raise_seconds=600,
        clear_seconds=300,
    ),
)
