"""The short way of a fact that named its client: three statements for a center.

One asks what is known of it, one reads the vital of that client, one writes what became of both.
What earlier days say is kept with the day (`KeptCenter`), the other vitals of the center keep their
row of today, and its caps stand unless a fact may move them. Between the statements stand rules
alone: the sums move by the difference between what was kept and what is read, the vital is scored,
the center is weighed. The rows are there already, so only what moves on them is written.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final

from nadi.balance import kept, outlook, rules, snapshots
from nadi.balance.snapshots import Past
from nadi.clients.firm import firm_day
from nadi.core.centers import CenterConfig
from nadi.core.statements import Row, rows, run
from nadi.core.vitals import Reading, Vital

#: The center's row of today with what is kept of it; the sums of the touched vitals; what was read
#: of these clients before. A row for each reading, the center alike on all of them.
KNOWN = """
WITH center AS MATERIALIZED (
    SELECT c.verdict, c.low, c.caps::text, c.change::text, k.vitals::text AS past,
           k.whole_at BETWEEN %(oldest)s AND %(now)s AND k.definitions
               = (SELECT coalesce(max(id), 0) FROM balance_definition) AS holds,
           (SELECT json_object_agg(v.vital, v.score) FROM balance_vitalsnapshot v
            WHERE v.center = c.center AND v.day = c.day) AS scores
    FROM balance_centersnapshot c
    JOIN balance_keptcenter k ON k.center = c.center AND k.day = c.day
    WHERE c.center = %(center)s AND c.day = %(day)s
)
SELECT center.*, v.vital, v.readings, v.numerator, v.denominator, v.of_a_whole, v.n, v.fresh_at,
       v.left_out, v.told, v.excluded, r.client_id, r.numerator, r.denominator, r.n, r.fresh_at,
       r.excluded
FROM center LEFT JOIN (
    json_to_recordset(%(touched)s) AS t(vital text, client_id bigint)
    JOIN balance_keptvital v ON v.vital = t.vital
    LEFT JOIN balance_keptreading r ON r.vital = t.vital AND r.client_id = t.client_id
) ON true
"""
#: The center's row of today. All that is written here can be read again from the facts, which are
#: taken away in the same transaction: nobody has to wait until it is on the disk.
CENTER = """
UPDATE balance_centersnapshot SET verdict = %(verdict)s, low = %(low)s, high = %(high)s,
    known = %(known)s, "of" = %(of)s, vitals_missing = %(vitals_missing)s,
    days_missing = %(days_missing)s, caps = coalesce(%(caps)s, caps),
    neglect = coalesce(%(neglect)s, neglect), change = %(change)s, taken_at = %(taken_at)s
