"""Is a standing promise kept?

The prose and the worked tables are in docs/algorithms/standing-promises.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

FEWEST_POINTS = 4
SHORTEST_TREND = timedelta(days=3)
FURTHEST_AHEAD = timedelta(days=14)
DAY = timedelta(days=1)
MOST_PLACES = 6
UNITS = {"percent": " %", "hours": " h", "days": " days", "minutes": " min"}


class Answer(StrEnum):
    KEPT = "kept"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    NOT_JUDGED = "not_judged"


class Bound(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Measure:
    """What was promised of which vital."""

    bound: Bound
    target: Decimal
    window: timedelta
    ttl: timedelta
    unit: str = "percent"
    best: Decimal | None = None

    def holds(self, value: Fraction) -> bool:
        """Whether a value keeps the target."""
        if self.bound is Bound.AT_LEAST:
            return value >= Fraction(self.target)
        return value <= Fraction(self.target)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a promise, added up."""

    numerator: Decimal
    denominator: Decimal | None
    n: int
    fresh_at: datetime | None

    @property
    def value(self) -> Fraction | None:
        """Percent of the denominator, or the amount itself; None where nothing was due."""
        if self.denominator is None:
            return Fraction(self.numerator)
        if self.denominator == 0 or self.n == 0:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator) * 100


@dataclass(frozen=True, slots=True)
class Point:
    """The value of an earlier verdict."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class Judgement:
    answer: Answer
    value: Fraction | None
    reason: str


def judge(
    measure: Measure, evidence: Evidence | None, earlier: Sequence[Point], now: datetime
) -> Judgement:
    """Kept, at risk, broken or not judged, and the reason."""
    if evidence is None:
        return _unjudged("No center measures this now")
    if evidence.fresh_at is None:
        return _unjudged("There is no evidence in this window")
    age = now - evidence.fresh_at
    if age > measure.ttl:
        return _unjudged(
            f"The newest evidence is {_long(age)} old, and it goes stale after {_long(measure.ttl)}"
        )
    value = evidence.value
    if value is None:
        return _unjudged("Nothing was due in this window")
    said = _said(measure, value)
    if not measure.holds(value):
        return Judgement(Answer.BROKEN, value, said)
    if _in_last_third(measure, value):
        return Judgement(Answer.AT_RISK, value, f"{said}, but close to it")
    ahead = _breaks_within(measure, earlier, now)
    if ahead is not None:
        return Judgement(Answer.AT_RISK, value, f"{said}, but would not be in {_long(ahead)}")
    return Judgement(Answer.KEPT, value, said)


def _unjudged(reason: str) -> Judgement:
    return Judgement(Answer.NOT_JUDGED, None, reason)


def _in_last_third(measure: Measure, value: Fraction) -> bool:
    if measure.best is None:
        return False
    target, best = Fraction(measure.target), Fraction(measure.best)
    line = target + (best - target) / 3
    if measure.bound is Bound.AT_LEAST:
        return best > target and value < line
    return best < target and value > line


def _breaks_within(measure: Measure, earlier: Sequence[Point], now: datetime) -> timedelta | None:
    """The horizon, if the line through the recent values crosses the target before it."""
    points = [point for point in earlier if now - measure.window / 2 <= point.at <= now]
    if len(points) < FEWEST_POINTS:
        return None
    moments = [point.at for point in points]
    if max(moments) - min(moments) < SHORTEST_TREND:
        return None
    xs = [Fraction((moment - now) // timedelta(seconds=1), 86400) for moment in moments]
    ys = [Fraction(point.value) for point in points]
    x_mean, y_mean = _sum(xs) / len(xs), _sum(ys) / len(ys)
    slope = _sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / _sum(
        (x - x_mean) * (x - x_mean) for x in xs
    )
    horizon = min(measure.window / 4, FURTHEST_AHEAD)
    then = y_mean + slope * (Fraction(horizon // timedelta(seconds=1), 86400) - x_mean)
    wrong_way = slope < 0 if measure.bound is Bound.AT_LEAST else slope > 0
    return horizon if wrong_way and not measure.holds(then) else None


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))


def _said(measure: Measure, value: Fraction) -> str:
    kept = measure.holds(value)
    words = {
        (Bound.AT_LEAST, True): "is at least",
        (Bound.AT_LEAST, False): "is less than",
        (Bound.AT_MOST, True): "is at most",
        (Bound.AT_MOST, False): "is more than",
    }[measure.bound, kept]
    unit = UNITS.get(measure.unit, "")
    target = shown(measure.target)
    return f"{_honest(measure, value)}{unit} {words} {target}{unit}"


def _honest(measure: Measure, value: Fraction) -> str:
    """One decimal or as many as the target has, and more until it looks like its side of it."""
    exponent = measure.target.normalize().as_tuple().exponent
    places = max(1, -exponent if isinstance(exponent, int) else 1)
    while True:
        rounded = to_decimal(value, places)
        side = (rounded > measure.target) - (rounded < measure.target)
        really = (value > Fraction(measure.target)) - (value < Fraction(measure.target))
        if side == really or places >= MOST_PLACES:
            return shown(rounded)
        places += 1


def to_decimal(value: Fraction, places: int = 4) -> Decimal:
    """A fraction as rows and pages can hold it."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def shown(number: Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    return f"{number.normalize():f}" if number else "0"


def _long(span: timedelta) -> str:
    if span < 4 * DAY:
        hours = span // timedelta(hours=1)
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{span // DAY} days"
