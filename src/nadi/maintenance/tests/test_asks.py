"""What the heart asks for and how all stand is found in the database; here it is found the plain
way, row by row."""

import random
from datetime import date, datetime, timedelta

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.demo import Story
from nadi.core.tests.chance import seeds
from nadi.fleet.models import Device
from nadi.learning.models import Procedure, ProcedureVersion, Run, RunStep
from nadi.maintenance import queries, shown
from nadi.maintenance.models import (
    BackupResult,
    Checklist,
    ProtectedSystem,
    RestartNeed,
    RestoreTest,
    Update,
    UpdateScan,
    trials,
)
from nadi.maintenance.rules import nights, proof
from nadi.maintenance.rules.checklists import Stage
from nadi.maintenance.rules.deadlines import Patched
from nadi.maintenance.rules.proof import Outcome, Word

DAY = timedelta(days=1)
STATES = ["active"] * 5 + ["retired", "quarantined"]


def plain_due(who: Person, now: datetime) -> list[tuple[int, str, datetime | None]]:
    free = [
        row
        for row in queries.system_rows(who, now)
        if row.truths.proven.word is not Word.YES and not row.in_hand
    ]
    free.sort(
        key=lambda row: (
            row.truths.proven.at is None,
            row.truths.proven.at or row.system.protected_at,
            row.system.pk,
        )
    )
    return [(row.system.pk, row.system.device.client.name, row.truths.proven.at) for row in free]


def plain_standing(who: Person, now: datetime) -> queries.Standing:
    places = {"bad": 1, "warn": 2, "info": 3, "good": 4}

    def place(row: queries.SystemRow) -> int:
        failing = row.run >= nights.NIGHTS_UNTIL_NEWS
        return 0 if failing else places[shown.proof_of(row.truths, now).tone]

    def key(row: queries.SystemRow) -> tuple[int, str, str, str, int]:
        device = row.system.device
        return place(row), device.client.name, device.name, row.system.name, row.system.pk

    rows = sorted(queries.system_rows(who, now), key=key)
    return queries.Standing(
        systems=[row.system.pk for row in rows],
        failing=sum(place(row) == 0 for row in rows),
        proven=sum(row.truths.is_proven for row in rows),
    )


def by_updates(who: Person, now: datetime) -> list[queries.DeviceUpdates]:
    def key(row: queries.DeviceUpdates) -> tuple[bool, datetime, str, int]:
        return row.oldest_due is None, row.oldest_due or now, row.device.name, row.device.pk

    return sorted(queries.device_rows(who, now), key=key)


def plain_devices(rows: list[queries.DeviceUpdates]) -> dict[Patched, list[int]]:
    return {state: [row.device.pk for row in rows if row.state is state] for state in Patched}


def plain_clients(rows: list[queries.DeviceUpdates]) -> list[queries.Updated]:
    found = []
    for client_id in sorted({row.device.client_id for row in rows}):
        here = [row for row in rows if row.device.client_id == client_id]
        late = [row for row in here if row.state is Patched.LATE]
        found.append(
            queries.Updated(
                client_id,
                devices=len(here),
                in_time=sum(row.state is Patched.IN_TIME for row in here),
                late=[row.device.pk for row in late],
                names=[row.device.name for row in late],
                oldest_due=min((row.oldest_due for row in late if row.oldest_due), default=None),
            )
        )
    return found


def plain_held(now: datetime) -> set[int]:
    current = queries.current_systems().values_list("pk", flat=True)
    tests = RestoreTest.objects.filter(system__in=list(current), finished_at__lte=now)
    held = {(one.system_id, one.at) for one in proof.capping(trials(tests.order_by("pk")))}
    return {test.pk for test in tests if (test.system_id, test.finished_at) in held}


def same(who: Person, now: datetime) -> None:
    """Everything the asks are made of, both ways."""
    due = [(r.system_id, r.client, r.proven_at) for r in queries.due_for_a_test(who, now, 500)]
    assert due == plain_due(who, now)
    few = queries.due_for_a_test(who, now, 2)
    assert [row.system_id for row in few] == [row[0] for row in due[:2]]
    assert queries.systems_by_standing(who, now) == plain_standing(who, now)
    rows = by_updates(who, now)
    assert queries.devices_by_updates(who, now) == plain_devices(rows)
    clients = Client.objects.visible_to(who).values_list("pk", flat=True)
    assert queries.clients_by_updates(clients, now) == plain_clients(rows)
    late = [row.device for row in rows if row.state is Patched.LATE]
    n, name = queries.late_devices(who, now)
    assert n == len(late)
    assert n != 1 or name == late[0].name
    month = queries.month_now(now)
    lists = queries.rows_of_month(who, month)
    going = [row for row in lists if row.stage is not Stage.FILED]
    so_far = queries.month_so_far(who, month)
    assert (so_far.lists, so_far.filed) == (len(lists), len(lists) - len(going))
    first = min(going, key=lambda r: (r.first_waits, r.steps_open, r.checklist.pk), default=None)
    found = (so_far.next_id, so_far.client, so_far.steps_open)
    if first is None:
        assert found == (None, "", 0)
    else:
        assert found == (first.checklist.pk, first.checklist.client.name, first.steps_open)
    assert queries.count_without(who, month) == len(queries.clients_without(who, month))


def test_over_the_demo(told_demo: Story) -> None:
    for who in Person.objects.filter(is_active=True):
        for days in (0, 20, 45):
            same(who, told_demo.now + days * DAY)
    assert plain_due(Person.objects.get(name="Maya Lindqvist"), told_demo.now)


