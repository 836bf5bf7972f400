"""Services that should run and do not."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.monitoring.checks.kind import Found, Usual, WatchKind


def sentence(found: Found) -> str:
    if found.details:
        return _("A service on %(device)s does not run: %(services)s.") % {
            "device": found.name,
            "services": found.details,
        }
    return _("A service on %(device)s does not run.") % {"device": found.name}


KIND = WatchKind(
    name="service",
    sentence=sentence,
    series="services.failed",
    usual=Usual(
        reason=gettext_lazy("A service that failed is work undone that somebody relies on."),
        device_kinds=("server",),
        raise_at=1,
        clear_at=0,
        raise_seconds=120,
    ),
)
