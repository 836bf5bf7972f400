"""The seven together: level, evenness, where a point is worth most, and why it changed."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from nadi.balance.rules.goalposts import BEST, FLOOR

CENTERS_NEEDED: Final = 6
ACTS_NEEDED: Final = 28


@dataclass(frozen=True, slots=True)
class Whole:
    """`low` = `level` x `evenness`, exactly."""

    low: float
    high: float
    level: float
    evenness: float


def geometric(scores: Sequence[float], weights: Sequence[float] | None = None) -> float:
    weights = weights or [1.0] * len(scores)
    logs = [w * math.log(max(s, FLOOR)) for s, w in zip(scores, weights, strict=True)]
    return math.exp(math.fsum(logs) / math.fsum(weights))


def whole_of(ends: Sequence[tuple[float, float] | None]) -> Whole | None:
    """The low and high end of each center (None: no score); None with fewer than six scored."""
    if sum(end is not None for end in ends) < CENTERS_NEEDED:
        return None
    lows = [FLOOR if end is None else max(end[0], FLOOR) for end in ends]
    highs = [BEST if end is None else end[1] for end in ends]
    low, level = geometric(lows), math.fsum(lows) / len(lows)
    return Whole(low=low, high=geometric(highs), level=level, evenness=low / level)


def gain_per_hour(scores: Sequence[float], center: int, points: float, hours: float) -> float:
    """What `points` more at one center (by index) would do to the whole, per hour spent."""
    slope = geometric(scores) / (len(scores) * max(scores[center], FLOOR))
    return slope * points / hours


def explain_change(before: Sequence[float], after: Sequence[float]) -> list[float]:
    """What each center contributed; the parts add up to the change of the whole exactly."""
    start, end = geometric(before), geometric(after)
    ratio = math.log(end / start)
    mean = start if math.isclose(ratio, 0.0, abs_tol=1e-12) else (end - start) / ratio
    return [
        mean / len(before) * math.log(max(new, FLOOR) / max(old, FLOOR))
        for old, new in zip(before, after, strict=True)
    ]


def swing(scores: Sequence[float], seed: int = 7, tries: int = 20_000) -> tuple[float, float]:
    """How far the whole moves, nine times in ten, when every weight is off by up to a quarter."""
    chance, middle = random.Random(seed), math.log(geometric(scores))  # noqa: S311 weights
    logs = [math.log(max(score, FLOOR)) for score in scores]
    moved = []
    for _ in range(tries):
        weights = [0.75 + chance.random() / 2 for _ in logs]
        moved.append(sum(map(mul, weights, logs)) / sum(weights))
    moved.sort()
    low, high = moved[int(tries * 0.05)], moved[int(tries * 0.95)]
    return math.exp(low) - math.exp(middle), math.exp(high) - math.exp(middle)


def evenness_of_acts(acts: Sequence[int]) -> float | None:
    """Pielou's evenness of attention over the centers; says nothing below 28 acts."""
    total = sum(acts)
    if total < ACTS_NEEDED:
        return None
    shares = [act / total for act in acts if act]
    return math.fsum(share * math.log(1 / share) for share in shares) / math.log(len(acts))
