"""Reckons ahead what Today asks of those who lead, so that the page only reads.

It decides nothing and changes nothing of the firm: what is lost is reckoned again, and a page that
finds nothing here reckons for itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from nadi.accounts.models import LEADS, Person
from nadi.balance.models import Prepared
from nadi.balance.queries.figures import figures, keys_of
from nadi.balance.queries.hours import last_week
from nadi.balance.queries.prepared import PROMISES, held, key_of, prepared_for
from nadi.balance.queries.today import asks_of
from nadi.clients.firm import firm_zone
from nadi.core import centers
from nadi.core.facts import name_of
from nadi.core.vitals import Ask

ANEW = timedelta(minutes=4)  # some asks come with time alone: an answer that is late now
GRACE = timedelta(seconds=10)  # a transaction still open may hold a lower id of the audit
KEPT = timedelta(days=1)
Marks = dict[str, int]


def prepare(now: datetime) -> int:
    """Reckon what does not hold or is a few minutes old; returns how many rows were written."""
    with transaction.atomic():
        marks, young = _marks(now), _young(now)
        rows: dict[str, Prepared] = {}
        for who in _leads():
            rows |= _asks_for(who, now, marks, young, done=rows)
        rows |= _promises(now, marks, young)
        _keep(rows.values())
        if rows:
            Prepared.objects.filter(at__lt=now - KEPT).delete()
        week = last_week(now, firm_zone())
        if not (young.issuperset(keys_of(week)) and len(held(keys_of(week), now)) == 2):
            _keep(figures(now, week, **marks))
    return len(rows)


def _keep(rows: Iterable[Prepared]) -> None:
    Prepared.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["asks", "promises", "touched_by", "mark", "facts", "heard", "at"],
    )


def _leads() -> list[Person]:
    return list(Person.objects.filter(is_active=True, role__in=LEADS))


def _marks(now: datetime) -> Marks:
    """The newest act and the newest fact that are surely committed. What comes after is news."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT id FROM core_auditrow WHERE at < %s ORDER BY id DESC LIMIT 1),"
            " (SELECT id FROM core_event WHERE at < %s ORDER BY at DESC, id DESC LIMIT 1)",
            [now - GRACE, now - GRACE],
        )
        act, fact = cursor.fetchone()
    return {"mark": act or 0, "heard": fact or 0}


def _young(now: datetime) -> set[str]:
    """Those young enough to be left alone, as far as they hold."""
    return set(Prepared.objects.filter(at__gt=now - ANEW).values_list("key", flat=True))


def _asks_for(
    who: Person, now: datetime, marks: Marks, young: set[str], done: Collection[str]
) -> dict[str, Prepared]:
    every = {center.label: center for center in centers.centers()}
    holding = prepared_for(who, every, now)
    rows = {}
    with timezone.override(who.zone):
        for label, center in every.items():
            key = key_of(who, label)
            if key in done or (label in holding.asks and key in young):
                continue
            asks = [_plain(ask) for ask in asks_of(center, who, now)]
            facts = facts_of(center)
            rows[key] = Prepared(
                key=key, asks=asks, touched_by=[label], facts=facts, **marks, at=now
            )
    return rows


def _promises(now: datetime, marks: Marks, young: set[str]) -> dict[str, Prepared]:
    if PROMISES in young and prepared_for(Person(), [], now).promises is not None:
        return {}
    counts = [asdict(count) for count in centers.promise_counts(now)]
    keepers = centers.keepers_of_promises()
    facts = [name for label in keepers for name in facts_of(centers.center(label))]
    row = Prepared(key=PROMISES, promises=counts, touched_by=keepers, facts=facts, **marks, at=now)
    return {PROMISES: row}


def facts_of(center: centers.CenterConfig) -> list[str]:
    """The names of the facts that touch this center's vitals and are news."""
    named = {name_of(fact) for vital in center.vitals for fact in vital.touched_by}
    return sorted(named - centers.routine())


def _plain(ask: Ask) -> dict[str, str | int]:
    """Words as they are said in the language and zone that are active now."""
    return {
        "center": ask.center,
        "title": str(ask.title),
        "why": str(ask.why),
        "button": str(ask.button),
        "url": ask.url,
        "method": ask.method,
        "minutes": ask.minutes,
        "vital": ask.vital,
        "gain_rows": ask.gain_rows,
        "urgent": ask.urgent,
    }
