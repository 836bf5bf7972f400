"""How a machine comes to be known, trusted, and held."""

import pytest

from nadi.fleet.tests.conftest import IntakeProcess
from nadi.fleet.tests.machine import Machine, until

# Makes the suite prepare the database that `intake` copies.
pytestmark = pytest.mark.django_db


def test_enrolment_tokens_end_run_out_and_are_withdrawn(intake: IntakeProcess) -> None:
    def error(token: str) -> str:
        return str(Machine(intake.address).enrol(token).body.get("error"))

    assert error("nadi-of-nobody") == "token_unknown"
    assert error(intake.token(hours=-1)) == "token_expired"
    once = intake.token()
    assert error(once) == "None"
    assert error(once) == "token_used_up"
    withdrawn = intake.token(max_uses=5)
    intake.rows(
        "UPDATE fleet_enrolmenttoken SET withdrawn_at = now()"
        " WHERE digest = encode(sha256(%s), 'hex')",
        withdrawn.encode(),
    )
    assert error(withdrawn) == "token_withdrawn"


def test_asking_twice_with_one_key_makes_one_device(intake: IntakeProcess) -> None:
    machine, token = Machine(intake.address), intake.token(max_uses=3)
    assert machine.enrol(token).body["state"] == "pending"
    assert machine.enrol(token).body["state"] == "pending"
    count = "SELECT count(*) FROM fleet_agent WHERE name = %s"
    assert intake.one(count, machine.agent) == 1


def test_a_machine_that_lost_the_answer_asks_again_with_its_used_token(
    intake: IntakeProcess,
) -> None:
    machine, token = Machine(intake.address), intake.token()
    assert machine.enrol(token).body["state"] == "pending"
    assert machine.enrol(token).body["state"] == "pending"
    assert Machine(intake.address).enrol(token).body["error"] == "token_used_up"


def test_a_pending_machine_sends_nothing_until_a_person_approves(intake: IntakeProcess) -> None:
    machine = intake.machine(approves=False)
    assert machine.shake_hands().body["error"] == "pending"
    intake.rows("UPDATE fleet_device SET state = 'active' WHERE id = %s", machine.device_id)
    until(lambda: machine.shake_hands().status == 200)
    until(lambda: machine.send(machine.report()).status == 200)


def test_quarantine_is_honoured_within_a_moment(intake: IntakeProcess) -> None:
    machine = intake.machine()
    assert machine.send(machine.report()).status == 200
    intake.rows("UPDATE fleet_device SET state = 'quarantined' WHERE id = %s", machine.device_id)
    until(lambda: machine.send(machine.report()).body.get("error") == "quarantined")


def test_one_key_on_two_machines_holds_both(intake: IntakeProcess) -> None:
    machine = intake.machine()
    assert machine.send(machine.report()).status == 200
    twin = type(machine)(machine.address, private=machine.private, device_id=machine.device_id)
    assert twin.shake_hands().body["error"] == "quarantined"
    until(lambda: machine.send(machine.report()).body.get("error") == "quarantined")
    row = intake.rows(
        "SELECT d.state, a.other_hardware FROM fleet_device d JOIN fleet_agent a"
        " ON a.device_id = d.id WHERE d.id = %s",
        machine.device_id,
    )
    assert row == [("quarantined", twin.hardware)]
    fact = (
        "SELECT count(*) FROM core_event WHERE name = 'fleet.DeviceQuarantined'"
        " AND (facts->>'device_id')::bigint = %s"
    )
    assert intake.one(fact, machine.device_id) == 1
