"""The short way of facts that named their clients: three statements for a fact.

The first asks what was heard and what is known of all that it touched, the next reads a touched
vital of those clients, the last writes what became of everything. What earlier days say is kept
with the day (`KeptCenter`), the other vitals of a center keep their row of today, and its caps
stand unless a fact may move them. Between the statements stand rules alone: the sums move by the
difference between what was kept and what is read, the vital is scored, the center is weighed.

No lock is held meanwhile. The last statement, one for each center, is all or nothing, and does
nothing where the center's row was written since; what was heard goes with it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final

from nadi.balance import kept, outlook, rules, snapshots
from nadi.balance.snapshots import Past
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.statements import Row, rows
from nadi.core.vitals import Reading, Vital

#: A row for each vital and client to be read again, and each center's caps, with what is known.
KNOWN = """
SELECT heard.center, heard.vital, heard.client_id, heard.ids,
       c.xmin::text, c.verdict, c.low, c.caps::text, c.change::text, k.vitals::text,
       k.whole_at BETWEEN %(oldest)s AND %(now)s AND k.definitions
           = (SELECT count(*) FROM balance_definition),
       c.book::text, r.numerator, r.denominator, r.n, r.fresh_at, r.excluded
FROM (SELECT center, vital, client_id, array_agg(id) AS ids FROM balance_touched
      GROUP BY center, vital, client_id) AS heard
LEFT JOIN balance_keptcenter k ON k.center = heard.center AND k.day = %(day)s
LEFT JOIN balance_centersnapshot c ON c.center = k.center AND c.day = k.day
LEFT JOIN balance_keptreading r ON r.vital = heard.vital AND r.client_id = heard.client_id
"""
#: A center with all that moved in it, or nothing where its row is not the one that was asked for.
#: It can all be read again from the facts, which are taken away with it: nobody has to wait until
#: it is on the disk. A reading without n is none any more.
WRITE = """
WITH standing AS (
    UPDATE balance_centersnapshot k SET verdict = one.verdict, low = one.low, high = one.high,
        known = one.known, "of" = one."of", vitals_missing = one.vitals_missing,
        days_missing = one.days_missing, book = one.book, caps = coalesce(one.caps, k.caps),
        neglect = coalesce(one.neglect, k.neglect), change = one.change, taken_at = one.taken_at
    FROM json_populate_record(NULL::balance_centersnapshot, %(standing)s) AS one
    WHERE (SELECT count(*) FROM pg_advisory_xact_lock(%(lock)s),
           set_config('synchronous_commit', 'off', true)) = 1
    AND k.center = %(center)s AND k.day = %(day)s AND k.xmin::text = %(as_of)s
    RETURNING 1
), readings AS MATERIALIZED (
    SELECT one.* FROM json_populate_recordset(NULL::balance_keptreading, %(readings)s) AS one,
        standing
), {gone} put AS ({put}), vitals AS (
    UPDATE balance_vitalsnapshot k SET window_start = one.window_start,
        window_end = one.window_end, numerator = one.numerator, denominator = one.denominator,
        n = one.n, excluded = one.excluded, fresh_at = one.fresh_at, value = one.value,
        leaned = one.leaned, score = one.score, hold = one.hold, taken_at = one.taken_at
    FROM json_populate_recordset(NULL::balance_vitalsnapshot, %(vitals)s) AS one, standing
    WHERE k.vital = one.vital AND k.day = %(day)s
), taken AS (
    DELETE FROM balance_touched USING standing WHERE id = ANY(%(heard)s::bigint[])
)
SELECT FROM standing
"""
GONE = f"gone AS ({kept.OUT_OF_BOOK}),"
AS_JSON: Final = json.JSONEncoder(default=str, check_circular=False).encode
OF_NEWS: Final = ("standing", "readings", "vitals")


@dataclass(frozen=True, slots=True)
class Known:
    """A center's row of today, as of one writing of it, with the book of its vitals, and what
    earlier days say of them. A vital that does not count has no version and no past."""

    as_of: str
    verdict: str
    low: float
    caps: list[dict[str, Any]]
    change: dict[str, Any] | None
    versions: Mapping[str, int | None]
    past: Mapping[str, Past]
    holds: bool
    book: dict[str, kept.Plain]

    def is_all_of(self, center: CenterConfig) -> bool:
        """Whether nothing but readings can be otherwise than when this was kept."""
        versions = {vital.name: vital.version for vital in center.vitals}
        return (
            self.holds
            and self.versions.keys() == versions.keys()
            and all(was in (None, versions[name]) for name, was in self.versions.items())
        )


@dataclass(slots=True)
class Heard:
    """What is to be read again of a center: by vital the clients, with what was read of them
    before; or all, where nobody in particular was named. And what is known of the center."""

    known: Known | None
    ids: list[int] = field(default_factory=list)
    before: dict[str, dict[int, Reading | None]] = field(default_factory=dict)
    is_capped: bool = False
    is_about_all: bool = False


def hear(now: datetime) -> list[Row]:
    """What is to be read again, with all that is known of it."""
    return rows(KNOWN, {"day": firm_day(now), "oldest": now - kept.TOO_OLD, "now": now})


def move(found: list[Row], now: datetime) -> Iterator[str]:
    """Write what was heard, center by center, where this way is enough; the labels of those."""
    heard = _heard(found)
    for center in centers.centers():
        mine = heard.get(center.label)
        if mine is None or mine.known is None or mine.is_about_all:
            continue
        if mine.known.is_all_of(center):
            news = _move_center(center, mine, mine.known, now)
            if _write(news, mine.ids):
                yield center.label


@dataclass(slots=True)
class News:
    """What is to be written of a center, as the tables take it."""

    center: str
    day: date
    as_of: str
    standing: kept.Plain = field(default_factory=dict)
    readings: list[kept.Plain] = field(default_factory=list)
    vitals: list[kept.Plain] = field(default_factory=list)
    is_any_gone: bool = False


def _move_center(center: CenterConfig, heard: Heard, known: Known, now: datetime) -> News:
    day, book = firm_day(now), dict(known.book)
    news = News(center.label, day, known.as_of)
    counted = [vital for vital in center.vitals if vital.name in known.past]
    for vital in counted:
        if before := heard.before.get(vital.name):
            past, sums = known.past[vital.name], kept.Sums.of(book[vital.name])
            book[vital.name] = _move_vital(vital, before, past, sums, now, news)
    caps = snapshots.plain_caps(center.caps(now)) if heard.is_capped else None
    state = rules.center_state(
        [
            known.past[v.name].state(v.name, book[v.name]["score"], v.goalposts.source, day)
            for v in counted
        ],
        [cap["at"] for cap in (known.caps if caps is None else caps)],
    )
    neglect, change = outlook.follow(center.label, day, state, known)
    news.standing = snapshots.standing(state, now)
    news.standing |= {"book": book, "caps": caps, "neglect": neglect, "change": change}
    return news


def _move_vital(
    vital: Vital,
    before: Mapping[int, Reading | None],
    past: Past,
    sums: kept.Sums,
    now: datetime,
    news: News,
) -> kept.Plain:
    """Read some clients again; returns the vital's part of the book."""
    clients, old = frozenset(before), [one for one in before.values() if one]
    seen = kept.look(vital, clients, now)
    others = partial(kept.freshest_of_others, vital.name, clients)
    moved = kept.Sums(rules.moved(sums.of_readings, old, seen.readings, others), sums.excluded)
    row = snapshots.scored(vital, moved.figure, past, now)
    news.readings += seen.plain(now)
    news.vitals.append({"vital": vital.name, **row})
    still = {one.client_id for one in seen.readings}
    news.is_any_gone |= any(one.client_id not in still for one in old)
    return moved.plain() | {"score": row["score"]}


