"""What little evidence, old evidence and lost evidence may say."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from nadi.balance.rules.goalposts import FLOOR

OWN_ROWS: Final = 10  # ordinary rows of the firm's own year, added to every small sample
Z_90: Final = 1.6448536269514722
ENOUGH_TO_MISS: Final = 10  # fewer rows than this may vanish without meaning anything


@dataclass(frozen=True, slots=True)
class Bounds:
    """Two ends between which the truth lies."""

    low: float
    high: float


def leaned(share: float, n: int, own: float | None) -> float:
    """`share` of `n` rows (both shares 0 … 1), leaned toward the firm's own twelve months."""
    if own is None:
        return share
    return (share * n + OWN_ROWS * own) / (n + OWN_ROWS)


def wilson(good: int, of: int) -> Bounds:
    """90 % interval of a share; nothing known is 0 … 1."""
    if of == 0:
        return Bounds(0.0, 1.0)
    share, square = good / of, Z_90 * Z_90
    middle = share + square / (2 * of)
    reach = Z_90 * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    under = 1 + square / of
    return Bounds(max(0.0, (middle - reach) / under), min(1.0, (middle + reach) / under))


def overlap(one: Bounds, other: Bounds) -> bool:
    """Two that overlap are never ranked against each other."""
    return one.low <= other.high and other.low <= one.high


def faded(score: float, silent: timedelta, ttl: timedelta) -> float:
    """The last score of a silent source: kept for its ttl, at the floor by three times that."""
    if silent <= ttl or score <= FLOOR:
        return score
    left = max(0.0, 1 - (silent - ttl) / (2 * ttl))
    return FLOOR + (score - FLOOR) * left


def unthinned(before: float, rows_before: int, now: float, rows_now: int) -> float:
    """When more than half of the rows vanished the score may fall, not rise."""
    if rows_before >= ENOUGH_TO_MISS and rows_now * 2 < rows_before:
        return min(before, now)
    return now
