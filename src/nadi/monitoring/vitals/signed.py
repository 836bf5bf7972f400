"""monitoring.rounds_signed: the firm's working days, and whether a person signed the round."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.clients.firm import rule_of
from nadi.clients.models import Calendar
from nadi.core import words
from nadi.core.vitals import Clients, EvidenceRow, Reading, Window
from nadi.monitoring import rules

NAME = "monitoring.rounds_signed"
# The firm's own hours, the moment from which something was watched, and the rounds near the window.
KNOWN = """
SELECT k.zone_name, k.week, k.holidays_of, k.special_days,
       (SELECT min(made_at) FROM monitoring_alertrule),
       (SELECT jsonb_agg(jsonb_build_array(r.id, r.day, r.signed_at))
        FROM monitoring_monitoringround r WHERE r.day BETWEEN %(first)s AND %(last)s)
FROM (SELECT) one LEFT JOIN clients_calendar k ON k.name = %(firm)s
"""


@dataclass(frozen=True, slots=True)
class Known:
    days: list[rules.RoundDay]
    round_ids: dict[date, int]


def _days(window: Window) -> Known:
    """One statement. Nothing was to be looked at before the first rule was taken up."""
    around = timedelta(days=2)
    values: dict[str, str | date] = {
        "firm": settings.NADI_FIRM,
        "first": (window.start - around).date(),
        "last": (window.end + around).date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        zone, week, holidays, special, since, rounds = cursor.fetchone()
    if since is None:
        return Known([], {})
    own = None
    if zone is not None:
        own = Calendar(
            zone_name=zone,
            week=json.loads(week),
            holidays_of=holidays,
            special_days=json.loads(special),
        )
    held = {date.fromisoformat(on): (pk, at) for pk, on, at in json.loads(rounds or "[]")}
    signed = {on: datetime.fromisoformat(at) for on, (_pk, at) in held.items() if at}
    days = rules.days_settled(window.start, window.end, rule_of(own), since, signed)
    return Known(days, {on: pk for on, (pk, _at) in held.items()})


def read(
    window: Window, population: str | None = None, clients: Clients = None
) -> Iterable[Reading]:
    """One reading, of the firm itself: a round is over all clients or it is none."""
    if clients is not None:
        return
    days = _days(window).days
    counted = [day for day in days if day.counts]
    if days:
        yield Reading(
            vital=NAME,
            client_id=None,
            numerator=Decimal(sum(day.signed_at is not None for day in counted)),
            denominator=Decimal(len(counted)),
            n=len(counted),
            fresh_at=window.end,
            excluded=len(days) - len(counted),
        )


def rows(window: Window, client_id: int | None, population: str | None = None) -> list[EvidenceRow]:
    """The days, the newest first. A day on which the firm was closed counts nothing."""
    if client_id is not None:
        return []
    known = _days(window)
    return [
        EvidenceRow(
            label=_label(day, known.round_ids.get(day.on)),
            url=_url(known.round_ids.get(day.on)),
            at=day.settled_at,
            client_id=None,
            numerator=Decimal(day.counts and day.signed_at is not None),
            denominator=Decimal(day.counts),
            excluded="" if day.counts else _("the firm was closed"),
        )
        for day in reversed(known.days)
    ]


def _url(round_id: int | None) -> str:
    if round_id is None:
        return reverse("monitoring:rounds")
    return reverse("monitoring:past_round", args=[round_id])


def _label(day: rules.RoundDay, round_id: int | None) -> str:
    if day.signed_at is not None:
        return _("%(day)s: signed") % {"day": words.day(day.on)}
    if round_id is not None:
        return _("%(day)s: begun, not signed") % {"day": words.day(day.on)}
    return _("%(day)s: no round") % {"day": words.day(day.on)}
