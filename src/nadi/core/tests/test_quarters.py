"""Quarters hold their days, touch each other and have names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.quarters import (
    next_quarters,
    quarter_after,
    quarter_before,
    quarter_name,
    quarter_of,
)

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days)
def test_a_quarter_holds_its_days_and_its_neighbours_touch(day: date) -> None:
    first = quarter_of(day)
    assert first <= day < quarter_after(first)
    assert quarter_after(quarter_before(first)) == first
    assert quarter_of(quarter_after(first) - timedelta(days=1)) == first


@given(days)
def test_four_follow_each_other(day: date) -> None:
    first = quarter_of(day)
    ahead = next_quarters(day, 4)
    assert first == ahead[0] <= day < ahead[1]
    assert first.month in {1, 4, 7, 10}
    assert (ahead[3].year - first.year) * 12 + ahead[3].month - first.month == 9


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 1, 1), "Q1 2026"), (date(2026, 11, 23), "Q4 2026"), (date(2027, 4, 1), "Q2 2027")],
)
def test_a_quarter_has_a_name(day: date, said: str) -> None:
    assert quarter_name(quarter_of(day)) == said
