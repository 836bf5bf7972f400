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
from typing import Any

from django.db import connection

from nadi.balance import rules
from nadi.balance.models import KeptReading, KeptVital
from nadi.core.statements import rows, run
from nadi.core.vitals import Clients, Reading, Vital, Window, told_excluded

Plain = dict[str, Any]
LOCK = 0x6E616469  # "nadi": whoever writes the day's rows holds it
TOO_OLD = timedelta(minutes=90)  # the clock stood still: then a fact leads to a whole reading
SUMS = """
SELECT v.vital, count(k.vital), coalesce(sum(k.numerator), 0)::numeric(40, 10),
       coalesce(sum(k.denominator), 0)::numeric(40, 10), count(k.denominator),
       coalesce(sum(k.n), 0)::bigint, max(k.fresh_at), coalesce(sum(k.excluded), 0)::bigint,
       count(k.excluded), v.excluded, v.whole_at
FROM balance_keptvital v LEFT JOIN balance_keptreading k ON k.vital = v.vital
WHERE v.vital = ANY(%s) GROUP BY v.vital
"""
#: Some clients' `readings` in place of what was kept of them; without n there is nothing to count.
OUT_OF_BOOK = """
DELETE FROM balance_keptreading k USING readings AS one
WHERE k.vital = one.vital AND k.client_id = one.client_id AND one.n IS NULL
"""
INTO_BOOK = """
INSERT INTO balance_keptreading
    (vital, client_id, numerator, denominator, n, fresh_at, excluded, read_at)
SELECT vital, client_id, numerator, denominator, n, fresh_at, excluded, read_at
FROM readings WHERE n IS NOT NULL
ON CONFLICT (vital, client_id) DO UPDATE SET numerator = excluded.numerator,
    denominator = excluded.denominator, n = excluded.n, fresh_at = excluded.fresh_at,
    excluded = excluded.excluded, read_at = excluded.read_at
"""
PUT = f"""
WITH readings AS (
    SELECT * FROM json_populate_recordset(NULL::balance_keptreading, %s)
), gone AS ({OUT_OF_BOOK})
{INTO_BOOK}
"""  # noqa: S608  no values
FRESHEST_OF_OTHERS = """
SELECT max(fresh_at) FROM balance_keptreading WHERE vital = %s
AND (client_id IS NULL OR client_id <> ALL(%s::bigint[]))
"""
KEEP = (
    "COPY balance_keptreading (vital, client_id, numerator, denominator, n, fresh_at, excluded,"
    " read_at) FROM STDIN"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A vital's figure over everybody, and how many rows it left out."""

    counted: rules.Counted
    excluded: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of what is kept of a vital; `excluded` counts where not all readings tell."""

    of_readings: rules.Sums
    excluded: int | None

    @classmethod
    def of(cls, plain: Plain) -> "Sums":
        known = {name: plain[name] for name in rules.Sums._fields}
        known |= {name: Decimal(plain[name]) for name in ("numerator", "denominator")}
        fresh_at = plain["fresh_at"] and datetime.fromisoformat(plain["fresh_at"])
        return cls(rules.Sums(**known | {"fresh_at": fresh_at}), plain["excluded"])

    def plain(self) -> Plain:
        """As a day's row keeps them: amounts and moments as texts."""
        sums = self.of_readings
        return sums._asdict() | {
            "numerator": str(sums.numerator),
            "denominator": str(sums.denominator),
            "fresh_at": sums.fresh_at and sums.fresh_at.isoformat(),
            "excluded": self.excluded,
        }

    @property
    def figure(self) -> Figure:
        sums = self.of_readings
        below = sums.denominator if sums.of_a_whole else None
        told = sums.readings and sums.told == sums.readings
        return Figure(
            rules.Counted(sums.numerator, below, sums.n, sums.fresh_at),
            sums.left_out if told else self.excluded,
        )


@dataclass(frozen=True, slots=True)
class Total:
    """The figure that is kept: since `whole_at` only what facts touched was read again. It has no
    `sums` where nothing was kept."""

    figure: Figure
    whole_at: datetime
    sums: Sums | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One vital read now: everybody (`clients` None) or some, and what it said."""

    vital: Vital
    clients: Clients
    readings: tuple[Reading, ...]
    excluded: int | None = None

    def plain(self, now: datetime) -> Iterable[Plain]:
        """What it said of each client it was about, as the book takes it (`PUT`)."""
        found = dict.fromkeys(self.clients or ()) | {one.client_id: one for one in self.readings}
        for client, one in found.items():
            plain: Plain = {"vital": self.vital.name, "client_id": client}
            yield plain | (plain_reading(one) | {"read_at": str(now)} if one else {})


def plain_reading(one: Reading) -> Plain:
    """Amounts and moments as texts, as the database reads them."""
    return {
        "client_id": one.client_id,
        "numerator": str(one.numerator),
        "denominator": None if one.denominator is None else str(one.denominator),
        "n": one.n,
        "fresh_at": None if one.fresh_at is None else str(one.fresh_at),
        "excluded": one.excluded,
    }


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


def total_of(seen: Look, now: datetime) -> Total:
    """The figure of a whole reading, without the book."""
    told = sum(one.excluded or 0 for one in seen.readings)
    counted = rules.added_up((r.numerator, r.denominator, r.n, r.fresh_at) for r in seen.readings)
    excluded = told if told_excluded(seen.readings) else seen.excluded
    return Total(Figure(counted, excluded), now)


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
    seen = list(looks)
    _keep_whole([one for one in seen if one.clients is None], now)
    some = [plain for one in seen if one.clients for plain in one.plain(now)]
    if some:
        run(PUT, [json.dumps(some)])


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


def freshest_of_others(vital: str, clients: frozenset[int]) -> datetime | None:
    (row,) = rows(FRESHEST_OF_OTHERS, [vital, sorted(clients)])
    at: datetime | None = row[0]
    return at


def forget(*, seen_not: Iterable[str]) -> None:
    """The next look at these centers is a look at everything."""
    for label in seen_not:
        KeptVital.objects.filter(vital__startswith=f"{label}.").delete()


def totals(names: Iterable[str]) -> dict[str, Total]:
    """The figures of what is kept; nothing where a vital was never read."""
    found: dict[str, Total] = {}
    for name, *sums, excluded, whole_at in rows(SUMS, [list(names)]):
        kept = Sums(rules.Sums(*sums), excluded)
        found[name] = Total(kept.figure, whole_at, kept)
    return found
