"""Real acts of all centers over the demo firm: what balance keeps by their facts is what a full
reading gives. An act that changes a figure without a fact that names its client fails here."""

import random
from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements import actions as agreements
from nadi.agreements.models import Agreement, Settled, SpokenPromise, TimeEntry
from nadi.agreements.queries import work_types
from nadi.balance import actions as balance
from nadi.balance.models import CenterSnapshot, KeptReading, VitalSnapshot
from nadi.balance.refreshing import refresh
from nadi.clients import actions as clients
from nadi.clients.models import Client
from nadi.core.actors import System
from nadi.core.delivery import deliver_pending
from nadi.core.demo import Story
from nadi.core.errors import NadiError
from nadi.core.models import Event
from nadi.core.tests.chance import seeds
from nadi.desk import actions as desk
from nadi.desk.models import Source, Ticket, TicketTime
from nadi.desk.moving import Move
from nadi.fleet import actions as fleet
from nadi.fleet.models import Device
from nadi.maintenance import actions as maintenance
from nadi.maintenance.bodies import Backup
from nadi.maintenance.models import ProtectedSystem
from nadi.monitoring import actions as monitoring
from nadi.monitoring.models import Alert

CLOCK = System("clock")
Acts = list[Callable[[], object]]


class Firm:
    """The demo firm, and what people and machines may do in it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.maya = Person.objects.get(name="Maya Lindqvist")
        self.clients = list(Client.objects.others().order_by("pk"))

    def one(self, rows: object) -> object:
        return self.chance.choice(list(rows))  # type: ignore[call-overload]

    def acts(self) -> Acts:
        return [*self.of_root(), *self.of_the_throat(), *self.of_machines(), *self.of_the_heart()]

    def of_root(self) -> Acts:
        now, maya = timezone.now(), self.maya
        client = self.one(self.clients)
        promises = SpokenPromise.objects.ours().filter(settled=Settled.OPEN)
        return [
            lambda: agreements.make_spoken_promise(
                "I send the plan", due_at=now + timedelta(days=1), client=client, by=maya
            ),
            lambda: agreements.keep_promise(self.one(promises), by=maya),
            lambda: agreements.let_go_of_promise(self.one(promises), because="not needed", by=maya),
            lambda: agreements.renegotiate_promise(
                self.one(promises), due_at=now + timedelta(days=9), consent="Sara", by=maya
            ),
            lambda: agreements.end_agreement(
                self.one(Agreement.objects.filter(client__isnull=False)),
                on=now.date() - timedelta(days=1),
                because="they leave",
                by=maya,
            ),
            lambda: agreements.log_time(
                maya, work_type=self.one(work_types()), minutes=30, client=client, by=maya,
                ended_at=now - timedelta(hours=1),
            ),
            lambda: agreements.correct_time(
                self.one(TimeEntry.objects.filter(minutes__gt=5).order_by("-ended_at")[:50]),
                minutes=44, because="misread", by=maya,
            ),
            lambda: clients.change_state(
                client, state=self.chance.choice(["managed", "notice", "left"]),
                because="as agreed", by=maya,
            ),
        ]  # fmt: skip

    def of_the_throat(self) -> Acts:
        now, maya = timezone.now(), self.maya
        tickets = Ticket.objects.filter(closed_at__isnull=True).order_by("-opened_at")
        open_one = self.one(tickets)
        return [
            lambda: desk.open_ticket(
                desk.NewTicket("It is slow", Source.CALL, client=self.one([*self.clients, None])),
                by=maya,
            ),
            lambda: desk.answer_client(open_one, "We look at it", by=maya),
            lambda: desk.note_inside(open_one, "Seen before", by=maya),
            lambda: desk.assign_ticket(open_one, maya, because="hers", by=maya),
            lambda: desk.set_priority(
                open_one, self.chance.randrange(2, 5), because="talked", by=maya
            ),
            lambda: desk.say_whose(open_one, self.one(self.clients), by=maya),
            lambda: desk.begin_work(open_one, because="asked for", by=maya),
            lambda: desk.record_work(
                open_one, desk.Work("Restarted it", minutes=12, finish=True), by=maya
            ),
            lambda: desk.record_work(open_one, desk.Work("Looked", minutes=5), by=maya),
            lambda: desk.close_ticket(open_one, because="no request at all", by=maya),
            lambda: desk.move_ticket(
                open_one, Move("scheduled", next_at=now + timedelta(days=2)), because="", by=maya
            ),
        ]

    def of_machines(self) -> Acts:
        now, maya = timezone.now(), self.maya
        device = self.one(Device.objects.exclude(state="retired"))
        return [
            lambda: fleet.retire_device(device, because="scrapped", by=maya),
            lambda: fleet.quarantine_device(device, because="strange", by=maya),
            lambda: fleet.release_device(device, because="it was us", by=maya),
            lambda: fleet.describe_device(
                device, name=device.name, kind=self.chance.choice(["server", "network"]),
                site=None, silent_after_minutes=10, by=maya,
            ),
            lambda: monitoring.answer_alert(
                self.one(Alert.objects.order_by("-raised_at")[:40]),
                note="seen", led_to_work=self.chance.random() < 0.5, by=maya, now=now,
            ),
        ]  # fmt: skip

    def of_the_heart(self) -> Acts:
        now, maya = timezone.now(), self.maya
        system = self.one(ProtectedSystem.objects.filter(ended_at=None))
        run = Backup(
            job=system.job, run=f"run {self.chance.random()}", outcome="ok",
            started_at=now - timedelta(hours=1), ended_at=now - timedelta(minutes=1),
        )  # fmt: skip
        return [
            lambda: maintenance.record_backup_result(system, backup=run, now=now, by=CLOCK),
            lambda: maintenance.end_protection(system, because="the server is gone", by=maya),
        ]


def _kept() -> dict[tuple[str, int | None], tuple[object, ...]]:
    return {
        (row.vital, row.client_id): (row.numerator, row.denominator, row.n, row.excluded)
        for row in KeptReading.objects.all()
    }


def _shown() -> list[dict[str, object]]:
    unlike = {"id", "taken_at", "whole_at"}
    found = [
        *VitalSnapshot.objects.order_by("vital", "day").values(),
        *CenterSnapshot.objects.order_by("center", "day").values(),
    ]
    return [{key: row[key] for key in row if key not in unlike} for row in found]


@seeds(5)
def test_after_real_acts_what_is_kept_is_what_is_read(told_demo: Story, seed: int) -> None:
    with time_machine.travel(told_demo.now, tick=False):
        deliver_pending(limit=10_000)
        just_after = timezone.now() + timedelta(seconds=1)
        balance.take_snapshot(just_after, by=CLOCK)
        firm, done = Firm(seed), 0
        for _ in range(60):
            try:
                firm.chance.choice(firm.acts())()
                done += 1
            except NadiError:
                continue  # this act is refused here; another one then
        while Event.objects.filter(delivered_at=None).exists():
            deliver_pending()
        refresh(just_after)
        kept, shown = _kept(), _shown()
        KeptReading.objects.all().delete()
        balance.take_snapshot(just_after, by=CLOCK)
        assert done > 30
        assert {key: value for key, value in _kept().items() if kept.get(key) != value} == {}
        assert kept.keys() - _kept().keys() == set()
        assert _shown() == shown
        times = TicketTime.objects.select_related("ticket")
        assert [one for one in times if one.client_id != one.ticket.client_id] == []
