"""Deadlines reckoned from history, never accumulated. Prose: docs/algorithms/response-clock.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from nadi.desk.rules.statuses import DONE, Status


class Hours(Protocol):
    """The part of a business calendar that clocks need."""

    def add(self, moment: datetime, span: timedelta, /) -> datetime: ...

    def between(self, start: datetime, end: datetime, /) -> timedelta: ...


class State(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    KEPT = "kept"
    LATE = "late"
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in one status; an open end means it still is."""

    status: Status
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a budget is spent; while the clock stands still there is none."""

    due: datetime | None
    left: timedelta
    paused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing owed by a moment."""

    name: str
    state: State
    due: datetime | None = None
    since: datetime | None = None


NOTHING_OWED = Clock("none", State.NOT_OWED)
UPDATE_RHYTHM: dict[int, timedelta] = {1: timedelta(hours=1), 2: timedelta(hours=4)}


def pauses(
    spans: Iterable[Span], still: frozenset[Status]
) -> list[tuple[datetime, datetime | None]]:
    """The stretches in which a clock stands still, joined where they touch or overlap."""
    joined: list[tuple[datetime, datetime | None]] = []
    for span in sorted(spans, key=lambda item: item.start):
        if span.status not in still:
            continue
        if joined:
            start, end = joined[-1]
            if end is None:
                break
            if span.start <= end:
                longer = None if span.end is None else max(end, span.end)
                joined[-1] = (start, longer)
                continue
        joined.append((span.start, span.end))
    return joined


def deadline(
    started: datetime,
    budget: timedelta,
    still: Sequence[tuple[datetime, datetime | None]],
    hours: Hours,
) -> Deadline:
    """Spend the budget only while the clock runs; say when nothing is left."""
    cursor, left = started, budget
    for start, end in still:
        if end is not None and end <= cursor:
            continue
        running = hours.between(cursor, start) if start > cursor else timedelta()
        if running >= left and start > cursor:
            return Deadline(hours.add(cursor, left), timedelta())
        left -= running
        if end is None:
            return Deadline(None, left, max(start, cursor))
        cursor = end
    return Deadline(hours.add(cursor, left), left)


def spent(
    started: datetime,
    until: datetime,
    still: Sequence[tuple[datetime, datetime | None]],
    hours: Hours,
) -> timedelta:
    """Business time between two moments without the stretches that stand still."""
    total, cursor = timedelta(), started
    for start, end in still:
        if start >= until:
            break
        if start > cursor:
            total += hours.between(cursor, start)
        cursor = until if end is None else max(cursor, min(end, until))
    return total + (hours.between(cursor, until) if until > cursor else timedelta())


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a ticket when its clocks are read."""

    opened: datetime
    priority: int
    status: Status
    spans: tuple[Span, ...] = ()
    answer_budget: timedelta | None = None
    answered: datetime | None = None
    answer_due_when_given: datetime | None = None
    last_word: datetime | None = None
    promised_word: datetime | None = None
    visit: datetime | None = None


def first_answer(facts: Facts, now: datetime, hours: Hours) -> Clock:
    """Has a person of the firm answered in time; if not yet, until when is it owed."""
    born_done = bool(facts.spans) and facts.spans[0].status in DONE
    if facts.answer_budget is None or born_done:
        return Clock("answer", State.NOT_OWED)
    due = facts.answer_due_when_given if facts.answered else None
    due = due or hours.add(facts.opened, facts.answer_budget)
    if facts.answered is not None:
        state = State.KEPT if facts.answered <= due else State.LATE
        return Clock("answer", state, due)
    if facts.status in DONE:
        finished = facts.spans[-1].start if facts.spans else now
        return Clock("answer", State.LATE if finished > due else State.NOT_OWED, due)
    return Clock("answer", State.LATE if now > due else State.RUNNING, due)


def promised_word(facts: Facts, now: datetime) -> Clock:
    """The next word somebody gave a moment for. A word given does not pause."""
    due = facts.promised_word
    if due is None:
        return Clock("word", State.NOT_OWED)
    if facts.last_word is not None and facts.last_word > due:
        return Clock("word", State.LATE, due)
    return Clock("word", State.LATE if now > due else State.RUNNING, due)


def update(facts: Facts, now: datetime, hours: Hours) -> Clock:
    """The rhythm of updates for P1 and P2, standing still while the client has the move."""
    budget = UPDATE_RHYTHM.get(facts.priority)
    if budget is None or facts.last_word is None or facts.status in DONE:
        return Clock("update", State.NOT_OWED)
    still = pauses(facts.spans, frozenset({Status.WAITING_CLIENT}))
    found = deadline(facts.last_word, budget, still, hours)
    if found.due is None:
        return Clock("update", State.PAUSED, since=found.paused_since)
    return Clock("update", State.LATE if now > found.due else State.RUNNING, found.due)


def next_clock(facts: Facts, now: datetime, hours: Hours) -> Clock:
    """The one clock the board shows for a ticket."""
    if facts.status in DONE:
        return NOTHING_OWED
    if facts.status is Status.WAITING_CLIENT:
        since = facts.spans[-1].start if facts.spans else facts.opened
        return Clock("their_move", State.PAUSED, facts.visit, since)
    answer = first_answer(facts, now, hours)
    word = promised_word(facts, now)
    owed = [
        clock
        for clock in (answer, word)
        if clock.state in {State.RUNNING, State.LATE}
        and clock.due is not None
        and not (clock is answer and facts.answered)
    ]
    if owed:
        return min(owed, key=lambda clock: clock.due or now)
    if facts.status in {Status.SCHEDULED, Status.WAITING_VENDOR} and facts.visit is not None:
        name = "visit" if facts.status is Status.SCHEDULED else "vendor"
        return Clock(name, State.LATE if now > facts.visit else State.RUNNING, facts.visit)
    return update(facts, now, hours)
