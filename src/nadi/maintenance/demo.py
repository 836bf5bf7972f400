"""Ninety days of nights, tests and patches at Northlight IT; the newest backups are real.

Three clients have had no proven restore for 34 days, one backup has failed for three nights and
two more begin to, one class room waits for a restart that was put off, and some machines carry
security updates past their date.
"""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from nadi.accounts.models import Person, Role
from nadi.core import audit, vault
from nadi.core.demo import TELLER, Story
from nadi.core.models import AuditRow
from nadi.fleet.models import Device, DeviceKind, DeviceState, Observation
from nadi.maintenance import bodies, simulation
from nadi.maintenance.actions import tell_failing_nights
from nadi.maintenance.models import (
    BackupOutcome,
    BackupResult,
    Manifest,
    ProtectedSystem,
    RestartNeed,
    RestoreTest,
    Update,
    UpdateScan,
)
from nadi.maintenance.rules import deadlines, nights

DAYS = 90
UNPROVEN = ("Harbor Dental", "Oak & Iron", "Dr. Patel")
UNPROVEN_DAYS = 34
#: Whose newest restore was opened this week, so many days ago; the others some time this month.
THIS_WEEK = {"Lakeview School": 2, "Cedar Accounting": 5}
#: A second system on the first server of these clients, and the job that backs it up.
SECOND = {
    "Harbor Dental": ("Appointment database", "database-nightly"),
    "Dr. Patel": ("Patient records", "records-nightly"),
}
#: How many nights a backup has failed by now; it goes on until a person mends it.
FAILING = {"Appointment database": 3, "Drawings": 2, "Patient records": 2}
NO_ROOM = "write /mnt/backup: no space left on device"
LATE_DEVICES = 9
WHAT = {
    "FS": "Files",
    "APP": "Database",
    "POS": "Till",
    "DC": "Directory",
    "CAD": "Drawings",
    "SRV": "Practice files",
}
NOTES = (
    "Opened the lease and the price list, both readable.",
    "Opened the accounts of the third quarter, the sums are right.",
    "Read the first letter, it is the one from March.",
    "Opened the plan in the browser, it shows the whole floor.",
)


def tell(story: Story) -> None:
    """Told for simulated machines alone: the real one speaks for itself."""
    people = list(
        Person.objects.filter(role__in=[Role.TECHNICIAN, Role.SERVICE_MANAGER]).order_by("pk")
    )
    devices = Device.objects.filter(simulated=True, state=DeviceState.ACTIVE).select_related(
        "client__calendar"
    )
    servers = devices.filter(kind=DeviceKind.SERVER).order_by("client__pk", "pk")
    _tell_backups(story, servers, people)
    counted = devices.filter(kind__in=[DeviceKind.SERVER, DeviceKind.WORKSTATION])
    _tell_updates(story, list(counted.order_by("pk")))


def _tell_backups(story: Story, servers: Iterable[Device], people: Sequence[Person]) -> None:
    systems: list[ProtectedSystem] = []
    second = dict(SECOND)
    for device in servers:
        what = WHAT.get(device.name.partition("-")[0].rstrip("0123456789"), "Files")
        systems.append(_protect(story, device, what, "nightly"))
        more = second.pop(device.client.name, None)
        if more is not None:
            systems.append(_protect(story, device, *more))
    for system in systems:
        failed = FAILING.get(system.name, 0)
        _tell_nights(story, system, failed=failed)
        if people:
            is_unproven = system.device.client.name in UNPROVEN
            _tell_tests(story, system, people, is_unproven=is_unproven)
        if failed:
            tell_failing_nights(system, now=story.now, by=TELLER)


def _protect(story: Story, device: Device, name: str, job: str) -> ProtectedSystem:
    """restic for the first client's files where it is installed, plain archives else: a restic
    repository takes seconds to make."""
    is_restic = (
        device.client.name == UNPROVEN[0]
        and job == "nightly"
        and shutil.which("restic") is not None
        and not ProtectedSystem.objects.filter(tool="restic").exists()
    )
    system = ProtectedSystem.objects.create(
        device=device,
        name=name,
        job=job,
        tool="restic" if is_restic else "archive",
        location="",
        sealed_secret=vault.seal("only for the demo") if is_restic else "",
        protected_at=story.day(DAYS + 30),
    )
    system.location = str(simulation.folder_of(system))
    system.save(update_fields=["location"])
    return system


