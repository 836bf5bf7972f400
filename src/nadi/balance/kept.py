"""The book of readings: one row per vital and client, and the sums of them.

Facts name the clients whose rows they change; only those are read again. The clock reads everybody
once an hour, because windows move also where nothing happens. What is kept equals what would be
read, and a test holds it after any sequence of acts.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from nadi.balance import rules
from nadi.balance.models import KeptReading, KeptVital
from nadi.core.statements import run
from nadi.core.vitals import Clients, Reading, Vital, Window

TOO_OLD = timedelta(minutes=90)  # the clock stood still: then a fact leads to a whole reading
SUM_UP = """
UPDATE balance_keptvital v
SET readings = s.readings, numerator = s.numerator, denominator = s.denominator,
    of_a_whole = s.of_a_whole, n = s.n, fresh_at = s.fresh_at, left_out = s.left_out, told = s.told
FROM (SELECT w.vital, count(k.vital) AS readings, coalesce(sum(k.numerator), 0) AS numerator,
             coalesce(sum(k.denominator), 0) AS denominator, count(k.denominator) AS of_a_whole,
             coalesce(sum(k.n), 0) AS n, max(k.fresh_at) AS fresh_at,
             coalesce(sum(k.excluded), 0) AS left_out, count(k.excluded) AS told
      FROM unnest(%s::text[]) AS w(vital) LEFT JOIN balance_keptreading k ON k.vital = w.vital
      GROUP BY w.vital) AS s
WHERE v.vital = s.vital
"""
#: Some clients' readings (without n: there is nothing to count) in place of what was kept of them;
#: the sums move by the difference. The freshest moment can fall only where whoever had it no longer
#: does: then the others are gone through.
MOVE = """
WITH fresh AS (
    SELECT * FROM json_to_recordset(%(fresh)s) AS t(client_id bigint, numerator numeric(30, 10),
        denominator numeric(30, 10), n int, fresh_at timestamptz, excluded int)
), old AS (
    SELECT k.* FROM fresh f
    JOIN balance_keptreading k ON k.vital = %(vital)s AND k.client_id = f.client_id
), gone AS (
    DELETE FROM balance_keptreading k USING fresh f
    WHERE k.vital = %(vital)s AND k.client_id = f.client_id AND f.n IS NULL
), come AS (
    INSERT INTO balance_keptreading
        (vital, client_id, numerator, denominator, n, fresh_at, excluded, read_at)
    SELECT %(vital)s, client_id, numerator, denominator, n, fresh_at, excluded, %(now)s
    FROM fresh WHERE n IS NOT NULL
    ON CONFLICT (vital, client_id) DO UPDATE SET numerator = excluded.numerator,
        denominator = excluded.denominator, n = excluded.n, fresh_at = excluded.fresh_at,
        excluded = excluded.excluded, read_at = excluded.read_at
), difference AS (
    SELECT sum(sign) AS readings, sum(sign * numerator) AS numerator,
           sum(sign * denominator) AS denominator, sum(sign) FILTER (WHERE denominator IS NOT NULL)
           AS of_a_whole, sum(sign * n) AS n, sum(sign * excluded) AS left_out,
           sum(sign) FILTER (WHERE excluded IS NOT NULL) AS told,
           max(fresh_at) FILTER (WHERE sign = 1) AS freshest,
           max(fresh_at) FILTER (WHERE sign = -1) AS was_freshest
    FROM (SELECT 1 AS sign, numerator, denominator, n, fresh_at, excluded FROM fresh
          WHERE n IS NOT NULL
          UNION ALL SELECT -1, numerator, denominator, n, fresh_at, excluded FROM old) AS both_ways
)
UPDATE balance_keptvital v
SET readings = v.readings + coalesce(d.readings, 0),
    numerator = v.numerator + coalesce(d.numerator, 0),
    denominator = v.denominator + coalesce(d.denominator, 0),
    of_a_whole = v.of_a_whole + coalesce(d.of_a_whole, 0),
    n = v.n + coalesce(d.n, 0),
    left_out = v.left_out + coalesce(d.left_out, 0),
    told = v.told + coalesce(d.told, 0),
    fresh_at = CASE
        WHEN d.was_freshest IS NULL OR d.was_freshest < v.fresh_at OR d.freshest >= v.fresh_at
        THEN greatest(v.fresh_at, d.freshest)
        ELSE greatest(d.freshest, (
            SELECT max(k.fresh_at) FROM balance_keptreading k
            WHERE k.vital = %(vital)s
            AND NOT EXISTS (SELECT FROM fresh f WHERE f.client_id = k.client_id)))
    END
