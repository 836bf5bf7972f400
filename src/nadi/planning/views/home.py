"""Third Eye's home: the meeting that comes next, and who has no date."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.core.pages import page
from nadi.planning import packing, queries
from nadi.planning.models import Side
from nadi.planning.rules.meetings import Met
from nadi.planning.views.asking import who_asks

YEAR = timedelta(days=365)
FEW = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next meeting with its page first; then dates, promises of both sides, devices, us."""
    who, now = who_asks(request), timezone.now()
    ahead = queries.meetings_ahead(who)
    with_clients = [each for each in ahead if not each.is_own]
    first = with_clients[0] if with_clients else None
    rows = queries.standings(who, now)
    waiting = list(queries.actions_waiting(who))
    reviews = [each for each in queries.meetings_of(who, None) if each.closed_at is not None]
    values = {
        "first": first,
        "pack": packing.pack_of(first, now) if first else None,
        "others": with_clients[1:FEW],
        "without": [row for row in rows if row.needs_date],
        "late": [row for row in rows if row.met == Met.LATE],
        "met": sum(row.met == Met.IN_TIME for row in rows),
        "served": len(rows),
        "ours": [each for each in waiting if each.side == Side.OURS],
        "theirs": [each for each in waiting if each.side == Side.THEIRS],
        "late_actions": [each.pk for each in waiting if each.is_late(now)],
        "counts": queries.counts(queries.clients_in_sight(who), now.date(), now),
        "signals": queries.signals_since(who, None, now - YEAR),
        "own_next": next((each for each in ahead if each.is_own), None),
        "own_last": reviews[0] if reviews else None,
        "now": now,
    }
    return page(request, "planning/home.html", values)
