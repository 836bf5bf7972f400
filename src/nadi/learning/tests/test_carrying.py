"""A run: each step by itself, a note where it was not done, and the question nobody can skip."""

from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.models import Event
from nadi.learning import actions
from nadi.learning.models import Procedure, RevisionRequest, Run, RunStep
from nadi.learning.queries import run_for, run_of, runs_for
from nadi.learning.rules import running
from nadi.learning.rules.running import State

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def monthly(maya: Person) -> Procedure:
    procedure = actions.write_procedure(
        "Monthly maintenance", steps=["Test a restore", "Read the logs"], center=4, by=maya
    )
    return actions.publish_procedure(procedure, by=maya)


@pytest.fixture
def run(monthly: Procedure, harbor: Client, aisha: Person) -> Run:
    return actions.begin_run(monthly, client=harbor, about="November", by=aisha)


def _steps(run: Run) -> list[RunStep]:
    return list(run.steps.all())


def test_the_last_step_is_there_though_nobody_wrote_it(run: Run) -> None:
    steps = _steps(run)
    assert [(step.number, step.improves) for step in steps] == [(1, False), (2, False), (3, True)]
    assert steps[-1].text == "Improve this procedure: what should change?"


def test_a_step_not_done_says_why_and_a_wrong_press_is_no_fate(run: Run, aisha: Person) -> None:
    first, second, _ = _steps(run)
    with pytest.raises(Refused, match="in a few words why"):
        actions.mark_step(first, "could_not", note="  ", by=aisha)
    with pytest.raises(BadInput):
        actions.mark_step(first, "skipped", by=aisha)
    actions.mark_step(first, "could_not", note="The vault was locked", by=aisha)
    actions.mark_step(second, "done", by=aisha)
    actions.mark_step(second, "open", by=aisha)
    second.refresh_from_db()
    assert (second.state, second.at, second.by) == ("open", None, None)


def test_the_improve_step_is_answered_last_and_not_ticked(run: Run, aisha: Person) -> None:
    first, second, improve = _steps(run)
    with pytest.raises(Refused, match="is a question"):
        actions.mark_step(improve, "done", by=aisha)
    with pytest.raises(Refused, match="2 steps are open"):
        actions.answer_improve(run, change=None, by=aisha)
    for step in (first, second):
        actions.mark_step(step, "done", by=aisha)
    with pytest.raises(Refused, match="One step is open"):
        actions.finish_run(run, by=aisha)
    with pytest.raises(BadInput):
        actions.answer_improve(run, change=" ", by=aisha)
    actions.answer_improve(run, change="Name the test folder", by=aisha)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_improve(run, change=None, by=aisha)
    request = RevisionRequest.objects.get()
    assert (request.text, request.run, request.asked_by) == ("Name the test folder", run, aisha)
    ended = actions.finish_run(run, by=aisha)
    assert ended.ended_at is not None
    fact = Event.objects.get(name="learning.RunFinished").facts
    assert (fact["slug"], fact["client_id"]) == ("monthly-maintenance", run.client_id)
    with pytest.raises(Refused, match="has ended"):
        actions.mark_step(first, "done", by=aisha)
    with pytest.raises(Refused, match="ended already"):
        actions.finish_run(run, by=aisha)


def test_nothing_to_change_is_an_answer_and_no_request(run: Run, aisha: Person) -> None:
    for step in _steps(run)[:2]:
        actions.mark_step(step, "done", by=aisha)
    actions.answer_improve(run, change=None, by=aisha)
    assert RevisionRequest.objects.count() == 0
    assert Event.objects.get(name="learning.ImproveAnswered").facts["asks_change"] is False


def test_a_run_keeps_its_version_when_another_is_published(
    run: Run, monthly: Procedure, maya: Person, aisha: Person
) -> None:
    actions.revise_procedure(monthly, steps=["Only this"], by=maya)
    actions.publish_procedure(monthly, what_changed="Shorter", by=maya)
    assert [step.text for step in _steps(run)][:2] == ["Test a restore", "Read the logs"]
    later = actions.begin_run(monthly, by=aisha)
    assert (run_of(run.pk).version.number, later.version.number) == (1, 2)
    assert next(step.text for step in _steps(later)) == "Only this"


def test_a_run_is_left_only_with_a_reason(run: Run, aisha: Person) -> None:
    with pytest.raises(BadInput):
        actions.leave_run(run, because="", by=aisha)
    left = actions.leave_run(run, because="The client moved the day", by=aisha)
    assert left.ended_at is not None
    with pytest.raises(Refused):
        actions.leave_run(run, because="Again", by=aisha)


def test_a_run_is_seen_and_touched_only_where_its_client_is(
    monthly: Procedure, oak: Client, harbor: Client, aisha: Person, jonas: Person
) -> None:
    hidden = actions.begin_run(monthly, client=oak, by=aisha)
    seen = actions.begin_run(monthly, client=harbor, by=aisha)
    ours = actions.begin_run(monthly, by=aisha)
    assert set(runs_for(jonas)) == {seen, ours}
    assert list(runs_for(aisha, oak)) == [hidden]
    with pytest.raises(NotFound):
        run_for(jonas, hidden.pk)
    with pytest.raises(NotFound):
        actions.mark_step(_steps(hidden)[0], "done", by=jonas)
    with pytest.raises(NotFound):
        actions.begin_run(monthly, client=oak, by=jonas)
    with pytest.raises(NotFound):
        actions.hand_run_over(hidden, to=jonas, by=aisha)


def test_what_is_not_in_force_is_not_run(maya: Person, monthly: Procedure) -> None:
    draft = actions.write_procedure("New", steps=["One"], by=maya)
    with pytest.raises(Refused, match="not in force"):
        actions.begin_run(draft, by=maya)
    actions.retire_procedure(monthly, because="Merged", by=maya)
    with pytest.raises(Refused, match="not in force"):
        actions.begin_run(monthly, by=maya)


MOVES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(State)), st.text(max_size=3)))


@given(MOVES)
def test_no_way_of_marking_ends_a_run_with_an_open_step(
    moves: list[tuple[int, State, str]],
) -> None:
    """Whatever is pressed in whatever order: the rule lets a run end only when all is settled."""
    states, answered = [State.OPEN] * 3, False
    for which, to, note in moves:
        if which == 3:
            may = running.may_answer(
                ended=False, answered=answered, open_steps=states.count(State.OPEN)
            )
            answered = answered or may.may
        elif running.may_mark(ended=False, improves=False, to=to, note=note).may:
            states[which] = to
            assert to not in running.NEEDS_NOTE or note.strip()
        last = State.DONE if answered else State.OPEN
        may_end = running.may_finish([*states, last], ended=False).may
        assert may_end == (answered and State.OPEN not in states)
        assert not running.may_finish([*states, last], ended=True).may