FROM difference d WHERE v.vital = %(vital)s
RETURNING v.readings, v.numerator, v.denominator, v.of_a_whole, v.n, v.fresh_at, v.left_out, v.told,
    v.excluded, v.whole_at
"""
KEEP = (
    "COPY balance_keptreading (vital, client_id, numerator, denominator, n, fresh_at, excluded,"
    " read_at) FROM STDIN"
)
Json = dict[str, str | int | None]
Sums = tuple[int, Decimal, Decimal, int, int, datetime | None, int, int, int | None, datetime]


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
    _keep_whole([one for one in some if one.clients is None], now)
    for one in some:
        if one.clients:
            move(one, now)


def _keep_whole(looks: list[Look], now: datetime) -> None:
    names = [one.vital.name for one in looks]
    if not names:
        return
    KeptReading.objects.filter(vital__in=names).delete()
    KeptVital.objects.bulk_create(
        [KeptVital(vital=one.vital.name, version=one.vital.version, whole_at=now,
                   excluded=one.excluded) for one in looks],
        update_conflicts=True,
        unique_fields=["vital"],
        update_fields=["version", "whole_at", "excluded"],
    )  # fmt: skip
    with connection.cursor() as cursor, cursor.copy(KEEP) as copy:
        for one in looks:
            for r in one.readings:
                copy.write_row(
                    (r.vital, r.client_id, r.numerator, r.denominator, r.n, r.fresh_at,
                     r.excluded, now)
                )  # fmt: skip
    sum_up(names)


def sum_up(names: list[str]) -> None:
    """The sums of these vitals anew, from all their readings."""
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, [names])


def move(seen: Look, now: datetime) -> Total:
    """Put some clients' readings in place of what was kept of them; returns the new figure."""
    fresh: dict[int | None, Json] = {who: {"client_id": who} for who in seen.clients or ()}
    for r in seen.readings:
        fresh[r.client_id] = {
            "client_id": r.client_id,
            "numerator": str(r.numerator),
            "denominator": None if r.denominator is None else str(r.denominator),
            "n": r.n,
            "fresh_at": None if r.fresh_at is None else r.fresh_at.isoformat(),
            "excluded": r.excluded,
        }
    values = {"vital": seen.vital.name, "fresh": json.dumps([*fresh.values()]), "now": now}
    (found,) = run(MOVE, values).fetchall()
    return _total(found)


def forget(*, seen_not: Iterable[str]) -> None:
    """The next look at these centers is a look at everything."""
    for label in seen_not:
        KeptVital.objects.filter(vital__startswith=f"{label}.").delete()


def totals(names: Iterable[str]) -> dict[str, Total]:
    """The figures of what is kept; nothing where a vital was never read."""
    rows = KeptVital.objects.filter(vital__in=list(names)).values_list(
        "vital", "readings", "numerator", "denominator", "of_a_whole", "n", "fresh_at", "left_out",
        "told", "excluded", "whole_at",
    )  # fmt: skip
    return {row[0]: _total(row[1:]) for row in rows}


def _total(sums: Sums) -> Total:
    readings, above, below, of_a_whole, n, fresh_at, left_out, told, excluded, whole_at = sums
    counted = rules.Counted(above, below if of_a_whole else None, n, fresh_at)
    return Total(counted, left_out if readings and told == readings else excluded, whole_at)
