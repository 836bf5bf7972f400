"""What is kept by facts is what a full reading would give: after any sequence of acts, deliveries
that fail or come twice, and a worker that is killed at the worst moment."""

import dataclasses
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from nadi.balance import actions, kept, outlook, refreshing, snapshots
from nadi.balance.handlers import touch
from nadi.balance.models import CenterSnapshot, KeptReading, Touched, VitalSnapshot
from nadi.balance.tests.conftest import Evidence
from nadi.core import delivery, facts
from nadi.core.actors import System
from nadi.core.events import announce
from nadi.core.facts import Fact, answers_together
from nadi.core.models import Event
from nadi.core.tests.chance import seeds
from nadi.core.vitals import EvidenceRow, Window

pytestmark = pytest.mark.django_db
CLOCK = System("clock")
CENTERS = ("desk", "maintenance", "learning")
CLIENTS = (1, 2, 3, 4, 5, None)


@dataclasses.dataclass(frozen=True, slots=True)
class DeskMoved(Fact):
    client_id: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class MaintenanceMoved(Fact):
    client_id: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class LearningMoved(Fact):
    thing_id: int  # says nothing of a client: its vitals are read whole


FACTS: dict[str, type[Fact]] = {
    "desk": DeskMoved,
    "maintenance": MaintenanceMoved,
    "learning": LearningMoved,
}


class KilledError(BaseException):
    """The process is gone."""


class World:
    """The evidence of three centers, and everything that may happen to it."""

    def __init__(self, evidence: Evidence, now: datetime, seed: int) -> None:
        self.evidence, self.now, self.chance = evidence, now, random.Random(seed)
        for center in CENTERS:
            for number in range(4):
                evidence.vital(f"{center}.v{number}", touched_by=(FACTS[center],))
            for _ in range(40):
                self._add(f"{center}.v{self.chance.randrange(4)}", self.chance.choice(CLIENTS))

    def _add(self, name: str, client: int | None) -> None:
        self.evidence.add(
            name,
            self.now - timedelta(hours=self.chance.randrange(1, 24 * 40)),
            good=self.chance.randrange(3),
            bad=self.chance.randrange(3),
            client=client,
            excluded=self.chance.choice(["", "", "left out"]),
        )

    def _tell(self, name: str, client: int | None) -> None:
        center = name.split(".")[0]
        fact = LearningMoved(1) if center == "learning" else FACTS[center](client)  # type: ignore[call-arg]
        with transaction.atomic():
            announce(fact)

    def _name(self) -> str:
        return f"{self.chance.choice(CENTERS)}.v{self.chance.randrange(4)}"

    def rows_come(self) -> None:
        name, client = self._name(), self.chance.choice(CLIENTS)
        self._add(name, client)
        self._tell(name, client)

    def a_row_goes(self) -> None:
        name = self._name()
        if rows := self.evidence.rows[name]:
            self._tell(name, rows.pop(self.chance.randrange(len(rows))).client_id)

    def a_row_moves_to_another_client(self) -> None:
        name = self._name()
        if rows := self.evidence.rows[name]:
            at = self.chance.randrange(len(rows))
            before, after = rows[at].client_id, self.chance.choice(CLIENTS)
            rows[at] = dataclasses.replace(rows[at], client_id=after)
            self._tell(name, before)
            self._tell(name, after)

    def a_row_turns(self) -> None:
        name = self._name()
        if rows := self.evidence.rows[name]:
            at = self.chance.randrange(len(rows))
            rows[at] = dataclasses.replace(rows[at], numerator=1 - rows[at].numerator)
            self._tell(name, rows[at].client_id)

    def a_center_breaks(self) -> None:
        self.evidence.broken.add(self.chance.choice(CENTERS))

    def all_centers_mend(self) -> None:
        self.evidence.broken.clear()

    def facts_arrive(self) -> None:
        delivery.deliver_pending(limit=self.chance.randrange(1, 20))

    def facts_arrive_twice(self) -> None:
        """As after a crash between the answer and the mark that it was given."""
        delivery.deliver_pending()
        Event.objects.update(delivered_at=None, next_attempt_at=timezone.now())
        delivery.deliver_pending()

    def the_clock_reads(self) -> None:
        refreshing.refresh(self.now)

    def the_clock_reads_everything(self) -> None:
        actions.take_snapshot(self.now, by=CLOCK)


ACTS = [
    World.rows_come, World.rows_come, World.rows_come, World.a_row_goes, World.a_row_turns,
    World.a_row_moves_to_another_client, World.a_center_breaks, World.all_centers_mend,
    World.facts_arrive, World.facts_arrive_twice, World.the_clock_reads, World.the_clock_reads,
    World.the_clock_reads_everything,
]  # fmt: skip


@pytest.fixture
def worlds(
    evidence: Evidence, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], World]:
    """A world of a seed, whose facts balance answers by the same handler as real ones."""
    monkeypatch.setattr(facts, "_handlers", facts._handlers | {})
    monkeypatch.setattr(facts, "_together", {})
    answers_together(FACTS.values())(touched_or_killed)
    return lambda seed: World(evidence, now, seed)


ANSWERS_FAIL = random.Random(0)


