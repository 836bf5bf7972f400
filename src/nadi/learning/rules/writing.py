"""How the text of a procedure becomes steps, and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_STEP = 300
MOST_STEPS = 80
HINT = re.compile(r"^[>\s]+")
OWN_MARKS = re.compile(r"^(?:[>\s]|(?:\d{1,3}[.)]|[-*•])\s)+")


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what to do, and how where that helps."""

    text: str
    hint: str = ""


def as_lines(steps: Iterable[str | Line]) -> tuple[Line, ...]:
    """Steps as given by others: empty ones left out, numbers and bullets of their own too."""
    lines = (step if isinstance(step, Line) else Line(step) for step in steps)
    tidy = (Line(OWN_MARKS.sub("", line.text).strip(), line.hint.strip()) for line in lines)
    return tuple(line for line in tidy if line.text)


def read_steps(text: str) -> tuple[Line, ...]:
    """One step a line; lines that begin with > are the hint of the step above them."""
    found: list[Line] = []
    for raw in text.splitlines():
        words = raw.strip()
        if words.startswith(">"):
            if found:
                last = found.pop()
                hint = "\n".join(part for part in (last.hint, HINT.sub("", words)) if part)
                found.append(Line(last.text, hint))
        elif words:
            found.append(Line(words))
    return as_lines(found)


def write_steps(lines: Iterable[Line]) -> str:
    """The same text again, so that editing begins with what stands."""
    rows: list[str] = []
    for line in lines:
        rows.append(line.text)
        rows += [f"> {part}" for part in line.hint.splitlines()]
    return "\n".join(rows)


def what_is_wrong(lines: tuple[Line, ...]) -> str:
    """A sentence about steps that cannot stand so; empty where they can."""
    if not lines:
        return "A procedure has at least one step."
    if len(lines) > MOST_STEPS:
        return (
            f"More than {MOST_STEPS} steps are two procedures. Split it: one policy, one document."
        )
    if any(len(line.text) > LONGEST_STEP for line in lines):
        return (
            f"A step is one line of at most {LONGEST_STEP} letters; the rest belongs in its hint."
        )
    return ""
