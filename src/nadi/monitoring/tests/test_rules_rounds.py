"""The monitoring round: the tables of its page, and days held against counting minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.calendar import BusinessCalendar
from nadi.core.tests.chance import tries
from nadi.monitoring import rules
from nadi.monitoring.tests.worked import table

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PAGE = "monitoring-round.md"
OFFICE = ((480, 1020),)
CALENDAR = BusinessCalendar("Europe/Stockholm", (OFFICE,) * 5 + ((), ()), {date(2026, 11, 26): ()})
SIGNED = {
    date(2026, 11, day): datetime(2026, 11, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)
    for day, hour, minute in ((20, 8, 20), (23, 23, 40), (25, 8, 10), (28, 10, 0))
}
SINCE = datetime(2026, 11, 19, 14, tzinfo=STOCKHOLM)


def keys(cell: str) -> frozenset[str]:
    return frozenset("" if word == "quiet" else word for word in cell.replace(",", " ").split())


@pytest.mark.parametrize(
    "row", table(PAGE, "lines that ask"), ids=lambda row: " | ".join(row.values())
)
def test_looking_as_in_the_table(row: dict[str, str]) -> None:
    asking, answered = keys(row["lines that ask"]), keys(row["answered"])
    assert rules.is_looked_at(asking, answered) is (row["looked at"] == "yes")
    open_now = {key for key in (*asking, "") if rules.may_answer(key, asking, answered)}
    assert open_now == keys(row["may be answered now"])


@pytest.mark.parametrize("row", table(PAGE, "window"), ids=lambda row: row["window"])
def test_days_as_in_the_table(row: dict[str, str]) -> None:
    start, end = (
        datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)
        for text in row["window"].split(" to ")
    )
    days = rules.days_settled(start, end, CALENDAR, SINCE, SIGNED)
    counted = [day for day in days if day.counts]
    assert [day.on.day for day in counted] == [int(word) for word in row["counts"].split()]
    signed = [day.on.day for day in counted if day.signed_at]
    assert signed == [int(word) for word in row["signed"].split()]


def test_a_closed_day_is_kept_and_counts_nothing() -> None:
    start = datetime(2026, 11, 26, tzinfo=STOCKHOLM)
    days = rules.days_settled(start, start + timedelta(days=4, hours=1), CALENDAR, SINCE, SIGNED)
    assert [(day.on.day, day.counts, bool(day.signed_at)) for day in days] == [
        (26, False, False),
        (27, True, False),
        (28, False, True),
        (29, False, False),
    ]


LINES = st.frozensets(st.sampled_from("abcd"))


@given(st.lists(st.tuples(LINES, st.sampled_from(["", *"abcd"])), max_size=12))
def test_no_path_of_answers_skips_a_line(path: list[tuple[frozenset[str], str]]) -> None:
    """Lines come and go; answers are given in any order; only true looks ever count."""
    answered: set[str] = set()
    for asking, key in path:
        before = set(answered)
        if rules.may_answer(key, asking, answered):
            answered.add(key)
            assert key in asking or not asking, "one answer, to what stands there"
        assert len(answered) - len(before) <= 1
        if rules.is_looked_at(asking, answered):
            assert answered
            assert not asking - answered
        waiting = rules.still_to_look_at([("Oak", asking, answered)])
        assert waiting == ([] if rules.is_looked_at(asking, answered) else ["Oak"])


QUARTERS = st.integers(0, 95).map(lambda n: n * 15)
WINDOWS = st.lists(
    st.tuples(QUARTERS, st.integers(1, 40).map(lambda n: n * 15)).map(lambda w: (w[0], sum(w))),
    max_size=2,
).map(tuple)
ZONES = st.sampled_from(["UTC", "Europe/Stockholm", "America/New_York", "Pacific/Auckland"])
CHANGES = [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]


@st.composite
def firms(draw: st.DrawFn) -> tuple[BusinessCalendar, datetime]:
    around = draw(st.sampled_from(CHANGES))
    special = st.dictionaries(
        st.integers(0, 9).map(lambda n: (around + timedelta(days=n)).date()), WINDOWS, max_size=3
    )
    week = tuple(draw(WINDOWS) for _day in range(7))
    return BusinessCalendar(draw(ZONES), week, draw(special)), around


def by_the_minute(calendar: BusinessCalendar, day: date) -> bool:
    """Whether any quarter of an hour of the date on the firm's clock is open."""
    zone = ZoneInfo(calendar.zone)
    at = datetime.combine(day, time(), zone).astimezone(UTC)
    while at.astimezone(zone).date() == day:
        if calendar.is_open(at):
            return True
        at += timedelta(minutes=15)
    return False


@tries(60)
@given(
    firms(),
    st.integers(0, 200),
    st.integers(0, 200),
    st.dictionaries(st.integers(0, 9), st.integers(0, 47), max_size=8),
    st.integers(-2, 6),
)
def test_days_settled_equal_counting_by_hand(
    firm: tuple[BusinessCalendar, datetime], a: int, b: int, signing: dict[int, int], begun: int
) -> None:
    calendar, around = firm
    zone = ZoneInfo(calendar.zone)
    start, end = (around + timedelta(hours=hours) for hours in sorted((a, b)))
    since = around + timedelta(days=begun)
    signed = {}
    for number, half_hours in signing.items():
        on = (around + timedelta(days=number)).date()
        signed[on] = (
            datetime.combine(on, time(), zone) + timedelta(minutes=30 * half_hours)
        ).astimezone(UTC)
    expected = []
    for number in range(-4, 14):
        on = (around + timedelta(days=number)).date()
        at = signed.get(on)
        at = at if at is not None and at < end else None
        settled = at or datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
        if start <= settled < end and on >= since.astimezone(zone).date():
            expected.append((on, by_the_minute(calendar, on), at))
    days = rules.days_settled(start, end, calendar, since, signed)
    assert [(day.on, day.counts, day.signed_at) for day in days] == expected
    middle = start + (end - start) / 2
    halves = [
        day.on
        for part in ((start, middle), (middle, end))
        for day in rules.days_settled(*part, calendar, since, signed)
    ]
    assert sorted(halves) == [day.on for day in days], "touching windows lose and double nothing"
