"""The disk forecast: the worked table, and what a robust line must never do."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadi.monitoring.rules import Day, Forecast, NoForecast, forecast
from nadi.monitoring.rules.forecast import since_last_drop, theil_sen
from nadi.monitoring.tests.worked import table

FIRST = date(2026, 2, 1)


def days(uses: list[float]) -> list[Day]:
    return [Day(FIRST + timedelta(days=n), use) for n, use in enumerate(uses)]


def last(known: list[Day]) -> date:
    return known[-1].on


@pytest.mark.parametrize("row", table("disk-forecast.md", "example"), ids=lambda r: r["example"])
def test_the_worked_examples(row: dict[str, str]) -> None:
    uses = [float(row["first"]) + float(row["daily"]) * n for n in range(int(row["days"]))]
    if row["replaced"]:
        which, value = row["replaced"].split(":")
        uses[int(which)] = float(value)
    known = days([min(use, 100.0) for use in uses])
    got = forecast(known)
    if row["because"]:
        assert got == NoForecast(row["because"])
        return
    assert isinstance(got, Forecast)
    assert f"{got.slope:.2f}" == row["slope"]
    assert got.days_left(last(known)) == int(row["full in days"])
    assert got.earliest <= got.full_on
    assert got.latest is None or got.full_on <= got.latest


def test_a_clean_up_begins_a_new_history() -> None:
    filling = [70.0 + n for n in range(20)]
    known = days([*filling, *[50.0 + n * 0.5 for n in range(10)]])
    assert since_last_drop(known)[0].highest == 50.0
    assert forecast(known) == NoForecast("10 of 14 days of use are known.")


def test_a_wild_week_leaves_the_latest_day_open() -> None:
    uses = [60.0, 66, 61, 69, 60, 68, 63, 70, 61, 67, 66, 60, 69, 64, 71, 62]
    got = forecast(days(uses))
    assert isinstance(got, NoForecast) or got.latest is None


slopes = st.floats(0.2, 3.0)


@settings(deadline=None)
@given(st.floats(10, 60), slopes, st.data())
def test_a_few_wild_days_do_not_move_the_line(
    start: float, slope: float, data: st.DataObject
) -> None:
    """Three of 21 days may say anything: the slope stays within the slopes of the true days."""
    line = [(n, start + slope * n) for n in range(21)]
    for n in data.draw(st.lists(st.integers(0, 20), max_size=3, unique=True)):
        line[n] = (n, data.draw(st.floats(0, 100)))
    middle, low, high = theil_sen(line)
    assert middle == pytest.approx(slope)
    assert low <= middle <= high


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=14, max_size=40))
def test_there_is_always_an_answer_and_it_lies_in_its_range(uses: list[float]) -> None:
    known = days(uses)
    got = forecast(known)
    if isinstance(got, NoForecast):
        assert got.because
        return
    assert got.earliest <= got.full_on
    assert got.latest is None or got.latest >= got.full_on
    assert 0 <= got.days_left(last(known)) <= 90
    assert got.slope >= 0.05
