"""When to meet again, what a meeting needs to close, and quarters.

The prose and the worked tables are in docs/algorithms/meeting-interval.md.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dateutil.relativedelta import relativedelta

USUAL_MONTHS = 3
MOST_DECISIONS = 3
OWN_QUESTIONS, OWN_DECISIONS, OWN_ACTIONS = 3, 2, 1
FURTHEST = relativedelta(months=15)


class Met(StrEnum):
    """How a client stands with its meetings."""

    IN_TIME = "in_time"
    LATE = "late"
    NEW = "new"


def due_by(last: datetime | None, since: datetime | None, months: int) -> datetime | None:
    """By when the next meeting is to be held: an interval after the last one, else after the day
    we began to serve them; None where neither is known."""
    begins = last or since
    return None if begins is None else begins + relativedelta(months=months)


def standing(last: datetime | None, since: datetime | None, months: int, now: datetime) -> Met:
    """In time while the interval since the last meeting runs. Who was never met is new for one
    interval, and late from then on; so is who was never met and has no first day."""
    due = due_by(last, since, months)
    if due is None or now >= due:
        return Met.LATE
    return Met.IN_TIME if last is not None else Met.NEW


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What has been said in a meeting up to now."""

    answers: int
    decisions: int
    decided: int
    actions: int


def may_close(said: Said, next_at: datetime | None, now: datetime, *, is_own: bool) -> Verdict:
    """A meeting closes with the date of the next one. Our own review also needs its three answers,
    two decisions and one action."""
    if next_at is None:
        return Verdict(False, "A meeting closes with the next date. When do we meet again?")
    if next_at <= now:
        return Verdict(False, "The next date lies in the past.")
    if next_at > now + FURTHEST:
        return Verdict(False, "That is more than fifteen months away. Meet sooner.")
    if not is_own:
        if said.answers == 0:
            return Verdict(False, "Nothing was asked yet. Write down at least one answer.")
        return Verdict(True)
    if said.answers < OWN_QUESTIONS:
        return Verdict(False, "Our own review answers three questions.")
    if said.decisions != OWN_DECISIONS or said.decided != OWN_DECISIONS:
        return Verdict(False, "Our own review ends with two decisions, both made.")
    if said.actions != OWN_ACTIONS:
        return Verdict(False, "Our own review ends with one action, no more and no fewer.")
    return Verdict(True)


def may_ask_decision(asked: int) -> Verdict:
    """Three decisions are what a meeting can carry; those left open come along and count."""
    if asked >= MOST_DECISIONS:
        return Verdict(False, "Three decisions are enough for one meeting. Which can wait?")
    return Verdict(True)


def canonical(document: object) -> str:
    """The document in its one form: names sorted, no space between."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(document: object) -> str:
    """SHA-256 of the document in its canonical form."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
