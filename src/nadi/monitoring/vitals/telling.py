"""What came for Solar since somebody was last here: who reports, alerts looked at and waiting."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.queries import counted_for
from nadi.core.vitals import Since, Window, rows_url
from nadi.monitoring import queries

ANSWERED, REPORTING = "monitoring.alerts_answered", "monitoring.devices_reporting"
DAY = timedelta(days=1)


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """At most three sentences, each with its rows."""
    found = [
        _reporting(who, Window.before(now, DAY)),
        _answered(who, Window(since, now)),
        _asking(who),
    ]
    return [one for one in found if one is not None]


def _reporting(who: Person, window: Window) -> Since | None:
    well, of = counted_for(who, REPORTING, window)
    if not of:
        return None
    sentence = ngettext(
        "%(well)d of %(n)d device reports.", "%(well)d of %(n)d devices report.", of
    )
    return Since(sentence % {"well": well, "n": of}, rows_url(REPORTING, window))


def _answered(who: Person, window: Window) -> Since | None:
    seen, due = counted_for(who, ANSWERED, window)
    if not due:
        return None
    sentence = ngettext(
        "A person looked at %(seen)d of %(n)d alert in time.",
        "A person looked at %(seen)d of %(n)d alerts in time.",
        due,
    )
    return Since(sentence % {"seen": seen, "n": due}, rows_url(ANSWERED, window))


def _asking(who: Person) -> Since | None:
    n = queries.asking(who).count()
    if not n:
        return None
    sentence = ngettext("%(n)d alert asks for a person.", "%(n)d alerts ask for a person.", n)
    return Since(sentence % {"n": n}, f"{reverse('monitoring:alerts')}?state=asking")
