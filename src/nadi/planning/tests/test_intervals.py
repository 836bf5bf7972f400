"""The tables of docs/algorithms/meeting-interval.md, and what holds for any meeting."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nadi
from nadi.planning.rules.meetings import (
    Met,
    Said,
    due_by,
    may_ask_decision,
    may_close,
    seal,
    standing,
)

PAGE = Path(nadi.__file__).parents[2] / "docs" / "algorithms" / "meeting-interval.md"
CLOSING = datetime(2026, 11, 26, 16, tzinfo=UTC)


def _table(heading: str) -> list[list[str]]:
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("| ")
    ]
    return rows[1:]


def _moment(cell: str) -> datetime | None:
    return None if cell == "–" else datetime.combine(date.fromisoformat(cell), time(0), tzinfo=UTC)


@pytest.mark.parametrize("row", _table("Worked table: the interval"))
def test_the_interval(row: list[str]) -> None:
    last, since, months, now, due, stands = row
    moment = _moment(now)
    assert moment is not None
    assert due_by(_moment(last), _moment(since), int(months)) == _moment(due)
    assert standing(_moment(last), _moment(since), int(months), moment) == Met(stands)


@pytest.mark.parametrize("row", _table("Worked table: closing"))
def test_what_closes_a_meeting(row: list[str]) -> None:
    whose, answers, decisions, decided, actions, next_date, closes = row
    said = Said(int(answers), int(decisions), int(decided), int(actions))
    verdict = may_close(said, _moment(next_date), CLOSING, is_own=whose == "own")
    assert verdict.allowed == (closes == "yes")
    assert bool(verdict.reason) != verdict.allowed


MOMENTS = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001  bounds are given without a zone
    datetime(2080, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
COUNTS = st.integers(0, 6)


@given(MOMENTS, MOMENTS, st.sampled_from([3, 6, 12]), MOMENTS)
def test_late_is_exactly_from_the_due_moment_on(
    last: datetime, since: datetime, months: int, now: datetime
) -> None:
    due = due_by(last, since, months)
    assert due is not None
    assert standing(last, since, months, now) == (Met.LATE if now >= due else Met.IN_TIME)
    assert timedelta(days=28 * months) <= due - last <= timedelta(days=31 * months)


@given(st.builds(Said, COUNTS, COUNTS, COUNTS, COUNTS), st.booleans())
def test_no_meeting_closes_without_a_next_date(said: Said, is_own: bool) -> None:
    assert not may_close(said, None, CLOSING, is_own=is_own).allowed
    assert not may_close(said, CLOSING, CLOSING, is_own=is_own).allowed


def test_three_decisions_are_enough() -> None:
    assert may_ask_decision(2).allowed
    assert not may_ask_decision(3).allowed


def test_the_seal_sees_any_change_and_no_order_of_names() -> None:
    one = {"with": "Harbor Dental", "decided": ["Do nothing"]}
    assert seal(one) == seal({"decided": ["Do nothing"], "with": "Harbor Dental"})
    assert seal(one) != seal({**one, "decided": ["Replace it"]})
