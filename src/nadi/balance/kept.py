"""The book of readings: one row per vital and client, and the sums of them.

Facts name the clients whose rows they change; only those are read again. The clock reads everybody
once an hour, because windows move also where nothing happens. What is kept equals what would be
read, and a test holds it after any sequence of acts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from nadi.balance import rules
from nadi.balance.models import KeptReading, KeptVital
from nadi.core.vitals import Clients, Reading, Vital, Window

TOO_OLD = timedelta(minutes=90)  # the clock stood still: then a fact leads to a whole reading
SUMS = """
SELECT vital, sum(numerator), sum(denominator), sum(n), max(fresh_at),
       CASE WHEN bool_and(excluded IS NOT NULL) THEN sum(excluded) END
FROM balance_keptreading WHERE vital = ANY(%s) GROUP BY vital
"""
FORGET = """
DELETE FROM balance_keptreading k USING unnest(%s::text[], %s::bigint[]) AS t(vital, client_id)
WHERE k.vital = t.vital AND k.client_id = t.client_id
"""
KEEP = (
    "COPY balance_keptreading (vital, client_id, numerator, denominator, n, fresh_at, excluded,"
    " read_at) FROM STDIN"
)


@dataclass(frozen=True, slots=True)
class Total:
    """A vital's figure over everybody; since `whole_at` only what facts touched was read again."""

    counted: rules.Counted
    excluded: int | None
    whole_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One vital read now: everybody (`clients` None) or some, and what it said."""

    vital: Vital
    clients: Clients
    readings: tuple[Reading, ...]
    excluded: int | None = None


def look(vital: Vital, clients: Clients, now: datetime, count_excluded: bool = False) -> Look:
    """Read it; where its readings do not tell what was left out, count the rows if asked to."""
    if clients is not None and not clients:
        return Look(vital, clients, ())
    window = Window.before(now, vital.window)
    readings = tuple(vital.read(window, None, clients))
    excluded = None
    if clients is None and count_excluded and not told_excluded(readings):
        excluded = sum(bool(row.excluded) for row in vital.rows(window, None, None))
    return Look(vital, clients, readings, excluded)


def told_excluded(readings: Iterable[Reading]) -> bool:
    told = [one.excluded is not None for one in readings]
    return bool(told) and all(told)


def total_of(seen: Look, now: datetime) -> Total:
    """The figure of a whole reading, without the book."""
    told = sum(one.excluded or 0 for one in seen.readings)
    return Total(
        rules.added_up((r.numerator, r.denominator, r.n, r.fresh_at) for r in seen.readings),
        told if told_excluded(seen.readings) else seen.excluded,
        now,
    )


def what_to_read(
    vitals: Iterable[Vital], touched: Mapping[str, Clients], now: datetime
) -> dict[str, Clients]:
    """By vital: None where it must be read whole, else the clients that facts named (or nobody)."""
    kept = {row.vital: row for row in KeptVital.objects.all()}
    wanted: dict[str, Clients] = {}
    for vital in vitals:
        known = kept.get(vital.name)
        clients = touched.get(vital.name, frozenset())
        stale = (
            known is None
            or known.version != vital.version
            or now - known.whole_at > TOO_OLD
            or known.whole_at > now
        )
        wanted[vital.name] = None if stale else clients
    return wanted


def keep(looks: Iterable[Look], now: datetime) -> None:
    """Put what was read in place of what was kept, for those who were looked at."""
    some = list(looks)
    whole = [one for one in some if one.clients is None]
    KeptReading.objects.filter(vital__in=[one.vital.name for one in whole]).delete()
    KeptVital.objects.bulk_create(
        [KeptVital(vital=one.vital.name, version=one.vital.version, whole_at=now,
                   excluded=one.excluded) for one in whole],
        update_conflicts=True,
        unique_fields=["vital"],
        update_fields=["version", "whole_at", "excluded"],
    )  # fmt: skip
    pairs = [(one.vital.name, client) for one in some for client in one.clients or ()]
    with connection.cursor() as cursor:
        if pairs:
            cursor.execute(FORGET, [[name for name, _ in pairs], [who for _, who in pairs]])
        if any(one.readings for one in some):
            with cursor.copy(KEEP) as copy:
                for one in some:
                    for r in one.readings:
                        copy.write_row(
                            (r.vital, r.client_id, r.numerator, r.denominator, r.n, r.fresh_at,
                             r.excluded, now)
                        )  # fmt: skip


def forget(*, seen_not: Iterable[str]) -> None:
    """The next look at these centers is a look at everything."""
    for label in seen_not:
        KeptVital.objects.filter(vital__startswith=f"{label}.").delete()


def totals(names: Iterable[str]) -> dict[str, Total]:
    """The sums of what is kept, in one statement; nothing where a vital was never read."""
    wanted = list(names)
    known = {row.vital: row for row in KeptVital.objects.filter(vital__in=wanted)}
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [wanted])
        sums = {row[0]: row[1:] for row in cursor.fetchall()}
    found = {}
    for name, row in known.items():
        above, below, n, fresh, excluded = sums.get(name, (Decimal(0), None, 0, None, None))
        counted = rules.Counted(above, below, int(n), fresh)
        left_out = row.excluded if excluded is None else int(excluded)
        found[name] = Total(counted, left_out, row.whole_at)
    return found
