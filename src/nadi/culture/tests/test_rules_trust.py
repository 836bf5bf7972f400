"""The rules of the trust check: the tables of docs/algorithms/trust-check.md, and properties."""

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nadi
from nadi.culture.rules import trust

PAGE = Path(nadi.__file__).parents[2] / "docs/algorithms/trust-check.md"


def _table(name: str) -> list[list[str]]:
    """The cells of the table under the heading `name`."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def _numbers(cell: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", cell)]


def _share(cell: str) -> tuple[int, bool]:
    return (0, False) if cell == "under 20" else (_numbers(cell)[0], "or more" in cell)


@pytest.mark.parametrize("row", _table("One figure"), ids=lambda row: row[0])
def test_one_figure(row: list[str]) -> None:
    answers, agree, disagree, mean, interval, band = row
    shown = trust.figure("", 0, _numbers(answers))
    if agree == "nothing":
        assert shown is None
        return
    assert shown is not None
    assert (shown.agree, shown.is_high) == _share(agree)
    assert (shown.disagree, shown.is_high_against) == _share(disagree)
    assert shown.mean == (None if mean == "none" else Decimal(mean))
    assert [shown.low, shown.high] == _numbers(interval)
    assert list(shown.band) == _numbers(band)


@pytest.mark.parametrize("row", _table("Groups"), ids=lambda row: row[0])
def test_groups(row: list[str]) -> None:
    sizes = dict(zip("ABCDE", _numbers(row[0]), strict=False))
    wanted = tuple(row[1].replace("none", "").replace(",", " ").split())
    assert trust.partition(sizes) == wanted


@pytest.mark.parametrize("row", _table("Time"), ids=lambda row: row[0])
def test_time(row: list[str]) -> None:
    before, now, verdict = row
    people = {letter: n for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    sets = [[people[letter] for letter in cell] for cell in (before, now)]
    assert trust.is_apart(sets[1], [sets[0]]) is (verdict == "published")


sizes = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 12), max_size=7)


@given(sizes)
def test_no_union_of_what_is_shown_leaves_a_small_rest(sizes: dict[str, int]) -> None:
    """The subtraction attack in general: the total minus any shown groups, and any shown groups
    by themselves, are nobody or enough."""
    total = sum(sizes.values())
    shown = trust.shown_groups(sizes, sizes)
    for n in range(1, len(shown) + 1):
        for some in itertools.combinations(shown, n):
            part = sum(sizes[name] for name in some)
            assert part >= trust.LEAST
            assert total - part == 0 or total - part >= trust.LEAST


@given(sizes, st.integers(-5, 5))
def test_no_threshold_reaches_below_the_floor(sizes: dict[str, int], asked: int) -> None:
    for name in trust.shown_groups(sizes, sizes, asked):
        assert sizes[name] >= trust.HARD_FLOOR
    assert trust.figure("", 0, [3] * (trust.HARD_FLOOR - 1), asked) is None


@given(st.lists(st.sampled_from(trust.SCALE), min_size=7, max_size=40))
def test_unanimity_is_never_shown(answers: list[int]) -> None:
    """Whatever is shown of a group in which all agree, or nobody does, is shown just so of a group
    in which one does not: nobody can conclude what each single one said."""
    agreed = [a >= 4 for a in answers]
    if all(agreed) or not any(agreed):
        one_other = [*answers[:-1], 3 if all(agreed) else 4]
        first, second = (trust.figure("", 0, some) for some in (answers, one_other))
        assert first is not None
        assert second is not None
        told = [(s.agree, s.is_high, s.mean, s.low, s.high) for s in (first, second)]
        assert told[0] == told[1]


@given(st.integers(0, 20), st.integers(4, 60))
def test_the_interval_holds_the_share_and_rests_on_shown_numbers(fives: int, n: int) -> None:
    low, high = trust.interval(5 * fives, n)
    assert 0 <= low <= 5 * fives <= high <= 100


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_a_newcomer_never_stands_between_two_results(now: set[int], before: set[int]) -> None:
    assert trust.is_apart(now, [before]) is (len(now ^ before) not in (1, 2))


def test_the_worked_example_of_a_newcomer() -> None:
    """Seven answers of mean 4.00, then eight of mean 3.63: without the time rule the eighth is a
    1."""
    seven, eight = [5, 5, 4, 4, 4, 3, 3], [5, 5, 4, 4, 4, 3, 3, 1]
    assert round(sum(eight) / 8, 2) in (3.62, 3.63)
    assert 8 * Decimal("3.625") - 7 * Decimal("4.00") == 1
    assert sum(seven) == 28
    assert not trust.is_apart(range(8), [range(7)])


@pytest.mark.parametrize(("eligible", "may"), [(0, False), (1, False), (4, False), (5, True)])
def test_fewer_than_five_are_not_asked(eligible: int, may: bool) -> None:
    assert (trust.why_not_launch(eligible, False, False) is None) is may
