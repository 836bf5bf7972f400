"""When the round may ask something again: docs/algorithms/the-round.md is its prose and its tests.

Nothing carries over by itself. A day leaves behind only what was offered and what was chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlsplit

FORGOTTEN: Final = timedelta(days=30)
LAST_TIME: Final = 3
CARDS: Final = 7
MINUTES: Final = 10


class Choice(StrEnum):
    """What somebody chose when a question was put; a question may also be left without."""

    NONE = ""
    DO = "do"
    SCHEDULE = "schedule"
    HAND_OVER = "hand_over"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands behind an ask: the things it names, how many rows it would mend, its urgency."""

    things: frozenset[str]
    rows: int
    urgent: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """One earlier day on which this ask was put to this person."""

    day: date
    choice: Choice
    facts: Facts
    on: date | None = None  # scheduled for
    with_other: bool = False  # somebody else has it now
    answered: date | None = None  # when they said done or let go
    tended: bool = False  # the center was really tended that day

    @property
    def is_chosen(self) -> bool:
        """Do it is a choice once something was done; the other three by themselves."""
        return self.tended or self.choice not in (Choice.NONE, Choice.DO)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether it may be asked today. `due`: it was planned for today or for a day since. `times`:
    which time this would be, counting the days in a row that left it without a choice."""

    silent: bool = False
    due: bool = False
    times: int = 1

    @property
    def must_choose(self) -> bool:
        return self.times >= LAST_TIME


def identity(center: str, vital: str, method: str, url: str) -> str:
    """By what an ask is known again tomorrow, when its words and numbers have moved on."""
    return f"{center} {vital} {method} {urlsplit(url).path}"


def things_of(url: str) -> frozenset[str]:
    """What the address names one by one: ?systems=4,7 are the things 4 and 7."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    return frozenset(f"{name}={one}" for name, value in pairs for one in value.split(","))


def has_changed(then: Facts, now: Facts) -> bool:
    """Something new is named, more rows want mending, or it has become urgent. Less is no news."""
    return not now.things <= then.things or now.rows > then.rows or now.urgent > then.urgent


def standing(past: Sequence[Offered], facts: Facts, today: date) -> Standing:
    """What the days before today say about asking it today; they come oldest first."""
    known = [one for one in past if _is_remembered(one, today)]
    chosen = [number for number, one in enumerate(known) if one.is_chosen]
    if not chosen:
        return Standing(times=len(known) + 1)
    last, since = known[chosen[-1]], len(known) - chosen[-1] - 1
    if last.tended:
        return Standing(times=since + 1)
    if last.choice is Choice.LET_GO:
        silent = not since and not has_changed(last.facts, facts)
        return Standing(silent=silent, times=since + 1)
    if last.with_other:
        return Standing(silent=last.answered is None, times=since + 1)
    if last.on is not None and today < last.on:
        return Standing(silent=True)
    return Standing(due=last.on is not None and not since, times=since + 1)


def _is_remembered(one: Offered, today: date) -> bool:
    """For 30 days, counted from the date it was planned for where that is later."""
    return today - max(one.day, one.on or one.day) < FORGOTTEN


def minutes_left(number: int) -> int:
    """What is left of the round's ten minutes when this card is reached, Root being the first."""
    return MINUTES * (CARDS + 1 - number) // CARDS
