"""docs/algorithms/after-hours.md: its table, by the pure rule and by the database."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nadi
from nadi.accounts.models import Person
from nadi.agreements import queries as root
from nadi.agreements.models import TimeEntry
from nadi.core.calendar import BusinessCalendar
from nadi.core.vitals import Window
from nadi.culture.rules.after_hours import minutes_outside, open_spans, whole_days

PAGE = Path(nadi.__file__).parents[2] / "docs/algorithms/after-hours.md"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
LUNCH, SHORT = ((480, 720), (780, 1020)), ((480, 840),)
FIRM = BusinessCalendar(
    "Europe/Stockholm", (LUNCH,) * 4 + (SHORT, (), ()), {date(2026, 11, 24): ()}
)
START, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def _rows() -> list[tuple[datetime, int, int, str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| 2026")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        (datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM), int(all_), int(out), why)
        for when, all_, out, why in cells
    ]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[3])
def test_the_worked_examples(row: tuple[datetime, int, int, str]) -> None:
    started, minutes, outside, _why = row
    spans = open_spans(FIRM, START, END)
    assert minutes_outside(started.astimezone(UTC), minutes, spans) == outside


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[3])
def test_the_database_reckons_the_same(row: tuple[datetime, int, int, str], aisha: Person) -> None:
    started, minutes, outside, _why = row
    _entry(aisha, started.astimezone(UTC), minutes)
    window, spans = Window(START, END), open_spans(FIRM, START, END)
    (share,) = root.shares_outside(window, spans)
    assert (share.outside, share.minutes, share.client_id) == (outside, minutes, None)
    assert [entry.outside for entry in root.entries_outside(window, spans)] == [outside]


def _entry(person: Person, started: datetime, minutes: int) -> TimeEntry:
    kind = root.work_type("reactive")
    return TimeEntry.objects.create(
        person=person,
        work_type=kind,
        started_at=started,
        ended_at=started + timedelta(minutes=minutes),
        minutes=minutes,
    )


moments = st.datetimes(datetime(2026, 10, 2), datetime(2026, 11, 28)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


def test_both_agree_on_work_at_random(aisha: Person) -> None:
    spans, window = open_spans(FIRM, START, END), Window(START, END)

    @given(moments, st.integers(1, 1400))
    def agree(started: datetime, minutes: int) -> None:
        entry = _entry(aisha, started, minutes)
        (found,) = root.entries_outside(window, spans)
        entry.delete()
        assert found.outside == minutes_outside(started, minutes, spans)

    agree()


@given(moments, st.integers(1, 1400))
def test_never_less_than_nothing_nor_more_than_all(started: datetime, minutes: int) -> None:
    outside = minutes_outside(started, minutes, open_spans(FIRM, START, END))
    assert 0 <= outside <= minutes


@given(moments, st.integers(1, 1400))
def test_the_spans_are_those_of_the_calendar(started: datetime, minutes: int) -> None:
    """Against the calendar's own way of counting open time, which has tests of its own."""
    inside = whole_days(FIRM).between(started, started + timedelta(minutes=minutes))
    outside = minutes_outside(started, minutes, open_spans(FIRM, START, END))
    assert minutes - outside == -(-inside // timedelta(minutes=1))


def test_a_night_shift_belongs_to_the_day_it_begins_on() -> None:
    nights = BusinessCalendar("Europe/Stockholm", (((1320, 1800),),) * 5 + ((), ()))
    spans = open_spans(nights, START, END)
    saturday_at_two = datetime(2026, 11, 28, 1, tzinfo=UTC)
    assert minutes_outside(saturday_at_two, 60, spans) == 0
    assert minutes_outside(saturday_at_two + timedelta(hours=4), 60, spans) == 60
