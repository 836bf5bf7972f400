"""What is protected, and what every night of the year said of it.

The nights are made in SQL; the newest good backup of each system really lies in its folder.
"""

import shutil
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from nadi.core import vault
from nadi.core.demo import TELLER, Story
from nadi.fleet.models import Device, Observation
from nadi.maintenance import simulation
from nadi.maintenance.actions import tell_failing_nights
from nadi.maintenance.models import BackupResult, Manifest, ProtectedSystem
from nadi.maintenance.rules import nights

RESTIC_AT = "Harbor Dental"
#: A second system on the first server of these clients, and the job that backs it up.
SECOND = {
    "Harbor Dental": ("Appointment database", "database-nightly"),
    "Dr. Patel": ("Patient records", "records-nightly"),
}
#: How many nights a backup has failed by now; it goes on until a person mends it.
FAILING = {"Appointment database": 3, "Drawings": 2, "Patient records": 2}
NO_ROOM = "write /mnt/backup: no space left on device"
WHAT = {
    "FS": "Files",
    "APP": "Database",
    "POS": "Till",
    "DC": "Directory",
    "CAD": "Drawings",
    "SRV": "Practice files",
}

# One night in forty failed by itself, one in a hundred left a file out; never the last two.
NIGHTS = """
INSERT INTO maintenance_backupresult (system_id, night, outcome, started_at, ended_at, run,
    snapshot, bytes_added, bytes_total, files_total, unreadable, message, runs)
SELECT s.id, n.night, o.outcome, o.ended_at - %(runs_for)s, o.ended_at, n.night || '-' || s.id,
       CASE WHEN o.outcome = 'failed' THEN '' ELSE n.night || '.tar.gz' END,
       CASE WHEN o.outcome = 'failed' THEN 0 ELSE 200 + n.dice %% 700 END, s.bytes, s.files,
       CASE WHEN o.outcome = 'warning' THEN '["/srv/notes/locked.txt"]'::jsonb ELSE '[]' END,
       CASE WHEN o.outcome = 'failed' THEN %(no_room)s ELSE '' END, 1
FROM unnest(%(ids)s::bigint[], %(last)s::date[], %(failed)s::int[], %(bytes)s::bigint[],
            %(files)s::bigint[]) AS s(id, last, failed, bytes, files)
CROSS JOIN LATERAL (
    SELECT day::date AS night, abs(hashtext(s.id || ' ' || day::date)) %% 1000 AS dice
    FROM generate_series(s.last - %(days)s, s.last, interval '1 day') AS day
) n
CROSS JOIN LATERAL (
    SELECT CASE WHEN n.night > s.last - s.failed THEN 'failed'
                WHEN n.night > s.last - s.failed - 2 THEN 'ok'
                WHEN n.dice < 25 THEN 'failed' WHEN n.dice < 35 THEN 'warning'
                ELSE 'ok' END AS outcome,
           (n.night + interval '26 hours 35 minutes') AT TIME ZONE 'UTC' AS ended_at
) o
"""


def tell(story: Story, servers: Iterable[Device]) -> list[ProtectedSystem]:
    systems = ProtectedSystem.objects.bulk_create(_systems(story, servers))
    last = {system.pk: _last_night(story, system) for system in systems}
    _nights(story, systems, last)
    manifests, said = [], []
    for system in systems:
        failed = FAILING.get(system.name, 0)
        good = last[system.pk] - timedelta(days=failed)
        files = simulation.files_of(system, good)
        manifests.append(_manifest(system, good, files))
        at = simulation.evening(good) - simulation.RUNS_FOR
        said.append(_said(system, "manifest", simulation.manifest_of(system, good, files), at))
        snapshot = simulation.back_up(system, good, files)
        if system.tool == "restic":  # the name of an archive is told by its night
            BackupResult.objects.filter(system=system, night=good).update(snapshot=snapshot)
        newest = simulation.result_of(
            system, last[system.pk], snapshot, files, message=NO_ROOM if failed else ""
        )
        said.append(_said(system, "backup", newest, simulation.evening(last[system.pk])))
    Manifest.objects.bulk_create(manifests)
    # What the pulse goes on from. Its rows are told already, so nothing is announced.
    Observation.objects.bulk_create(said)
    for system in systems:
        if system.name in FAILING:
            tell_failing_nights(system, now=story.now, by=TELLER)
    return systems


def _systems(story: Story, servers: Iterable[Device]) -> list[ProtectedSystem]:
    found: list[ProtectedSystem] = []
    second = dict(SECOND)
    is_restic = shutil.which("restic") is not None
    for device in servers:
        what = WHAT.get(device.name.partition("-")[0].rstrip("0123456789"), "Files")
        has_it = is_restic and device.client.name == RESTIC_AT
        found.append(_protect(story, device, what, "nightly", is_restic=has_it))
        is_restic = is_restic and not has_it
        more = second.pop(device.client.name, None)
        if more is not None:
            found.append(_protect(story, device, *more, is_restic=False))
    return found


def _protect(
    story: Story, device: Device, name: str, job: str, *, is_restic: bool
) -> ProtectedSystem:
    """restic for the first client's files where it is installed, plain archives else."""
    system = ProtectedSystem(
        device=device,
        name=name,
        job=job,
        tool="restic" if is_restic else "archive",
        sealed_secret=vault.seal("only for the demo") if is_restic else "",
        protected_at=story.day(story.days + 30),
    )
    system.location = str(simulation.folder_of(system))
    return system


def _last_night(story: Story, system: ProtectedSystem) -> date:
    """The newest night that is over."""
    return max(
        night
        for night in nights.last_nights(story.now, system.zone, 4)
        if simulation.evening(night) + timedelta(minutes=1) <= story.now
    )


def _nights(story: Story, systems: list[ProtectedSystem], last: dict[int, date]) -> None:
    files = {system.pk: simulation.files_of(system, last[system.pk]) for system in systems}
    values: dict[str, Any] = {
        "ids": [system.pk for system in systems],
        "last": [last[system.pk] for system in systems],
        "failed": [FAILING.get(system.name, 0) for system in systems],
        "bytes": [sum(map(len, files[system.pk].values())) for system in systems],
        "files": [len(files[system.pk]) for system in systems],
        "days": story.days - 1,
        "runs_for": simulation.RUNS_FOR,
        "no_room": NO_ROOM,
    }
    with connection.cursor() as cursor:
        cursor.execute(NIGHTS, values)


def _manifest(system: ProtectedSystem, night: date, files: dict[str, bytes]) -> Manifest:
    listed = simulation.listed_of(files)
    return Manifest(
        system=system,
        run=simulation.run_of(system, night),
        taken_at=simulation.evening(night) - simulation.RUNS_FOR,
        seed=system.pk,
        candidates=len(listed),
        files=[[file.path, file.size, file.sha256] for file in listed],
    )


def _said(system: ProtectedSystem, kind: str, body: simulation.Body, at: datetime) -> Observation:
    return Observation(device=system.device, kind=kind, body=body, collected_at=at, received_at=at)
