"""A device that should report and does not. Silence itself is the condition."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.monitoring.checks.kind import Found, Usual, WatchKind
from nadi.monitoring.rules import Sight


def sentence(found: Found) -> str:
    return _("%(device)s does not report.") % {"device": found.name}


KIND = WatchKind(
    name="silent",
    sentence=sentence,
    unit="s",
    silence_is=Sight.BEYOND,
    usual=Usual(
        reason=gettext_lazy("A server nobody hears from may be down while nobody has noticed."),
        severity="urgent",
        answer_minutes=30,
        device_kinds=("server", "network"),
        raise_at=150,
    ),
)
