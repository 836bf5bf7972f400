"""The office clock: docs/algorithms/business-time.md."""

import re
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.calendar import BusinessCalendar, NeverOpensError, Span, Windows
from nadi.core.tests.chance import tries
from nadi.core.tests.tables import worked_table

OFFICE: Windows = ((540, 1020),)
SWEDISH: Windows = ((480, 720), (780, 1020))
NIGHT: Windows = ((1320, 1800),)
EARLY: Windows = ((150, 600),)
CALENDARS = {
    "NY": BusinessCalendar("America/New_York", (OFFICE,) * 5 + ((), ())),
    "SE": BusinessCalendar(
        "Europe/Stockholm",
        (SWEDISH,) * 5 + ((), ()),
        {
            date(2026, 12, 19): ((600, 840),),
            date(2026, 12, 24): ((480, 720),),
            date(2026, 12, 25): (),
        },
    ),
    "NIGHT": BusinessCalendar("Europe/Stockholm", (NIGHT,) * 7),
    "EDGE": BusinessCalendar("Europe/Stockholm", (EARLY,) * 7),
    "ALWAYS": BusinessCalendar.always("America/New_York"),
}


def moment(text: str, zone: str) -> datetime:
    """A moment of the tables: local to the zone unless it carries its offset."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def hours(text: str) -> timedelta:
    return timedelta(hours=float(text.removesuffix(" h")))


def pauses(text: str, zone: str) -> list[Span]:
    found = [re.split(r"\s+/\s+", span.strip()) for span in text.split(";") if span.strip()]
    return [(moment(start, zone), moment(end, zone)) for start, end in found]


@pytest.mark.parametrize("row", worked_table("business-time.md", "Worked table: adding"))
def test_adding_as_in_the_table(row: dict[str, str]) -> None:
    calendar = CALENDARS[row["calendar"]]
    start, due = moment(row["from"], calendar.zone), moment(row["due"], calendar.zone)
    cut = pauses(row["pauses"], calendar.zone)
    assert calendar.add(start, hours(row["add"]), cut) == due
    assert calendar.between(start, due, cut) == hours(row["add"])


@pytest.mark.parametrize("row", worked_table("business-time.md", "Worked table: measuring"))
def test_measuring_as_in_the_table(row: dict[str, str]) -> None:
    calendar = CALENDARS[row["calendar"]]
    start, end = moment(row["from"], calendar.zone), moment(row["to"], calendar.zone)
    cut = pauses(row["pauses"], calendar.zone)
    assert calendar.between(start, end, cut) == hours(row["open time"])


def test_a_window_includes_its_first_moment_and_not_its_last() -> None:
    office = CALENDARS["NY"]
    assert office.is_open(moment("2026-03-02 09:00", office.zone))
    assert not office.is_open(moment("2026-03-02 08:59:59", office.zone))
    assert not office.is_open(moment("2026-03-02 17:00", office.zone))


def test_the_next_opening() -> None:
    office = CALENDARS["NY"]
    monday = moment("2026-03-09 09:00", office.zone)
    assert office.next_open(moment("2026-03-06 17:00", office.zone)) == monday
    assert office.next_open(monday) == monday


@pytest.mark.parametrize(
    "week",
    [(OFFICE,) * 6]
    + [((edges,),) * 7 for edges in ((-1, 60), (60, 60), (90, 60), (0, 2881), (1440, 1500))],
)
def test_an_impossible_week_is_refused(week: tuple[Windows, ...]) -> None:
    with pytest.raises(ValueError, match=r"seven days|opens within its day"):
        BusinessCalendar("UTC", week)


def test_a_calendar_that_never_opens_says_so() -> None:
    closed = BusinessCalendar("UTC", ((),) * 7, {date(2026, 3, 2): OFFICE})
    start = datetime(2026, 3, 1, tzinfo=UTC)
    assert closed.add(start, timedelta(hours=8)) == datetime(2026, 3, 2, 17, tzinfo=UTC)
    with pytest.raises(NeverOpensError):
        closed.add(start, timedelta(hours=9))
    with pytest.raises(NeverOpensError):
        closed.next_open(datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(NeverOpensError):
        CALENDARS["NY"].add(start, timedelta(days=999_999))


def test_moments_need_a_zone_and_time_only_goes_forward() -> None:
    with pytest.raises(ValueError, match="zone"):
        CALENDARS["NY"].is_open(datetime(2026, 3, 2, 9))  # noqa: DTZ001 (the point of the test)
    with pytest.raises(ValueError, match="taken away"):
        CALENDARS["NY"].add(datetime(2026, 3, 2, tzinfo=UTC), timedelta(seconds=-1))


# Zones and the days around which their clocks change: by an hour, by half an hour, at midnight, by
# a whole calendar day, twice within weeks (Ramadan), and not at all.
CHANGES = [
    ("Europe/Stockholm", date(2026, 3, 29)),
    ("Europe/Stockholm", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/St_Johns", date(2006, 10, 29)),
    ("America/St_Johns", date(2007, 3, 11)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Havana", date(2026, 11, 1)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
    ("Europe/Dublin", date(2026, 3, 29)),
    ("UTC", date(2026, 2, 28)),
]
window = st.tuples(st.integers(0, 1439), st.integers(1, 2880)).filter(
    lambda edges: edges[0] < edges[1]
)
near_the_change = st.integers(0, 300).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(start + 1, start + 300))
)
windows = st.lists(window | near_the_change, max_size=3).map(tuple)
minutes = st.integers(0, 5 * 1440)


@cache
def wall_clock(zone: str, start: datetime) -> list[datetime]:
    """The latest time the clock on the wall has shown, by the minute, for two weeks."""
    moments = (start + timedelta(minutes=at) for at in range(14 * 1440))
    walls = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in moments)
    return list(accumulate(walls, max))


class ByTheMinute:
    """The same calendar counted minute by minute over two weeks, straight from the definition."""

    def __init__(self, calendar: BusinessCalendar, middle: date) -> None:
        self.start = datetime.combine(middle - timedelta(days=7), time(), UTC)
        reached = wall_clock(calendar.zone, self.start)
        self.open = [False] * len(reached)
        for offset in range(-6, 7):
            day = middle + timedelta(days=offset)
            for edges in calendar.holidays.get(day, calendar.week[day.weekday()]):
                midnight = datetime.combine(day, time())
                first, last = (
                    bisect_left(reached, midnight + timedelta(minutes=edge)) for edge in edges
                )
                self.open[first:last] = [True] * (last - first)

    def between(self, start: int, end: int) -> int:
        return sum(self.open[start:end])

    def add(self, start: int, left: int) -> int | None:
        at = start
        while left:
            if at >= len(self.open) - 4 * 1440:
                return None
            left -= self.open[at]
            at += 1
        return at


@tries(150)
@given(
    change=st.sampled_from(CHANGES),
    week=st.tuples(*[windows] * 7),
    holiday=st.tuples(st.integers(-3, 3), windows) | st.none(),
    start=minutes,
    length=st.integers(0, 2 * 1440),
    budget=st.integers(0, 2 * 1440),
)
def test_agrees_with_counting_minute_by_minute(
    change: tuple[str, date],
    week: tuple[Windows, ...],
    holiday: tuple[int, Windows] | None,
    start: int,
    length: int,
    budget: int,
) -> None:
    zone, middle = change
    holidays = {} if holiday is None else {middle + timedelta(days=holiday[0]): holiday[1]}
    calendar = BusinessCalendar(zone, week, holidays)
    brute = ByTheMinute(calendar, middle)
    begin = start + 4 * 1440
    a = brute.start + timedelta(minutes=begin)
    b = a + timedelta(minutes=length)
    assert calendar.is_open(a) == brute.open[begin]
    expected = timedelta(minutes=brute.between(begin, begin + length))
    assert calendar.between(a, b) == expected
    assert calendar.between(b, a) == -expected
    due = brute.add(begin, budget)
    if due is not None:
        assert calendar.add(a, timedelta(minutes=budget)) == brute.start + timedelta(minutes=due)


@tries(150)
@given(
    change=st.sampled_from(CHANGES),
    week=st.tuples(*[windows] * 7).filter(any),
    start=minutes,
    budgets=st.tuples(st.integers(0, 9000), st.integers(0, 9000)),
    cuts=st.lists(st.tuples(minutes, st.integers(0, 3000)), max_size=3),
)
def test_what_was_added_can_be_measured(
    change: tuple[str, date],
    week: tuple[Windows, ...],
    start: int,
    budgets: tuple[int, int],
    cuts: list[tuple[int, int]],
) -> None:
    zone, middle = change
    calendar = BusinessCalendar(zone, week)
    origin = datetime.combine(middle, time(), UTC) - timedelta(days=2)
    first, second = (timedelta(seconds=budget * 7) for budget in budgets)
    paused = [
        (origin + timedelta(minutes=at), origin + timedelta(minutes=at + length))
        for at, length in cuts
    ]
    a = origin + timedelta(minutes=start)
    due = calendar.add(a, first, paused)
    assert due >= a
    assert calendar.between(a, due, paused) == first
    assert calendar.add(due, second, paused) == calendar.add(a, first + second, paused)
    if first:
        assert calendar.between(a, due - timedelta(microseconds=1), paused) < first


def test_ten_years_are_counted_by_days_and_not_by_minutes() -> None:
    """Not a stopwatch: the clock of the wall is asked a few times for each day, no more."""
    asked = 0

    class Counting(BusinessCalendar):
        def _opened_on(self, day):  # type: ignore[no-untyped-def]
            nonlocal asked
            asked += 1
            return super()._opened_on(day)

    counting = Counting("Europe/Stockholm", (OFFICE,) * 5 + ((), ()))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    counting.between(start, start.replace(year=2036))
    assert asked < 3652 + 7


def test_whether_it_is_open_on_a_day() -> None:
    """By its own clock: a night that began on Friday is still open on Saturday."""
    nights = BusinessCalendar(
        "Europe/Stockholm",
        ((), (), (), (), ((1320, 1800),), (), ()),
        {date(2026, 12, 25): ()},
    )
    assert [nights.is_open_on(date(2026, 11, day)) for day in (26, 27, 28, 29)] == [
        False,
        True,
        True,
        False,
    ]
    assert not nights.is_open_on(date(2026, 12, 25))
    assert not nights.is_open_on(date(2026, 12, 26))