class World:
    """Rows by chance; the same for the same seed."""

    def __init__(self, seed: int, now: datetime, by: Person) -> None:
        self.chance, self.now, self.by = random.Random(seed), now, by

    def ago(self, days: float) -> datetime:
        return self.now - self.chance.random() * days * DAY

    def devices(self, clients: list[Client]) -> list[Device]:
        return Device.objects.bulk_create(
            Device(
                client=self.chance.choice(clients),
                name=f"M-{number:02}",
                kind=self.chance.choice(["server", "server", "workstation", "network"]),
                state=self.chance.choice(STATES),
            )
            for number in range(24)
        )

    def tests(self, system: ProtectedSystem) -> None:
        for _ in range(self.chance.randrange(5)):
            at = self.ago(self.chance.choice([3, 40, 500]))
            outcome = self.chance.choice([Outcome.PASSED] * 3 + [Outcome.FAILED, *Outcome])
            opened = outcome == Outcome.PASSED and self.chance.random() < 0.7
            RestoreTest.objects.create(
                system=system,
                requested_at=at - timedelta(minutes=1),
                state="done",
                outcome=outcome,
                finished_at=at,
                seed=1,
                removed_at=at if self.chance.random() < 0.4 else None,
                opened_at=at + self.chance.random() * (self.now - at) if opened else None,
                opened_by=self.by if opened else None,
            )
        if self.chance.random() < 0.15:
            RestoreTest.objects.create(system=system, requested_at=self.now, seed=1)

    def nights(self, system: ProtectedSystem) -> None:
        """Some systems always well, some never, most now and then; some fell silent days ago."""
        luck, silent = self.chance.choice([0, 0.3, 0.6, 0.9, 1]), self.chance.randrange(5)
        for night in nights.last_nights(self.now, system.zone, 17)[: 17 - silent]:
            if self.chance.random() < 0.15:
                continue
            well = self.chance.random() < luck
            BackupResult.objects.create(
                system=system,
                night=night,
                outcome=self.chance.choice(["ok", "warning"]) if well else "failed",
                ended_at=self.now,
            )

    def updates(self, device: Device) -> None:
        for known in (True, True, False):
            if self.chance.random() < 0.7:
                UpdateScan.objects.create(device=device, at=self.ago(11), known=known)
        for number in range(self.chance.randrange(4)):
            due = self.now + (self.chance.random() - 0.6) * 20 * DAY
            Update.objects.create(
                device=device,
                package=f"p{number}",
                version="1",
                kind=self.chance.choice(Update.Kind.values),
                first_seen=due - 14 * DAY,
                due_at=due,
                gone_at=self.now if self.chance.random() < 0.3 else None,
            )
        if self.chance.random() < 0.3:
            RestartNeed.objects.create(
                device=device,
                since=self.ago(28),
                told_at=self.now,
                until=self.now if self.chance.random() < 0.3 else None,
            )

    def checklist(self, client: Client, version: ProcedureVersion, month: date) -> None:
        run = Run.objects.create(version=version, client=client, begun_at=self.now)
        for number in range(1, 5):
            done = self.chance.random() < 0.6
            RunStep.objects.create(
                run=run,
                number=number,
                text="Look",
                improves=number == 4,
                state="done" if done else "open",
                by=self.by if done else None,
                at=self.now if done else None,
            )
        filed = self.now if self.chance.random() < 0.4 else None
        Checklist.objects.create(
            client=client,
            month=month,
            run=run,
            revised_at=filed,
            published_at=filed,
            filed_at=filed,
            filed_by=self.by if filed else None,
        )


@seeds(6)
def test_over_rows_by_chance(
    seed: int, now: datetime, maya: Person, jonas: Person, tom: Person,
    harbor: Client, oak: Client, northgate: Client,
) -> None:  # fmt: skip
    world = World(seed, now, maya)
    Client.objects.filter(pk=northgate.pk).update(state=world.chance.choice(["notice", "left"]))
    clients = [harbor, oak, northgate]
    for device in world.devices(clients):
        world.updates(device)
        for number in range(world.chance.randrange(3)):
            system = ProtectedSystem.objects.create(
                device=device,
                name=f"Files {number}",
                job=f"job-{number}",
                tool="archive",
                protected_at=world.ago(world.chance.choice([6, 90])),
                weekdays=world.chance.choice([127, 127, 31, 5]),
                ended_at=now if world.chance.random() < 0.15 else None,
            )
            world.tests(system)
            world.nights(system)
    version = ProcedureVersion.objects.create(
        procedure=Procedure.objects.create(
            title="M", slug="m", center=4, owner=maya, review_by=now.date()
        ),
        number=1,
    )
    for client in clients[: 1 + seed % 3]:
        world.checklist(client, version, queries.month_now(now))
    for who in (maya, jonas, tom):
        same(who, now)
        for later in (now + hours * timedelta(hours=1) for hours in (3, 8, 16, 40)):
            assert queries.systems_by_standing(who, later) == plain_standing(who, later)
    assert {test.pk for test in queries.failed_last(now)} == plain_held(now)
    assert {test.pk for test in queries.holding_heart_down(now)} == plain_held(now)


def test_the_first_of_some_tests_and_how_many(now: datetime, fs02: Device) -> None:
    for number in range(3):
        system = ProtectedSystem.objects.create(
            device=fs02, name=f"Files {number}", job=f"j{number}", tool="archive"
        )
        RestoreTest.objects.create(system=system, requested_at=now - number * DAY, seed=1)
    first, n = queries.first_of(RestoreTest.objects.unfinished().order_by("requested_at"))
    assert first is not None
    assert (str(first.system), n) == ("Files 2, FS02", 3)
    assert queries.first_of(RestoreTest.objects.none()) == (None, 0)
