"""Backups of simulated devices: small made-up files, really backed up, really restored by tests.

A simulated device has no agent. What its agent would have said of a night is made here in the
shapes of the contract; the demo's pulse says it again each night through the intake, of the same
snapshot, which stays. The archives lie below the data directory and hold a few kilobytes.
"""

import gzip
import hashlib
import io
import shutil
import tarfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from nadi.core import vault
from nadi.core.actions import Json
from nadi.maintenance.backups import process, scratch
from nadi.maintenance.backups.contract import Errand
from nadi.maintenance.backups.restic import cheap, output
from nadi.maintenance.models import ProtectedSystem
from nadi.maintenance.rules.proof import Listed

SECONDS = 60
RUNS_FOR = timedelta(minutes=14)
Body = dict[str, Json]

LETTERS = {
    "letters/2026/welcome.txt": "Dear {client},\n\nwelcome. This is letter number one.\n",
    "letters/2026/price-list.txt": "Price list of {client}\n\nHour  95\nDay  720\n",
    "contracts/lease.txt": "Lease between {client} and the house. Three years, two keys.\n",
    "accounts/2026-q3.csv": "month,in,out\n7,4120,3890\n8,3980,4011\n9,5210,4105\n",
    "pictures/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'><title>{client}</title></svg>\n",
    "notes/who-to-call.txt": "If {device} stops: call Northlight IT.\n",
}


def folder_of(system: ProtectedSystem) -> Path:
    """Where the backups of a simulated system lie."""
    client = system.device.client.slug
    return Path(settings.NADI_DATA) / "simulated" / client / f"{system.device_id}-{system.job}"


def files_of(system: ProtectedSystem, night: date) -> dict[str, bytes]:
    """The files of one night; the journal grows, the others are quiet."""
    said = {"client": system.device.client.name, "device": system.device.name}
    files = {f"/srv/{name}": text.format(**said).encode() for name, text in LETTERS.items()}
    lines = (f"{night - timedelta(days=back)} all quiet\n" for back in range(12))
    return {**files, "/srv/notes/journal.txt": "".join(lines).encode()}


def evening(night: date) -> datetime:
    """When the backup of a night ends on a simulated device: that night everywhere we serve."""
    return datetime.combine(night + timedelta(days=1), time(2, 35), tzinfo=UTC)


def listed_of(files: dict[str, bytes]) -> list[Listed]:
    """The files an agent would list: all but the journal, which is not quiet."""
    return [
        Listed(path, len(content), hashlib.sha256(content).hexdigest())
        for path, content in sorted(files.items())
        if not path.endswith("journal.txt")
    ]


def run_of(system: ProtectedSystem, night: date) -> str:
    """What joins the manifest and the result of one night."""
    return f"{night}-{system.pk}"


def manifest_of(system: ProtectedSystem, night: date, files: dict[str, bytes]) -> Body:
    """What an agent writes before a backup."""
    listed: list[Json] = [
        {
            "path": file.path,
            "size": file.size,
            "sha256": file.sha256,
            "modified_at": "2026-03-02T09:00:00Z",
        }
        for file in listed_of(files)
    ]
    return {
        "job": system.job,
        "run": run_of(system, night),
        "roots": ["/srv"],
        "seed": system.pk,
        "quiet_hours": 24,
        "candidates": len(listed),
        "files": listed,
    }


def result_of(
    system: ProtectedSystem, night: date, snapshot: str, files: dict[str, bytes], message: str = ""
) -> Body:
    """What an agent says after a run; one with a message has failed."""
    at = evening(night)
    size = sum(len(content) for content in files.values())
    return {
        "job": system.job,
        "run": run_of(system, night),
        "tool": system.tool,
        "outcome": "failed" if message else "ok",
        "started_at": (at - RUNS_FOR).isoformat(),
        "ended_at": at.isoformat(),
        "repository": system.location,
        "snapshot": "" if message else snapshot,
        "bytes_added": 0 if message else len(files["/srv/notes/journal.txt"]),
        "bytes_total": size,
        "files_total": len(files),
        "files_changed": 1,
        "unreadable": [],
        "message": message,
    }


def back_up(system: ProtectedSystem, night: date, files: dict[str, bytes]) -> str:
    """Really back these files up; gives the name of the snapshot."""
    if system.tool == "restic":
        return _restic(system, night, files)
    folder = Path(system.location)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{night}.tar.gz"
    _write_archive(folder / name, files, evening(night))
    return name


def _write_archive(target: Path, files: dict[str, bytes], at: datetime) -> None:
    half_written = target.with_suffix(".part")
    with (
        half_written.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path, content in files.items():
            member = tarfile.TarInfo(path.lstrip("/"))
            member.size, member.mtime = len(content), int(at.timestamp())
            archive.addfile(member, io.BytesIO(content))
    half_written.replace(target)


def _restic(system: ProtectedSystem, night: date, files: dict[str, bytes]) -> str:
    """Made in a scratch folder and named by relative paths, so that they are stored as /srv/…"""
    repository = Path(system.location)
    work = scratch.make(repository.with_name(repository.name + ".work"))
    for path, content in files.items():
        file = work / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    environment = {
        "RESTIC_REPOSITORY": str(repository),
        "RESTIC_PASSWORD": vault.unseal(system.sealed_secret),
    }
    errand = Errand(work, SECONDS, lambda: None)
    program = shutil.which("restic") or "restic"
    if not (repository / "config").exists():
        shutil.rmtree(repository, ignore_errors=True)  # one that was never finished
        cheap.make(repository, environment["RESTIC_PASSWORD"])
    when = f"--time={evening(night):%Y-%m-%d %H:%M:%S}"
    _well(process.run([program, "--no-cache", "backup", "-q", when, "srv"], environment, errand))
    asking = [program, "--no-cache", "--no-lock", "snapshots", "--json"]
    listed = _well(process.run(asking, environment, errand))
    scratch.remove(work)
    return output.snapshots(listed.out)[-1].id


def _well(done: process.Finished) -> process.Finished:
    if done.code != 0:
        raise RuntimeError(f"restic could not do it: {done.complaint}")
    return done
