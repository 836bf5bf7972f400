"""Today: the sentence, the seven rows, and what stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter

import structlog

from nadi.accounts.models import Person
from nadi.balance import rules, sentences
from nadi.balance.models import CenterSnapshot
from nadi.balance.queries.attention import Act, Tended, acts_since, tended
from nadi.balance.queries.column import states_for
from nadi.balance.queries.hours import (
    HoursRow,
    closed_until,
    firm_zone,
    hours,
    last_working_day,
)
from nadi.balance.queries.prepared import Prepared, prepared_for
from nadi.clients.firm import firm_calendar
from nadi.core import centers
from nadi.core.calendar import BusinessCalendar
from nadi.core.centers import CenterConfig
from nadi.core.statements import rows
from nadi.core.vitals import Ask, PromiseCount, Vital

LINES = (
    "SELECT center, day, low FROM balance_centersnapshot"
    " WHERE day > %s AND day <= %s AND verdict = %s"
)
MEASURED = (  # one step back along the index per vital, however many years are kept
    "SELECT s.* FROM unnest(%s::text[]) AS v(name) CROSS JOIN LATERAL ("
    " SELECT vital, numerator, denominator, n, fresh_at FROM balance_vitalsnapshot"
    " WHERE vital = v.name ORDER BY day DESC LIMIT 1) AS s"
)
log = structlog.get_logger(__name__)
LINE_DAYS = 28
INTERVAL = 7
MOST_CAPS = 2  # a large firm may have dozens; the center's page has them all
Lines = dict[str, dict[date, float]]
States = Mapping[str, CenterSnapshot]
Promises = Mapping[str, PromiseCount]
Grid = tuple[tuple[str, CenterConfig, tuple[bool | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class CenterRow:
    """One center on Today. `points` are its last 28 days, None where there was no score. All that
    its line on the page says is here, and nothing of it changes: so the page keeps drawn lines."""

    center: CenterConfig
    first: bool
    unread: bool
    score: float | None
    words: str
    note: str  # what is missing, or the interval while something is unknown
    tended: str
    points: tuple[float | None, ...]
    scale: tuple[float, float]
    promises: PromiseCount | None
    ask: Ask | None
    caps: tuple[tuple[str, str], ...]  # the first few, each with its sentence and address
    more_caps: int = 0
    spent: str = ""  # its neglect budget is, and what was agreed for that
    change: str = ""  # since a week ago, where that is news


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page says; `closed` is empty while the firm is open."""

    title: str
    lead: str
    closed: str
    rows: list[CenterRow]
    grid: Grid
    grid_days: tuple[str, ...]
    hours: tuple[HoursRow, ...]
    hours_meant: bool
    since: str
    acts: list[Act]
    whole: rules.Whole | None


def today(who: Person, now: datetime) -> Today:
    zone = firm_zone()
    day = now.astimezone(zone).date()
    calendar = firm_calendar()
    latest = states_for(who)
    attention = tended(who, now, zone)
    ahead = prepared_for(who, [center.label for center in centers.centers()], now)
    asks = _asks(who, now, latest, ahead)
    counts = centers.promise_counts(now) if ahead.promises is None else ahead.promises
    promises = {count.center: count for count in counts}
    said = rules.headline(_standings(latest, attention, promises, day))
    numbered = {center.number: center for center in centers.centers()}
    rows = _rows(now, day, latest, attention, promises, asks, said)
    scores = {n: s for n, c in numbered.items() if (s := sentences.score_of(latest.get(c.label)))}
    before = last_working_day(calendar, day)
    worked = hours(who, now, zone)
    return Today(
        title=sentences.headline(said, numbered, scores),
        lead=sentences.lead(said, numbered, scores, _because(said, rows)),
        closed=closed_until(calendar, now),
        rows=rows,
        grid=_grid(attention, day, calendar),
        grid_days=tuple(sentences.weekday(day - timedelta(days=n)) for n in range(6, -1, -1)),
        hours=tuple(worked),
        hours_meant=any(row.intended is not None for row in worked),
        since=sentences.weekday(before),
        acts=acts_since(who, datetime.combine(before, time(), zone)),
        whole=rules.whole_of([_ends(latest.get(c.label)) for c in numbered.values()]),
    )


def _lines(day: date) -> Lines:
    """The scores of the last 28 days, as plain values: a line needs no more."""
    lines: Lines = {}
    for center, on, low in rows(LINES, [day - timedelta(days=LINE_DAYS), day, "scored"]):
        lines.setdefault(center, {})[on] = low
    return lines


def _ends(state: CenterSnapshot | None) -> tuple[float, float] | None:
    if state is None or state.verdict != rules.Verdict.SCORED:
        return None
    return state.low, state.high


def _standings(
    latest: States, attention: Mapping[str, Tended], promises: Promises, day: date
) -> list[rules.Standing]:
    zone = firm_zone()
    return [
        rules.Standing(
            number=center.number,
            state=_state(latest.get(center.label)),
            days=attention[center.label].days_ago(day, zone),
            interval=INTERVAL,
            capped=bool(latest[center.label].caps) if center.label in latest else False,
            broken=center.label in promises and promises[center.label].broken > 0,
        )
        for center in centers.centers()
    ]


def _state(row: CenterSnapshot | None) -> rules.CenterState:
    if row is None:
        return rules.center_state([])
    return rules.CenterState(rules.Verdict(row.verdict), row.low, row.high)


