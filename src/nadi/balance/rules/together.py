"""Vitals that move as one may be one thing counted twice."""

import math
from collections.abc import Sequence
from typing import Final

AS_ONE: Final = 0.9
DAYS_TOGETHER: Final = 90  # fewer days in common say nothing about a year


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's, over days in common; None where one of them never moves."""
    n = len(one)
    if n < 2:
        return None
    mean_one, mean_other = math.fsum(one) / n, math.fsum(other) / n
    off_one = [value - mean_one for value in one]
    off_other = [value - mean_other for value in other]
    spread = math.sqrt(math.fsum(o * o for o in off_one) * math.fsum(o * o for o in off_other))
    if spread < 1e-9:
        return None
    return math.fsum(a * b for a, b in zip(off_one, off_other, strict=True)) / spread


def moves_as_one(one: Sequence[float], other: Sequence[float]) -> float | None:
    """The correlation where it is above 0.9 over enough days, else None."""
    if len(one) < DAYS_TOGETHER:
        return None
    found = correlation(one, other)
    return found if found is not None and found > AS_ONE else None
