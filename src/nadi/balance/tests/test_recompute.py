"""Every vital of every center, recomputed from its rows: over the demo firm, in random windows.

The rows are what a person sees when a figure is opened. If they do not add up to the reading, the
figure is a rumour; so this test knows no vital by name and needs no change when one is added.
"""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nadi.accounts.models import LEADS, Person
from nadi.balance import preparing, rules
from nadi.balance.models import CenterSnapshot, Prepared, VitalSnapshot
from nadi.balance.queries.prepared import prepared_for
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.demo import Story
from nadi.core.vitals import Clients, Reading, Vital, Window

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
NAMES = sorted(centers.vitals())
Sum = tuple[Decimal, Decimal, int]


@pytest.fixture
def told(told_demo: Story) -> Story:
    return told_demo


def _windows(vital: Vital) -> list[Window]:
    """Its own, and five of any length anywhere in the last three months."""
    chance = random.Random(vital.name)
    found = [Window.before(NOW, vital.window)]
    for _ in range(5):
        end = NOW - timedelta(hours=chance.randrange(24 * 80))
        found.append(Window(end - timedelta(hours=chance.randrange(1, 24 * 40)), end))
    return found


def _read(vital: Vital, window: Window, population: str | None) -> dict[int | None, Sum]:
    found: dict[int | None, Sum] = {}
    for one in vital.read(window, population):
        assert one.vital == vital.name
        assert one.client_id not in found, "one reading per client"
        if one.n:
            found[one.client_id] = (one.numerator, one.denominator or Decimal(0), one.n)
    return found


def _rows(
    vital: Vital, window: Window, client: int | None, population: str | None
) -> dict[int | None, Sum]:
    found: dict[int | None, Sum] = {}
    for row in vital.rows(window, client, population):
        if not row.excluded:
            above, below, n = found.get(row.client_id, (Decimal(0), Decimal(0), 0))
            found[row.client_id] = (
                above + row.numerator,
                below + (row.denominator or Decimal(0)),
                n + 1,
            )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_is_the_sum_of_its_rows(told: Story, name: str) -> None:
    vital = centers.vital(name)
    for window in _windows(vital):
        for population in (None, *vital.populations):
            read = _read(vital, window, population)
            assert _rows(vital, window, None, population) == read
            for client in list(read)[:3]:
                if client is not None:
                    assert _rows(vital, window, client, population) == {client: read[client]}


def _by_client(
    vital: Vital, window: Window, population: str | None, clients: Clients
) -> dict[int | None, Reading]:
    return {one.client_id: one for one in vital.read(window, population, clients) if one.n}


@pytest.mark.parametrize("name", NAMES)
def test_reading_some_clients_is_that_part_of_the_whole_reading(told: Story, name: str) -> None:
    """To the last field: also how fresh it is must not hang on who else was read."""
    vital = centers.vital(name)
    chance = random.Random(name)
    everybody = sorted(Client.objects.values_list("pk", flat=True))
    for window in _windows(vital):
        for population in (None, *vital.populations):
            whole = _by_client(vital, window, population, None)
            one = chance.choice(everybody)
            some = frozenset(chance.sample(everybody, chance.randrange(2, len(everybody))))
            for clients in (frozenset({one}), some, frozenset(everybody), frozenset[int]()):
                wanted = {who: found for who, found in whole.items() if who in clients}
                assert _by_client(vital, window, population, clients) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_value_is_recomputed_from_its_rows(told: Story, name: str) -> None:
    """The day's snapshot against the rows of its own window, through goalposts to the score."""
    vital = centers.vital(name)
    stored = VitalSnapshot.objects.filter(vital=name).latest("day")
    window = Window(stored.window_start, stored.window_end)
    rows = vital.rows(window, None, None)
    counted = rules.added_up((r.numerator, r.denominator, 1, r.at) for r in rows if not r.excluded)
    assert (stored.numerator, stored.n) == (counted.numerator, counted.n)
    assert (stored.denominator or 0) == (counted.denominator or 0)
    assert stored.excluded == sum(bool(row.excluded) for row in rows)
    if stored.leaned is not None and not stored.hold:
        value = rules.value_of(vital.unit, counted.numerator, counted.denominator)
        assert value is not None
        assert stored.value == pytest.approx(float(value))
        leaned = Decimal(str(stored.leaned))
        assert stored.score == pytest.approx(rules.score_of(leaned, vital.goalposts))


def test_the_demo_gives_every_vital_something_to_read(told: Story) -> None:
    silent = VitalSnapshot.objects.filter(day=NOW.date(), n=0).values_list("vital", flat=True)
    assert list(silent) == []


def test_every_center_has_its_day(told: Story) -> None:
    rows = CenterSnapshot.objects.filter(day=NOW.date())
    assert {row.center for row in rows} == {center.label for center in centers.centers()}
    assert not rows.filter(verdict=rules.Verdict.UNREAD).exists()


def test_a_center_s_state_is_recomputed_from_its_vitals(told: Story) -> None:
    for row in CenterSnapshot.objects.filter(day=NOW.date()).exclude(of=0):
        scores = list(
            VitalSnapshot.objects.filter(center=row.center, day=row.day).values_list(
                "score", flat=True
            )
        )
        mean = sum(rules.FLOOR if score is None else score for score in scores) / len(scores)
        cap = min((cap["at"] for cap in row.caps), default=100.0)
        assert row.low == pytest.approx(min(mean, cap))


#: How many statements the asks of a center cost at most, however large the firm.
STATEMENTS = {
    "agreements": 4,
    "learning": 4,
    "monitoring": 10,
    "maintenance": 8,
    "desk": 4,
    "planning": 8,
    "culture": 22,
}


@pytest.mark.parametrize("label", STATEMENTS)
def test_asks_keep_to_their_statements(told: Story, label: str) -> None:
    for who in Person.objects.filter(role__in=LEADS):
        with CaptureQueriesContext(connection) as ran:
            centers.center(label).asks(who, told.now)
        assert len(ran) <= STATEMENTS[label]


def test_what_today_asks_ahead_is_what_the_centers_ask_now(told: Story) -> None:
    """With the real asks of all centers: words, buttons and order, for each who leads."""
    Prepared.objects.all().delete()
    later = told.now + timedelta(minutes=1)
    preparing.prepare(later)
    for who in Person.objects.filter(role__in=LEADS):
        kept = prepared_for(who, [center.label for center in centers.centers()], later)
        with timezone.override(who.zone):
            for center in centers.centers():
                assert kept.asks[center.label] == center.asks(who, later)
    assert kept.promises == centers.promise_counts(later)
    assert sum(len(asks) for asks in kept.asks.values()) > 4
