"""What one fact costs is kept small by a short way. It must write what a whole reading writes, and
must not be taken where that cannot be known."""

import dataclasses
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction

from nadi.accounts.models import Person
from nadi.balance import actions, kept, outlook, refreshing, rules, short_way, snapshots
from nadi.balance.handlers import touch
from nadi.balance.models import (
    CenterSnapshot,
    NeglectBudget,
    Touched,
    VitalSnapshot,
)
from nadi.balance.tests.conftest import Evidence
from nadi.balance.tests.test_incremental import (
    CLOCK,
    DeskMoved,
    KilledError,
    MaintenanceMoved,
    state,
)
from nadi.core.tests.chance import seeds
from nadi.core.vitals import Cap, Clients, Reading, ReadVital, Window

pytestmark = pytest.mark.django_db
CLIENTS = (1, 2, 3)
LongWays = list[set[str]]


@pytest.fixture
def firm(
    evidence: Evidence, now: datetime, days_of_snapshots: Callable[[datetime, int], None]
) -> Evidence:
    """Two centers with a history, near their line, one of them with a budget of neglect."""
    for center, kind in (("desk", DeskMoved), ("maintenance", MaintenanceMoved)):
        for number in range(4):
            name = f"{center}.v{number}"
            told = {"read": _telling(evidence, name)} if number % 2 else {}
            evidence.vital(name, touched_by=(kind,), **told)
            for ago in range(1, 60):
                at = now - timedelta(days=ago, hours=number)
                good = 3 if (ago + number) % 3 else 4
                evidence.add(name, at, good=good, bad=1, client=CLIENTS[ago % 3])
    days_of_snapshots(now - timedelta(days=1), 40)
    NeglectBudget.objects.create(
        center="desk",
        version=1,
        from_day=now.date() - timedelta(days=20),
        days_allowed=3,
        consequence="we take on nobody new",
        agreed_by="Maya",
    )
    actions.take_snapshot(now, by=CLOCK)
    return evidence


def _telling(evidence: Evidence, name: str) -> ReadVital:
    """Read as it is, and told how many rows were left out."""

    def read(window: Window, population: str | None, clients: Clients = None, /) -> list[Reading]:
        left_out = Counter(
            row.client_id for row in evidence.between(name, window, None) if row.excluded
        )
        return [
            dataclasses.replace(one, excluded=left_out[one.client_id])
            for one in evidence.read(name, window, clients)
        ]

    return read


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> LongWays:
    """The centers for which the long way was taken, each time it was."""
    taken: LongWays = []
    write = snapshots.write_touched

    def noted(now: datetime, touched: dict[str, frozenset[int] | None], labels: set[str]) -> None:
        taken.append(set(labels))
        write(now, touched, labels)

    monkeypatch.setattr(snapshots, "write_touched", noted)
    return taken


