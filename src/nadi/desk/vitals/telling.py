"""What came for Throat since somebody was last here: answers, the old, the strays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.queries import counted_for
from nadi.core.vitals import Since, Window, rows_url
from nadi.desk import queries

ANSWERS, OLD = "desk.first_answer", "desk.old_tickets"
DAY = timedelta(days=1)


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """At most three sentences, each with its rows."""
    found = [
        _answers(who, Window(since, now)),
        _old(who, Window.before(now, DAY)),
        _strays(who, now),
    ]
    return [one for one in found if one is not None]


def _answers(who: Person, window: Window) -> Since | None:
    on_time, due = counted_for(who, ANSWERS, window)
    if not due:
        return None
    sentence = ngettext(
        "%(n)d first answer was due, %(good)d came on time.",
        "%(n)d first answers were due, %(good)d came on time.",
        due,
    )
    return Since(sentence % {"n": due, "good": on_time}, rows_url(ANSWERS, window))


def _old(who: Person, window: Window) -> Since | None:
    old, of = counted_for(who, OLD, window)
    if not of:
        return None
    sentence = ngettext(
        "%(old)d of %(n)d open ticket is older than 14 days.",
        "%(old)d of %(n)d open tickets are older than 14 days.",
        of,
    )
    return Since(sentence % {"old": old, "n": of}, rows_url(OLD, window))


def _strays(who: Person, now: datetime) -> Since | None:
    strays = queries.counts(who, now).out_of_process
    if not strays:
        return None
    sentence = ngettext(
        "%(n)d ticket is out of process.", "%(n)d tickets are out of process.", strays
    )
    return Since(sentence % {"n": strays}, f"{reverse('desk:home')}?tab=out-of-process")