def _write(news: News, taken: Sequence[int]) -> bool:
    """False where the center was written since it was asked for: then nothing is."""
    statement = WRITE.format(gone=GONE if news.is_any_gone else "", put=kept.INTO_BOOK)
    values = {name: AS_JSON(getattr(news, name)) for name in OF_NEWS}
    values |= {"heard": "{" + ",".join(map(str, taken)) + "}", "center": news.center}
    return bool(rows(statement, values | {"day": news.day, "as_of": news.as_of, "lock": kept.LOCK}))


def _heard(found: list[Row]) -> dict[str, Heard]:
    """By its label what is to be read again of a center."""
    heard: dict[str, Heard] = {}
    for label, vital, client, ids, *known in found:
        mine = heard.get(label) or heard.setdefault(label, Heard(_known(known[:8])))
        mine.ids += ids
        if not vital:
            mine.is_capped = True  # or could not be read: then nothing is known of it
        elif client is None:
            mine.is_about_all = True
        else:
            was = None if known[8] is None else Reading(vital, client, *known[8:])
            mine.before.setdefault(vital, {})[client] = was
    return heard


def _known(of_center: list[Any]) -> Known | None:
    """None where nothing is kept of what earlier days say."""
    as_of, verdict, low, caps, change, past, holds, book = of_center
    if verdict is None:
        return None
    found = json.loads(caps), change and json.loads(change)
    return Known(as_of, verdict, low, *found, *_past(past), holds, json.loads(book))


@lru_cache(maxsize=32)
def _past(plain: str) -> tuple[Mapping[str, int | None], Mapping[str, Past]]:
    """The version of each vital, and of those that count what earlier days say: the same for the
    same words, which change once a day."""
    vitals = json.loads(plain)
    return (
        {name: one and one["version"] for name, one in vitals.items()},
        {name: Past.of(one) for name, one in vitals.items() if one},
    )
