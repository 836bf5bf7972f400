"""The demo's backups are real: its buttons restore, and its nights go on."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from nadi.core.demo import Story
from nadi.core.models import Event, ReviewItem
from nadi.core.vitals import Window
from nadi.fleet.models import Device, DeviceState
from nadi.maintenance import demo, queries, restoring, simulation
from nadi.maintenance.actions import request_restore_tests
from nadi.maintenance.models import BackupResult, ProtectedSystem, RestoreTest, UpdateScan
from nadi.maintenance.rules.deadlines import Patched
from nadi.maintenance.vitals import VITALS, asks, caps


@pytest.fixture
def told(harbor, oak, northgate, maya, henrik, aisha, now):
    for client in (harbor, oak, northgate):
        for n, kind in enumerate(["server", "workstation", "workstation", "workstation"]):
            Device.objects.create(
                client=client,
                name=f"{client.slug[:3].upper()}-{n}",
                kind=kind,
                state=DeviceState.ACTIVE,
                simulated=True,
                made_at=now - timedelta(days=120),
            )
    begun = time.process_time()
    demo.tell(Story(now))
    return time.process_time() - begun


def test_the_story_asks_for_what_is_unproven(told, maya, now):
    (ask, *_rest) = [ask for ask in asks(maya, now) if ask.method == "post"]
    assert str(ask.title) == "Test a restore for two clients"
    assert str(ask.button) == "Run 2 tests"
    assert "No proof for 3" in str(ask.why)
    assert caps(now) == []
    assert ProtectedSystem.objects.filter(bad_run_told=True).count() == 1
    assert Event.objects.filter(name="maintenance.BackupFailing").count() == 1
    states = {row.state for row in queries.device_rows(maya, now)}
    assert states == set(Patched)
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


def test_its_nights_and_scans_go_on_for_two_days(told, now, deliver, maya):
    later = now + timedelta(hours=49)
    simulation.keep_going(later)
    deliver()
    assert not ReviewItem.objects.exists()
    grids = {row.system.name: row for row in queries.system_rows(maya, later)}
    assert grids["Files"].run == 0
    assert grids["Appointment database"].run == 5
    assert Event.objects.filter(name="maintenance.BackupFailing").count() == 1
    newest = BackupResult.objects.filter(system__tool="archive", outcome="ok").latest("night")
    system = newest.system
    assert (Path(system.location) / newest.snapshot).is_file()
    assert len(list(Path(system.location).iterdir())) <= simulation.KEPT_ARCHIVES
    assert UpdateScan.objects.filter(at=later).count() == 12
    (test,) = request_restore_tests(systems=[system], by=maya)
    restoring.perform(test.pk)
    test.refresh_from_db()
    assert (test.outcome, test.snapshot) == ("passed", newest.snapshot)
    before = BackupResult.objects.count()
    simulation.keep_going(later + timedelta(minutes=20))
    deliver()
    assert BackupResult.objects.count() == before
