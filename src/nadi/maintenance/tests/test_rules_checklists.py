"""Monthly checklists: the tables of the page, and no path around the test restore."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.maintenance.rules import checklists as rules
from nadi.maintenance.rules.checklists import Stage, Standing
from nadi.monitoring.tests.worked import table

PAGE = "monthly-checklist.md"
YES = {"yes": True, "no": False}


@pytest.mark.parametrize("row", table(PAGE, "open steps"), ids=lambda row: " ".join(row.values()))
def test_the_duty_that_comes_next(row: dict[str, str]) -> None:
    stands = Standing(
        int(row["open steps"]), YES[row["revised"]], YES[row["published"]], YES[row["filed"]]
    )
    assert rules.stage(stands) == row["next"]
    for duty in (Stage.REVISE, Stage.PUBLISH, Stage.FILE):
        assert bool(rules.why_not_now(duty, stands)) is (duty != row["next"])


@pytest.mark.parametrize("row", table(PAGE, "step"), ids=lambda row: " ".join(row.values()))
def test_what_must_wait(row: dict[str, str]) -> None:
    unproven = tuple(f"S{n}" for n in range(int(row["of them unproven this month"])))
    reason = rules.why_not_answer(
        int(row["step"]),
        row["answer"],
        first_is_open=YES[row["first step open"]],
        unproven=unproven,
        protected=int(row["systems protected"]),
    )
    assert (reason == "") is YES[row["may"]]


ANSWERS = st.sampled_from(["done", "could_not", "not_applicable", "open"])
PRESSES = st.lists(st.tuples(st.integers(1, 5), ANSWERS), max_size=30)


@given(PRESSES, st.booleans())
def test_no_order_of_presses_skips_the_test_restore(
    presses: list[tuple[int, str]], proven: bool
) -> None:
    """Five steps pressed in any order: whenever another step is newly answered, the first stands
    answered; and it is done only with a proof."""
    steps = dict.fromkeys(range(1, 6), "open")
    for number, to in presses:
        reason = rules.why_not_answer(
            number,
            to,
            first_is_open=steps[1] == "open",
            unproven=() if proven else ("FS02",),
            protected=1,
        )
        if not reason:
            steps[number] = to
            assert to == "open" or steps[1] != "open"
        assert steps[1] != "not_applicable"
        assert steps[1] != "done" or proven
        open_steps = sum(state == "open" for state in steps.values())
        assert (rules.stage(Standing(open_steps)) is Stage.EXECUTE) is (open_steps > 0)


DUTIES = st.lists(
    st.sampled_from(["close", "open", Stage.REVISE, Stage.PUBLISH, Stage.FILE]), max_size=25
)


@given(DUTIES)
def test_the_duties_are_done_in_their_order(path: list[str]) -> None:
    open_steps, done = 3, list[Stage]()
    for act in path:
        stands = Standing(
            open_steps, Stage.REVISE in done, Stage.PUBLISH in done, Stage.FILE in done
        )
        if act in ("close", "open"):
            if not stands.filed:
                open_steps = max(open_steps - 1, 0) if act == "close" else open_steps + 1
        elif not rules.why_not_now(Stage(act), stands):
            assert open_steps == 0
            done.append(Stage(act))
    assert done == [Stage.REVISE, Stage.PUBLISH, Stage.FILE][: len(done)]


def test_months() -> None:
    assert rules.next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert rules.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert rules.is_due(date(2026, 11, 1), None)
    assert rules.is_due(date(2026, 11, 1), date(2026, 11, 1))
    assert not rules.is_due(date(2026, 11, 1), date(2026, 11, 2))
