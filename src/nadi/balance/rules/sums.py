"""The sums of many readings, and how they move when some of them are replaced."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple, Protocol

PLACES: Final = Decimal("1e-10")  # what the book of readings keeps of an amount


class Part(Protocol):
    """What a reading adds."""

    @property
    def numerator(self) -> Decimal: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def n(self) -> int: ...
    @property
    def fresh_at(self) -> datetime | None: ...
    @property
    def excluded(self) -> int | None: ...


class Sums(NamedTuple):
    """Of so many `readings`; `of_a_whole` have a denominator, `told` say what they left out."""

    readings: int
    numerator: Decimal
    denominator: Decimal
    of_a_whole: int
    n: int
    fresh_at: datetime | None
    left_out: int
    told: int


def moved(
    sums: Sums,
    old: Sequence[Part],
    new: Sequence[Part],
    others: Callable[[], datetime | None],
) -> Sums:
    """The sums with `new` readings in place of `old` ones, exactly as if all were added anew.
    `others` says how fresh the rest is; it is asked only where the freshest may be gone."""
    readings, of_a_whole, n = sums.readings, sums.of_a_whole, sums.n
    above, below, left_out, told = sums.numerator, sums.denominator, sums.left_out, sums.told
    for sign, parts in ((-1, old), (1, new)):
        for part in parts:
            readings += sign
            n += sign * part.n
            above += sign * _kept(part.numerator)
            if part.denominator is not None:
                of_a_whole += sign
                below += sign * _kept(part.denominator)
            if part.excluded is not None:
                told += sign
                left_out += sign * part.excluded
    fresh_at = _freshest(sums.fresh_at, old, new, others)
    return Sums(readings, above, below, of_a_whole, n, fresh_at, left_out, told)


def _kept(amount: Decimal) -> Decimal:
    return amount.quantize(PLACES, ROUND_HALF_UP)


def _freshest(
    known: datetime | None,
    old: Sequence[Part],
    new: Sequence[Part],
    others: Callable[[], datetime | None],
) -> datetime | None:
    came = max((part.fresh_at for part in new if part.fresh_at), default=None)
    if known is None or (came is not None and came >= known):
        return came
    if all(part.fresh_at is None or part.fresh_at < known for part in old):
        return known
    return max((at for at in (came, others()) if at), default=None)
