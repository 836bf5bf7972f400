"""What the agreement promises about a ticket: asked of Root, above the firm's own habit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.desk.models import Entry, Ticket

HABIT: dict[int, timedelta] = {
    1: timedelta(minutes=30),
    2: timedelta(hours=2),
    3: timedelta(hours=4),
    4: timedelta(hours=8),
}


@dataclass(frozen=True, slots=True)
class AnswerPromise:
    """Within how much business time the first answer is owed, and who says so."""

    budget: timedelta | None
    words: str


def answer(client: Client | None, priority: int, on: datetime) -> AnswerPromise:
    """The promise of the client's agreement; where it is silent, what we do for everybody."""
    return AnswerPromise(HABIT[priority], "our habit for everybody")


def log_time(ticket: Ticket, entry: Entry, minutes: int, now: datetime, by: Person) -> None:
    """Write the time into the firm's book of time."""


def promise_word(ticket: Ticket, by_when: datetime, by: Person) -> None:
    """Write “you will hear from us by …” into the book of promises."""


def word_was_given(ticket: Ticket, now: datetime, by: Person) -> None:
    """The word promised on this ticket was given."""
