"""What was learned against what each person agreed. See docs/algorithms/learning.md.

Hours count in the order they were worked, kind by kind, up to what the person agreed of that kind
for the time looked at. So a person who learns more than agreed does not hide another who could not,
and a firm that agrees on nothing has nothing to be measured by.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

FOUR_WEEKS = timedelta(days=28)
HOUR = Decimal(60)
CENT = Decimal("0.01")
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Minutes of one kind in four weeks that a person agreed, while it stood."""

    pk: int
    person: int
    kind: str
    minutes: int
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Learned:
    """A time entry that was learning."""

    pk: int
    person: int
    kind: str
    topic: str
    minutes: int
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What of it counts, in hours. `beyond` says that more was learned than agreed, which is good
    and counts no further; `unagreed` that nothing of the kind was agreed with this person."""

    learned: Learned
    hours: Decimal
    beyond: bool = False
    unagreed: bool = False


def due_hours(agreed: Agreed, start: datetime, end: datetime) -> Decimal:
    """The share of four weeks that the agreement stood in the time looked at, in hours."""
    begins = _midnight(agreed.from_on)
    ends = end if agreed.until_on is None else _midnight(agreed.until_on + timedelta(days=1))
    stood = min(end, ends) - max(start, begins)
    if stood <= timedelta(0):
        return NONE
    share = Decimal(int(stood.total_seconds())) / Decimal(int(FOUR_WEEKS.total_seconds()))
    return (agreed.minutes / HOUR * share).quantize(CENT, ROUND_HALF_UP)


def count(
    agreed: Iterable[Agreed], learned: Iterable[Learned], start: datetime, end: datetime
) -> tuple[list[tuple[Agreed, Decimal]], list[Counted]]:
    """What was due of each agreement, and what counts of each hour; hours in the order worked."""
    due = [(one, hours) for one in agreed if (hours := due_hours(one, start, end)) > 0]
    room: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for one, hours in due:
        room[one.person, one.kind] += hours
    known = set(room)
    counted = []
    for hour in sorted(learned, key=lambda each: (each.ended_at, each.pk)):
        if not start <= hour.ended_at < end:
            continue
        whose = (hour.person, hour.kind)
        worked = (hour.minutes / HOUR).quantize(CENT, ROUND_HALF_UP)
        fits = min(worked, room[whose])
        room[whose] -= fits
        counted.append(
            Counted(
                hour,
                fits,
                beyond=whose in known and fits == NONE,
                unagreed=whose not in known,
            )
        )
    return due, counted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
