"""From a sum of rows to the score that counts, with the reason where it is not as measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from nadi.balance.rules.evidence import Bounds, faded, leaned, unthinned, wilson
from nadi.balance.rules.goalposts import Posts, score_of

PERCENT = Decimal(100)
AS_MEASURED, SILENT, THINNED = "", "silent", "thinned"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the rows of one vital add up to."""

    numerator: Decimal
    denominator: Decimal | None
    n: int
    fresh_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last time this vital was scored as measured."""

    score: float
    n: int
    fresh_at: datetime
    window_end: datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """How a vital is to be looked at: its unit, posts, window and time to live."""

    unit: str
    posts: Posts
    window: timedelta
    ttl: timedelta


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` as read, `leaned` as scored, `score` as it counts, `hold` why it counts otherwise."""

    value: Decimal | None
    leaned: Decimal | None
    score: float | None
    hold: str = AS_MEASURED


Row = tuple[Decimal, Decimal | None, int, datetime | None]


def added_up(rows: Iterable[Row]) -> Counted:
    """Numerators, denominators, rows and the freshest moment of many."""
    some = list(rows)
    below = [row[1] for row in some if row[1] is not None]
    return Counted(
        numerator=sum((row[0] for row in some), Decimal(0)),
        denominator=sum(below, Decimal(0)) if below else None,
        n=sum(row[2] for row in some),
        fresh_at=max((row[3] for row in some if row[3] is not None), default=None),
    )


def value_of(unit: str, numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
    """A plain amount, or a ratio (in percent where that is the unit); None of nothing."""
    if denominator is None:
        return numerator
    if denominator == 0:
        return None
    return numerator / denominator * (PERCENT if unit == "percent" else 1)


def measure(
    counted: Counted, sight: Sight, own: float | None, earlier: Earlier | None, now: datetime
) -> Measured:
    value = value_of(sight.unit, counted.numerator, counted.denominator) if counted.n else None
    if value is None:
        return _silent(earlier, sight, now)
    scored = _leaned(value, counted, sight, own)
    score = score_of(scored, sight.posts)
    if counted.fresh_at is not None and now - counted.fresh_at > sight.ttl:
        return Measured(value, scored, faded(score, now - counted.fresh_at, sight.ttl), SILENT)
    if earlier is not None and earlier.window_end + sight.window >= now:
        held = unthinned(earlier.score, earlier.n, score, counted.n)
        if held < score:
            return Measured(value, scored, held, THINNED)
    return Measured(value, scored, score)


def _silent(earlier: Earlier | None, sight: Sight, now: datetime) -> Measured:
    if earlier is None:
        return Measured(None, None, None)
    return Measured(None, None, faded(earlier.score, now - earlier.fresh_at, sight.ttl), SILENT)


def _leaned(value: Decimal, counted: Counted, sight: Sight, own: float | None) -> Decimal:
    """Only shares lean; an amount is what it is."""
    if own is None or counted.denominator is None or sight.unit != "percent":
        return value
    share = leaned(float(value / PERCENT), counted.n, own)
    return Decimal(str(round(share * 100, 6)))


def sure(counted: Counted, sight: Sight) -> Bounds | None:
    """Between which scores the truth lies, nine times in ten, where the value is a share of rows
    that weigh one each; None where it is an amount, or rows weigh differently."""
    if sight.unit != "percent" or counted.denominator != counted.n or not counted.n:
        return None
    share = wilson(int(counted.numerator), counted.n)
    ends = [
        score_of(Decimal(str(round(100 * end, 6))), sight.posts) for end in (share.low, share.high)
    ]
    return Bounds(min(ends), max(ends))


def points_of_mending(counted: Counted, sight: Sight, less: bool, rows: int, of: int) -> float:
    """How many points a center of `of` vitals gains when `rows` rows of this one are mended.

    Each row weighs one; where weights differ (hours) it is a guess, and only orders asks.
    """
    before = value_of(sight.unit, counted.numerator, counted.denominator)
    above = counted.numerator - rows if less else counted.numerator + rows
    above = max(above, Decimal(0))
    if counted.denominator is not None:
        above = min(above, counted.denominator)
    after = value_of(sight.unit, above, counted.denominator)
    if before is None or after is None or of == 0:
        return 0.0
    return max(0.0, score_of(after, sight.posts) - score_of(before, sight.posts)) / of
