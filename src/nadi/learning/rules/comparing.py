"""What is new in a version, line by line, for whoever reads it before it is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from nadi.learning.rules.writing import Line


@dataclass(frozen=True, slots=True)
class Compared:
    sign: Literal["same", "new", "gone"]
    line: Line


def compared(old: Sequence[Line], new: Sequence[Line]) -> list[Compared]:
    """The new steps in their order, with those that are gone where they stood."""
    found: list[Compared] = []
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Compared("same", line) for line in new[c:d]]
        else:
            found += [Compared("gone", line) for line in old[a:b]]
            found += [Compared("new", line) for line in new[c:d]]
    return found
