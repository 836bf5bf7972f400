"""A value laid on four fixed posts."""

import itertools
from decimal import Decimal
from typing import Final, Protocol

FLOOR: Final = 5.0
LINE: Final = 60.0  # "acceptable": below it a center needs somebody
GOOD: Final = 80.0
BEST: Final = 100.0

Side = tuple[Decimal, Decimal, Decimal, Decimal]


class Posts(Protocol):
    """What balance needs to know of a vital's goalposts. On a plateau the score falls again from
    `falls_after` (100) to `gone_by` (5)."""

    @property
    def floor(self) -> Decimal: ...
    @property
    def acceptable(self) -> Decimal: ...
    @property
    def good(self) -> Decimal: ...
    @property
    def best(self) -> Decimal: ...
    @property
    def falls_after(self) -> Decimal | None: ...
    @property
    def gone_by(self) -> Decimal | None: ...


def score_of(value: Decimal, posts: Posts) -> float:
    """5 … 100. On a plateau the worse of the two sides decides."""
    rising = _along(value, (posts.floor, posts.acceptable, posts.good, posts.best))
    if posts.falls_after is None or posts.gone_by is None:
        return rising
    return min(rising, _falling(value, posts.falls_after, posts.gone_by))


def _falling(value: Decimal, falls_after: Decimal, gone_by: Decimal) -> float:
    if value <= falls_after:
        return BEST
    if value >= gone_by:
        return FLOOR
    return BEST - float((value - falls_after) / (gone_by - falls_after)) * (BEST - FLOOR)


def _along(value: Decimal, side: Side) -> float:
    if side[0] > side[3]:  # fewer is better: the same line, mirrored
        return _along(-value, (-side[0], -side[1], -side[2], -side[3]))
    if value >= side[3]:
        return BEST
    steps = list(zip(side, (FLOOR, LINE, GOOD, BEST), strict=True))
    for (low, score), (high, better) in reversed(list(itertools.pairwise(steps))):
        if low <= value < high:
            return score + float((value - low) / (high - low)) * (better - score)
    return FLOOR
