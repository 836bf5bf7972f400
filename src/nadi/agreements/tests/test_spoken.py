"""Spoken promises, heard and judged: docs/algorithms/spoken-promises.md."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.agreements.rules.spoken import FURTHEST, Word, kept_on_time, read_due
from nadi.core.tests.tables import worked_table

PAGE = "spoken-promises.md"
ZONE = "Europe/Stockholm"
NOW = datetime(2026, 11, 23, 8, 10, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: reading when"))
def test_reading_when_as_in_the_table(row: dict[str, str]) -> None:
    due = read_due(row["words"], NOW, ZONE)
    assert due.sentence == ""
    assert due.moment is not None
    assert due.moment.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") == row["due"]


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: what is refused"))
def test_what_is_refused_as_in_the_table(row: dict[str, str]) -> None:
    due = read_due(row["words"], NOW, ZONE)
    assert (due.moment, due.sentence) == (None, row["sentence"])


def test_after_hours_today_needs_a_time() -> None:
    evening = NOW.replace(hour=18)
    assert read_due("today", evening, ZONE).sentence.startswith("This working day is over.")
    assert read_due("today 19:00", evening, ZONE).moment == evening.replace(hour=19, minute=0)


def test_the_speakers_zone_decides_what_day_it_is() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # already Tuesday in Stockholm
    due = read_due("tomorrow 10:00", late, ZONE)
    assert due.moment == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


WORDS = "by at on next in a 3 15:30 3pm noon today tomorrow friday mon 27 november 2026-12-01 days hours soon 99 29 february feb / .".split()  # noqa: E501, SIM905


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=30))
def test_anything_is_either_read_into_the_future_or_refused_with_a_sentence(words: str) -> None:
    due = read_due(words, NOW, ZONE)
    assert (due.moment is None) == bool(due.sentence)
    if due.moment is not None:
        assert NOW < due.moment <= NOW + FURTHEST + timedelta(days=1)


DUE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("word", "now", "counts"),
    [
        (Word(DUE), DUE, None),
        (Word(DUE), DUE + MINUTE, False),
        (Word(DUE, "kept", DUE), DUE + MINUTE, True),
        (Word(DUE, "kept", DUE + MINUTE), DUE + MINUTE, False),
        (Word(DUE, "broken", DUE - MINUTE), DUE - MINUTE, False),
        (Word(DUE, "let_go", DUE - MINUTE), DUE + MINUTE, None),
        (Word(DUE, "let_go", DUE + MINUTE), DUE + MINUTE, False),
        (Word(DUE, "kept", DUE - MINUTE, missed_at=DUE - 9 * MINUTE), DUE + MINUTE, False),
    ],
)
def test_on_time(word: Word, now: datetime, counts: bool | None) -> None:
    assert kept_on_time(word, now) is counts
