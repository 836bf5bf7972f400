"""Whose turn it is, and the one sentence that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nadi.balance.rules.center import CenterState, Verdict
from nadi.balance.rules.goalposts import BEST, FLOOR, LINE


class Why(StrEnum):
    """Why a center is named first."""

    BELOW = "below"  # it is below its line
    CAPPED = "capped"  # a cap holds it, though it has no score
    BROKEN = "broken"  # no score is below its line, but it does not keep what was promised
    LOWEST = "lowest"  # all hold; it is the lowest
    WAITING = "waiting"  # no center has a score: the one that waited longest


@dataclass(frozen=True, slots=True)
class Standing:
    """One center this morning: how it is, and apart from that how long it waited."""

    number: int
    state: CenterState
    days: int | None  # since tended; None: never
    interval: int = 7
    capped: bool = False
    broken: bool = False  # a promise of its is broken now


@dataclass(frozen=True, slots=True)
class Headline:
    """Center numbers; the words are made elsewhere, in the reader's language."""

    first: int
    why: Why
    also_below: tuple[int, ...]
    also_broken: tuple[int, ...]
    not_enough: tuple[int, ...]
    unread: tuple[int, ...]


def priority(score: float | None, days: int, interval: int) -> float:
    """How much a center wants attention; one without a score counts as the floor."""
    known = FLOOR if score is None else score
    return (1 - known / BEST) * (1 + days / interval)


def is_past(days: int | None, interval: int) -> bool:
    return days is None or days >= interval


def in_order(standings: Sequence[Standing]) -> list[Standing]:
    """Past their interval first, longest waiting first; then by priority, then Root upward."""

    def key(one: Standing) -> tuple[bool, float, float, int, int]:
        past = is_past(one.days, one.interval)
        days = one.interval * 52 if one.days is None else one.days
        waited = -days / one.interval if past else 0.0
        return (not past, waited, -priority(one.state.score, days, one.interval), -days, one.number)

    return sorted(standings, key=key)


def headline(standings: Sequence[Standing]) -> Headline:
    """The weakest center, and the truth about the others."""
    scored = sorted(
        (one.state.score, one.number) for one in standings if one.state.score is not None
    )
    capped = sorted(one.number for one in standings if one.capped and one.state.score is None)
    below = [number for score, number in scored if score < LINE]
    broken = [
        number
        for _score, number in sorted(
            (FLOOR if one.state.score is None else one.state.score, one.number)
            for one in standings
            if one.broken
        )
    ]
    if below:
        first, why = below[0], Why.BELOW
    elif capped:
        first, why = capped[0], Why.CAPPED
    elif broken:
        first, why = broken[0], Why.BROKEN
    elif scored:
        first, why = scored[0][1], Why.LOWEST
    else:
        first, why = in_order(standings)[0].number, Why.WAITING
    return Headline(
        first=first,
        why=why,
        also_below=tuple(below[1:]),
        also_broken=tuple(broken[1:]) if why is Why.BROKEN else (),
        not_enough=_with(standings, Verdict.NOT_ENOUGH),
        unread=_with(standings, Verdict.UNREAD),
    )


def _with(standings: Sequence[Standing], verdict: Verdict) -> tuple[int, ...]:
    return tuple(sorted(one.number for one in standings if one.state.verdict is verdict))
