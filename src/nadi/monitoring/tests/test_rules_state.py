"""The alert state machine: the worked tables, and an independent second-by-second simulation."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.tests.chance import tries
from nadi.monitoring.rules import (
    Gap,
    Patience,
    Phase,
    Seen,
    Sight,
    Watch,
    advance,
    begin,
    next_deadline,
)
from nadi.monitoring.tests.worked import table

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def moment(text: str) -> datetime:
    minutes, seconds = text.split(":")
    return START + timedelta(minutes=int(minutes), seconds=int(seconds))


def patience(text: str) -> Patience:
    span, _, times = text.partition(" x")
    return Patience(moment(span) - START, int(times or 1))


def watch_of(text: str) -> Watch:
    parts = dict(part.strip().split(" ", 1) for part in text.split(","))
    return Watch(
        raising=patience(parts["raise"]),
        clearing=patience(parts["clear"]),
        fresh_for=moment(parts["fresh"]) - START,
        silence_is=Sight.BEYOND if parts.get("silence") == "is beyond" else Sight.NODATA,
    )


def pairs(text: str) -> list[tuple[str, str]]:
    return [(at, word) for at, word in re.findall(r"(\d+:\d\d) (\w+)", text)]


@pytest.mark.parametrize("row", table("alert-state.md", "example"), ids=lambda row: row["example"])
def test_the_worked_examples(row: dict[str, str]) -> None:
    gaps = [Gap(moment(a), moment(b)) for a, b in re.findall(r"(\S+?)-(\S+)", row["gaps"])]
    outcome = advance(
        watch_of(row["watch"]),
        begin(START),
        until=moment(row["until"]),
        seen=[Seen(moment(at), Sight(word)) for at, word in pairs(row["seen"])],
        gaps=gaps,
    )
    got = [(change.at, change.after) for change in outcome.changes]
    assert got == [(moment(at), Phase(word)) for at, word in pairs(row["changes"])]


# An independent simulation: no deadlines, no events, only "what is true in this second".


@dataclass(frozen=True)
class Story:
    """A timeline in whole seconds."""

    raise_span: int
    raise_times: int
    clear_span: int
    clear_times: int
    fresh: int
    silence_is: str
    seen: dict[int, str]
    gaps: list[tuple[int, int]]
    until: int
    ticks: list[int]

    def watch(self) -> Watch:
        return Watch(
            Patience(timedelta(seconds=self.raise_span), self.raise_times),
            Patience(timedelta(seconds=self.clear_span), self.clear_times),
            timedelta(seconds=self.fresh),
            Sight(self.silence_is),
        )


def what_is_seen(story: Story, second: int) -> tuple[str, bool]:
    """The sight in this second, and whether it is a new observation."""
    if any(a <= second < b for a, b in story.gaps):
        return "blind", False
    after = max([b for a, b in story.gaps if a < b <= second], default=0)
    known = [
        s for s in story.seen if after <= s <= second and not any(a <= s < b for a, b in story.gaps)
    ]
    if known and second - max(known) < story.fresh:
        return story.seen[max(known)], max(known) == second
    reference = max([after, *known])
    return ("blind" if second - reference < story.fresh else story.silence_is), False


def simulate(story: Story) -> list[tuple[int, str]]:
    changes: list[tuple[int, str]] = []
    phase, since, in_a_row = "ok", 0, 0

    def move(to: str, second: int) -> None:
        nonlocal phase, since, in_a_row
        phase, since, in_a_row = to, second, 1
        changes.append((second, to))

    for second in range(story.until):
        sight, new = what_is_seen(story, second)
        if phase == "ok" and sight == "beyond":
            move("pending", second)
        elif phase == "pending" and sight != "beyond":
            move("ok", second)
        elif phase == "firing" and sight == "within":
            move("recovering", second)
        elif phase == "recovering" and sight != "within":
            move("firing", second)
        elif phase in ("pending", "recovering") and new:
            in_a_row += 1
        held = second - since
        if phase == "pending" and held >= story.raise_span and in_a_row >= story.raise_times:
            move("firing", second)
        elif phase == "recovering" and held >= story.clear_span and in_a_row >= story.clear_times:
            move("ok", second)
    return changes


seconds = st.integers(0, 400)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    gap_ends = sorted(draw(st.lists(seconds, max_size=6)))
    gaps = list(zip(gap_ends[::2], gap_ends[1::2], strict=False))
    sights = st.sampled_from(["beyond", "beyond", "between", "within", "within"])
    return Story(
        raise_span=draw(st.sampled_from([0, 0, 1, 20, 45])),
        raise_times=draw(st.sampled_from([1, 1, 2, 3])),
        clear_span=draw(st.sampled_from([0, 0, 1, 20, 45])),
        clear_times=draw(st.sampled_from([1, 1, 2, 3])),
        fresh=draw(st.sampled_from([1, 15, 30, 90])),
        silence_is=draw(st.sampled_from(["nodata", "beyond"])),
        seen=draw(st.dictionaries(seconds, sights, max_size=25)),
        gaps=gaps,
        until=401,
        ticks=sorted(draw(st.lists(seconds, max_size=10))),
    )


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def in_one_go(story: Story) -> list[tuple[int, str]]:
    outcome = advance(
        story.watch(),
        begin(START),
        until=at(story.until),
        seen=[Seen(at(s), Sight(word)) for s, word in story.seen.items()],
        gaps=[Gap(at(a), at(b)) for a, b in story.gaps],
    )
    return [(int((c.at - START).total_seconds()), c.after.value) for c in outcome.changes]


@tries(500)
@given(stories())
def test_it_does_what_a_simulation_second_by_second_does(story: Story) -> None:
    assert in_one_go(story) == simulate(story)


@tries(300)
@given(stories())
def test_the_rhythm_of_the_loop_changes_nothing(story: Story) -> None:
    state, changes = begin(START), []
    gaps = [Gap(at(a), at(b)) for a, b in story.gaps]
    before = -1
    for tick in [*story.ticks, story.until]:
        seen = [Seen(at(s), Sight(w)) for s, w in story.seen.items() if before < s <= tick]
        outcome = advance(story.watch(), state, until=at(tick), seen=seen, gaps=gaps)
        state, before = outcome.state, max(before, tick)
        changes += outcome.changes
    got = [(int((c.at - START).total_seconds()), c.after.value) for c in changes]
    assert got == in_one_go(story)


@tries(300)
@given(stories(), st.dictionaries(st.integers(0, 199), st.just("beyond"), max_size=8))
def test_late_data_never_changes_anything(story: Story, late: dict[int, str]) -> None:
    gaps = [Gap(at(a), at(b)) for a, b in story.gaps]
    known = [Seen(at(s), Sight(w)) for s, w in story.seen.items()]
    early = [s for s in known if s.at < at(200)]
    half = advance(story.watch(), begin(START), until=at(200), seen=early, gaps=gaps).state
    rest = [s for s in known if s.at >= at(200)]
    past = [Seen(at(s), Sight(w)) for s, w in late.items()]
    plain = advance(story.watch(), half, until=at(401), seen=rest, gaps=gaps)
    with_late = advance(story.watch(), half, until=at(401), seen=[*rest, *past], gaps=gaps)
    assert (with_late.state, with_late.changes) == (plain.state, plain.changes)
    assert set(past) <= set(with_late.late)


@tries(300)
@given(st.lists(seconds, min_size=2, max_size=12), st.integers(1, 100), st.integers(1, 300))
def test_a_gap_never_declares_a_device_down(heard: list[int], fresh: int, away: int) -> None:
    """A device that speaks whenever we listen is never silent, however long we were away."""
    rhythm = range(0, 400, fresh)
    gap_start = heard[0]
    watch = Watch(Patience(), Patience(), timedelta(seconds=fresh + 1), Sight.BEYOND)
    seen = [Seen(at(s), Sight.WITHIN) for s in rhythm if not gap_start <= s < gap_start + away]
    outcome = advance(
        watch,
        begin(START),
        until=at(400 + fresh),
        seen=seen,
        gaps=[Gap(at(gap_start), at(gap_start + away))],
    )
    fired_before_end = [c for c in outcome.changes if c.at <= at(max(rhythm) + fresh)]
    assert not [c for c in fired_before_end if c.after is Phase.FIRING]


@tries(200)
@given(stories())
def test_the_next_deadline_is_the_next_change_nobody_causes(story: Story) -> None:
    gaps = [Gap(at(a), at(b)) for a, b in story.gaps]
    seen = [Seen(at(s), Sight(w)) for s, w in story.seen.items()]
    state = advance(story.watch(), begin(START), until=at(401), seen=seen, gaps=gaps).state
    later = advance(story.watch(), state, until=at(2000)).changes
    deadline = next_deadline(story.watch(), state)
    if later:
        assert deadline is not None
        assert deadline <= later[0].at
    if deadline is None:
        assert not later


def test_what_lies_in_the_future_is_refused() -> None:
    watch = Watch(Patience(), Patience(), timedelta(minutes=3))
    with pytest.raises(ValueError, match="beyond the moment"):
        advance(watch, begin(START), until=at(10), seen=[Seen(at(11), Sight.WITHIN)])
