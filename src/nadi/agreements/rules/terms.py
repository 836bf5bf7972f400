"""Which version counts, what state an agreement is in, and what response was promised.

The prose and the worked tables are in docs/algorithms/agreement-terms.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ENDING_AHEAD = timedelta(days=60)
THINKING_TIME = timedelta(days=30)
DEFAULT_RESPONSE = {
    1: timedelta(minutes=30),
    2: timedelta(hours=2),
    3: timedelta(hours=4),
    4: timedelta(hours=8),
}


class State(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as its dates see it."""

    number: int
    starts_on: date
    ends_on: date | None
    notice_days: int
    signed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands on a day."""

    state: State
    last_day: date | None = None
    notice_day: date | None = None


def counting(editions: Sequence[Edition], ended_on: date | None, on: date) -> Edition | None:
    """The version in force on a day, or none."""
    if ended_on is not None and on > ended_on:
        return None
    begun = [each for each in editions if each.signed and each.starts_on <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda each: each.number)
    return latest if latest.ends_on is None or on <= latest.ends_on else None


def standing(editions: Sequence[Edition], ended_on: date | None, on: date) -> Standing:
    """Draft, signed, ending or ended, read from the dates."""
    signed = [each for each in editions if each.signed]
    if not signed:
        return Standing(State.DRAFT)
    last = max(signed, key=lambda each: each.number)
    ends = [day for day in (last.ends_on, ended_on) if day is not None]
    if not ends:
        return Standing(State.SIGNED)
    last_day = min(ends)
    notice = timedelta(days=last.notice_days)
    state = State.SIGNED
    if on > last_day:
        state = State.ENDED
    elif last_day - on <= max(ENDING_AHEAD, notice + THINKING_TIME):
        state = State.ENDING
    return Standing(state, last_day, last_day - notice)


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says about a priority: a target, or explicitly none."""

    source: str
    target: timedelta | None


@dataclass(frozen=True, slots=True)
class Response:
    """The promise of a first answer, where it comes from, and everybody who was asked."""

    target: timedelta | None
    source: str
    sentence: str
    asked: tuple[str, ...]


def response(
    priority: int, agreements: Sequence[tuple[str, Said | None]], default: timedelta | None
) -> Response:
    """The first that says something; agreements are given by plan, silent ones with None. Where
    several agreements say something, the quickest counts, and none only if all say none."""
    asked = [
        f"{plan}: {_what(said.target) if said else 'silent'}" for plan, said in agreements
    ] or ["no agreement in force"]
    asked.append(f"our default: {_what(default)}" if default else "our default: silent")
    spoken = [said for _, said in agreements if said is not None]
    if spoken:
        first = min(spoken, key=lambda said: (said.target is None, said.target or timedelta()))
        sentence = (
            f"{first.source} promises a first answer to P{priority} within {_what(first.target)}."
            if first.target
            else f"{first.source} explicitly promises no response time for P{priority}."
        )
        return Response(first.target, first.source, sentence, tuple(asked))
    if default is None:
        sentence = f"Nobody promised a response time for P{priority}."
        return Response(None, "nothing", sentence, tuple(asked))
    why = "the agreement is silent" if agreements else "no agreement is signed"
    sentence = f"We hold ourselves to {_what(default)} for P{priority}; {why}."
    return Response(default, "default", sentence, tuple(asked))


def _what(target: timedelta | None) -> str:
    if target is None:
        return "explicitly none"
    minutes = target // timedelta(minutes=1)
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 business hour" if minutes == 60 else f"{minutes // 60} business hours"