FROM set_config('synchronous_commit', 'off', true)
WHERE center = %(center)s AND day = %(day)s
"""
#: The same with one of its vitals: a reading of one client (without n there is none to keep), the
#: sums, and the vital's row of today. Where a fact touched several, the center's comes with each.
VITAL_AND_CENTER = f"""
WITH reading AS (
    INSERT INTO balance_keptreading
        (vital, client_id, numerator, denominator, n, fresh_at, excluded, read_at)
    SELECT %(vital)s, %(one_client_id)s, %(one_numerator)s, %(one_denominator)s, %(one_n)s,
           %(one_fresh_at)s, %(one_excluded)s, %(taken_at)s
    WHERE %(one_n)s::int IS NOT NULL
    ON CONFLICT (vital, client_id) DO UPDATE SET numerator = excluded.numerator,
        denominator = excluded.denominator, n = excluded.n, fresh_at = excluded.fresh_at,
        excluded = excluded.excluded, read_at = excluded.read_at
), sums AS (
    UPDATE balance_keptvital SET readings = %(sum_readings)s, numerator = %(sum_numerator)s,
        denominator = %(sum_denominator)s, of_a_whole = %(sum_of_a_whole)s, n = %(sum_n)s,
        fresh_at = %(sum_fresh_at)s, left_out = %(sum_left_out)s, told = %(sum_told)s
    WHERE vital = %(vital)s
), vital AS (
    UPDATE balance_vitalsnapshot SET window_start = %(window_start)s,
        window_end = %(window_end)s, numerator = %(numerator)s, denominator = %(denominator)s,
        n = %(n)s, excluded = %(excluded)s, fresh_at = %(fresh_at)s, value = %(value)s,
        leaned = %(leaned)s, score = %(score)s, hold = %(hold)s, taken_at = %(taken_at)s
    WHERE vital = %(vital)s AND day = %(day)s
)
{CENTER}
"""  # noqa: S608  no values


OF_A_READING: Final = ("client_id", "numerator", "denominator", "n", "fresh_at", "excluded")


@dataclass(frozen=True, slots=True)
class Book:
    """What is kept of a vital: its sums, and what was last read of the clients asked for."""

    sums: rules.Sums
    excluded: int | None
    readings: list[Reading]


@dataclass(frozen=True, slots=True)
class Known:
    """A center's row of today, what earlier days say of its vitals, and what is kept of those that
    were touched. A vital that does not count has no version and no past."""

    verdict: str
    low: float
    caps: list[dict[str, Any]]
    change: dict[str, Any] | None
    versions: Mapping[str, int | None]
    past: Mapping[str, Past]
    holds: bool
    scores: dict[str, float | None]
    books: Mapping[str, Book]

    def is_all_of(self, center: CenterConfig) -> bool:
        """Whether nothing but readings can be otherwise than when this was kept."""
        versions = {vital.name: vital.version for vital in center.vitals}
        return (
            self.holds
            and self.versions.keys() == versions.keys()
            and all(was in (None, versions[name]) for name, was in self.versions.items())
        )


def move(
    center: CenterConfig,
    touched: Mapping[str, frozenset[int]],
    now: datetime,
    *,
    look_at_caps: bool,
) -> bool:
    """Move the touched vitals' rows of today, and the center's; False where that is not enough."""
    day = firm_day(now)
    known = _known(center.label, touched, day, now)
    if known is None or not known.is_all_of(center):
        return False
    counted = [vital for vital in center.vitals if vital.name in known.past]
    moved = [
        _move_vital(vital, known, touched[vital.name], now)
        for vital in counted
        if vital.name in touched
    ]
    scores = known.scores | {one["vital"]: one["score"] for one in moved}
    caps = snapshots.plain_caps(center.caps(now)) if look_at_caps else known.caps
    state = rules.center_state(
        [
            known.past[v.name].state(v.name, scores[v.name], v.goalposts.source, day)
            for v in counted
        ],
        [cap["at"] for cap in caps],
    )
    neglect, change = outlook.follow(center.label, day, state, known)
    row = {"center": center.label, "day": day, **snapshots.standing(state, now)}
    row |= _as_json(caps=caps if look_at_caps else None, neglect=neglect, change=change)
    for one in moved:
        run(VITAL_AND_CENTER, _as_texts(one | row))
    if not moved:
        run(CENTER, _as_texts(row))
    return True


def _move_vital(vital: Vital, known: Known, clients: frozenset[int], now: datetime) -> kept.Plain:
    """Read some clients again. Returns what is to be written: a single reading, the sums, the row.
    Several readings, and that there is none any more, go into the book by themselves."""
    seen, book = kept.look(vital, clients, now), known.books[vital.name]
    one = seen.readings[0] if len(seen.readings) == len(clients) == 1 else None
    if one is None:
        kept.put([seen], now)
    others = partial(kept.freshest_of_others, vital.name, clients)
    sums = rules.moved(book.sums, book.readings, seen.readings, others)
    figure = kept.figure(sums, book.excluded)
    return {
        "vital": vital.name,
        **{f"one_{name}": one and getattr(one, name) for name in OF_A_READING},
        **{f"sum_{name}": value for name, value in sums._asdict().items()},
        **snapshots.scored(vital, figure, known.past[vital.name], now),
    }


def _known(
    label: str, touched: Mapping[str, frozenset[int]], day: date, now: datetime
) -> Known | None:
    """None where nothing is kept of what earlier days say."""
    pairs = [{"vital": name, "client_id": one} for name, who in touched.items() for one in who]
    asked = {"center": label, "day": day, "oldest": now - kept.TOO_OLD, "now": now}
    found = rows(KNOWN, asked | {"touched": json.dumps(pairs)})
    if not found:
        return None
    verdict, low, caps, change, past, holds, scores = found[0][:7]
    return Known(
        verdict,
        low,
        json.loads(caps),
        change and json.loads(change),
        *_past(past),
        holds,
        scores or {},
        _books(found),
    )


def _books(found: list[Row]) -> dict[str, Book]:
    books: dict[str, Book] = {}
    for row in found:
        name, sums, excluded, (client, *read) = row[7], row[8:16], row[16], row[17:]
        if name is None:
            continue  # nothing was touched but a cap
        if name not in books:
            books[name] = Book(rules.Sums(*sums), excluded, [])
        if client is not None:
            books[name].readings.append(Reading(name, client, *read))
    return books


@lru_cache(maxsize=32)
def _past(plain: str) -> tuple[Mapping[str, int | None], Mapping[str, Past]]:
    """The version of each vital, and of those that count what earlier days say: the same for the
    same words, which change once an hour."""
    vitals = json.loads(plain)
    return (
        {name: one and one["version"] for name, one in vitals.items()},
        {name: Past.of(one) for name, one in vitals.items() if one},
    )


def _as_json(**values: object) -> kept.Plain:
    return {name: None if one is None else json.dumps(one) for name, one in values.items()}


def _as_texts(values: kept.Plain) -> kept.Plain:
    """All as texts, which the database reads as what their columns are: so one plan serves them
    all, whichever are missing or large."""
    return {name: None if one is None else str(one) for name, one in values.items()}
