"""Every reading recomputed from its rows, and from the pure rules."""

import random
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from nadi.clients.models import ClientState
from nadi.core.vitals import Window
from nadi.fleet.models import Device, DeviceState
from nadi.maintenance import queries
from nadi.maintenance.models import (
    BackupResult,
    ProtectedSystem,
    RestartNeed,
    RestoreTest,
    Update,
    UpdateScan,
)
from nadi.maintenance.rules import deadlines, nights, proof
from nadi.maintenance.rules.deadlines import Patched, Pending, UpdateClass
from nadi.maintenance.rules.nights import Night
from nadi.maintenance.vitals import VITALS
from nadi.maintenance.vitals.backups import FRESH_BACKUPS, NIGHTS_BACKED_UP, RESTORE_PROVEN
from nadi.maintenance.vitals.updates import UPDATES_IN_TIME


@pytest.fixture
def firm(harbor, oak, northgate, maya, now):
    """Three clients with systems, tests, nights and updates of every kind, by a fixed seed."""
    rng = random.Random(4)
    northgate.state = ClientState.LEFT
    northgate.save()
    for n in range(24):
        client = [harbor, oak, northgate][n % 3]
        device = Device.objects.create(
            client=client,
            name=f"D{n:02}",
            kind=rng.choice(["server", "workstation", "server", "network"]),
            state=rng.choice([DeviceState.ACTIVE] * 5 + [DeviceState.RETIRED]),
            made_at=now - timedelta(days=90),
        )
        _updates(device, rng, now)
        system = ProtectedSystem.objects.create(
            device=device,
            name="Files",
            job="files",
            tool="archive",
            location="/srv",
            weekdays=rng.choice([127, 31, 127]),
            protected_at=now - timedelta(days=rng.choice([3, 40, 80]), hours=rng.randrange(24)),
            ended_at=now - timedelta(days=rng.randrange(20)) if rng.random() < 0.2 else None,
        )
        _nights(system, rng, now)
        _tests(system, rng, now, maya)


def _nights(system, rng, now):
    for back in range(rng.choice([0, 12, 35])):
        if rng.random() < 0.85:
            ended = now - timedelta(days=back, hours=rng.choice([1, 5, 9]))
            night = nights.night_of(ended, system.zone)
            outcome = rng.choice(["ok", "ok", "ok", "warning", "failed"])
            BackupResult.objects.get_or_create(
                system=system, night=night, defaults={"outcome": outcome, "ended_at": ended}
            )


def _tests(system, rng, now, maya):
    for _ in range(rng.randrange(5)):
        at = now - timedelta(days=rng.randrange(60), hours=1 + rng.randrange(20))
        outcome = rng.choice(["passed", "passed", "failed", "not_performed"])
        is_opened = outcome == "passed" and rng.random() < 0.7
        RestoreTest.objects.create(
            system=system,
            seed=1,
            state="done",
            outcome=outcome,
            finished_at=at,
            opened_by=maya if is_opened else None,
            opened_at=at + timedelta(minutes=30) if is_opened else None,
        )


def _updates(device, rng, now):
    for back in sorted(rng.sample(range(1, 20), rng.randrange(4))):
        UpdateScan.objects.create(device=device, at=now - timedelta(days=back), known=back != 5)
    for n in range(rng.randrange(4)):
        seen = now - timedelta(days=rng.randrange(30), hours=1)
        Update.objects.create(
            device=device,
            package=f"p{n}",
            version="1",
            kind=rng.choice(["critical", "security", "other"]),
            first_seen=seen,
            due_at=seen + timedelta(days=14),
            gone_at=seen + timedelta(days=3) if rng.random() < 0.4 else None,
        )
    if rng.random() < 0.3:
        RestartNeed.objects.create(
            device=device, since=now - timedelta(days=rng.choice([3, 20])), told_at=now
        )


def test_readings_are_the_sum_of_their_rows(firm, now, django_assert_num_queries):
    for vital in VITALS:
        _recompute(vital, now, django_assert_num_queries)


def _recompute(vital, now, django_assert_num_queries):
    for end in (now, now - timedelta(days=9), now - timedelta(days=500)):
        window = Window.before(end, vital.window)
        for population in (None, *vital.populations):
            with django_assert_num_queries(1):
                readings = {r.client_id: r for r in vital.read(window, population)}
            everybody = vital.rows(window, None, population)
            assert sum(row.numerator for row in everybody) == sum(
                r.numerator for r in readings.values()
            )
            counting = {client for client, one in readings.items() if one.n}
            assert {row.client_id for row in everybody if not row.excluded} == counting
            for client, reading in readings.items():
                rows = vital.rows(window, client, population)
                counted = [row for row in rows if not row.excluded]
                assert sum(row.numerator for row in rows) == reading.numerator
                assert sum(row.denominator for row in rows) == reading.denominator
                assert len(counted) == reading.n
                assert all(row.url.startswith("/maintenance/") for row in rows)
                assert all(row.client_id == client for row in rows)