def _tell_nights(story: Story, system: ProtectedSystem, *, failed: int) -> None:
    """Results of all nights; a real backup of the last good one, with its manifest."""
    over = [
        night
        for night in nights.last_nights(story.now, system.zone, DAYS)
        if simulation.evening(night) + timedelta(minutes=1) <= story.now
    ]
    broken = set(over[-failed:]) if failed else set()
    good = [night for night in over if night not in broken]
    odd = {night for night in good[:-2] if story.rng.random() < 0.025}
    files = simulation.files_of(system, good[-1])
    snapshot = simulation.back_up(system, good[-1], files)
    results = []
    for night in over:
        at = simulation.evening(night)
        outcome = BackupOutcome.FAILED if night in broken | odd else BackupOutcome.OK
        if outcome == BackupOutcome.OK and story.rng.random() < 0.01 and night != good[-1]:
            outcome = BackupOutcome.WARNING
        is_good = outcome != BackupOutcome.FAILED
        results.append(
            BackupResult(
                system=system,
                night=night,
                outcome=outcome,
                started_at=at - simulation.RUNS_FOR,
                ended_at=at,
                run=simulation.run_of(system, night),
                snapshot=(snapshot if night == good[-1] else f"{night}.tar.gz") if is_good else "",
                bytes_added=story.rng.randrange(200, 900) if is_good else 0,
                bytes_total=sum(len(content) for content in files.values()),
                files_total=len(files),
                unreadable=["/srv/notes/locked.txt"] if outcome == BackupOutcome.WARNING else [],
                message="" if is_good else NO_ROOM,
            )
        )
    BackupResult.objects.bulk_create(results)
    listed = simulation.listed_of(files)
    Manifest.objects.create(
        system=system,
        run=simulation.run_of(system, good[-1]),
        taken_at=simulation.evening(good[-1]) - simulation.RUNS_FOR,
        seed=system.pk,
        candidates=len(listed),
        files=[[file.path, file.size, file.sha256] for file in listed],
    )
    at = simulation.evening(good[-1]) - simulation.RUNS_FOR
    _said(system, "manifest", simulation.manifest_of(system, good[-1], files), at)
    newest = simulation.result_of(
        system, over[-1], snapshot, files, message=NO_ROOM if failed else ""
    )
    _said(system, "backup", newest, simulation.evening(over[-1]))


def _said(system: ProtectedSystem, kind: str, body: simulation.Body, at: datetime) -> None:
    """What the pulse goes on from. Its rows are told already, so nothing is announced."""
    Observation.objects.create(
        device=system.device, kind=kind, body=body, collected_at=at, received_at=at
    )


def _tell_tests(
    story: Story, system: ProtectedSystem, people: Sequence[Person], *, is_unproven: bool
) -> None:
    """A test each month, opened the same day, by whoever had the time."""
    newest = THIS_WEEK.get(system.device.client.name, story.rng.randrange(6, 26))
    while story.day(newest).weekday() > 4:
        newest += 1
    if is_unproven:
        newest = UNPROVEN_DAYS
    tests = []
    for days in (newest + 58, newest + 29, newest):
        at = story.day(days, hour=7 + story.rng.randrange(7), minute=story.rng.randrange(60))
        if at < system.protected_at:
            continue
        tests.append(_test(story, system, at, story.rng.choice(people)))
    RestoreTest.objects.bulk_create(tests)
    AuditRow.objects.bulk_create(
        audit.told("maintenance.open_restore", test.opened_by, test.opened_at, str(system))
        for test in tests
        if test.opened_by is not None and test.opened_at is not None
    )


