"""Weeks, intervals and values as they are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.culture.rules.guiding import read_values, write_values
from nadi.culture.rules.rhythm import monday_of, rhythm_of

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days)
def test_a_week_begins_on_monday(day: date) -> None:
    assert monday_of(day).weekday() == 0
    assert 0 <= (day - monday_of(day)).days < 7


@pytest.mark.parametrize(
    ("last", "every", "on", "kept"),
    [
        (date(2026, 11, 1), 28, date(2026, 11, 29), True),  # the last day counts
        (date(2026, 11, 1), 28, date(2026, 11, 30), False),
        (None, 28, date(2026, 10, 29), True),  # joined on 1 October: the wait begins then
        (None, 28, date(2026, 10, 30), False),
        (None, None, date(2026, 10, 30), False),  # nobody agreed on anything: the usual interval
    ],
)
def test_the_interval(last: date | None, every: int | None, on: date, kept: bool) -> None:
    assert rhythm_of(last, date(2026, 10, 1), every, on).is_kept is kept


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "at least one"),
        (": no word", "no word"),
        ("Calm\ncalm", "twice"),
        ("\n".join(f"Value {n}" for n in range(10)), "More than 9"),
        ("A very long value that goes on and on and says what nobody keeps", "sentence"),
        ("Calm: " + "x" * 301, "longer"),
    ],
)
def test_values_that_are_none(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_values(text)


def test_values_come_back_as_they_were_written() -> None:
    said = [("Calm", "we breathe before we type"), ("Care", "")]
    assert read_values(write_values(said)) == said
    assert read_values("- Calm: yes: really\n\n• Care ") == [("Calm", "yes: really"), ("Care", "")]
