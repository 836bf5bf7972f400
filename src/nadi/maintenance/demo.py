"""Ninety days of nights, tests and patches at Northlight IT; the newest backups are real.

Three clients have had no proven restore for 34 days, one database has failed for three nights, a
few machines carry security updates past their date, two have not been looked at for ten days.
"""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from nadi.accounts.models import Person, Role
from nadi.core import audit, vault
from nadi.core.demo import TELLER, Story
from nadi.core.models import AuditRow
from nadi.fleet.models import Device, DeviceKind, DeviceState
from nadi.maintenance import simulation
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
from nadi.maintenance.rules.deadlines import UpdateClass

DAYS = 90
UNPROVEN = ("Harbor Dental", "Oak & Iron", "Dr. Patel")
UNPROVEN_DAYS = 34
FAILING = "Harbor Dental"
NO_ROOM = "write /mnt/backup: no space left on device"
LATE_DEVICES = 5
UNKNOWN_DEVICES = 2
RESTARTING = 4
NOTES = (
    "Opened the lease and the price list, both readable.",
    "Opened the accounts of the third quarter, the sums are right.",
    "Read the first letter, it is the one from March.",
    "Opened the plan in the browser, it shows the whole floor.",
)
DEBIAN = (
    ("openssl", "3.0.15-1", "3.0.17-1", "security"),
    ("linux-image-amd64", "6.1.119", "6.1.123", "security"),
    ("libc6", "2.36-9", "2.36-10", "critical"),
    ("tzdata", "2025b", "2026a", "other"),
    ("vim-common", "9.0.1378", "9.0.1894", "other"),
    ("curl", "7.88.1-10", "7.88.1-12", "security"),
)
WINDOWS = (
    ("Cumulative update 2026-11", "", "26100.7171", "critical"),
    ("Security platform definitions", "", "4.18.26100", "security"),
    (".NET 8 runtime", "8.0.21", "8.0.22", "security"),
    ("Browser", "141.0", "142.0", "security"),
    ("Printer driver", "7.2", "7.3", "other"),
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
    unproven: set[ProtectedSystem] = set()
    for device in servers:
        system = _protect(story, device, "Files", "files-nightly")
        systems.append(system)
        name = device.client.name
        if name in UNPROVEN and name not in {s.device.client.name for s in unproven}:
            unproven.add(system)
            if name == FAILING:
                systems.append(_protect(story, device, "Appointment database", "database-nightly"))
    for system in systems:
        is_failing = system.name == "Appointment database"
        _tell_nights(story, system, is_failing=is_failing)
        if people:
            _tell_tests(story, system, people, is_unproven=system in unproven)
        if is_failing:
            tell_failing_nights(system, now=story.now, by=TELLER)


def _protect(story: Story, device: Device, name: str, job: str) -> ProtectedSystem:
    """restic for the first client's files where it is installed, plain archives else: a restic
    repository takes seconds to make."""
    is_restic = (
        device.client.name == UNPROVEN[0]
        and job == "files-nightly"
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


def _tell_nights(story: Story, system: ProtectedSystem, *, is_failing: bool) -> None:
    """Results of all nights; a real backup of the last good one, with the manifest it began with."""
    over = [
        night
        for night in nights.last_nights(story.now, system.zone, DAYS)
        if simulation.evening(system, night) + timedelta(minutes=1) <= story.now
    ]
    failed = set(over[-3:]) if is_failing else set()
    good = [night for night in over if night not in failed]
    odd = {night for night in good[:-2] if story.rng.random() < 0.025}
    files = simulation.files_of(system, good[-1])
    snapshot = simulation.back_up(system, good[-1], files)
    results = []
    for night in over:
        at = simulation.evening(system, night)
        outcome = BackupOutcome.FAILED if night in failed | odd else BackupOutcome.OK
        if outcome == BackupOutcome.OK and story.rng.random() < 0.01 and night != good[-1]:
            outcome = BackupOutcome.WARNING
        is_good = outcome != BackupOutcome.FAILED
        results.append(
            BackupResult(
                system=system,
                night=night,
                outcome=outcome,
                started_at=at - timedelta(minutes=14),
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
        taken_at=simulation.evening(system, good[-1]) - timedelta(minutes=14),
        seed=system.pk,
        candidates=len(listed),
        files=[[file.path, file.size, file.sha256] for file in listed],
    )


def _tell_tests(
    story: Story, system: ProtectedSystem, people: Sequence[Person], *, is_unproven: bool
) -> None:
    """A test each month, opened the same day, by whoever had the time."""
    newest = UNPROVEN_DAYS if is_unproven else story.rng.randrange(3, 26)
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
        backup_at=simulation.evening(system, at.date() - timedelta(days=1)),
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
    chosen = story.rng.sample(list(devices), len(devices))
    late = set(chosen[:LATE_DEVICES])
    unknown = set(chosen[LATE_DEVICES : LATE_DEVICES + UNKNOWN_DEVICES])
    restarting = chosen[-RESTARTING:] if len(chosen) > LATE_DEVICES + UNKNOWN_DEVICES else []
    scans: list[UpdateScan] = []
    updates: list[Update] = []
    for device in devices:
        newest = 10 if device in unknown else 0
        scans += [
            UpdateScan(device=device, at=_scanned(story, ago), known=True, manager="simulated")
            for ago in range(DAYS, newest - 1, -1)
        ]
        updates += _updates(story, device, is_late=device in late)
    UpdateScan.objects.bulk_create(scans, batch_size=2000)
    Update.objects.bulk_create(updates, batch_size=2000)
    RestartNeed.objects.bulk_create(
        RestartNeed(
            device=device,
            since=story.day(2 + n),
            told_at=_scanned(story, 0),
            because=["linux-image-amd64"],
        )
        for n, device in enumerate(restarting)
    )


def _scanned(story: Story, ago: int) -> datetime:
    return story.now - timedelta(days=ago, minutes=35)


def _updates(story: Story, device: Device, *, is_late: bool) -> list[Update]:
    """What is pending now, and what was pending and installed in time before."""
    packages = WINDOWS if "indows" in device.platform else DEBIAN
    rows = []
    for package, installed, version, kind in packages:
        urgent = kind != "other"
        if story.rng.random() < 0.35:
            age = story.rng.randrange(1, 10) if urgent else story.rng.randrange(1, 24)
            rows.append(_update(story, device, (package, installed, version, kind), age, None))
        past = story.rng.randrange(30, 80)
        earlier = (package, "", installed or "earlier", kind)
        rows.append(_update(story, device, earlier, past, past - story.rng.randrange(2, 12)))
    if is_late:
        forgotten = next(p for p in packages if p[3] == "security")
        rows = [row for row in rows if row.package != forgotten[0]]
        rows.append(_update(story, device, forgotten, story.rng.randrange(17, 29), None))
    return rows


def _update(
    story: Story, device: Device, package: tuple[str, str, str, str], age: int, gone: int | None
) -> Update:
    seen = _scanned(story, age)
    released = seen - timedelta(days=1, hours=story.rng.randrange(20))
    kind = UpdateClass(package[3])
    return Update(
        device=device,
        package=package[0],
        installed=package[1],
        version=package[2],
        kind=kind.value,
        source="simulated",
        released_at=released,
        first_seen=seen,
        due_at=deadlines.due_at(kind, released_at=released, first_seen=seen),
        gone_at=None if gone is None else _scanned(story, gone),
    )
