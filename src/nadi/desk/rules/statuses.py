"""Ten statuses and four priorities: what they mean, whose move they are, how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands. Adding one needs a meaning, a maximum age and an exit."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    READY = "ready"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    WAITING_CLIENT = "waiting_client"
    WAITING_VENDOR = "waiting_vendor"
    ESCALATED = "escalated"
    COMPLETED = "completed"
    CLOSED = "closed"


class Move(StrEnum):
    """Who has to do something for a ticket to go on."""

    OURS = "ours"
    THEIRS = "theirs"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What everybody may rely on when a ticket is in a status."""

    name: str
    move: Move
    meaning: str
    longest: timedelta | None
    exit: str


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


MEANINGS: dict[Status, Meaning] = {
    Status.NEW: Meaning(
        "New",
        Move.OURS,
        "Nobody of us has looked at it yet.",
        _hours(2),
        "A person reads it and says what happens next.",
    ),
    Status.ACKNOWLEDGED: Meaning(
        "Acknowledged",
        Move.OURS,
        "A person has read it and answered.",
        _hours(8),
        "It is made ready, scheduled or begun.",
    ),
    Status.READY: Meaning(
        "Ready",
        Move.OURS,
        "All is known; whoever is next may take it.",
        _hours(40),
        "Somebody takes it.",
    ),
    Status.SCHEDULED: Meaning(
        "Scheduled",
        Move.OURS,
        "It has a time and a person.",
        None,
        "The time comes, or a new one is agreed.",
    ),
    Status.IN_PROGRESS: Meaning(
        "In progress",
        Move.OURS,
        "Somebody works on it now.",
        _hours(8),
        "It is finished, waits for somebody, or is escalated.",
    ),
    Status.WAITING_CLIENT: Meaning(
        "Waiting on client",
        Move.THEIRS,
        "The client has the move, until a date.",
        _hours(80),
        "They answer, or the date comes.",
    ),
    Status.WAITING_VENDOR: Meaning(
        "Waiting on vendor",
        Move.THEIRS,
        "A vendor or a part is awaited, until a date.",
        _hours(120),
        "It arrives, or the date comes.",
    ),
    Status.ESCALATED: Meaning(
        "Escalated",
        Move.OURS,
        "Somebody with more time or knowledge is needed.",
        _hours(4),
        "They take it, with a plan.",
    ),
    Status.COMPLETED: Meaning(
        "Completed",
        Move.NOBODY,
        "Done on our side; the client may object.",
        _hours(24),
        "Three days of silence, or a word of thanks, closes it.",
    ),
    Status.CLOSED: Meaning("Closed", Move.NOBODY, "Finished. An answer opens it again.", None, ""),
}

DONE = frozenset({Status.COMPLETED, Status.CLOSED})
OPEN = frozenset(Status) - DONE
WAITING = frozenset({Status.WAITING_CLIENT, Status.WAITING_VENDOR})
NEEDS_DATE = WAITING | {Status.SCHEDULED}
NEEDS_OWNER = frozenset({Status.IN_PROGRESS, Status.SCHEDULED})

PRIORITIES: dict[int, str] = {1: "Critical", 2: "High", 3: "Normal", 4: "When convenient"}
DEFAULT_PRIORITY = 3

WHAT_IS_DOWN: dict[str, str] = {
    "server": "A server",
    "network": "The network",
    "email": "Mail for everybody",
    "business_app": "The application the business runs on",
    "disaster": "Fire, flood or theft",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be done; if not, the sentence that says why."""

    ok: bool
    reason: str = ""
    field: str = ""


YES = Verdict(ok=True)


def may_set_priority(now_is: int, wanted: int, *, what_is_down: str, because: str) -> Verdict:
    """P1 sets itself by what is down; every other change is told why."""
    if wanted not in PRIORITIES:
        return Verdict(False, "There are four priorities, P1 to P4.", "priority")
    if wanted == now_is:
        return YES
    if wanted == 1 and what_is_down not in WHAT_IS_DOWN:
        return Verdict(False, "P1 sets itself: say what is down.", "what_is_down")
    if wanted != 1 and len(because.strip()) < 3:
        return Verdict(False, "Say in a few words why the priority changes.", "because")
    return YES


def may_move(
    status: Status, wanted: Status, *, date_ahead: bool, has_date: bool, has_owner: bool
) -> Verdict:
    """Whether a ticket may enter a status with what is known about it."""
    name = MEANINGS[wanted].name.lower()
    if wanted is Status.NEW and status is not Status.NEW:
        return Verdict(False, "Somebody has seen it; it cannot become new again.", "status")
    if wanted in NEEDS_DATE and not has_date:
        return Verdict(False, f"“{name}” needs a date, so that nobody is forgotten.", "next_at")
    if wanted in NEEDS_DATE and not date_ahead:
        return Verdict(False, "That date has passed. Choose one ahead.", "next_at")
    if wanted in NEEDS_OWNER and not has_owner:
        return Verdict(False, f"“{name}” needs a person who does it.", "owner")
    return YES


def may_finish(*, words: str, minutes: int, exempt: bool = False) -> Verdict:
    """A finished ticket says what was done and what time it took. One gate for every door."""
    if exempt:
        return YES
    if len(words.strip()) < 3:
        return Verdict(False, "Write what was done; the client reads it.", "words")
    if minutes <= 0:
        return Verdict(
            False, "Enter the time it took; the last minute of a job is its note.", "minutes"
        )
    return YES
