"""A file server at Harbor Dental with a real archive, and the observations its agent would send."""

import hashlib
import tarfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nadi.core import events
from nadi.core.actors import System
from nadi.fleet.events import ObservationReceived
from nadi.fleet.models import Device, DeviceState, Observation
from nadi.maintenance import restoring
from nadi.maintenance.actions import protect_system, request_restore_tests
from nadi.maintenance.models import ProtectedSystem, RestoreTest

AGENT = System("agent")


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.NADI_DATA = tmp_path / "nadi"
    return settings.NADI_DATA


@pytest.fixture
def fs02(harbor):
    return Device.objects.create(
        client=harbor, name="FS02", kind="server", state=DeviceState.ACTIVE
    )


@dataclass
class Backups:
    """A job on a device: makes real archives and says what an agent would say."""

    device: Device
    folder: Path
    source: Path
    job: str = "files-nightly"
    said: int = field(default=0)

    def observe(self, kind: str, body: object, at: datetime) -> Observation:
        row = Observation.objects.create(device=self.device, kind=kind, body=body, collected_at=at)
        with events.transaction.atomic():
            events.announce(ObservationReceived(self.device.pk, row.pk, kind))
        return row

    def night(self, at: datetime, outcome: str = "ok", **more: object) -> None:
        """One night: manifest, archive, result."""
        self.said += 1
        run = f"run-{self.said}"
        name = f"{run}.tar.gz"
        if outcome != "failed":
            self.observe("manifest", self.manifest(run), at - timedelta(minutes=20))
            self.folder.mkdir(exist_ok=True)
            with tarfile.open(self.folder / name, "w:gz") as archive:
                archive.add(self.source)
        body = {
            "job": self.job,
            "run": run,
            "tool": "archive",
            "outcome": outcome,
            "started_at": (at - timedelta(minutes=20)).isoformat(),
            "ended_at": at.isoformat(),
            "repository": str(self.folder),
            "snapshot": name if outcome != "failed" else "",
            "bytes_added": 1000,
            "bytes_total": 5000,
            "files_total": 4,
            "files_changed": 1,
            "unreadable": [],
            "message": "",
            **more,
        }
        self.observe("backup", body, at)

    def manifest(self, run: str) -> dict[str, object]:
        files = [f for f in sorted(self.source.rglob("*")) if f.is_file()]
        return {
            "job": self.job,
            "run": run,
            "roots": [str(self.source)],
            "seed": 1,
            "quiet_hours": 24,
            "candidates": len(files),
            "files": [
                {
                    "path": str(f),
                    "size": f.stat().st_size,
                    "sha256": hashlib.sha256(f.read_bytes()).hexdigest(),
                    "modified_at": "2024-05-02T09:11:40Z",
                }
                for f in files
            ],
        }

    def newest(self) -> Path:
        return max(self.folder.iterdir(), key=lambda f: f.stat().st_mtime_ns)


@pytest.fixture
def backups(fs02, tmp_path):
    source = tmp_path / "srv"
    (source / "letters").mkdir(parents=True)
    for name in ("letters/welcome.txt", "letters/invoice.txt", "plan.txt", "notes.md"):
        (source / name).write_text(f"What {name} says.\n" * 40)
    return Backups(fs02, tmp_path / "archives", source)


@pytest.fixture
def protect(maya):
    def under(backups: Backups, protected_at: datetime | None = None) -> ProtectedSystem:
        system = protect_system(
            backups.device,
            name="Patient files",
            job=backups.job,
            tool="archive",
            location=str(backups.folder),
            by=maya,
        )
        if protected_at is not None:
            system.protected_at = protected_at
            system.save()
        return system

    return under


@pytest.fixture
def run_test(aisha):
    """Ask for a test and run it here and now, as the worker would."""

    def run(system: ProtectedSystem) -> RestoreTest:
        (test,) = request_restore_tests(systems=[system], by=aisha)
        restoring.perform(test.pk)
        test.refresh_from_db()
        return test

    return run
