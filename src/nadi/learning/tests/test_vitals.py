"""Each figure from rows that were made by acts, and what nobody can make it say."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from nadi.accounts.models import Person
from nadi.agreements import actions as root
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.vitals import Window
from nadi.learning import actions
from nadi.learning.models import Procedure, Run

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _read(name: str, at: datetime = NOW, **more: object) -> list[tuple[int | None, int, int]]:
    """Client, good ones and all, as the vital reads them; its rows must say the same."""
    vital = centers.vital(f"learning.{name}")
    window = Window.before(at, vital.window)
    found = list(vital.read(window, None, **more))  # type: ignore[arg-type]
    if not more:
        rows = [row for row in vital.rows(window, None, None) if not row.excluded]
        assert sum(row.numerator for row in rows) == sum(one.numerator for one in found)
        assert len(rows) == sum(one.n for one in found)
    return [(one.client_id, int(one.numerator), int(one.denominator or 0)) for one in found]


@pytest.fixture
def procedure(aisha: Person) -> Procedure:
    made = actions.write_procedure("Restore", steps=["Do it"], at=NOW - 400 * DAY, by=aisha)
    return actions.publish_procedure(made, at=NOW - 400 * DAY, by=aisha)


def test_a_procedure_is_in_date_until_its_day_is_over(procedure: Procedure, aisha: Person) -> None:
    assert _read("procedures_in_date", NOW - 40 * DAY) == [(None, 1, 1)]
    assert _read("procedures_in_date") == [(None, 0, 1)]
    actions.revise_procedure(procedure, steps=["Do it well"], by=aisha)
    assert _read("procedures_in_date") == [(None, 0, 1)], "writing is not reading"
    actions.review_procedure(procedure, note="All", at=NOW - DAY, by=aisha)
    assert _read("procedures_in_date") == [(None, 1, 1)]
    assert _read("procedures_in_date", NOW - 3 * DAY) == [(None, 0, 1)], "the past stays"
    actions.retire_procedure(procedure, because="Gone", at=NOW - DAY, by=aisha)
    assert _read("procedures_in_date") == []
    assert _read("procedures_in_date", NOW - 3 * DAY) == [(None, 0, 1)]


def _run(procedure: Procedure, by: Person, ago: int, client: Client | None = None) -> Run:
    return actions.begin_run(procedure, client=client, at=NOW - ago * DAY, by=by)


def _answer(run: Run, by: Person, ago: int, change: str | None = None) -> None:
    at = NOW - ago * DAY
    step = run.steps.get(number=1)
    actions.mark_step(step, "done", at=at, by=by)
    actions.answer_improve(run, change=change, at=at, by=by)
    actions.finish_run(run, at=at, by=by)


def test_a_run_counts_when_its_last_step_was_answered(
    procedure: Procedure, aisha: Person, harbor: Client, oak: Client
) -> None:
    _answer(_run(procedure, aisha, 5, harbor), aisha, 4)
    _answer(_run(procedure, aisha, 5), aisha, 3, "Say where")
    actions.leave_run(_run(procedure, aisha, 9, oak), because="Moved", at=NOW - DAY, by=aisha)
    _run(procedure, aisha, 8, oak)
    _run(procedure, aisha, 6, oak)
    assert sorted(_read("runs_improved"), key=str) == sorted(
        [(None, 1, 1), (harbor.pk, 1, 1), (oak.pk, 0, 2)], key=str
    )
    assert _read("runs_improved", clients=frozenset({oak.pk})) == [(oak.pk, 0, 2)]
    assert _read("procedures_in_date", clients=frozenset({oak.pk})) == []


def test_a_run_that_waits_counts_for_a_quarter(
    procedure: Procedure, aisha: Person, harbor: Client
) -> None:
    _run(procedure, aisha, 100, harbor)
    assert _read("runs_improved", NOW - 94 * DAY) == []
    assert _read("runs_improved", NOW - 92 * DAY) == [(harbor.pk, 0, 1)]
    assert _read("runs_improved", NOW - 5 * DAY) == [(harbor.pk, 0, 1)]
    assert _read("runs_improved") == []


def test_the_rows_of_learning_name_no_person(aisha: Person, maya: Person) -> None:
    actions.agree_learning(aisha, craft=120, from_on=(NOW - 40 * DAY).date(), by=maya)
    hour = actions.learn(
        aisha, kind="craft", topic="Calls", minutes=180, ended_at=NOW - DAY, by=aisha
    )
    actions.learn(maya, kind="craft", topic="More", minutes=60, ended_at=NOW - DAY, by=maya)
    vital = centers.vital("learning.learning_hours")
    window = Window.before(NOW, vital.window)
    rows = vital.rows(window, None, None)
    assert all("Aisha" not in row.label and "Maya" not in row.label for row in rows)
    (reading,) = vital.read(window, None)
    assert (reading.numerator, reading.denominator, reading.n) == (Decimal(2), Decimal(2), 2)
    assert [row.excluded != "" for row in rows if row.label.startswith("More")] == [True]
    (of_kind,) = vital.read(window, "craft")
    assert of_kind.numerator == Decimal(2)
    assert list(vital.read(window, "business")) == []
    entry = hour.entry
    root.correct_time(entry, minutes=30, because="Half of it was lunch", by=aisha)
    (reading,) = vital.read(window, None)
    assert reading.numerator == Decimal("0.5")


def test_a_trial_past_its_day_is_late_until_somebody_decides(aisha: Person) -> None:
    begun = NOW - 150 * DAY
    trial = actions.begin_trial(
        "Passkeys", hypothesis="Good", decide_by=(begun + 20 * DAY).date(), at=begun, by=aisha
    )
    assert _read("trials_decided") == [(None, 0, 1)]
    actions.decide_trial(trial, verdict="hold", reason="Late, but decided", at=NOW - DAY, by=aisha)
    assert _read("trials_decided") == []
    assert _read("trials_decided", NOW - 60 * DAY) == [(None, 0, 1)]


def test_what_came_since_leads_to_its_rows(
    procedure: Procedure, aisha: Person, maya: Person
) -> None:
    center = centers.center("learning")
    assert center.since(maya, NOW - DAY, NOW) == []
    actions.share_lesson("It was DNS.", title="DNS.", by=aisha)
    _answer(_run(procedure, aisha, 0), aisha, 0)
    actions.review_procedure(procedure, note="All", by=aisha)
    said = [str(one.sentence) for one in center.since(maya, NOW - DAY, NOW)]
    assert said == [
        "Aisha Karim shared a lesson: DNS.",
        "1 procedure was published or read again.",
        "1 run of a procedure ended.",
    ]
