"""What must hold for any numbers: doing better never looks worse, hiding never looks better."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from nadi.balance import rules
from nadi.balance.tests.test_rules import Posts
from nadi.core.vitals import Reading

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

score = st.floats(min_value=5, max_value=100)
maybe = st.one_of(st.none(), score)
seven = st.lists(score, min_size=7, max_size=7)
caps = st.lists(st.sampled_from([50.0, 60.0]), max_size=2)
posts = (
    st.lists(st.integers(0, 200), min_size=4, max_size=4)
    .map(sorted)
    .flatmap(lambda side: st.sampled_from([side, side[::-1]]))
)


def states(scores: list[float | None], days: int = 90) -> list[rules.VitalState]:
    return [rules.VitalState(f"v{n}", one, True, days) for n, one in enumerate(scores)]


@given(posts, st.integers(-50, 250), st.integers(0, 60))
def test_a_better_value_never_scores_lower(side: list[int], value: int, step: int) -> None:
    goal = Posts(*(Decimal(post) for post in side))
    better = value + step if side[0] <= side[3] else value - step
    assert rules.score_of(Decimal(better), goal) >= rules.score_of(Decimal(value), goal)
    assert 5 <= rules.score_of(Decimal(value), goal) <= 100


@given(st.lists(maybe, min_size=1, max_size=7), st.data(), caps)
def test_improving_a_vital_never_lowers_its_center(
    scores: list[float | None], data: st.DataObject, some_caps: list[float]
) -> None:
    at = data.draw(st.integers(0, len(scores) - 1))
    better = list(scores)
    better[at] = data.draw(st.floats(min_value=scores[at] or 5, max_value=100))
    before = rules.center_state(states(scores), some_caps)
    after = rules.center_state(states(better), some_caps)
    assert after.low >= before.low
    assert before.score is None or after.score is not None


@given(seven, st.integers(0, 6), st.floats(0, 95))
def test_improving_a_center_never_lowers_the_whole(
    scores: list[float], at: int, step: float
) -> None:
    better = list(scores)
    better[at] = min(100.0, better[at] + step)
    assert rules.geometric(better) >= rules.geometric(scores) - 1e-9


@given(st.lists(maybe, min_size=1, max_size=7), st.data(), caps)
def test_unplugging_never_raises_a_center(
    scores: list[float | None], data: st.DataObject, some_caps: list[float]
) -> None:
    at = data.draw(st.integers(0, len(scores) - 1))
    hidden = list(scores)
    hidden[at] = None
    before = rules.center_state(states(scores), some_caps)
    after = rules.center_state(states(hidden), some_caps)
    assert after.low <= before.low
    assert not (before.score is None and after.score is not None)


@given(seven, st.integers(0, 6))
def test_losing_a_center_never_raises_the_whole(scores: list[float], at: int) -> None:
    ends: list[tuple[float, float] | None] = [(one, one) for one in scores]
    before = rules.whole_of(ends)
    ends[at] = None
    after = rules.whole_of(ends)
    assert before is not None
    assert after is not None
    assert after.low <= before.low + 1e-9
    assert after.high >= before.high - 1e-9


@given(score, st.floats(0, 400), st.floats(0, 60), st.floats(0.1, 60))
def test_longer_silence_never_counts_more(
    last: float, silent: float, longer: float, ttl: float
) -> None:
    day = timedelta(days=1)
    now = rules.faded(last, silent * day, ttl * day)
    assert 5 <= rules.faded(last, (silent + longer) * day, ttl * day) <= now <= last


@given(score, st.integers(10, 500), score, st.data())
def test_losing_most_rows_never_raises(
    before: float, rows: int, now: float, data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, (rows - 1) // 2))
    assert rules.unthinned(before, rows, now, left) <= before


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0, 1))
def test_one_more_good_row_never_leans_lower(good: int, of: int, own: float) -> None:
    good = min(good, of)
    now = rules.leaned(good / of, of, own)
    assert rules.leaned((good + 1) / (of + 1), of + 1, own) >= now - 1e-12
    assert 0 <= now <= 1


@given(st.integers(0, 300), st.integers(0, 300))
def test_wilson_holds_the_share(good: int, of: int) -> None:
    good = min(good, of)
    bounds = rules.wilson(good, of)
    assert 0 <= bounds.low <= bounds.high <= 1
    if of:
        assert bounds.low - 1e-9 <= good / of <= bounds.high + 1e-9


@given(st.permutations(range(7)), seven)
def test_order_does_not_matter(order: list[int], scores: list[float]) -> None:
    shuffled = [scores[n] for n in order]
    assert rules.geometric(shuffled) == rules.geometric(scores)
    state = rules.center_state(states([*scores]), [60])
    assert rules.center_state(states([*shuffled]), [60]) == state
    standings = [
        rules.Standing(n, rules.center_state(states([s] * 4)), n) for n, s in enumerate(scores)
    ]
    mixed = [standings[n] for n in order]
    assert rules.headline(mixed) == rules.headline(standings)
    assert rules.in_order(mixed) == rules.in_order(standings)


@given(seven, seven)
def test_the_parts_add_up_to_the_change(before: list[float], after: list[float]) -> None:
    change = rules.geometric(after) - rules.geometric(before)
    assert abs(sum(rules.explain_change(before, after)) - change) < 1e-9


amounts = st.decimals(-999, 9999, places=12)
moments = st.none() | st.integers(0, 5).map(lambda day: NOON + timedelta(days=day))
readings = st.builds(
    Reading,
    vital=st.just("a.b"),
    client_id=st.just(1),
    numerator=amounts,
    denominator=st.none() | amounts,
    n=st.integers(0, 50),
    fresh_at=moments,
    excluded=st.none() | st.integers(0, 5),
)
some_readings = st.lists(readings, max_size=4)


def summed(parts: list[Reading]) -> rules.Sums:
    """All added anew, each as it is kept."""
    of_a_whole = [part.denominator for part in parts if part.denominator is not None]
    told = [part.excluded for part in parts if part.excluded is not None]
    kept = Decimal("1e-10")
    return rules.Sums(
        readings=len(parts),
        numerator=sum((p.numerator.quantize(kept, ROUND_HALF_UP) for p in parts), Decimal(0)),
        denominator=sum((one.quantize(kept, ROUND_HALF_UP) for one in of_a_whole), Decimal(0)),
        of_a_whole=len(of_a_whole),
        n=sum(part.n for part in parts),
        fresh_at=freshest(parts),
        left_out=sum(told),
        told=len(told),
    )


def freshest(parts: list[Reading]) -> datetime | None:
    return max((part.fresh_at for part in parts if part.fresh_at), default=None)


@given(some_readings, some_readings, some_readings)
def test_moved_sums_are_sums_added_anew(
    others: list[Reading], old: list[Reading], new: list[Reading]
) -> None:
    moved = rules.moved(summed(others + old), old, new, lambda: freshest(others))
    assert moved == summed(others + new)
