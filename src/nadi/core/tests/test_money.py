"""Money is exact: docs/algorithms/money.md."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.money import MixedCurrenciesError, Money
from nadi.core.tests.tables import worked_table

CENTS = st.integers(min_value=-(10**14), max_value=10**14)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30).filter(sum)


@pytest.mark.parametrize("row", worked_table("money.md", "Worked table: multiplying"))
def test_multiplying_as_in_the_table(row: dict[str, str]) -> None:
    result = Money.of(row["amount"], row["currency"]).times(Fraction(row["times"]))
    assert str(result) == f"{row['result']} {row['currency']}"


@pytest.mark.parametrize("row", worked_table("money.md", "Worked table: sharing"))
def test_sharing_as_in_the_table(row: dict[str, str]) -> None:
    weights = [int(weight) for weight in row["weights"].split()]
    shares = Money.of(row["amount"], row["currency"]).split(weights)
    assert [str(share.amount) for share in shares] == row["shares"].split()


@pytest.mark.parametrize("row", worked_table("money.md", "Worked table: adding"))
def test_adding_as_in_the_table(row: dict[str, str]) -> None:
    parts = [Money.of(part, row["currency"]) for part in row["parts"].split()]
    assert Money.total(parts, row["currency"]).amount == Decimal(row["total"])


def test_two_currencies_never_meet() -> None:
    euro, yen = Money.of("1.00", "EUR"), Money.of(100, "JPY")
    for meeting in (lambda: euro + yen, lambda: euro - yen, lambda: euro < yen):
        with pytest.raises(MixedCurrenciesError):
            meeting()
    assert euro != Money.of("1.00", "USD")


@pytest.mark.parametrize("bad", [0.1, True, float("nan")])
def test_floats_are_refused(bad: float) -> None:
    with pytest.raises(TypeError):
        Money.of(bad, "EUR")
    with pytest.raises(TypeError):
        Money.of("1.00", "EUR").times(bad)
    with pytest.raises(TypeError):
        Money.of("1.00", "EUR").split([bad])


@pytest.mark.parametrize("bad", [Decimal("NaN"), Decimal("Infinity"), 1])
def test_only_a_finite_decimal_is_an_amount(bad: Decimal) -> None:
    with pytest.raises(TypeError):
        Money(bad, "EUR")


@pytest.mark.parametrize("bad", ["", "eur", "EURO", "€"])
def test_a_currency_has_three_capital_letters(bad: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money.of(1, bad)


@pytest.mark.parametrize("weights", [0, [], [0, 0], [-1, 2]])
def test_sharing_with_nobody_is_refused(weights: int | list[int]) -> None:
    with pytest.raises(ValueError, match=r"share with|less than nothing"):
        Money.of(1, "EUR").split(weights)


def test_an_amount_below_the_smallest_coin_is_rounded_before_it_is_shared() -> None:
    with pytest.raises(ValueError, match="smallest coin"):
        Money.of("0.005", "EUR").split(2)


@given(coins=CENTS, weights=WEIGHTS)
def test_shares_add_up_and_none_is_a_coin_off(coins: int, weights: list[int]) -> None:
    whole = Money(Decimal(coins) / 100, "EUR").rounded()
    shares = whole.split(weights)
    assert Money.total(shares, "EUR") == whole
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(whole.amount) * weight / sum(weights)
        assert abs(Fraction(share.amount) - exact) < Fraction(1, 100)


@given(coins=CENTS, factor=st.fractions(max_denominator=10**6))
def test_rounding_is_the_nearest_coin_and_mirrors_at_zero(coins: int, factor: Fraction) -> None:
    money = Money.of(coins, "EUR")
    result = money.times(factor)
    assert abs(Fraction(result.amount) - coins * factor) <= Fraction(1, 200)
    assert (-money).times(factor) == -result
