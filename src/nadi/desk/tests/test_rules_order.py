"""Your next ticket, straying, statuses and priorities: the tables of the prose page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.calendar import BusinessCalendar
from nadi.desk.rules.order import (
    Candidate,
    Course,
    is_candidate,
    may_take,
    next_ticket,
    strays,
)
from nadi.desk.rules.statuses import (
    DONE,
    MEANINGS,
    Status,
    may_finish,
    may_move,
    may_set_priority,
)
from nadi.desk.tests.tables import table

NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
ME, OTHER = 1, 2
ALWAYS = BusinessCalendar.always()


def read(text: str) -> Candidate:
    number, rest = text.split(":", 1)
    priority, opened, status, owner = (part.strip() for part in rest.split(","))
    later = status.endswith(" later")
    name = status.removesuffix(" later")
    hour, minute = opened.split(":")
    return Candidate(
        int(number),
        int(priority[1:]),
        NOW.replace(hour=int(hour), minute=int(minute)),
        Status(name),
        {"-": None, "me": ME, "other": OTHER}[owner],
        (NOW + timedelta(hours=1 if later else -1)) if name == "scheduled" else None,
    )


@pytest.mark.parametrize("row", table("next-ticket.md", "case", 3), ids=lambda row: row[0])
def test_next_ticket_of_the_page(row: list[str]) -> None:
    found = next_ticket([read(part) for part in row[1].split(";")], ME, NOW)
    assert (str(found.number) if found else "none") == row[2]


CANDIDATES = st.builds(
    Candidate,
    number=st.integers(1, 10_000),
    priority=st.integers(1, 4),
    opened=st.integers(0, 100_000).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    status=st.sampled_from(Status),
    owner=st.sampled_from([None, ME, OTHER]),
    next_at=st.none() | st.just(NOW) | st.just(NOW + timedelta(days=1)),
)


@given(st.lists(CANDIDATES, unique_by=lambda one: one.number))
def test_nothing_goes_before_the_next_ticket(tickets: list[Candidate]) -> None:
    found = next_ticket(tickets, ME, NOW)
    rest = [one for one in tickets if is_candidate(one, ME, NOW)]
    if found is None:
        assert not rest
        return
    assert found in rest
    assert found.status not in DONE
    assert all(
        (found.priority, found.opened, found.number) <= (one.priority, one.opened, one.number)
        for one in rest
    )


def test_another_ticket_asks_for_a_reason() -> None:
    assert may_take(4, 4, "").ok
    assert may_take(4, None, "").ok
    assert not may_take(5, 4, "  ").ok
    assert may_take(5, 4, "She is on the phone").ok


@pytest.mark.parametrize("row", table("next-ticket.md", "status", 5), ids=lambda row: row[0])
def test_statuses_are_those_of_the_page(row: list[str]) -> None:
    status, move, meaning, longest, way_out = row
    known = MEANINGS[Status(status)]
    assert (known.move, known.meaning, known.exit) == (move, meaning, way_out)
    hours = f"{int(known.longest.total_seconds() // 3600)} h" if known.longest else None
    assert hours == (longest if longest.endswith(" h") else None)


def test_the_page_has_all_ten_statuses() -> None:
    assert [row[0] for row in table("next-ticket.md", "status", 5)] == list(Status)
    assert len(Status) == 10


def hours(count: int) -> datetime:
    return NOW + timedelta(hours=count)


STRAYS = [
    (Course(Status.ACKNOWLEDGED, NOW, has_owner=True), hours(2), "no_next_step"),
    (Course(Status.ACKNOWLEDGED, NOW, has_owner=True, next_step="Call"), hours(8), "too_long"),
    (Course(Status.IN_PROGRESS, NOW), NOW, "nobody"),
    (Course(Status.ESCALATED, NOW), NOW, "nobody"),
    (Course(Status.WAITING_CLIENT, NOW), NOW, "waiting_without_date"),
    (Course(Status.WAITING_VENDOR, NOW, next_at=hours(5)), hours(5), "waiting_past_date"),
    (Course(Status.WAITING_CLIENT, NOW, next_at=hours(500)), hours(80), "too_long"),
    (Course(Status.SCHEDULED, NOW, has_owner=True), NOW, "scheduled_without_time"),
    (
        Course(Status.SCHEDULED, NOW, has_owner=True, next_at=hours(3)),
        hours(4),
        "scheduled_in_past",
    ),
    (Course(Status.NEW, NOW, priority=1), NOW, "nothing_down"),
    (Course(Status.NEW, NOW, priority=1, what_is_down="server"), hours(2), "too_long"),
]


@pytest.mark.parametrize(("course", "at", "because"), STRAYS, ids=[s[2] for s in STRAYS])
def test_when_a_ticket_strays(course: Course, at: datetime, because: str) -> None:
    found = strays(course, ALWAYS)
    assert found is not None
    assert (found.at, found.because) == (at, because)


@pytest.mark.parametrize("status", sorted(DONE))
def test_a_finished_ticket_does_not_stray(status: Status) -> None:
    assert strays(Course(status, NOW, priority=1), ALWAYS) is None


def test_p1_sets_itself() -> None:
    assert not may_set_priority(3, 1, what_is_down="", because="it is urgent").ok
    assert may_set_priority(3, 1, what_is_down="server", because="").ok
    assert not may_set_priority(3, 2, what_is_down="", because="").ok
    assert may_set_priority(3, 2, what_is_down="", because="She cannot work").ok
    assert may_set_priority(3, 3, what_is_down="", because="").ok
    assert not may_set_priority(3, 5, what_is_down="", because="more").ok


def test_waiting_needs_a_date_ahead() -> None:
    ready = Status.READY
    wait = Status.WAITING_CLIENT
    assert (
        may_move(ready, wait, has_date=False, date_ahead=False, has_owner=True).field == "next_at"
    )
    assert not may_move(ready, wait, has_date=True, date_ahead=False, has_owner=True).ok
    assert may_move(ready, wait, has_date=True, date_ahead=True, has_owner=False).ok
    begin = may_move(ready, Status.IN_PROGRESS, has_date=False, date_ahead=False, has_owner=False)
    assert begin.field == "owner"
    assert not may_move(ready, Status.NEW, has_date=False, date_ahead=False, has_owner=True).ok


def test_finishing_needs_a_word_and_its_time() -> None:
    assert may_finish(words="Changed the key", minutes=5).ok
    assert may_finish(words="", minutes=5).field == "words"
    assert may_finish(words="Done", minutes=0).field == "minutes"
    assert may_finish(words="", minutes=0, exempt=True).ok
