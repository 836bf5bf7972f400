"""Judging standing promises: docs/algorithms/standing-promises.md."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.agreements.rules.standing import Answer, Bound, Evidence, Measure, Point, judge
from nadi.core.tests.tables import worked_table

PAGE = "standing-promises.md"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: one reading"))
def test_one_reading_as_in_the_table(row: dict[str, str]) -> None:
    direction, target = row["promise"].rsplit(" ", 1)
    measure = Measure(
        Bound(direction.replace(" ", "_")),
        Decimal(target),
        timedelta(days=30),
        timedelta(days=2),
        row["unit"],
        Decimal(row["best"]),
    )
    evidence = Evidence(
        Decimal(row["numerator"]),
        Decimal(row["denominator"]) if row["denominator"] else None,
        int(row["n"]),
        None if row["age"] == "never" else NOW - timedelta(hours=int(row["age"])),
    )
    found = judge(measure, evidence, [], NOW)
    assert (found.answer, found.reason) == (
        Answer(row["answer"].replace(" ", "_")),
        row["reason"],
    )


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: trends"))
def test_trends_as_in_the_table(row: dict[str, str]) -> None:
    window = timedelta(days=int(row["window"]))
    measure = Measure(
        Bound.AT_LEAST, Decimal(90), window, timedelta(days=2), "percent", Decimal(100)
    )
    values = [Decimal(value) for value in row["values"].split()]
    points = [
        Point(NOW - timedelta(days=int(ago)), value)
        for ago, value in zip(row["days ago"].split(), values, strict=True)
    ]
    evidence = Evidence(values[-1], Decimal(100), 100, NOW)
    assert judge(measure, evidence, points, NOW).answer == row["answer"].replace(" ", "_")


def test_a_vital_that_nobody_offers_is_not_judged() -> None:
    measure = Measure(Bound.AT_LEAST, Decimal(95), timedelta(days=30), timedelta(days=2))
    assert judge(measure, None, [], NOW).answer == Answer.NOT_JUDGED


shares = st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(
    share=shares,
    target=st.decimals(0, 100, places=2),
    bound=st.sampled_from(Bound),
    age=st.integers(0, 100),
    earlier=st.lists(st.tuples(st.integers(0, 40), st.decimals(0, 100, places=2)), max_size=8),
)
def test_an_answer_never_contradicts_its_numbers(
    share: tuple[int, int],
    target: Decimal,
    bound: Bound,
    age: int,
    earlier: list[tuple[int, Decimal]],
) -> None:
    kept, due = share
    best = Decimal(100 if bound is Bound.AT_LEAST else 0)
    measure = Measure(bound, target, timedelta(days=30), timedelta(days=2), "percent", best)
    evidence = Evidence(Decimal(kept), Decimal(due), due, NOW - timedelta(hours=age))
    points = [Point(NOW - timedelta(days=ago), value) for ago, value in earlier]
    found = judge(measure, evidence, points, NOW)
    assert (found.answer is Answer.NOT_JUDGED) == (due == 0 or age > 48)
    if found.answer is Answer.NOT_JUDGED:
        assert found.value is None
        return
    value = Fraction(100 * kept, due)
    assert found.value == value
    misses = value < Fraction(target) if bound is Bound.AT_LEAST else value > Fraction(target)
    assert (found.answer is Answer.BROKEN) == misses
