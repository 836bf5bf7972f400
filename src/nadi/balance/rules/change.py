"""Why a center and the whole changed, exactly: the parts add up with nothing left over."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nadi.balance.rules.goalposts import FLOOR
from nadi.balance.rules.whole import geometric

NOISE_NEEDED: Final = 4  # with fewer earlier windows nobody knows what is usual
CAP, DEFINITION = "a cap", "a definition"


@dataclass(frozen=True, slots=True)
class Then:
    """One center on one day: its low end, and the score of each vital by name and definition."""

    low: float
    vitals: Mapping[tuple[str, str], float]


def explain_center(before: Then, after: Then) -> dict[str, float]:
    """What each vital contributed to the change of the low end; a cap that came or went, and a
    definition that changed, are parts of their own."""
    common = before.vitals.keys() & after.vitals.keys()
    n = max(len(after.vitals), 1)
    parts = {name: (after.vitals[name, v] - before.vitals[name, v]) / n for name, v in common}
    mean = _mean(after) - _mean(before)
    parts[DEFINITION] = 0.0
    if before.vitals.keys() != after.vitals.keys():
        parts[DEFINITION] = mean - math.fsum(parts.values())
    parts[CAP] = (after.low - before.low) - mean
    return parts


def share_of_whole(before: Sequence[float], after: Sequence[float], center: int) -> float:
    """What one point of a center's change was worth in the change of the whole."""
    start, end = geometric(before), geometric(after)
    ours = logarithmic_mean(max(before[center], FLOOR), max(after[center], FLOOR))
    return logarithmic_mean(start, end) / len(before) / ours


def logarithmic_mean(one: float, other: float) -> float:
    """(b - a) / ln(b/a); of two that are the same, that."""
    ratio = math.log(other / one)
    return one if math.isclose(ratio, 0.0, abs_tol=1e-12) else (other - one) / ratio


def worth_saying(change: float, last_changes: Sequence[float]) -> bool:
    """A change is news only beyond the noise: larger than the largest of the last twelve windows,
    of which at least four are known."""
    last = [abs(one) for one in last_changes[-12:]]
    return len(last) >= NOISE_NEEDED and abs(change) > max(last)


def _mean(then: Then) -> float:
    return math.fsum(then.vitals.values()) / max(len(then.vitals), 1)
