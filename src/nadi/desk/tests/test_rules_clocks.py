"""The response clock: the tables of the prose page, and a brute force that counts every minute."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nadi.core.calendar import BusinessCalendar
from nadi.desk.rules.clocks import (
    UPDATE_RHYTHM,
    Facts,
    Span,
    State,
    deadline,
    first_answer,
    next_clock,
    pauses,
    spent,
    update,
)
from nadi.desk.rules.statuses import Status
from nadi.desk.tests.tables import table

ZONE = ZoneInfo("America/New_York")
DAY = ((9 * 60, 17 * 60),)
OFFICE = BusinessCalendar("America/New_York", (DAY, DAY, DAY, DAY, DAY, (), ()))
LUNCH = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
SPLIT = BusinessCalendar(
    "Europe/Stockholm",
    (LUNCH, LUNCH, LUNCH, LUNCH, ((9 * 60, 12 * 60),), (), ((22 * 60, 30 * 60),)),
    {date(2026, 10, 21): (), date(2026, 3, 25): ((600, 720),)},
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    "row", table("response-clock.md", "case", 6), ids=lambda row: row[0].replace(" ", "_")
)
def test_deadlines_of_the_page(row: list[str]) -> None:
    _, opened, budget, start, end, due = row
    still = [(local(start), local(end) if end else None)] if start else []
    found = deadline(local(opened), timedelta(hours=int(budget.split()[0])), still, OFFICE)
    if due == "paused":
        assert found.due is None
        assert found.paused_since == local(start)
        assert found.left == timedelta(hours=1)
    else:
        assert found.due == local(due)


MINUTE = timedelta(minutes=1)
START = datetime(2026, 3, 25, tzinfo=UTC)


def minutes_of(raw: list[tuple[int, int]]) -> list[tuple[datetime, datetime | None]]:
    spans = [
        Span(Status.WAITING_CLIENT, START + a * MINUTE, START + (a + b) * MINUTE) for a, b in raw
    ]
    return pauses(spans, frozenset({Status.WAITING_CLIENT}))


@cache
def is_open(minute: int) -> bool:
    return SPLIT.is_open(START + minute * MINUTE)


def runs(minute: int, still: list[tuple[int, int]]) -> bool:
    return is_open(minute) and not any(a <= minute < a + b for a, b in still)


@given(
    opened=st.integers(0, 5 * 1440),
    budget=st.integers(1, 900),
    raw=st.lists(st.tuples(st.integers(0, 7 * 1440), st.integers(1, 2000)), max_size=4),
)
@example(opened=3 * 1440, budget=400, raw=[(3 * 1440 + 60, 1440)])
def test_deadline_equals_counting_every_minute(
    opened: int, budget: int, raw: list[tuple[int, int]]
) -> None:
    still = minutes_of(raw)
    minute, left = opened, budget
    while left:
        left -= runs(minute, raw)
        minute += 1
    started, due = START + opened * MINUTE, START + minute * MINUTE
    assert deadline(started, budget * MINUTE, still, SPLIT).due == due
    assert spent(started, due, still, SPLIT) == budget * MINUTE


@given(
    raw=st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), max_size=6),
)
def test_the_order_and_overlap_of_pauses_do_not_matter(raw: list[tuple[int, int]]) -> None:
    joined = minutes_of(raw)
    assert joined == minutes_of(list(reversed(raw)))
    for (_, end), (start, _) in itertools.pairwise(joined):
        assert end is not None
        assert end < start


def facts(**changes: object) -> Facts:
    base: dict[str, object] = {
        "opened": local("2026-11-16 09:00"),
        "priority": 3,
        "status": Status.NEW,
        "answer_budget": timedelta(hours=4),
    }
    return Facts(**(base | changes))  # type: ignore[arg-type]


VERDICTS = {
    "at or before the deadline": (facts(answered=local("2026-11-16 13:00")), "2026-11-16 15:00"),
    "after it": (facts(answered=local("2026-11-16 13:01")), "2026-11-16 15:00"),
    "not yet, deadline ahead": (facts(), "2026-11-16 12:59"),
    "not yet, deadline passed": (facts(), "2026-11-16 13:01"),
    "not owed": (facts(answer_budget=None), "2026-11-16 15:00"),
}


@pytest.mark.parametrize("row", table("response-clock.md", "answered", 2), ids=lambda row: row[0])
def test_verdicts_of_the_page(row: list[str]) -> None:
    known, now = VERDICTS[row[0]]
    assert first_answer(known, local(now), OFFICE).state == row[1].replace(" ", "_")


def test_an_answer_given_is_judged_by_the_promise_of_its_moment() -> None:
    raised = facts(
        priority=1,
        answer_budget=timedelta(minutes=30),
        answered=local("2026-11-16 12:00"),
        answer_due_when_given=local("2026-11-16 13:00"),
    )
    assert first_answer(raised, local("2026-11-17 09:00"), OFFICE).state is State.KEPT


def test_a_ticket_that_came_in_finished_owes_nothing() -> None:
    born_done = facts(status=Status.CLOSED, spans=(Span(Status.CLOSED, local("2026-11-16 09:00")),))
    assert first_answer(born_done, local("2026-12-16 09:00"), OFFICE).state is State.NOT_OWED


def test_closing_without_a_word_after_the_deadline_is_late_for_ever() -> None:
    spans = (
        Span(Status.NEW, local("2026-11-16 09:00"), local("2026-11-16 14:00")),
        Span(Status.CLOSED, local("2026-11-16 14:00")),
    )
    late = facts(status=Status.CLOSED, spans=spans)
    assert first_answer(late, local("2026-11-20 09:00"), OFFICE).state is State.LATE
    in_time = facts(
        status=Status.CLOSED,
        spans=(
            Span(Status.NEW, spans[0].start, local("2026-11-16 10:00")),
            Span(Status.CLOSED, local("2026-11-16 10:00")),
        ),
    )
    assert first_answer(in_time, local("2026-11-20 09:00"), OFFICE).state is State.NOT_OWED


def test_waiting_on_the_client_shows_since_when() -> None:
    since = local("2026-11-16 10:00")
    waiting = facts(
        status=Status.WAITING_CLIENT,
        spans=(
            Span(Status.NEW, local("2026-11-16 09:00"), since),
            Span(Status.WAITING_CLIENT, since),
        ),
    )
    clock = next_clock(waiting, local("2026-11-18 09:00"), OFFICE)
    assert (clock.name, clock.state, clock.since) == ("their_move", State.PAUSED, since)


def test_the_earlier_of_two_words_owed_is_shown() -> None:
    both = facts(promised_word=local("2026-11-16 11:00"))
    assert next_clock(both, local("2026-11-16 10:00"), OFFICE).name == "word"
    later = facts(promised_word=local("2026-11-16 16:00"))
    assert next_clock(later, local("2026-11-16 10:00"), OFFICE).name == "answer"


@pytest.mark.parametrize("row", table("response-clock.md", "priority", 2), ids=lambda row: row[0])
def test_rhythm_of_updates(row: list[str]) -> None:
    priority, hours = int(row[0][1:]), row[1]
    expected = None if hours == "none" else timedelta(hours=int(hours.split()[0]))
    assert UPDATE_RHYTHM.get(priority) == expected


def test_the_update_clock_stands_still_while_the_client_has_the_move() -> None:
    known = facts(
        priority=2,
        status=Status.IN_PROGRESS,
        answered=local("2026-11-16 09:10"),
        last_word=local("2026-11-16 10:00"),
        spans=(
            Span(Status.IN_PROGRESS, local("2026-11-16 09:00"), local("2026-11-16 11:00")),
            Span(Status.WAITING_CLIENT, local("2026-11-16 11:00"), local("2026-11-16 15:00")),
            Span(Status.IN_PROGRESS, local("2026-11-16 15:00")),
        ),
    )
    assert update(known, local("2026-11-16 15:30"), OFFICE).due == local("2026-11-17 10:00")