def counted(vital, now):
    return [r for r in vital.rows(Window.before(now, vital.window), None, None) if not r.excluded]


def test_each_row_says_what_the_rule_says(firm, now, maya):
    for vital in VITALS:
        if vital.name != "maintenance.checklists_filed":  # test_checklists counts by hand
            _every_kind(vital, now)
    _proven(now)
    _fresh(now)
    _nights_read(now)
    _patched(now)
    rows = {r.device.pk: r.state for r in queries.device_rows(maya, now)}
    vital = {int(r.url.split("/")[3]): bool(r.numerator) for r in counted(UPDATES_IN_TIME, now)}
    assert {pk: state is Patched.IN_TIME for pk, state in rows.items()} == vital


def _every_kind(vital, now):
    rows = vital.rows(Window.before(now, vital.window), None, None)
    assert {row.numerator for row in rows if not row.excluded} == {Decimal(0), Decimal(1)}
    reasons = {row.excluded for row in rows if row.excluded}
    assert {"we do not serve this client now", "the device is retired"} <= reasons, vital.name


def _proven(now):
    for row in counted(RESTORE_PROVEN, now):
        system = ProtectedSystem.objects.get(pk=int(row.url.split("/")[3]))
        truth = proof.proven(queries.trials_of(system), now=now)
        assert (truth.word is proof.Word.YES) == bool(row.numerator), row


def _fresh(now):
    for row in counted(FRESH_BACKUPS, now):
        system = ProtectedSystem.objects.get(pk=int(row.url.split("/")[3]))
        good = system.results.filter(outcome__in=["ok", "warning"]).order_by("-ended_at").first()
        truth = proof.fresh(
            good and good.ended_at, now=now, limit=timedelta(hours=system.fresh_hours)
        )
        assert (truth.word is proof.Word.YES) == bool(row.numerator), row


def _nights_read(now):
    window = Window.before(now, NIGHTS_BACKED_UP.window)
    readings = {r.client_id: r for r in NIGHTS_BACKED_UP.read(window, None) if r.n}
    for client_id, reading in readings.items():
        good = due = 0
        for system in ProtectedSystem.objects.filter(
            device__client_id=client_id, device__state="active"
        ).select_related("device__client__calendar"):
            for night, state in queries.nights_of(system, now, 40):
                over = nights.night_ends(night, system.zone)
                scheduled = nights.is_scheduled(night, system.weekdays)
                if not (window.start <= over < window.end and scheduled):
                    continue
                if night < system.first_night or (system.ended_at and over >= system.ended_at):
                    continue
                due += 1
                good += state in (Night.GOOD, Night.WARNED)
        assert (reading.numerator, reading.denominator) == (good, due)


def _patched(now):
    for row in counted(UPDATES_IN_TIME, now):
        device = Device.objects.get(pk=int(row.url.split("/")[3]))
        scan = device.update_scans.filter(known=True).order_by("-at").first()
        restart = device.restart_needs.filter(until=None).first()
        state = deadlines.patched(
            [
                Pending(u.package, u.version, UpdateClass(u.kind), u.due_at)
                for u in device.updates.filter(gone_at=None)
            ],
            scanned_at=scan.at if scan else None,
            restart_since=restart.since if restart else None,
            now=now,
        )
        assert (state is Patched.IN_TIME) == bool(row.numerator), row
        assert ("(unknown)" in row.label) == (state is Patched.UNKNOWN)


def test_an_unknown_device_stays_in_the_denominator(fs02, now):
    Device.objects.update(made_at=now - timedelta(days=1))
    (reading,) = UPDATES_IN_TIME.read(Window.before(now, timedelta(days=1)), None)
    assert (reading.numerator, reading.denominator, reading.fresh_at) == (0, 1, None)


def test_daylight_saving_neither_adds_nor_takes_a_night(fs02, office, now):
    office.zone_name = "Europe/Stockholm"
    office.save()
    system = ProtectedSystem.objects.create(
        device=fs02, name="x", job="x", tool="archive", location="/x",
        protected_at=now - timedelta(days=400),
    )  # fmt: skip
    assert system.zone.key == "Europe/Stockholm"
    for month, day in ((3, 30), (10, 27)):
        end = now.replace(month=month, day=day, hour=20, tzinfo=UTC)
        (reading,) = NIGHTS_BACKED_UP.read(Window.before(end, timedelta(days=28)), None)
        assert reading.denominator == 28
