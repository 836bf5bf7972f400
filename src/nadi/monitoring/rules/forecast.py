"""When a disk will be full, from its daily highest use.

A robust straight line (Theil-Sen: the median of all slopes between two days), through the days
since the last big clean-up only, with an honest range. No answer is an answer: too few days, no
steady growth or a date further away than the history reaches give none, each with its reason.

The prose and the worked table are in docs/algorithms/disk-forecast.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import ceil, sqrt
from statistics import median

FEWEST_DAYS = 14
MOST_DAYS = 30
BIG_DROP = 10.0
LEAST_SLOPE = 0.05
FURTHEST_DAYS = 90
EIGHTY_PERCENT = 1.2816


@dataclass(frozen=True, slots=True)
class Day:
    """The highest use of one disk on one day, in percent of its size."""

    on: date
    highest: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Full on `full_on`, most likely between `earliest` and `latest` (None: maybe never)."""

    slope: float
    level: float
    full_on: date
    earliest: date
    latest: date | None
    days: int

    def days_left(self, on: date) -> int:
        return max((self.full_on - on).days, 0)


@dataclass(frozen=True, slots=True)
class NoForecast:
    because: str


def forecast(days: Sequence[Day], *, full: float = 100.0) -> Forecast | NoForecast:
    """The line through the days since the last big drop, carried on until it reaches `full`."""
    used = since_last_drop(sorted(days, key=lambda day: day.on)[-MOST_DAYS:])
    if len(used) < FEWEST_DAYS:
        return NoForecast(f"{len(used)} of {FEWEST_DAYS} days of use are known.")
    last = used[-1].on
    points = [((day.on - last).days, day.highest) for day in used]
    slope, low, high = theil_sen(points)
    if slope < LEAST_SLOPE:
        return NoForecast("Its use does not grow.")
    level = median(y - slope * x for x, y in points)
    away = _days_until(full, level, slope)
    if away > FURTHEST_DAYS:
        return NoForecast(f"It will not be full within {FURTHEST_DAYS} days.")
    return Forecast(
        slope=slope,
        level=level,
        full_on=last + timedelta(days=away),
        earliest=last + timedelta(days=_days_until(full, level, high)),
        latest=_latest(last, full, level, low),
        days=len(used),
    )


def since_last_drop(days: Sequence[Day]) -> list[Day]:
    """The days after somebody made room: what grew before says nothing about what grows now."""
    kept: list[Day] = []
    for day in days:
        before = median(past.highest for past in kept[-3:]) if kept else day.highest
        if before - day.highest >= BIG_DROP:
            kept = []
        kept.append(day)
    return kept


def theil_sen(points: Sequence[tuple[int, float]]) -> tuple[float, float, float]:
    """The median slope, and the ends of its 80 percent interval (Sen, from Kendall's variance)."""
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2))
    n = len(points)
    reach = EIGHTY_PERCENT * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    lowest = max(int((len(slopes) - reach) / 2), 0)
    highest = min(ceil((len(slopes) + reach) / 2), len(slopes) - 1)
    return median(slopes), slopes[lowest], slopes[highest]


def _days_until(full: float, level: float, slope: float) -> int:
    return max(ceil(round((full - level) / slope, 6)), 0)


def _latest(last: date, full: float, level: float, slope: float) -> date | None:
    if slope < LEAST_SLOPE:
        return None
    return last + timedelta(days=_days_until(full, level, slope))
