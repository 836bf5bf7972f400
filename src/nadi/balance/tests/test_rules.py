"""Every table of docs/algorithms/balance.md."""

import math
import random
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nadi.balance import rules
from nadi.balance.tests.tables import known, numbers, table

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Posts:
    floor: Decimal
    acceptable: Decimal
    good: Decimal
    best: Decimal
    falls_after: Decimal | None = None
    gone_by: Decimal | None = None


def four(text: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    floor, acceptable, good, best = (Decimal(part) for part in text.split())
    return floor, acceptable, good, best


def vitals(text: str, *, days: int = 90) -> list[rules.VitalState]:
    return [
        rules.VitalState(f"v{n}", score, sourced=True, days=days)
        for n, score in enumerate(known(text))
    ]


def scored(score: float) -> rules.CenterState:
    return rules.center_state(vitals(" ".join([str(score)] * 4)))


def days_of(text: str) -> list[float | None]:
    """`20. 5x 2?`: twenty days above, five below, two that were not read."""
    lows: dict[str, float | None] = {".": 80.0, "x": 40.0, "?": None}
    return [lows[part[-1]] for part in text.split() for _ in range(int(part[:-1]))]


def parts_of(text: str) -> dict[tuple[str, str], float]:
    """`a:80 d':90`: a in version 1, d in version 2."""
    pairs = [part.split(":") for part in text.split()]
    return {(name.rstrip("'"), "2" if "'" in name else "1"): float(score) for name, score in pairs}


def pielou(scores: list[float]) -> float:
    shares = [score / sum(scores) for score in scores]
    return -sum(share * math.log(share) for share in shares) / math.log(len(scores))


@pytest.mark.parametrize("row", table("profile of seven"))
def test_why_no_simple_formula_will_do(row: list[str]) -> None:
    scores = numbers(row[0])
    mean = statistics.fmean(scores)
    assert round(mean, 1) == float(row[1])
    assert round(rules.geometric(scores), 1) == float(row[2])
    assert round(mean - statistics.pvariance(scores) / mean, 1) == float(row[3])
    assert min(scores) == float(row[4])
    assert round(pielou(scores), 3) == float(row[5])


def test_seven_acts_spread_at_random_look_uneven() -> None:
    chance = random.Random(7)
    evenness = []
    for _ in range(5001):
        acts = Counter(chance.randrange(7) for _ in range(7))
        evenness.append(-sum(n / 7 * math.log(n / 7) for n in acts.values()) / math.log(7))
    assert statistics.median(evenness) == pytest.approx(0.76, abs=0.005)
    assert rules.evenness_of_acts([1] * 7) is None
    assert rules.evenness_of_acts([4] * 7) == pytest.approx(1.0)
    assert str(rules.evenness_of_acts([0, 0, 90, 0, 0, 0, 0])) == "0.0"


@pytest.mark.parametrize("row", table("posts (floor acceptable good best)"))
def test_goalposts(row: list[str]) -> None:
    assert rules.score_of(Decimal(row[1]), Posts(*four(row[0]))) == pytest.approx(float(row[2]))


@pytest.mark.parametrize("row", table("posts (rising)"))
def test_plateau(row: list[str]) -> None:
    posts = Posts(*four(row[0]), falls_after=Decimal(row[1]), gone_by=Decimal(row[2]))
    assert rules.score_of(Decimal(row[3]), posts) == pytest.approx(float(row[4]))


@pytest.mark.parametrize("row", table("x", "n", "μ %"))
def test_small_samples_lean_on_the_firm_s_own_year(row: list[str]) -> None:
    x, n = int(row[0]), int(row[1])
    assert round(100 * rules.leaned(x / n if n else 0, n, float(row[2]) / 100), 1) == float(row[3])


@pytest.mark.parametrize("row", table("good", "of"))
def test_wilson(row: list[str]) -> None:
    bounds = rules.wilson(int(row[0]), int(row[1]))
    assert (round(100 * bounds.low), round(100 * bounds.high)) == (int(row[2]), int(row[3]))


def test_two_that_overlap_are_not_ranked() -> None:
    assert rules.overlap(rules.wilson(4, 4), rules.wilson(95, 100))
    assert not rules.overlap(rules.wilson(50, 100), rules.wilson(95, 100))


@pytest.mark.parametrize("row", table("last score"))
def test_silence_fades(row: list[str]) -> None:
    score, ttl, silent, counts = (float(cell) for cell in row)
    assert rules.faded(score, silent * DAY, ttl * DAY) == pytest.approx(counts)


@pytest.mark.parametrize("row", table("rows before"))
def test_a_source_thinned_overnight_may_not_raise(row: list[str]) -> None:
    before, now, score_before, score_now, counts = (int(cell) for cell in row)
    assert rules.unthinned(score_before, before, score_now, now) == counts


@pytest.mark.parametrize("row", table("vitals", "caps"))
def test_a_center(row: list[str]) -> None:
    caps = [] if row[1] == "–" else numbers(row[1])
    state = rules.center_state(vitals(row[0]), caps)
    assert (round(state.low, 2), round(state.high, 2)) == (float(row[2]), float(row[3]))


@pytest.mark.parametrize("row", table("known with source"))
def test_enough_evidence(row: list[str]) -> None:
    sourced, of, days = int(row[0]), int(row[1]), int(row[2])
    some = vitals("80 " * sourced + "? " * (of - sourced), days=days)
    state = rules.center_state(some)
    assert (state.score is not None) == (row[3] == "yes")
    unsourced = [rules.VitalState(one.vital, one.score, False, one.days) for one in some]
    assert rules.center_state(unsourced).score is None


def test_what_is_missing_is_said() -> None:
    state = rules.center_state(vitals("80 80 ?", days=20))
    assert (state.verdict, state.vitals_missing, state.days_missing) == ("not_enough", 2, 28)
    state = rules.center_state(vitals("80 80 80 80", days=20))
    assert (state.verdict, state.vitals_missing, state.days_missing) == ("not_enough", 0, 8)
    assert rules.center_state([]).verdict is rules.Verdict.NOT_ENOUGH
    assert rules.unread().score is None


@pytest.mark.parametrize("row", table("scores (? = unknown)"))
def test_the_seven_together(row: list[str]) -> None:
    whole = rules.whole_of([None if s is None else (s, s) for s in known(row[0])])
    if row[1] == "none":
        assert whole is None
        return
    assert whole is not None
    assert (round(whole.low), round(whole.high)) == (int(row[1]), int(row[2]))
    assert whole.low == pytest.approx(whole.level * whole.evenness)


@pytest.mark.parametrize("row", table("scores", "center", "raised by"))
def test_where_a_point_is_worth_most(row: list[str]) -> None:
    gain = rules.gain_per_hour(numbers(row[0]), int(row[1]) - 1, float(row[2]), float(row[3]))
    assert round(gain, 3) == float(row[4])


def test_why_it_changed_exactly() -> None:
    *centers, whole = table("center", "before", "after")
    before, after = ([float(row[n]) for row in centers] for n in (1, 2))
    parts = rules.explain_change(before, after)
    assert [round(part, 3) for part in parts] == [float(row[3]) for row in centers]
    assert round(rules.geometric(before), 2) == float(whole[1])
    assert round(rules.geometric(after), 2) == float(whole[2])
    assert round(math.fsum(parts), 3) == float(whole[3])
    assert math.fsum(parts) == pytest.approx(rules.geometric(after) - rules.geometric(before))


@pytest.mark.parametrize("row", table("scores", "low", "high"))
def test_how_much_hangs_on_equal_weights(row: list[str]) -> None:
    low, high = rules.swing(numbers(row[0]), tries=4000)
    assert low == pytest.approx(float(row[1]), abs=0.15)
    assert high == pytest.approx(float(row[2]), abs=0.15)


@pytest.mark.parametrize("row", table("score", "days", "interval"))
def test_priority(row: list[str]) -> None:
    score, days, interval = known(row[0])[0], int(row[1]), int(row[2])
    assert round(rules.priority(score, days, interval), 3) == float(row[3])
    assert rules.is_past(days, interval) == (row[4] == "yes")


def longest_wait(profile: list[float]) -> int:
    """Two acts a day for four months, always the first two in order."""
    states, last, longest = [scored(score) for score in profile], [0] * 7, 0
    for day in range(1, 120):
        standings = [rules.Standing(n, states[n], day - last[n], interval=7) for n in range(7)]
        for one in rules.in_order(standings)[:2]:
            longest = max(longest, day - last[one.number])
            last[one.number] = day
    return longest


@pytest.mark.parametrize("row", table("profile simulated"))
def test_how_long_a_center_waits(row: list[str]) -> None:
    assert longest_wait(numbers(row[0])) == int(row[1])


def test_no_center_waits_longer_than_nine_days() -> None:
    chance = random.Random(11)
    for _ in range(40):
        assert longest_wait([chance.randint(5, 100) for _ in range(7)]) <= 9


MARKS = {"?": rules.center_state([]), "^": rules.center_state([]), "!": rules.unread()}


@pytest.mark.parametrize(
    "row",
    table(
        "scores root to crown (? too little, ! unread, ^ too little but capped, "
        "* a promise is broken)"
    ),
)
def test_the_sentence(row: list[str]) -> None:
    standings = []
    for number, (mark, days) in enumerate(
        zip(row[0].split(), row[1].split(), strict=True), start=1
    ):
        state = MARKS.get(mark)
        standings.append(
            rules.Standing(
                number,
                state or scored(float(mark.rstrip("*"))),
                int(days),
                capped=mark == "^",
                broken=mark.endswith("*"),
            )
        )
    said = rules.headline(standings)
    assert (said.first, said.why) == (int(row[2]), row[3])
    assert list(said.also_below) == ([] if row[4] == "–" else [int(n) for n in row[4].split()])
    marks = row[0].split()
    assert said.not_enough == tuple(n for n, m in enumerate(marks, 1) if m in "?^")
    assert said.unread == tuple(n for n, m in enumerate(marks, 1) if m == "!")


def test_never_tended_waits_longest() -> None:
    never = rules.Standing(3, scored(90), None)
    assert rules.in_order([rules.Standing(1, scored(10), 20), never])[0] is never


def test_a_change_is_news_only_beyond_the_noise() -> None:
    assert not rules.worth_saying(-2, [1, -3, 2, 0])
    assert rules.worth_saying(4, [1, -3, 2, 0])
    assert not rules.worth_saying(40, [1, -3, 2]), "three windows do not say what is usual"
    assert rules.worth_saying(4, [9, *[1] * 12]), "only the last twelve"


@pytest.mark.parametrize("row", table("vitals", "taken away lately"))
def test_what_was_taken_away_or_is_new_does_not_raise(row: list[str]) -> None:
    some = [
        rules.VitalState(str(n), float(part), sourced=True, days=9 if part[0] == "+" else 90)
        for n, part in enumerate(row[0].split())
    ]
    gone = [] if row[1] == "–" else numbers(row[1])
    assert rules.center_state(some, (), gone).low == float(row[2])


@pytest.mark.parametrize("row", table("counted", "rows", "posts"))
def test_how_sure_a_score_is(row: list[str]) -> None:
    counted = rules.Counted(Decimal(row[0]), Decimal(row[1]), int(row[1]), None)
    sight = rules.Sight("percent", Posts(*four(row[2])), DAY, DAY)
    bounds = rules.sure(counted, sight)
    assert bounds is not None
    assert (round(bounds.low, 1), round(bounds.high, 1)) == (float(row[3]), float(row[4]))


def test_nothing_is_said_of_how_sure_an_amount_is() -> None:
    sight = rules.Sight("percent", Posts(*four("50 80 95 100")), DAY, DAY)
    for counted in (
        rules.Counted(Decimal(7), None, 7, None),
        rules.Counted(Decimal(30), Decimal(600), 9, None),  # hours weigh differently
        rules.Counted(Decimal(0), Decimal(0), 0, None),
    ):
        assert rules.sure(counted, sight) is None


@pytest.mark.parametrize("row", table("vitals before", "vitals now"))
def test_a_center_s_change_is_explained_exactly(row: list[str]) -> None:
    low, now = float(row[2]), float(row[3])
    parts = rules.explain_center(
        rules.Then(low, parts_of(row[0])), rules.Then(now, parts_of(row[1]))
    )
    names = {"cap": rules.CAP, "definition": rules.DEFINITION}
    wanted = {names.get(n, n): float(p) for n, p in (part.split(":") for part in row[4].split())}
    assert {name: round(part, 3) for name, part in parts.items() if abs(part) > 1e-9} == wanted
    assert math.fsum(parts.values()) == pytest.approx(now - low, abs=1e-9)


def test_a_point_of_a_center_is_worth_its_share_of_the_whole() -> None:
    rows = table("center", "before", "after", "contributed")[:7]
    before, after = ([float(row[n]) for row in rows] for n in (1, 2))
    whole = rules.explain_change(before, after)
    for n, part in enumerate(whole):
        points = after[n] - before[n]
        assert rules.share_of_whole(before, after, n) * points == pytest.approx(part)


@pytest.mark.parametrize("row", table("days", "agreed on day"))
def test_the_neglect_budget(row: list[str]) -> None:
    lows = days_of(row[0])
    first = date(2026, 1, 1)
    agreed = zip(numbers(row[1]), numbers(row[2]), strict=True)
    budgets = [
        rules.Budget(version, first + DAY * day, int(allowed))
        for version, (day, allowed) in enumerate(agreed, 1)
    ]
    found = rules.neglect(
        {first + DAY * n: low for n, low in enumerate(lows)}, budgets, first + DAY * (len(lows) - 1)
    )
    assert found is not None
    assert (found.version, found.below, found.carried) == tuple(int(cell) for cell in row[3:6])
    spent = "–" if found.spent_on is None else str((found.spent_on - first).days)
    assert spent == row[6]
    assert found.left == max(0, found.allowed - found.below)


def test_without_an_agreement_there_is_no_budget() -> None:
    assert rules.neglect({date(2026, 1, 1): 5.0}, [], date(2026, 1, 1)) is None
    later = [rules.Budget(1, date(2026, 2, 1), 3)]
    assert rules.neglect({date(2026, 1, 1): 5.0}, later, date(2026, 1, 1)) is None


@pytest.mark.parametrize("row", table("one", "other", "correlation"))
def test_vitals_that_move_as_one(row: list[str]) -> None:
    found = rules.correlation(numbers(row[0]), numbers(row[1]))
    assert (None if found is None else round(found, 3)) == (
        None if row[2] == "–" else float(row[2])
    )


def test_a_few_days_together_say_nothing() -> None:
    line = [float(day) for day in range(200)]
    assert rules.moves_as_one(line[:89], line[:89]) is None
    assert rules.moves_as_one(line, [2 * value + 1 for value in line]) == pytest.approx(1)
    assert rules.moves_as_one(line, line[::-1]) is None
