"""Monthly checklists: four duties in their order, and what waits for the test restore.

docs/algorithms/monthly-checklist.md, in code.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST = 1  # the number of the step that everything else waits for


class Stage(StrEnum):
    """Execute, revise, publish for next month, file."""

    EXECUTE = "execute"
    REVISE = "revise"
    PUBLISH = "publish"
    FILE = "file"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a list stands: steps not answered yet, and the duties that are done."""

    open_steps: int
    revised: bool = False
    published: bool = False
    filed: bool = False


def stage(stands: Standing) -> Stage:
    """The duty that comes next. A step that is opened again takes the list back to its steps."""
    if stands.filed:
        return Stage.FILED
    if stands.open_steps:
        return Stage.EXECUTE
    if not stands.revised:
        return Stage.REVISE
    return Stage.FILE if stands.published else Stage.PUBLISH


def why_not_now(duty: Stage, stands: Standing) -> str:
    """Why a duty cannot be done now; empty where it can."""
    now = stage(stands)
    if now is Stage.FILED:
        return "This list is filed. What is new belongs into next month's."
    if duty is now:
        return ""
    return {
        Stage.EXECUTE: "First each step wants its answer.",
        Stage.REVISE: "First say what should change in the list.",
        Stage.PUBLISH: "First publish the list for next month.",
        Stage.FILE: "That is done for this month.",
    }[now]


def why_not_answer(
    number: int, to: str, *, first_is_open: bool, unproven: tuple[str, ...], protected: int
) -> str:
    """Why a step cannot be answered so; empty where it can. `unproven` are the systems of which
    nobody has opened a restore this month, of `protected` in all."""
    if to == "open":
        return ""
    if number != FIRST:
        return "First the test restore: the other steps wait for its answer." * first_is_open
    if to == "done" and unproven:
        names = ", ".join(unproven)
        return f"Nobody has opened a restore this month of: {names}."
    if to == "not_applicable" and protected:
        return "Something is protected here, so a restore can be tested. Could not is an answer."
    return ""


def month_of(on: date) -> date:
    return on.replace(day=1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day(month: date) -> date:
    return date.fromordinal(next_month(month).toordinal() - 1)


def begins(month: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(month, time(), zone).astimezone(UTC)


def is_due(month: date, since: date | None) -> bool:
    """A client has a list for each month at whose first day we served them already."""
    return since is None or since <= month