def _test(story: Story, system: ProtectedSystem, at: datetime, who: Person) -> RestoreTest:
    files = simulation.files_of(system, at.date() - timedelta(days=1))
    checked = [
        {
            "path": file.path,
            "size": file.size,
            "expected": file.sha256,
            "actual": file.sha256,
            "match": "same",
            "error": "",
        }
        for file in simulation.listed_of(files)
    ]
    opened = at + timedelta(minutes=story.rng.randrange(4, 90))
    return RestoreTest(
        system=system,
        requested_by=who,
        requested_at=at,
        state=RestoreTest.State.DONE,
        outcome=RestoreTest.OutcomeChoice.PASSED,
        attempt=1,
        percent=100,
        started_at=at,
        finished_at=at + timedelta(seconds=4),
        seed=story.rng.randrange(2**40),
        snapshot=f"{at.date() - timedelta(days=1)}.tar.gz",
        backup_at=simulation.evening(at.date() - timedelta(days=1)),
        files=checked,
        restored_bytes=sum(len(content) for content in files.values()),
        seconds=0.4,
        read_part=1,
        read_parts=1,
        read_good=True,
        removed_at=opened + timedelta(hours=1),
        opened_by=who,
        opened_at=opened,
        opened_note=story.rng.choice(NOTES),
    )


def _tell_updates(story: Story, devices: Sequence[Device]) -> None:
    """From the newest scan of each machine backwards: what it lists has been pending for days."""
    scans = {
        row.device_id: bodies.read(row.body, bodies.Updates, row.collected_at)
        for row in Observation.objects.filter(device__in=devices, kind="updates")
        .order_by("device_id", "-collected_at")
        .distinct("device_id")
    }
    urgent = [d for d in devices if d.pk in scans and any(p.security for p in scans[d.pk].updates)]
    late = {device.pk for device in story.rng.sample(urgent, min(LATE_DEVICES, len(urgent)))}
    rows: list[UpdateScan] = []
    updates: list[Update] = []
    for device in devices:
        if device.pk not in scans:
            continue
        rows += [
            UpdateScan(device=device, at=_scanned(story, ago), known=True, manager="apt")
            for ago in range(DAYS, -1, -1)
        ]
        for package in scans[device.pk].updates:
            is_late = device.pk in late and package.security
            age = story.rng.randrange(17, 29) if is_late else story.rng.randrange(1, 7)
            updates.append(_update(story, device, package, age, None))
            past = story.rng.randrange(34, 80)
            gone = past - story.rng.randrange(2, 17)
            earlier = bodies.Package(package.name, package.installed, security=package.security)
            updates.append(_update(story, device, earlier, past, gone))
    _tell_restarts(devices)
    UpdateScan.objects.bulk_create(rows, batch_size=2000)
    Update.objects.bulk_create(updates, batch_size=2000)


def _tell_restarts(devices: Sequence[Device]) -> None:
    """Since when a machine waits for its restart, as it says itself."""
    said = Observation.objects.filter(device__in=devices, kind="reboot", body__needed=True)
    for row in said.order_by("device_id", "-collected_at").distinct("device_id"):
        reboot = bodies.read(row.body, bodies.Reboot, row.collected_at)
        RestartNeed.objects.create(
            device_id=row.device_id,
            since=reboot.since or row.collected_at,
            because=reboot.because,
            told_at=row.collected_at,
        )


def _scanned(story: Story, ago: int) -> datetime:
    return story.now - timedelta(days=ago, hours=2)


def _update(
    story: Story, device: Device, package: bodies.Package, age: int, gone: int | None
) -> Update:
    seen, offer = _scanned(story, age), package.offered()
    released = seen - timedelta(days=1, hours=story.rng.randrange(20))
    return Update(
        device=device,
        package=offer.package,
        installed=package.installed,
        version=offer.version,
        kind=offer.update_class.value,
        source=package.source,
        released_at=released,
        first_seen=seen,
        due_at=deadlines.due_at(offer.update_class, released_at=released, first_seen=seen),
        gone_at=None if gone is None else _scanned(story, gone),
    )
