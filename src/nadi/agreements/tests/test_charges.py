"""From raw minutes to a charge: docs/algorithms/time-and-charges.md."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.agreements.rules import charges
from nadi.agreements.rules.charges import Answer, Direction, Rounding, Rule, Scope, Term, Worked
from nadi.core.money import Money
from nadi.core.tests.tables import worked_table

PAGE = "time-and-charges.md"
MINUTES = st.lists(st.integers(0, 600), min_size=1, max_size=12)
ROUNDINGS = st.builds(
    Rounding,
    step=st.integers(1, 60),
    direction=st.sampled_from(Direction),
    minimum=st.integers(0, 120),
    scope=st.sampled_from(Scope),
)


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: billable minutes"))
def test_billable_minutes_as_in_the_table(row: dict[str, str]) -> None:
    rounding = Rounding(
        int(row["step"]), Direction(row["direction"]), int(row["minimum"]), Scope(row["scope"])
    )
    raw = [float(part) if "." in part else int(part) for part in row["raw minutes"].split()]
    entries = [Worked(minutes, "ticket 1", "Monday") for minutes in raw]
    if row["carried"] == "refused":
        with pytest.raises(ValueError, match="whole"):
            charges.carried(entries, rounding)
        return
    result = charges.carried(entries, rounding)
    assert result == [int(part) for part in row["carried"].split()]
    assert sum(result) == int(row["sum"])


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: amounts"))
def test_amounts_as_in_the_table(row: dict[str, str]) -> None:
    amount, currency = row["rate"].split()
    due = charges.amount_due(int(row["minutes"]), Money.of(amount, currency))
    assert str(due) == row["amount"]


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: timers"))
def test_timers_as_in_the_table(row: dict[str, str]) -> None:
    elapsed = timedelta(seconds=int(row["seconds"]))
    assert charges.whole_minutes(elapsed) == int(row["minutes"])


@given(minutes=MINUTES, rounding=ROUNDINGS, days=st.lists(st.sampled_from("MTW"), min_size=12))
def test_entries_carry_exactly_the_rounded_sums(
    minutes: list[int], rounding: Rounding, days: list[str]
) -> None:
    entries = [
        Worked(each, at % 2, day) for at, (each, day) in enumerate(zip(minutes, days, strict=False))
    ]
    result = charges.carried(entries, rounding)
    assert all(part >= 0 for part in result)
    keys = {
        Scope.ENTRY: lambda at, entry: at,
        Scope.DAY: lambda at, entry: (entry.subject, entry.day),
        Scope.SUBJECT: lambda at, entry: entry.subject,
    }[rounding.scope]
    groups: dict[object, list[int]] = {}
    for at, entry in enumerate(entries):
        groups.setdefault(keys(at, entry), []).append(entry.minutes)
    assert sum(result) == sum(rounding.of(sum(group)) for group in groups.values())


@given(minutes=st.integers(0, 10_000), rounding=ROUNDINGS)
def test_a_rounded_sum_is_never_a_step_off(minutes: int, rounding: Rounding) -> None:
    rounded = rounding.of(minutes)
    if rounded == rounding.minimum or minutes == 0:
        return
    assert abs(rounded - minutes) < rounding.step
    assert rounded % rounding.step == 0
    assert rounded >= minutes or rounding.direction is not Direction.UP
    assert rounded <= minutes or rounding.direction is not Direction.DOWN


GOLD = Term("Gold", Answer.COVERED, "3.2")


@pytest.mark.parametrize(
    ("client", "in_force", "terms", "answer", "rule", "sentence"),
    [
        (None, (), (), Answer.COVERED, Rule.OWN, "Our own work: nobody is charged."),
        (
            "Oak & Iron",
            (),
            (),
            Answer.ASK,
            Rule.NO_AGREEMENT,
            "Oak & Iron has no signed agreement in force, so ask before anything is charged.",
        ),
        (
            "Oak & Iron",
            ("Gold",),
            (GOLD,),
            Answer.COVERED,
            Rule.AGREEMENT,
            "Clause 3.2 includes reactive maintenance. Nothing will be billed.",
        ),
        (
            "Oak & Iron",
            ("Gold", "Print"),
            (GOLD, Term("Print", Answer.BILLABLE, "1")),
            Answer.ASK,
            Rule.AMBIGUOUS,
            "Agreements differ on this work: Gold says covered; Print says billable.",
        ),
        (
            "Oak & Iron",
            ("Gold", "Print"),
            (GOLD, Term("Print", Answer.COVERED, "1")),
            Answer.COVERED,
            Rule.AGREEMENT,
            "Clause 3.2 includes reactive maintenance. Nothing will be billed.",
        ),
        (
            "Oak & Iron",
            ("Silver",),
            (),
            Answer.BILLABLE,
            Rule.DEFAULT,
            "Silver says nothing about reactive maintenance; our default for it is: billable.",
        ),
    ],
)
def test_the_first_rule_with_an_answer_decides(
    client: str | None,
    in_force: tuple[str, ...],
    terms: tuple[Term, ...],
    answer: Answer,
    rule: Rule,
    sentence: str,
) -> None:
    decision = charges.decide(
        client=client,
        work="Reactive maintenance",
        in_force=in_force,
        terms=terms,
        default=Answer.BILLABLE,
    )
    assert (decision.answer, decision.rule, decision.reason) == (answer, rule, sentence)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted), max_size=6),
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted),
)
def test_overlap_is_counted_minute_by_minute(others: list[list[int]], span: list[int]) -> None:
    origin = datetime(2026, 3, 29, tzinfo=UTC)

    def at(minute: int) -> datetime:
        return origin + timedelta(minutes=minute)

    brute = sum(any(a <= m < b for a, b in others) for m in range(span[0], span[1]))
    found = charges.overlap((at(span[0]), at(span[1])), [(at(a), at(b)) for a, b in others])
    assert found == timedelta(minutes=brute)
