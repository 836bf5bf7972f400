"""The neglect budget: how long a center may be below its line before what was agreed begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nadi.balance.rules.goalposts import LINE

ROLLING: Final = 28
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """What was agreed: from a day on, at most so many days below the line in any 28."""

    version: int
    from_day: date
    allowed: int


@dataclass(frozen=True, slots=True)
class Neglect:
    """Where a budget stands. `version` is the one that counts, `spent_on` the day it was overspent;
    `carried` of the days below were not read and count like the last day that was."""

    version: int
    allowed: int
    below: int
    carried: int
    spent_on: date | None

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.below)


def neglect(
    lows: Mapping[date, float | None], budgets: Sequence[Budget], today: date
) -> Neglect | None:
    """None where nothing was agreed. Only days from the first agreement on count, so that a
    consequence is always agreed beforehand. Once overspent, the version it was overspent under
    holds until the days are back within it: agreeing to more does not free anybody."""
    agreed = sorted((b for b in budgets if b.from_day <= today), key=lambda b: b.version)
    if not agreed:
        return None
    first = agreed[0].from_day
    below, carried = _days_below(lows, first, today)
    spent_on: date | None = None
    holds = agreed[0]
    count = 0
    for day in _days(first, today):
        if spent_on is None:
            holds = next(b for b in reversed(agreed) if b.from_day <= day)
        count += (day in below) - (day - DAY * ROLLING in below)
        if count <= holds.allowed:
            spent_on = None
        elif spent_on is None:
            spent_on = day
    if spent_on is None:
        holds = agreed[-1]
    return Neglect(
        version=holds.version,
        allowed=holds.allowed,
        below=_within(below, today),
        carried=_within(carried, today),
        spent_on=spent_on,
    )


def _days(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def _within(days: set[date], end: date) -> int:
    return sum(end - DAY * ROLLING < day <= end for day in days)


def _days_below(
    lows: Mapping[date, float | None], first: date, today: date
) -> tuple[set[date], set[date]]:
    """The days below the line, and those of them that were not read: a day without a score counts
    like the last one that had one: a center that is low saves no day by being unplugged."""
    below, carried = set[date](), set[date]()
    earlier = [day for day, low in lows.items() if low is not None and day < first]
    before = max(earlier, default=None)
    last = None if before is None else lows[before]
    for day in _days(first, today):
        low = lows.get(day)
        if low is None and last is not None and last < LINE:
            carried.add(day)
        last = last if low is None else low
        if last is not None and last < LINE:
            below.add(day)
    return below, carried
