"""What of the work is covered, and how many minutes are billable.

The prose and the worked tables are in docs/algorithms/time-and-charges.md.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from nadi.core.money import Money


class Answer(StrEnum):
    """Is this work included?"""

    COVERED = "covered"
    BILLABLE = "billable"
    ASK = "ask"


class Rule(StrEnum):
    """Which rule of the page decided."""

    OWN = "own"
    NO_AGREEMENT = "no_agreement"
    AGREEMENT = "agreement"
    AMBIGUOUS = "ambiguous"
    DEFAULT = "default"


class Direction(StrEnum):
    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class Scope(StrEnum):
    """What is added up before it is rounded."""

    ENTRY = "entry"
    DAY = "day"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How raw minutes become billable ones."""

    step: int = 1
    direction: Direction = Direction.UP
    minimum: int = 0
    scope: Scope = Scope.ENTRY

    def __post_init__(self) -> None:
        if self.step < 1 or self.minimum < 0:
            raise ValueError("A step is at least one minute, and a minimum none below zero.")

    def of(self, minutes: int) -> int:
        """The sum within one scope, rounded."""
        if minutes == 0:
            return 0
        if self.direction is Direction.UP:
            steps = -(-minutes // self.step)
        elif self.direction is Direction.DOWN:
            steps = minutes // self.step
        else:
            steps = (2 * minutes + self.step) // (2 * self.step)
        return max(steps * self.step, self.minimum)


@dataclass(frozen=True, slots=True)
class Worked:
    """One piece of work as rounding sees it: its whole minutes, its thing and its local day."""

    minutes: int
    subject: Hashable
    day: Hashable


@dataclass(frozen=True, slots=True)
class Term:
    """What one agreement says about a kind of work."""

    plan: str
    answer: Answer
    clause: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Covered, billable or ask; the rule that said so, and the sentence for people."""

    answer: Answer
    rule: Rule
    reason: str
    clause: str = ""
    plan: str = ""


def decide(
    *,
    client: str | None,
    work: str,
    in_force: Sequence[str],
    terms: Sequence[Term],
    default: Answer,
) -> Decision:
    """Whether a kind of work for a client is included. `in_force` names the plans in force that
    day, `terms` holds what those of them say that name this work."""
    if client is None:
        return Decision(Answer.COVERED, Rule.OWN, "Our own work: nobody is charged.")
    if not in_force:
        reason = f"{client} has no signed agreement in force, so ask before anything is charged."
        return Decision(Answer.ASK, Rule.NO_AGREEMENT, reason)
    if not terms:
        plans = " and ".join(in_force)
        reason = f"{plans} says nothing about {work.lower()}; our default for it is: {default}."
        return Decision(default, Rule.DEFAULT, reason, plan=plans)
    if len({term.answer for term in terms}) > 1:
        said = "; ".join(f"{term.plan} says {term.answer}" for term in terms)
        return Decision(Answer.ASK, Rule.AMBIGUOUS, f"Agreements differ on this work: {said}.")
    first = terms[0]
    clause = f"Clause {first.clause}" if first.clause else "The agreement"
    verb = {
        Answer.COVERED: f"{clause} includes {work.lower()}. Nothing will be billed.",
        Answer.BILLABLE: f"{clause} does not include {work.lower()}. It is billed.",
        Answer.ASK: f"{clause} asks for a word with {client} before {work.lower()} is charged.",
    }
    return Decision(first.answer, Rule.AGREEMENT, verb[first.answer], first.clause, first.plan)


def carried(entries: Sequence[Worked], rounding: Rounding) -> list[int]:
    """The billable minutes each entry carries, in order; together the rounded sums."""
    sums: dict[Hashable, int] = {}
    result = []
    for at, entry in enumerate(entries):
        if not isinstance(entry.minutes, int) or entry.minutes < 0:
            raise ValueError("Raw minutes are whole and not below zero.")
        key: Hashable = {
            Scope.ENTRY: at,
            Scope.DAY: (entry.subject, entry.day),
            Scope.SUBJECT: entry.subject,
        }[rounding.scope]
        before = sums.get(key, 0)
        sums[key] = before + entry.minutes
        result.append(rounding.of(sums[key]) - rounding.of(before))
    return result


def amount_due(minutes: int, hourly_rate: Money) -> Money:
    """The rate times the exact fraction of an hour, rounded once."""
    return hourly_rate.times(Fraction(minutes, 60))


def whole_minutes(elapsed: timedelta) -> int:
    """What a timer counts: whole minutes, half a minute up."""
    return (2 * elapsed // timedelta(minutes=1) + 1) // 2


def overlap(
    span: tuple[datetime, datetime], others: Sequence[tuple[datetime, datetime]]
) -> timedelta:
    """How much of a span is also covered by others, counted once."""
    total, counted = timedelta(), span[0]
    for start, end in sorted(others):
        start, end = max(start, counted), min(end, span[1])
        if start < end:
            total += end - start
            counted = end
    return total


def local_day(moment: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The moments between which it is the same date on the wall of a zone."""
    zone = ZoneInfo(zone_name)
    day = moment.astimezone(zone).date()
    start, end = (
        datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(1))
    )
    return start, end