def _something_happens(firm: Evidence, now: datetime, chance: random.Random) -> str:
    """Rows come, go or turn, at one client, sometimes at two; a cap may come or go. The label."""
    label = chance.choice(("desk", "maintenance"))
    fact = {"desk": DeskMoved, "maintenance": MaintenanceMoved}[label]
    for client in chance.sample(CLIENTS, chance.choice((1, 1, 1, 2))):
        rows = firm.rows[f"{label}.v{chance.randrange(4)}"]
        mine = [at for at, row in enumerate(rows) if row.client_id == client]
        match chance.choice(("come", "go", "all go", "turn", "leave out")):
            case "come":
                at = now - timedelta(minutes=chance.randrange(1, 60 * 24 * 40))
                good = chance.choice((0, 0, 9, 40))
                name = f"{label}.v{chance.randrange(4)}"
                firm.add(name, at, good=good, bad=9 - min(good, 9), client=client)
            case "go" if mine:
                del rows[chance.choice(mine)]
            case "all go":
                rows[:] = [row for row in rows if row.client_id != client]
            case "turn" if mine:
                for at in chance.sample(mine, len(mine) // 2):
                    rows[at] = dataclasses.replace(rows[at], numerator=1 - rows[at].numerator)
            case "leave out" if mine:
                at = chance.choice(mine)
                rows[at] = dataclasses.replace(rows[at], excluded="left out")
        touch([fact(client)])
    cap = Cap(label, Decimal(chance.choice((40, 70))), "a test failed", "/somewhere/")
    firm.caps[label] = chance.choice(([], [], [cap]))
    return label


@seeds(10)
def test_the_short_way_writes_what_a_whole_reading_writes(
    firm: Evidence, now: datetime, long_ways: LongWays, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        label = _something_happens(firm, now, chance)
        assert refreshing.refresh(now) == [label]
        short = state()
        with transaction.atomic():
            actions.take_snapshot(now, by=CLOCK)
            assert short == state()
            transaction.set_rollback(True)
    assert long_ways == []


def test_the_year_of_the_firm_reaches_the_short_way(firm: Evidence, now: datetime) -> None:
    """What the test above compares is not empty: history leans, budgets and changes are there."""
    row = CenterSnapshot.objects.get(center="desk", day=now.date())
    assert row.verdict == "scored"
    assert row.neglect is not None
    assert row.change is not None
    assert all(v.own_rate for v in VitalSnapshot.objects.filter(center="desk", day=now.date()))


def test_only_the_touched_vital_and_its_center_are_written(
    firm: Evidence, now: datetime, long_ways: LongWays
) -> None:
    later = now + timedelta(minutes=5)
    first = firm.vitals["desk"][0]
    firm.vitals["desk"][1:] = [
        dataclasses.replace(vital, touched_by=()) for vital in firm.vitals["desk"][1:]
    ]
    firm.add(first.name, now, bad=5, client=2)
    touch([DeskMoved(2)])
    assert refreshing.refresh(later) == ["desk"]
    written = VitalSnapshot.objects.filter(taken_at=later).values_list("vital", flat=True)
    assert list(written) == [first.name]
    assert CenterSnapshot.objects.get(taken_at=later).center == "desk"
    assert long_ways == []


@pytest.mark.parametrize(
    "what", ["no client", "removed", "version", "renamed", "tomorrow", "late", "write_day"]
)
def test_what_is_out_of_the_ordinary_goes_the_long_way(
    firm: Evidence, now: datetime, maya: Person, long_ways: LongWays, what: str
) -> None:
    client: int | None = 1
    if what == "no client":
        client = None
    elif what == "removed":
        firm.vital("desk.v4")
        actions.take_snapshot(now, by=CLOCK)
        actions.remove_vital("desk.v4", because="it said nothing new", by=maya, now=now)
    elif what == "version":
        firm.vitals["desk"][2] = dataclasses.replace(firm.vitals["desk"][2], version=2)
    elif what == "renamed":
        firm.vitals["desk"].pop(2)
        firm.vital("desk.other", touched_by=(DeskMoved,))
    elif what == "tomorrow":
        now += timedelta(days=1)
    elif what == "late":
        now += kept.TOO_OLD + timedelta(seconds=1)
    else:
        snapshots.write_day(now - timedelta(days=1), [], count_excluded=False)
    touch([DeskMoved(client)])
    assert refreshing.refresh(now) == ["desk"]
    assert long_ways == [{"desk"}]


@pytest.mark.parametrize(
    ("module", "name"),
    [(kept, "look"), (rules, "moved"), (outlook, "follow"), (short_way, "_write")],
)
def test_killed_on_the_short_way_nothing_happened(
    firm: Evidence,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    long_ways: LongWays,
    module: ModuleType,
    name: str,
) -> None:
    """Before it wrote all is as it was, and the facts are heard again."""
    firm.rows["desk.v1"] = [row for row in firm.rows["desk.v1"] if row.client_id != 1]
    firm.add("desk.v0", now - timedelta(hours=1), bad=5, client=2)
    touch([DeskMoved(1), DeskMoved(2)])
    before, heard = state(), Touched.objects.count()

    def killed(*args: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        with pytest.raises(KilledError):
            refreshing.refresh(now)
    assert (state(), Touched.objects.count()) == (before, heard)
    assert refreshing.refresh(now) == ["desk"]
    assert state() != before
    assert long_ways == []


def test_killed_between_two_centers_the_first_stands(
    firm: Evidence, now: datetime, monkeypatch: pytest.MonkeyPatch, long_ways: LongWays
) -> None:
    """What is written of a center is written with what was heard of it."""
    for label, fact in (("desk", DeskMoved(2)), ("maintenance", MaintenanceMoved(2))):
        firm.add(f"{label}.v0", now - timedelta(hours=1), bad=5, client=2)
        touch([fact])
    write = short_way._write

    def killed(*args: Any) -> bool:
        written = write(*args)
        if written:
            raise KilledError
        return written

    with monkeypatch.context() as patch:
        patch.setattr(short_way, "_write", killed)
        with pytest.raises(KilledError):
            refreshing.refresh(now)
    (left,) = set(Touched.objects.values_list("center", flat=True))
    assert refreshing.refresh(now) == [left]
    short = state()
    actions.take_snapshot(now, by=CLOCK)
    assert short == state()
    assert long_ways == []


def test_a_center_that_was_written_meanwhile_is_left_as_it_is(
    firm: Evidence, now: datetime, long_ways: LongWays
) -> None:
    """Another worker heard the same fact, read it, and was first; then more came."""
    look = kept.look
    firm.add("desk.v0", now - timedelta(hours=1), bad=5, client=2)
    touch([DeskMoved(2)])
    with pytest.MonkeyPatch.context() as patch:

        def meanwhile(*args: Any) -> kept.Look:
            patch.setattr(kept, "look", look)
            seen = look(*args)
            with transaction.atomic():
                refreshing.refresh(now)
                firm.add("desk.v0", now - timedelta(hours=2), bad=3, client=2)
                touch([DeskMoved(2)])
            return seen

        patch.setattr(kept, "look", meanwhile)
        assert refreshing.refresh(now) == []
    assert refreshing.refresh(now) == ["desk"]
    assert long_ways == []
    short = state()
    actions.take_snapshot(now, by=CLOCK)
    assert short == state()


def test_what_is_agreed_meanwhile_is_not_undone(
    firm: Evidence, now: datetime, maya: Person
) -> None:
    """A budget agreed while the clock reads is written beside it, without its lock."""
    follow = outlook.follow

    def meanwhile(*args: Any) -> object:
        found = follow(*args)
        actions.agree_neglect_budget(
            "maintenance", days_allowed=9, consequence="we ask for help at once", by=maya, now=now
        )
        return found

    touch([MaintenanceMoved(1)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outlook, "follow", meanwhile)
        refreshing.refresh(now)
    row = CenterSnapshot.objects.get(center="maintenance", day=now.date())
    assert row.neglect
    assert row.neglect["consequence"] == "we ask for help at once"


def test_sums_of_the_book_are_the_sums_of_its_readings(
    firm: Evidence, now: datetime, long_ways: LongWays
) -> None:
    chance = random.Random(5)
    for _ in range(30):
        _something_happens(firm, now, chance)
        refreshing.refresh(now)
    totals = kept.totals(vital.name for mine in firm.vitals.values() for vital in mine)
    books = CenterSnapshot.objects.filter(day=now.date()).values_list("book", flat=True)
    moved = {name: kept.Sums.of(plain) for book in books for name, plain in book.items()}
    assert moved == {name: total.sums for name, total in totals.items()}
    assert any(sums and sums.of_readings.told for sums in moved.values())
    assert long_ways == []
