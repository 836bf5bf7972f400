"""What a center asks of a new firm first: one question, answered by one real act of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nadi.core.vitals import Text


@dataclass(frozen=True, slots=True)
class Gave:
    """What the answer gave, as a sentence, and where it can be seen."""

    sentence: Text
    url: str


@dataclass(frozen=True, slots=True)
class FirstAct:
    """`url` names the page with the form. `done(now)` says what is there already, or None."""

    question: Text
    why: Text
    button: Text
    url: str
    done: Callable[[datetime], Gave | None]
