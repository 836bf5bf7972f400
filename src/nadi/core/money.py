"""Money: an exact decimal amount and its currency. Never a float, never two currencies in one sum.

The prose and the worked tables are in docs/algorithms/money.md.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction

# ISO 4217 minor units that are not two digits.
NO_PLACES = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
THREE_PLACES = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
FOUR_PLACES = ("CLF", "UYW")
EXPONENTS = {
    **dict.fromkeys(NO_PLACES, 0),
    **dict.fromkeys(THREE_PLACES, 3),
    **dict.fromkeys(FOUR_PLACES, 4),
}
EXACT_DIGITS = 60


class MixedCurrenciesError(ValueError):
    """Amounts in different currencies met in one calculation."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; until it is rounded it may carry more places than that has."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError("Money is made of a finite Decimal, never of a float.")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError("A currency is three capital letters, such as EUR.")

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """From text, a whole number or a Decimal."""
        if isinstance(amount, float | bool):
            raise TypeError("Money is made of text, whole numbers or Decimals, never of a float.")
        return cls(Decimal(amount), currency)

    @classmethod
    def total(cls, parts: Iterable["Money"], currency: str) -> "Money":
        """The sum; an empty one is zero of the named currency."""
        result = cls(Decimal(0), currency)
        for part in parts:
            result = result + part
        return result

    @property
    def exponent(self) -> int:
        """How many decimal places the currency has."""
        return EXPONENTS.get(self.currency, 2)

    def rounded(self) -> "Money":
        """To the smallest coin, halves away from zero."""
        return self._of_minor(_half_up(Fraction(self.amount) * 10**self.exponent))

    def times(self, factor: int | Decimal | Fraction) -> "Money":
        """Multiplied and rounded to the smallest coin, from the exact product."""
        if isinstance(factor, float | bool):
            raise TypeError("A factor is a whole number, a Decimal or a Fraction, never a float.")
        exact = Fraction(self.amount) * Fraction(factor)
        return self._of_minor(_half_up(exact * 10**self.exponent))

    def split(self, weights: int | Sequence[int | Decimal | Fraction]) -> list["Money"]:
        """Shares that add up to the whole exactly, by largest remainder, earlier shares first."""
        shares = [Fraction(1)] * weights if isinstance(weights, int) else _checked(weights)
        if not shares or sum(shares) == 0:
            raise ValueError("There must be somebody to share with.")
        whole = Fraction(self.amount) * 10**self.exponent
        if whole.denominator != 1:
            raise ValueError("Round to the smallest coin before sharing.")
        sign = -1 if whole < 0 else 1
        coins = abs(whole.numerator)
        exact = [coins * share / sum(shares) for share in shares]
        given = [int(part) for part in exact]
        order = sorted(range(len(exact)), key=lambda at: given[at] - exact[at])
        for at in order[: coins - sum(given)]:
            given[at] += 1
        return [self._of_minor(sign * part) for part in given]

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        with localcontext(prec=EXACT_DIGITS) as context:
            context.traps[Inexact] = True
            return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate(), self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __str__(self) -> str:
        return f"{self.rounded().amount} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrenciesError(
                f"{self.currency} and {other.currency} cannot meet in one sum."
            )

    def _of_minor(self, coins: int) -> "Money":
        digits = tuple(int(digit) for digit in str(abs(coins)))
        return Money(Decimal((int(coins < 0), digits, -self.exponent)), self.currency)


def _half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return -whole if value < 0 else whole


def _checked(weights: Sequence[int | Decimal | Fraction]) -> list[Fraction]:
    if any(isinstance(weight, float | bool) for weight in weights):
        raise TypeError("Weights are whole numbers, Decimals or Fractions, never floats.")
    shares = [Fraction(weight) for weight in weights]
    if any(share < 0 for share in shares):
        raise ValueError("Nobody can have less than nothing.")
    return shares