def _rows(
    now: datetime,
    day: date,
    states: States,
    attention: Mapping[str, Tended],
    promises: Promises,
    asks: Mapping[str, Ask],
    said: rules.Headline,
) -> list[CenterRow]:
    days = [day - timedelta(days=ago) for ago in range(LINE_DAYS - 1, -1, -1)]
    lines, zone = _lines(day), firm_zone()
    morning = now.astimezone(zone).hour < 12
    rows = []
    for center in reversed(centers.centers()):
        mine = lines.get(center.label, {})
        latest = states.get(center.label)
        score = sentences.score_of(latest)
        last = attention[center.label].last
        points = tuple(mine.get(one) for one in days)
        caps = sorted(latest.caps, key=itemgetter("at")) if latest else []
        rows.append(
            CenterRow(
                center=center,
                first=center.number == said.first,
                unread=latest is not None and latest.verdict == rules.Verdict.UNREAD,
                score=score,
                words=sentences.state_words(latest),
                note=sentences.missing(latest)
                if score is None or latest is None
                else sentences.interval(latest),
                tended=sentences.tended(
                    attention[center.label].days_ago(day, zone),
                    last.astimezone(zone).date() if last else None,
                    morning,
                ),
                points=points,
                scale=_scale(points),
                promises=promises.get(center.label),
                ask=asks.get(center.label),
                caps=tuple((c["sentence"], c["url"]) for c in caps[:MOST_CAPS]),
                more_caps=max(0, len(caps) - MOST_CAPS),
                spent=_spent(latest),
                change=sentences.change(center, latest.change if latest else None),
            )
        )
    return rows


def _spent(latest: CenterSnapshot | None) -> str:
    neglect = latest.neglect if latest else None
    return sentences.neglect(neglect) if neglect and neglect["spent_on"] else ""


def _scale(points: Sequence[float | None]) -> tuple[float, float]:
    """Room for the points and the line of 60, and never so close that noise looks like news."""
    known = [rules.LINE, *(point for point in points if point is not None)]
    return min(known) - 8, max(known) + 8


def _because(said: rules.Headline, rows: list[CenterRow]) -> str:
    """Why the first is first: its cap, how long it waited, or why its ask is asked."""
    first = next(row for row in rows if row.first)
    if first.caps:
        return sentences.held_down([said for said, _url in first.caps], first.more_caps)
    if said.why is rules.Why.WAITING:
        return first.tended[:1].upper() + first.tended[1:]
    if said.why is rules.Why.BROKEN and first.promises:
        wanted = sentences.sentence(first.ask.title) if first.ask else ""
        return f"{sentences.broken(first.promises)} {wanted}".strip()
    return str(first.ask.why or first.ask.title) if first.ask else ""


def asks_of(center: CenterConfig, who: Person, now: datetime) -> list[Ask]:
    """All that a center asks of this person, in its own order."""
    try:
        return center.asks(who, now)
    except Exception:  # boundary: one center that cannot ask must not blind the others
        log.exception("asks_unread", center=center.label)
        return []


def _asks(
    who: Person, now: datetime, latest: Mapping[str, CenterSnapshot], ahead: Prepared
) -> dict[str, Ask]:
    """The best ask of each center."""
    return {label: asks[0] for label, asks in ranked_asks(who, now, latest, ahead).items()}


def ranked_asks(
    who: Person, now: datetime, latest: Mapping[str, CenterSnapshot], ahead: Prepared
) -> dict[str, list[Ask]]:
    """What each center asks, where it asks anything: the urgent first, then by the feasible gain of
    the whole per estimated hour."""
    offered = {
        c.label: ahead.asks[c.label] if c.label in ahead.asks else asks_of(c, who, now)
        for c in centers.centers()
    }
    wanted = {ask.vital for asks in offered.values() for ask in asks}
    measured = _measured(wanted)
    lows = [latest[c.label].low if c.label in latest else rules.FLOOR for c in centers.centers()]
    every = centers.vitals()
    found: dict[str, list[Ask]] = {}
    for index, center in enumerate(centers.centers()):
        of = latest[center.label].of if center.label in latest else 0
        ranked = [
            (ask.urgent, _gain(ask, every, measured, of, lows, index), -number, ask)
            for number, ask in enumerate(offered.get(center.label, []))
        ]
        if ranked:
            best_first = sorted(ranked, key=lambda one: one[:3], reverse=True)
            found[center.label] = [ask for *_rank, ask in best_first]
    return found


def _measured(names: set[str]) -> dict[str, rules.Counted]:
    if not names:
        return {}
    return {name: rules.Counted(*read) for name, *read in rows(MEASURED, [sorted(names)])}


def _gain(
    ask: Ask,
    every: Mapping[str, Vital],
    measured: Mapping[str, rules.Counted],
    of: int,
    lows: list[float],
    index: int,
) -> float:
    """0 where the vital was never read: the center's own order decides then."""
    counted, vital = measured.get(ask.vital), every.get(ask.vital)
    if counted is None or vital is None:
        return 0.0
    sight = rules.Sight(vital.unit, vital.goalposts, vital.window, vital.ttl)
    points = rules.points_of_mending(counted, sight, vital.direction == "less", ask.gain_rows, of)
    return rules.gain_per_hour(lows, index, points, max(ask.minutes, 1) / 60)


def _grid(attention: Mapping[str, Tended], day: date, calendar: BusinessCalendar) -> Grid:
    """Crown on top, oldest day first; None is a day the firm was closed and nobody tended."""
    days = [day - timedelta(days=ago) for ago in range(6, -1, -1)]
    worked = {one: calendar.is_open_on(one) for one in days}
    return tuple(
        (
            center.energy,
            center,
            tuple(
                True if one in attention[center.label].on else (False if worked[one] else None)
                for one in days
            ),
        )
        for center in reversed(centers.centers())
    )
