"""A web address that the server looks at; raised after several failures in a row."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.monitoring.checks.kind import Found, Usual, WatchKind


def sentence(found: Found) -> str:
    return _("%(site)s does not answer as it should. %(why)s") % {
        "site": found.name,
        "why": found.details,
    }


KIND = WatchKind(
    name="http",
    sentence=sentence,
    fresh_for=timedelta(minutes=10),
    of_devices=False,
    usual=Usual(
        reason=gettext_lazy("Clients and their customers see it first; we want to be before them."),
        severity="urgent",
        answer_minutes=30,
        raise_times=3,
    ),
)
