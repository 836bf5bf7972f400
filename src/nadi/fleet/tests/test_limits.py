"""Limits judged on arrival, and returns from silence."""

from datetime import UTC, datetime

import pytest

from nadi.fleet.tests.conftest import IntakeProcess
from nadi.fleet.tests.machine import ago

# Makes the suite prepare the database that `intake` copies.
pytestmark = pytest.mark.django_db


def _limit(intake: IntakeProcess, device_id: int, raise_at: float, clear_at: float) -> int:
    return int(
        intake.heard(
            "INSERT INTO fleet_limit (device_id, name, direction, raise_at, clear_at)"
            " VALUES (%s, 'disk.percent:/', 'above', %s, %s) RETURNING id",
            device_id,
            raise_at,
            clear_at,
        )[0][0]
    )


def _verdicts(intake: IntakeProcess, limit_id: int) -> list[tuple[str, float]]:
    return intake.rows(  # type: ignore[return-value]
        "SELECT facts->>'verdict', (facts->>'value')::float FROM core_event"
        " WHERE name = 'fleet.LimitJudged' AND (facts->>'limit_id')::bigint = %s ORDER BY id",
        limit_id,
    )


def test_limits_are_judged_on_arrival_and_only_changes_are_told(intake: IntakeProcess) -> None:
    machine = intake.machine()
    limit = _limit(intake, machine.device_id, 90, 85)

    def say(disk: float) -> None:
        at = datetime.now(UTC).isoformat()
        report = machine.report(samples=[{"at": at, "values": [1.0, 1.0, disk]}])
        assert machine.send(report).status == 200

    for disk in (50, 95, 96, 87, 88, 91, 80, 70):
        say(disk)
    assert _verdicts(intake, limit) == [
        ("beyond", 95),
        ("between", 87),
        ("beyond", 91),
        ("within", 80),
    ]


def test_a_late_sample_fills_the_history_and_judges_nothing(intake: IntakeProcess) -> None:
    machine = intake.machine()
    limit = _limit(intake, machine.device_id, 90, 85)
    late = [{"at": ago(minutes=minutes), "values": [1, 1, 99]} for minutes in (60, 30, 6)]
    assert machine.send(machine.report(samples=late)).status == 200
    assert intake.samples_of(machine.device_id) == 3
    assert _verdicts(intake, limit) == []


def test_a_lowered_limit_is_heard_at_once(intake: IntakeProcess) -> None:
    machine = intake.machine()
    limit = _limit(intake, machine.device_id, 90, 85)
    machine.send(machine.report())
    intake.heard("UPDATE fleet_limit SET raise_at = 60, clear_at = 55 WHERE id = %s", limit)
    machine.send(machine.report())
    assert _verdicts(intake, limit) == [("beyond", 62.25)]


def test_a_return_from_silence_is_told(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.send(machine.report())
    fact = (
        "SELECT count(*) FROM core_event WHERE name = 'fleet.DeviceSpoke'"
        " AND (facts->>'device_id')::bigint = %s"
    )
    assert intake.one(fact, machine.device_id) == 0
    intake.heard(
        "UPDATE fleet_device SET silent_after_minutes = 0 WHERE id = %s", machine.device_id
    )
    machine.send(machine.report())
    assert intake.one(fact, machine.device_id) == 1


def test_dropped_samples_are_counted(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.send(machine.report(dropped_samples=7))
    machine.send(machine.report(dropped_samples=5))
    dropped = "SELECT dropped_samples FROM fleet_agent WHERE device_id = %s"
    assert intake.one(dropped, machine.device_id) == 12
