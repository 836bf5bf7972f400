"""How the steps of a run may move. No step is settled by anything but an act about this step."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    COULD_NOT = "could_not"
    NOT_APPLICABLE = "not_applicable"


NEEDS_NOTE = frozenset({State.COULD_NOT, State.NOT_APPLICABLE})
IMPROVE = "Improve this procedure: what should change?"


@dataclass(frozen=True, slots=True)
class Said:
    """May it happen? Where not, `reason` is a sentence for the person."""

    may: bool
    reason: str = ""


YES = Said(True)


def may_mark(*, ended: bool, improves: bool, to: State, note: str) -> Said:
    """Whether a step may be put into a state. A settled step may be opened again while the run
    goes on: a wrong press is no fate."""
    if ended:
        return Said(False, "This run has ended; its steps stay as they were marked.")
    if improves:
        return Said(False, "The last step is a question: say what should change, or that nothing.")
    if to in NEEDS_NOTE and not note.strip():
        return Said(False, "Say in a few words why, for the next one who reads this.")
    return YES


def may_answer(*, ended: bool, answered: bool, open_steps: int) -> Said:
    """Whether the last step may be answered: after the others, and once."""
    if ended:
        return Said(False, "This run has ended; its last step can no longer be answered.")
    if answered:
        return Said(False, "The last step of this run was answered already.")
    if open_steps:
        return Said(False, _left(open_steps, "before this question"))
    return YES


def may_finish(states: Sequence[State], *, ended: bool) -> Said:
    """Whether a run may end as finished: only when no step is open, the last one included."""
    if ended:
        return Said(False, "This run has ended already.")
    open_steps = sum(state == State.OPEN for state in states)
    return Said(False, _left(open_steps, "before it is finished")) if open_steps else YES


def _left(count: int, when: str) -> str:
    return f"One step is open {when}." if count == 1 else f"{count} steps are open {when}."
