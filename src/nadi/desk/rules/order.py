"""Which ticket is next, and which have strayed. Prose: docs/algorithms/next-ticket.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nadi.desk.rules.clocks import Hours
from nadi.desk.rules.statuses import (
    DONE,
    MEANINGS,
    NEEDS_OWNER,
    WAITING,
    YES,
    Status,
    Verdict,
)

FREE = frozenset({Status.NEW, Status.ACKNOWLEDGED, Status.READY})
MINE = FREE | {Status.IN_PROGRESS, Status.ESCALATED}
NEEDS_NEXT_STEP = frozenset({Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.ESCALATED})
TIME_TO_SAY_WHAT_IS_NEXT = timedelta(hours=2)
AFTER_ITS_TIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """As much of a ticket as choosing needs."""

    number: int
    priority: int
    opened: datetime
    status: Status
    owner: int | None = None
    next_at: datetime | None = None


def is_candidate(ticket: Candidate, me: int, now: datetime) -> bool:
    """Free for me, or mine and my move."""
    if ticket.owner is None:
        return ticket.status in FREE
    if ticket.owner != me:
        return False
    if ticket.status is Status.SCHEDULED:
        return ticket.next_at is not None and ticket.next_at <= now
    return ticket.status in MINE


def next_ticket(tickets: Iterable[Candidate], me: int, now: datetime) -> Candidate | None:
    """Exactly one: highest priority, then oldest, then lowest number."""
    mine = [ticket for ticket in tickets if is_candidate(ticket, me, now)]
    return min(mine, key=lambda one: (one.priority, one.opened, one.number), default=None)


def may_take(chosen: int, next_number: int | None, because: str) -> Verdict:
    """The next ticket may always be begun; another one with a reason."""
    if next_number is None or chosen == next_number or len(because.strip()) >= 3:
        return YES
    return Verdict(
        False, f"#{next_number} is next. Say in a few words why this one goes first.", "because"
    )


@dataclass(frozen=True, slots=True)
class Stray:
    """From when a ticket is out of process if nothing is done, and why."""

    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Course:
    """As much of a ticket as judging its course needs."""

    status: Status
    entered: datetime
    priority: int = 3
    has_owner: bool = False
    next_step: str = ""
    next_at: datetime | None = None
    promised_word: datetime | None = None
    what_is_down: str = ""


SENTENCES: dict[str, str] = {
    "no_next_step": "No next step is written.",
    "nobody": "Nobody has it.",
    "waiting_without_date": "It waits without a date.",
    "waiting_past_date": "It waits past its date.",
    "scheduled_without_time": "It is scheduled without a time.",
    "scheduled_in_past": "Its time has passed.",
    "nothing_down": "P1, but nobody said what is down.",
    "too_long": "Too long in one status.",
}


def _reasons(course: Course, hours: Hours) -> Iterable[Stray]:
    status, entered = course.status, course.entered
    if course.priority == 1 and not course.what_is_down:
        yield Stray(entered, "nothing_down")
    if status in WAITING:
        yield (
            Stray(course.next_at, "waiting_past_date")
            if course.next_at
            else Stray(entered, "waiting_without_date")
        )
    if status is Status.SCHEDULED:
        yield (
            Stray(course.next_at + AFTER_ITS_TIME, "scheduled_in_past")
            if course.next_at
            else Stray(entered, "scheduled_without_time")
        )
    if status in NEEDS_OWNER | {Status.ESCALATED} and not course.has_owner:
        yield Stray(entered, "nobody")
    if (
        status in NEEDS_NEXT_STEP
        and course.has_owner
        and not (course.next_step.strip() or course.promised_word)
    ):
        yield Stray(hours.add(entered, TIME_TO_SAY_WHAT_IS_NEXT), "no_next_step")
    longest = MEANINGS[status].longest
    if longest is not None:
        yield Stray(hours.add(entered, longest), "too_long")


def strays(course: Course, hours: Hours) -> Stray | None:
    """The earliest moment from which the ticket is out of process, if nothing is done."""
    if course.status in DONE:
        return None
    return min(_reasons(course, hours), key=lambda stray: stray.at, default=None)
