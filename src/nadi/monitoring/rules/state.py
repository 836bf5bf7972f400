"""The alert state machine: what was seen, turned into exact changes.

A watch is judged from three things only: what was seen, when we ourselves were blind, and how far
time is settled. The same timeline gives the same changes, at the same moments, however often and
however late anybody looks: a loop that was asleep changes nothing but the moment of the telling.

The prose and the worked tables are in docs/algorithms/alert-state.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Sight(StrEnum):
    """What the newest observation says. The last two are about the looking, not the thing."""

    BEYOND = "beyond"
    BETWEEN = "between"
    WITHIN = "within"
    NODATA = "nodata"
    BLIND = "blind"


class Phase(StrEnum):
    OK = "ok"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, and how many times in a row, a thing must be so before it counts."""

    span: timedelta = timedelta(0)
    times: int = 1


@dataclass(frozen=True, slots=True)
class Watch:
    """What raises, what clears, how long one observation stays true, what silence then means."""

    raising: Patience
    clearing: Patience
    fresh_for: timedelta
    silence_is: Sight = Sight.NODATA


@dataclass(frozen=True, slots=True)
class Seen:
    at: datetime
    sight: Sight


@dataclass(frozen=True, slots=True)
class Gap:
    """An interval, half open, in which we ourselves were not looking."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class State:
    """Where a watch stands. Everything before `settled` has been judged, once and for all."""

    phase: Phase
    since: datetime
    count: int
    sight: Sight
    reference: datetime | None
    settled: datetime


@dataclass(frozen=True, slots=True)
class Change:
    before: Phase
    after: Phase
    at: datetime
    sight: Sight


@dataclass(frozen=True, slots=True)
class Outcome:
    state: State
    changes: tuple[Change, ...]
    late: tuple[Seen, ...]


def begin(at: datetime) -> State:
    """A watch begins well and unseen: its grace runs from here."""
    return State(Phase.OK, at, 0, Sight.BLIND, at, at)


def advance(
    watch: Watch,
    state: State,
    *,
    until: datetime,
    seen: Iterable[Seen] = (),
    gaps: Iterable[Gap] = (),
) -> Outcome:
    """Settle everything before `until`: observations, our own gaps, deadlines in between.

    What was seen before the settled moment, or while we were blind, is late: it belongs to history
    and never changes the state.
    """
    blind = _joined(gap for gap in gaps if gap.end > state.settled)
    usable, late = _sorted_seen(seen, state.settled, until, blind)
    changes: list[Change] = []
    for at, mark in _marks(usable, blind, state.settled, until):
        state = _run_deadlines(watch, state, at, changes)
        state = _look(state, at, mark)
        state = _step(watch, state, at, changes)
    state = _run_deadlines(watch, state, until, changes)
    return Outcome(replace(state, settled=max(until, state.settled)), tuple(changes), late)


def is_raised(phase: Phase) -> bool:
    """Raised until proven well: a watch that recovers is still an alert."""
    return phase in (Phase.FIRING, Phase.RECOVERING)


def next_deadline(watch: Watch, state: State) -> datetime | None:
    """When this watch can change by itself, without anything new being seen."""
    moments = [m for m in (_stale_at(watch, state), _ripe_at(watch, state)) if m is not None]
    return min(moments, default=None)


def _joined(gaps: Iterable[Gap]) -> list[Gap]:
    """Overlapping and touching gaps as one; empty ones left out."""
    joined: list[Gap] = []
    for gap in sorted((g for g in gaps if g.start < g.end), key=lambda g: g.start):
        if joined and gap.start <= joined[-1].end:
            joined[-1] = Gap(joined[-1].start, max(joined[-1].end, gap.end))
        else:
            joined.append(gap)
    return joined


def _sorted_seen(
    seen: Iterable[Seen], settled: datetime, until: datetime, blind: Sequence[Gap]
) -> tuple[list[Seen], tuple[Seen, ...]]:
    usable: list[Seen] = []
    late: list[Seen] = []
    for one in sorted(seen, key=lambda s: s.at):
        if one.at > until:
            raise ValueError("An observation lies beyond the moment up to which time is settled.")
        hidden = any(gap.start <= one.at < gap.end for gap in blind)
        (late if one.at < settled or hidden else usable).append(one)
    return usable, tuple(late)


def _marks(
    seen: Sequence[Seen], blind: Sequence[Gap], settled: datetime, until: datetime
) -> list[tuple[datetime, Sight | None]]:
    """The moments at which the sight changes by itself; None is the end of a gap."""
    marks: list[tuple[datetime, int, Sight | None]] = []
    for gap in blind:
        marks.append((max(gap.start, settled), 1, Sight.BLIND))
        marks.append((gap.end, 0, None))
    marks += [(one.at, 2, one.sight) for one in seen]
    marks.sort(key=lambda mark: mark[:2])
    return [(at, sight) for at, _order, sight in marks if at <= until]


def _look(state: State, at: datetime, mark: Sight | None) -> State:
    if mark is None:
        return replace(state, sight=Sight.BLIND, reference=at)
    if mark is Sight.BLIND:
        return replace(state, sight=Sight.BLIND, reference=None)
    again = (state.phase is Phase.PENDING and mark is Sight.BEYOND) or (
        state.phase is Phase.RECOVERING and mark is Sight.WITHIN
    )
    return replace(state, sight=mark, reference=at, count=state.count + again)


def _stale_at(watch: Watch, state: State) -> datetime | None:
    """When the newest observation stops being true. No reference: blind, or stale already."""
    return None if state.reference is None else state.reference + watch.fresh_for


def _ripe_at(watch: Watch, state: State) -> datetime | None:
    patience = {Phase.PENDING: watch.raising, Phase.RECOVERING: watch.clearing}.get(state.phase)
    if patience is None or state.count < patience.times:
        return None
    return state.since + patience.span


def _run_deadlines(watch: Watch, state: State, until: datetime, changes: list[Change]) -> State:
    """Every deadline before `until`, each at its own moment. Going stale comes first in a tie."""
    while True:
        deadline = next_deadline(watch, state)
        if deadline is None or deadline >= until:
            return state
        if deadline == _stale_at(watch, state):
            state = replace(state, sight=watch.silence_is, reference=None)
        state = _step(watch, state, deadline, changes)


def _step(watch: Watch, state: State, at: datetime, changes: list[Change]) -> State:
    """One look at the sight, then the patience: zero patience raises and clears at once."""
    beyond, within = state.sight is Sight.BEYOND, state.sight is Sight.WITHIN
    after = {
        Phase.OK: Phase.PENDING if beyond else Phase.OK,
        Phase.PENDING: Phase.PENDING if beyond else Phase.OK,
        Phase.FIRING: Phase.RECOVERING if within else Phase.FIRING,
        Phase.RECOVERING: Phase.RECOVERING if within else Phase.FIRING,
    }[state.phase]
    state = _moved(state, after, at, changes)
    ripe = _ripe_at(watch, state)
    if ripe is not None and ripe <= at:
        done = Phase.FIRING if state.phase is Phase.PENDING else Phase.OK
        state = _moved(state, done, at, changes)
    return state


def _moved(state: State, after: Phase, at: datetime, changes: list[Change]) -> State:
    if after is state.phase:
        return state
    changes.append(Change(state.phase, after, at, state.sight))
    return replace(state, phase=after, since=at, count=1)