def touched_or_killed(some: list[Fact]) -> None:
    """The real answer, which now and then fails after it wrote."""
    touch(some)
    if ANSWERS_FAIL.random() < 0.1:
        raise RuntimeError("the database went away")


def state() -> list[dict[str, object]]:
    """Everything that is kept and shown, but for ids and for when it was read."""
    unlike = {"id", "taken_at", "whole_at", "read_at"}
    found = [
        *KeptReading.objects.order_by("vital", "client_id").values(),
        *VitalSnapshot.objects.order_by("vital", "day").values(),
        *CenterSnapshot.objects.order_by("center", "day").values(),
    ]
    return [{key: row[key] for key in row if key not in unlike} for row in found]


def _settle(world: World) -> None:
    world.all_centers_mend()
    Event.objects.update(next_attempt_at=timezone.now())
    while Event.objects.filter(delivered_at=None).exists():
        delivery.deliver_pending()
        Event.objects.update(next_attempt_at=timezone.now())
    world.the_clock_reads()


@seeds(12)
def test_what_facts_keep_equals_a_full_recompute(worlds: Callable[[int], World], seed: int) -> None:
    world = worlds(seed)
    world.the_clock_reads_everything()
    for _ in range(60):
        world.chance.choice(ACTS)(world)
    _settle(world)
    incremental = state()
    assert not Touched.objects.exists()
    KeptReading.objects.all().delete()
    world.the_clock_reads_everything()
    assert [row for row in incremental if row not in state()] == []
    assert state() == incremental


@seeds(6)
def test_a_worker_killed_while_reading_loses_nothing(
    worlds: Callable[[int], World], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it read, after it kept, or after it scored: nothing happened."""
    world = worlds(100 + seed)
    world.the_clock_reads_everything()
    for _ in range(10):
        world.rows_come()
    while Event.objects.filter(delivered_at=None).exists():
        Event.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_pending()
    before, heard = state(), Touched.objects.count()

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KilledError

    for module, name in ((kept, "look"), (snapshots, "vital_row"), (snapshots, "store")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, killed)
            with pytest.raises(KilledError), transaction.atomic():
                refreshing.refresh(world.now)
        assert (state(), Touched.objects.count()) == (before, heard)
    world.the_clock_reads()
    incremental = state()
    assert incremental != before
    world.the_clock_reads_everything()
    assert state() == incremental


@pytest.mark.parametrize("seed", range(4))
def test_while_the_clock_goes_on_each_reading_is_true_of_its_own_moment(
    worlds: Callable[[int], World], seed: int
) -> None:
    """Windows move: until the hour reads everybody, each client is as of when it was last read."""
    world = worlds(200 + seed)
    world.the_clock_reads_everything()
    for _ in range(60):
        world.now += timedelta(minutes=world.chance.randrange(0, 25))
        world.chance.choice(ACTS)(world)
    _settle(world)
    for row in KeptReading.objects.all():
        vital = next(v for v in world.evidence.vitals[row.vital.split(".")[0]]
                     if v.name == row.vital)  # fmt: skip
        window = Window.before(row.read_at, vital.window)
        (read,) = [r for r in vital.read(window, None) if r.client_id == row.client_id]
        assert (read.numerator, read.denominator, read.n) == (row.numerator, row.denominator, row.n)
    world.the_clock_reads_everything()
    for name, total in kept.totals([r.vital for r in KeptReading.objects.all()]).items():
        window = Window.before(world.now, timedelta(days=28))
        rows = world.evidence.between(name, window, None)
        counted = [row for row in rows if not row.excluded]
        assert total.figure.counted.n == len(counted)
        assert total.figure.counted.numerator == sum((r.numerator for r in counted), Decimal(0))


def test_a_fact_that_arrives_while_the_clock_reads_is_heard_the_next_time(
    worlds: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(1)
    world.the_clock_reads_everything()
    touch([DeskMoved(1)])
    follow = outlook.follow

    def meanwhile(*args: Any) -> object:
        touch([DeskMoved(2)])
        return follow(*args)

    monkeypatch.setattr(outlook, "follow", meanwhile)
    refreshing.refresh(world.now)
    assert set(Touched.objects.values_list("client_id", flat=True)) == {2}


def test_only_the_clients_that_facts_name_are_read(
    evidence: Evidence, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.vital("desk.v0", touched_by=(DeskMoved,))
    evidence.vital("desk.v1")
    row = EvidenceRow("x", "/", now - timedelta(hours=1), 1, Decimal(1), Decimal(1))
    evidence.rows["desk.v0"].append(row)
    actions.take_snapshot(now, by=CLOCK)
    asked: list[object] = []
    read = evidence.read

    def noted(name: str, window: Window, clients: frozenset[int] | None = None) -> object:
        asked.append((name, clients))
        return read(name, window, clients)

    monkeypatch.setattr(evidence, "read", noted)
    touch([DeskMoved(1)])
    touch([DeskMoved(4)])
    refreshing.refresh(now)
    assert asked == [("desk.v0", frozenset({1, 4}))]
    asked.clear()
    touch([DeskMoved(4)])
    refreshing.refresh(now + timedelta(hours=2))
    assert asked == [("desk.v0", None), ("desk.v1", None)], "after a clock that stood still"
