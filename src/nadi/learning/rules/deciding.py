"""Which trials fell due in a time, and whether they were decided by their day.

See docs/algorithms/learning.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Decision:
    due_on: date
    at: datetime
    next_decide_by: date | None


@dataclass(frozen=True, slots=True)
class Fell:
    """A day on which a trial had to be decided, when that counts, and whether it was in time."""

    due_on: date
    at: datetime
    decided: bool
    in_time: bool


def fell_due(
    begun_at: datetime,
    first_due: date,
    decisions: Sequence[Decision],
    start: datetime,
    end: datetime,
) -> Iterable[Fell]:
    """The days that count between `start` and `end`, as they were known at `end`.

    A decision in time counts when it was made; a late one on the day it was missed. What is still
    undecided counts at every end until somebody decides: waiting mends nothing.
    """
    if begun_at >= end:
        return
    due = first_due
    for decision in sorted(decisions, key=lambda each: each.at):
        if decision.at >= end:
            break
        missed = _missed(decision.due_on)
        in_time = decision.at < missed
        moment = decision.at if in_time else missed
        if start <= moment < end:
            yield Fell(decision.due_on, moment, True, in_time)
        if decision.next_decide_by is None:
            return
        due = decision.next_decide_by
    if _missed(due) <= end:
        yield Fell(due, _missed(due), False, False)


def _missed(due_on: date) -> datetime:
    """The moment after the last of the day."""
    return datetime.combine(due_on + timedelta(days=1), time(), tzinfo=UTC)
