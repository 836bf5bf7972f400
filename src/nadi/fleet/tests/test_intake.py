"""The intake as its machines meet it: a real process, a real database, real requests."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import nadi
from nadi.fleet.tests.conftest import IntakeProcess
from nadi.fleet.tests.machine import NAMES, ago, until

# Makes the suite prepare the database that `intake` copies.
pytestmark = pytest.mark.django_db
CONTRACT = Path(nadi.__file__).parents[2] / "agent" / "contract" / "v1"


def test_a_report_is_stored_with_its_samples_and_answered_after_the_commit(
    intake: IntakeProcess,
) -> None:
    machine = intake.machine()
    answer = machine.send(machine.report())
    assert (answer.status, answer.body) == (200, {"stored": True, "again": False, "sequence": 1})
    rows = intake.rows(
        'SELECT l.names, s."values" FROM fleet_sample s JOIN fleet_serieslayout l'
        " ON l.id = s.layout_id WHERE s.device_id = %s",
        machine.device_id,
    )
    assert rows == [(NAMES, [3.5, 40.0, 62.25])]
    until(
        lambda: intake.one("SELECT last_seen_at FROM fleet_device WHERE id = %s", machine.device_id)
    )


def test_the_contract_samples_are_accepted(intake: IntakeProcess) -> None:
    machine = intake.machine()
    report = json.loads((CONTRACT / "report.request.json").read_text())
    now = datetime.now(UTC)
    moved = json.loads(json.dumps(report), object_hook=lambda found: _moved(found, now))
    assert machine.send(moved).status == 200
    kinds = intake.rows(
        "SELECT kind, body FROM fleet_observation WHERE device_id = %s ORDER BY id",
        machine.device_id,
    )
    sent = [(each["kind"], each["body"]) for each in report["observations"]]
    assert kinds == sent
    facts = intake.rows(
        "SELECT facts->>'kind' FROM core_event WHERE name = 'fleet.ObservationReceived'"
        " AND (facts->>'device_id')::bigint = %s ORDER BY id",
        machine.device_id,
    )
    assert [row[0] for row in facts] == [kind for kind, _body in sent]


def _moved(found: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The sample tells of November 2026; only when it was collected is moved to today."""
    if set(found) in ({"at", "values"}, {"kind", "at", "body"}):
        found["at"] = (now - timedelta(seconds=len(str(found)))).isoformat()
    return found


@pytest.mark.parametrize("name", ["enrol", "handshake"])
def test_the_contract_greetings_are_understood(intake: IntakeProcess, name: str) -> None:
    """Their keys and tokens are examples, so they are refused, but for what they say."""
    machine = intake.machine()
    raw = (CONTRACT / f"{name}.request.json").read_bytes()
    answer = machine.post(f"/v1/{name}", raw)
    assert answer.body["error"] in {"clock", "token_unknown", "unknown_agent"}
    assert set(answer.body) <= {"error", "sentence", "kept", "now"}


def test_a_retry_is_answered_and_stores_nothing_twice(intake: IntakeProcess) -> None:
    machine = intake.machine()
    report = machine.report(observations=[{"kind": "reboot", "at": ago(minutes=1), "body": {}}])
    assert machine.send(report).body["again"] is False
    assert machine.send(report).body["again"] is True
    assert intake.samples_of(machine.device_id) == 1
    count = "SELECT count(*) FROM fleet_observation WHERE device_id = %s"
    assert intake.one(count, machine.device_id) == 1


def test_a_replayed_request_is_refused_with_the_reason(intake: IntakeProcess) -> None:
    machine = intake.machine()
    report, at = machine.report(), datetime.now(UTC)
    assert machine.send(report, at=at).status == 200
    answer = machine.send(report, at=at)
    assert (answer.status, answer.body["error"]) == (409, "replayed")
    assert "received before" in answer.body["sentence"]
    assert intake.samples_of(machine.device_id) == 1


def test_one_number_for_two_reports_is_kept_for_review(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.send(machine.report())
    answer = machine.send(machine.report(sequence=1, dropped_samples=3))
    assert (answer.status, answer.body["error"], answer.body["kept"]) == (409, "conflict", True)
    assert intake.kept_of(machine.device_id) == ["conflict"]


@pytest.mark.parametrize(("minutes", "word"), [(-12, "behind"), (12, "ahead")])
def test_a_wrong_clock_is_refused_and_noted(intake: IntakeProcess, minutes: int, word: str) -> None:
    machine = intake.machine()
    answer = machine.shake_hands(
        machine.greeting(at=datetime.now(UTC) + timedelta(minutes=minutes))
    )
    assert (answer.status, answer.body["error"]) == (409, "clock")
    assert f"{word}." in answer.body["sentence"]
    assert "now" in answer.body
    noted = "SELECT refused_reason FROM fleet_agent WHERE device_id = %s"
    assert intake.one(noted, machine.device_id) == answer.body["sentence"]
    assert machine.shake_hands().status == 200
    assert intake.one(noted, machine.device_id) == ""
    late = machine.send(machine.report(), at=datetime.now(UTC) - timedelta(minutes=6))
    assert (late.status, late.body["error"]) == (409, "clock")
    assert intake.samples_of(machine.device_id) == 0


def test_a_replayed_handshake_is_refused(intake: IntakeProcess) -> None:
    machine = intake.machine()
    greeting = machine.greeting()
    assert machine.shake_hands(greeting).status == 200
    answer = machine.shake_hands(greeting)
    assert (answer.status, answer.body["error"]) == (409, "replayed")


def test_strangers_are_turned_away(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.shake_hands()
    assert machine.send(machine.report(), mac="0" * 64).body["error"] == "mac"
    machine.session = "bm90IG91cnM"
    assert machine.send(machine.report()).body["error"] == "session"
    greeting = machine.greeting() | {"boot": "another"}
    assert machine.shake_hands(greeting).body["error"] == "signature"
    unknown = type(machine)(machine.address)
    assert unknown.shake_hands().status == 404
    assert intake.samples_of(machine.device_id) == 0
    assert intake.kept_of(machine.device_id) == []


@pytest.mark.slow
def test_a_killed_intake_knows_its_sessions_and_writes_the_gap(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.send(machine.report())
    intake.kill()
    intake.rows(
        "UPDATE core_heartbeat SET at = now() - interval '5 minutes' WHERE process = 'intake'"
    )
    intake.rows("UPDATE fleet_device SET last_seen_at = NULL WHERE id = %s", machine.device_id)
    gaps = intake.one("SELECT count(*) FROM fleet_observergap")
    intake.start()
    assert machine.send(machine.report()).status == 200, "the same session, a new process"
    assert intake.one("SELECT count(*) FROM fleet_observergap") == gaps + 1
    span = 'SELECT "end" - start FROM fleet_observergap ORDER BY id DESC LIMIT 1'
    assert timedelta(minutes=5) <= intake.one(span) < timedelta(minutes=6)
    seen = "SELECT last_seen_at FROM fleet_device WHERE id = %s"
    assert intake.one(seen, machine.device_id) is not None, "mended from the receipts"
