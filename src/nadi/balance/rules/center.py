"""Vitals make a center; a cap is what no mean may hide."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nadi.balance.rules.goalposts import BEST, FLOOR

VITALS_NEEDED: Final = 4
DAYS_NEEDED: Final = 28


class Verdict(StrEnum):
    """What may be said of a center."""

    SCORED = "scored"
    NOT_ENOUGH = "not_enough"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class VitalState:
    """One vital as balance sees it; `score` None means it was never measured."""

    vital: str
    score: float | None
    sourced: bool  # its goalposts name where they come from
    days: int  # since its first evidence


@dataclass(frozen=True, slots=True)
class CenterState:
    """The two ends of a center. The low end is what is proven, and what the ring shows."""

    verdict: Verdict
    low: float = FLOOR
    high: float = BEST
    known: int = 0
    of: int = 0
    vitals_missing: int = 0
    days_missing: int = 0

    @property
    def score(self) -> float | None:
        return self.low if self.verdict is Verdict.SCORED else None


def unread() -> CenterState:
    """A center that could not be read: neither zero nor fine."""
    return CenterState(Verdict.UNREAD)


def center_state(
    vitals: Sequence[VitalState], caps: Sequence[float] = (), gone: Sequence[float] = ()
) -> CenterState:
    """Mean of the vitals, unknown ones at 5 and at 100, held down by the lowest cap. What came less
    than 28 days ago, and what was taken away lately (`gone`, its last scores), may lower the state,
    not raise it: so nothing is renamed or removed to shine."""
    if not vitals:
        return CenterState(
            Verdict.NOT_ENOUGH, vitals_missing=VITALS_NEEDED, days_missing=DAYS_NEEDED
        )
    cap = min(caps, default=BEST)
    scores = [vital.score for vital in vitals]
    known_long = [v for v in vitals if v.score is None or v.days >= DAYS_NEEDED]
    low = min(
        _mean([FLOOR if vital.score is None else vital.score for vital in some], gone)
        for some in (vitals, known_long or vitals)
    )
    high = _mean([BEST if score is None else score for score in scores], gone)
    known = sum(score is not None for score in scores)
    vitals_missing, days_missing = _missing(vitals)
    enough = vitals_missing == 0 and days_missing == 0 and known * 2 >= len(vitals)
    return CenterState(
        verdict=Verdict.SCORED if enough else Verdict.NOT_ENOUGH,
        low=min(low, cap),
        high=min(high, cap),
        known=known,
        of=len(vitals),
        vitals_missing=vitals_missing,
        days_missing=days_missing,
    )


def _mean(scores: Sequence[float], gone: Sequence[float]) -> float:
    """Of what counts now; not above the mean that still holds what was taken away."""
    now = math.fsum(scores) / len(scores)
    return min(now, math.fsum([*scores, *gone]) / (len(scores) + len(gone)))


def _missing(vitals: Sequence[VitalState]) -> tuple[int, int]:
    """How many sourced vitals, and how many days of evidence, are still wanting."""
    days = sorted(
        (vital.days for vital in vitals if vital.sourced and vital.score is not None), reverse=True
    )
    vitals_missing = max(0, VITALS_NEEDED - len(days))
    fourth = days[VITALS_NEEDED - 1] if len(days) >= VITALS_NEEDED else 0
    return vitals_missing, max(0, DAYS_NEEDED - fourth)
