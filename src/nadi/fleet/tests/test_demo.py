"""The simulated machines: told once, heard each minute, and alive after days."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nadi.accounts import demo as accounts
from nadi.clients import demo as clients
from nadi.core.demo import Story
from nadi.fleet import demo, pulse, simulation
from nadi.fleet.demo.machines import machine_list
from nadi.fleet.models import Device, DeviceState, Observation, Rollup
from nadi.fleet.tests.conftest import IntakeProcess

TOLD = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def story(db: None, tmp_path: Path, settings: object) -> Story:
    settings.NADI_DATA = tmp_path  # type: ignore[attr-defined]
    story = Story.short(TOLD)
    for teller in (accounts, clients, demo):
        teller.tell(story)
    return story


def test_some_sixty_machines_with_ninety_days_behind_them(story: Story, tmp_path: Path) -> None:
    active = Device.objects.filter(simulated=True, state=DeviceState.ACTIVE)
    assert 55 <= active.count() <= 65
    assert Device.objects.filter(state=DeviceState.PENDING).count() == 1
    fs02 = demo.device("FS02")
    hours = Rollup.objects.filter(device=fs02, minutes=60)
    assert hours.count() == 91 * 24 + 1
    disk = simulation.NAMES.index("disk.percent:/")
    oldest, newest = hours.order_by("at").first(), hours.order_by("-at").first()
    assert oldest.means[disk] < newest.means[disk] == pytest.approx(89.0, abs=0.1)
    assert Rollup.objects.filter(device=fs02, minutes=5).count() > 26 * 12 - 5
    kinds = Observation.objects.filter(device=fs02).values_list("kind", flat=True)
    assert set(kinds) == {"inventory", "services", "updates", "reboot"}
    keys = tmp_path / demo.KEYS
    assert keys.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(keys.read_text())) == active.count()


def test_the_whole_firm_has_some_three_hundred(story: Story) -> None:
    short, whole = machine_list(whole=False), machine_list(whole=True)
    assert 295 <= len(whole) <= 315
    assert whole[: len(short)] == short
    assert len({name for _firm, name, _kind in whole}) == len(whole)


def test_the_past_and_the_pulse_agree(story: Story, tmp_path: Path) -> None:
    """Where the rollups in SQL end, the figures in Python go on without a step."""
    speakers = pulse.load(tmp_path / pulse.MACHINES)
    fs02 = next(each for each in speakers if each.name == "FS02")
    last = Rollup.objects.filter(device_id=fs02.device_id, minutes=60).order_by("-at").first()
    now = simulation.figures(fs02.profile, fs02.name, last.at + timedelta(minutes=30))
    for name in ("cpu.percent", "memory.percent", "disk.percent:/", "processes"):
        place = simulation.NAMES.index(name)
        assert now[place] == pytest.approx(last.means[place], rel=0.35, abs=6), name


def test_disks_fill_and_are_cleaned() -> None:
    profile = simulation.Profile(20, 50, 91.2, 0.63, 2000, TOLD)
    uses = [simulation.disk(profile, TOLD + timedelta(days=n)) for n in range(120)]
    assert uses[9] > 96 > uses[7]
    assert max(uses) <= simulation.FULL
    assert min(uses) >= simulation.CLEANED


def test_nights_bring_the_backups_a_machine_is_known_to_make() -> None:
    backup = {"job": "files", "run": "old", "outcome": "failed", "snapshot": "s1"}
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    newest = [
        (7, "backup", backup, now - timedelta(days=2)),
        (7, "manifest", {"job": "files", "run": "old", "files": []}, now - timedelta(days=2)),
        (8, "updates", {"known": True}, now - timedelta(hours=7)),
        (9, "updates", {"known": True}, now - timedelta(hours=1)),
    ]
    said = pulse.due(newest, now)
    assert set(said) == {7, 8}
    tonight, manifest = said[7]
    assert tonight["body"]["outcome"] == "failed", "what failed fails again until it is mended"
    assert tonight["body"]["run"] == manifest["body"]["run"] != "old"
    assert manifest["at"] < tonight["body"]["ended_at"] <= now.isoformat()
    again = [(7, "backup", tonight["body"], datetime.fromisoformat(tonight["at"]))]
    assert pulse.due(again, now) == {}, "once a night"


def test_the_pulse_speaks_through_the_real_intake(intake: IntakeProcess) -> None:
    machine = intake.machine()
    intake.rows("UPDATE fleet_device SET simulated = true WHERE id = %s", machine.device_id)
    profile = simulation.Profile(20, 50, 91.2, 0.63, 2000, TOLD)
    speaker = pulse.Speaker(machine.device_id, "FS02", machine.private, machine.hardware, profile)
    wire = pulse.Wire(intake.address)
    assert pulse.beat(intake.url, wire, [speaker], datetime.now(UTC)) == 1
    assert intake.samples_of(machine.device_id) == 1
    intake.heard("UPDATE fleet_device SET state = 'retired' WHERE id = %s", machine.device_id)
    assert pulse.beat(intake.url, wire, [speaker], datetime.now(UTC)) == 0
