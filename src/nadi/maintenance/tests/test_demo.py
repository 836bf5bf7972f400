"""The demo's backups are real: its buttons restore, and its nights go on."""

import shutil
from datetime import timedelta

import pytest
import time_machine

from nadi.core.demo import Story
from nadi.core.models import Event, ReviewItem
from nadi.core.vitals import Window
from nadi.fleet.models import Device, DeviceState, Observation
from nadi.maintenance import demo, queries, restoring
from nadi.maintenance.actions import request_restore_tests
from nadi.maintenance.models import BackupResult, ProtectedSystem, RestoreTest
from nadi.maintenance.rules.deadlines import Patched
from nadi.maintenance.vitals import VITALS, asks, caps

UPDATES = {
    "known": True,
    "manager": "apt",
    "updates": [
        {"name": "openssl", "installed": "3.0.15", "available": "3.0.17", "security": True},
        {"name": "tzdata", "installed": "2025b", "available": "2026a", "security": False},
    ],
}


@pytest.fixture
def told(harbor, oak, northgate, maya, henrik, aisha, now):
    for client in (harbor, oak, northgate):
        for n, kind in enumerate(["server", "workstation", "workstation", "workstation"]):
            device = Device.objects.create(
                client=client,
                name=f"{client.slug[:3].upper()}-{n}",
                kind=kind,
                state=DeviceState.ACTIVE,
                simulated=True,
                made_at=now - timedelta(days=120),
            )
            Observation.objects.create(
                device=device, kind="updates", body=UPDATES, collected_at=now - timedelta(hours=1)
            )
    story = Story.short(now)
    demo.tell(story)


@pytest.fixture
def without_restic(monkeypatch):
    """As on a machine where it is not installed; there are plain archives alone."""
    monkeypatch.setattr(demo.backups.shutil, "which", lambda name: None)


def test_the_story_asks_for_what_is_unproven(without_restic, told, maya, now):
    (ask, *_rest) = [ask for ask in asks(maya, now) if ask.method == "post"]
    assert str(ask.title) == "Test a restore for two clients"
    assert str(ask.button) == "Run 3 tests"
    assert "No proof for 3" in str(ask.why)
    assert caps(now) == []
    assert ProtectedSystem.objects.filter(bad_run_told=True).count() == 1
    assert Event.objects.filter(name="maintenance.BackupFailing").count() == 1
    states = {row.state for row in queries.device_rows(maya, now)}
    assert states == {Patched.LATE, Patched.IN_TIME}
    for vital in VITALS:
        readings = list(vital.read(Window.before(now, vital.window), None))
        assert len(readings) == 3
        assert 0 < sum(r.numerator for r in readings) < sum(r.denominator for r in readings)


def test_every_button_on_it_really_restores(told, maya, now):
    systems = list(ProtectedSystem.objects.all())
    tools = {"archive"} | ({"restic"} if shutil.which("restic") else set())
    assert {system.tool for system in systems} == tools
    for test in request_restore_tests(systems=systems, by=maya):
        restoring.perform(test.pk)
    tests = RestoreTest.objects.filter(requested_at__gt=now - timedelta(days=2))
    assert {(test.outcome, test.reason) for test in tests} == {("passed", "")}
    assert tests.count() == len(systems)


def test_what_the_pulse_repeats_goes_on_for_two_days(
    without_restic, told, now, deliver, maya, backups
):
    """The newest observation of each job and kind, said again with a new run, as the pulse does."""
    newest = list(
        Observation.objects.order_by("device_id", "kind", "body__job", "-collected_at").distinct(
            "device_id", "kind", "body__job"
        )
    )
    for day in (1, 2):
        for row in newest:
            at = row.collected_at + timedelta(days=day)
            body = dict(row.body)
            if row.kind != "updates":
                body["run"] = f"{at.date()}-demo"
            if row.kind == "backup":
                at = (now + timedelta(days=day)).replace(hour=2, minute=50)
                body |= {"run": f"{at.date()}-demo", "ended_at": at.isoformat(), "started_at": None}
            if row.kind == "manifest":
                at = (now + timedelta(days=day)).replace(hour=2, minute=36)
                body["run"] = f"{at.date()}-demo"
            backups.device = row.device
            backups.observe(row.kind, body, at)
    later = now + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        deliver()
    assert not ReviewItem.objects.exists()
    grids = {row.system.name: row for row in queries.system_rows(maya, later)}
    assert grids["Files"].run == 0
    assert grids["Appointment database"].run == 5
    assert Event.objects.filter(name="maintenance.BackupFailing").count() == 1
    newest_result = BackupResult.objects.filter(system__tool="archive", outcome="ok").latest(
        "night"
    )
    (test,) = request_restore_tests(systems=[newest_result.system], by=maya)
    restoring.perform(test.pk)
    test.refresh_from_db()
    assert (test.outcome, test.backup_at) == ("passed", newest_result.ended_at)
