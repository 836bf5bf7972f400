"""Each reading, recomputed from its rows; one statement for all clients; what Solar asks for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from nadi.accounts.models import Person
from nadi.agreements.models import TimeEntry, WorkType
from nadi.clients.models import Client
from nadi.core.models import Heartbeat
from nadi.core.vitals import Reading, Vital, Window
from nadi.fleet.models import Device, DeviceState, ObserverGap
from nadi.monitoring.models import Alert, AlertRule, CheckResult, DiskForecast, HttpCheck
from nadi.monitoring.vitals import VITALS, asks

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def alert(client: Client, rule: AlertRule, at: datetime, **values: object) -> Alert:
    facts = {
        "key": f"disk:device:{Alert.objects.count()}:/",
        "severity": "important",
        "sentence": "The disk / on FS02 is 91 % full.",
        "raised_at": at,
        "last_raised_at": at,
        "told_at": at,
        "said": "raised",
        "answer_by": at + 4 * HOUR,
    }
    return Alert.objects.create(client=client, rule=rule, **{**facts, **values})


@pytest.fixture
def month(
    oak: Client,
    harbor: Client,
    aisha: Person,
    rules_in_use: dict[str, AlertRule],
    device_of: Callable[..., Device],
    now: datetime,
) -> Window:
    """A month with a bit of everything at two clients."""
    rule = rules_in_use["disk"]
    day = timedelta(days=1)
    alert(
        oak, rule, now - 5 * day, answered_at=now - 5 * day + HOUR, outcome="work", said="cleared"
    )
    alert(oak, rule, now - 4 * day, answered_at=now - 4 * day + 9 * HOUR, outcome="nothing")
    alert(oak, rule, now - 3 * day)
    alert(harbor, rule, now - 2 * day, cleared_at=now - 2 * day + HOUR, said="cleared")
    alert(harbor, rule, now - 2 * day, told_at=None, said="nothing")
    alert(harbor, rule, now - day, severity="urgent", answered_at=now - day, outcome="work")
    speaks, silent = device_of(oak, "FS01"), device_of(oak, "FS02")
    device_of(harbor, "PC01", kind="workstation")
    Device.objects.create(client=harbor, name="OLD", state=DeviceState.RETIRED)
    Device.objects.update(made_at=now - 90 * day)
    alert(oak, rules_in_use["silent"], now - HOUR, key=f"silent:device:{silent.pk}", device=silent)
    assert speaks.pk != silent.pk
    check = HttpCheck.objects.create(client=oak, name="Shop", url="https://oakiron.example")
    for hour in range(10):
        CheckResult.objects.create(
            check_of=check, at=now - hour * HOUR - HOUR, fine=hour != 3, milliseconds=90
        )
    for kind, minutes in (("monitoring", 30), ("backup", 60), ("reactive", 30), ("project", 500)):
        TimeEntry.objects.create(
            person=aisha,
            client=oak,
            work_type=WorkType.objects.get(slug=kind),
            started_at=now - day,
            ended_at=now - day + timedelta(minutes=minutes),
            minutes=minutes,
        )
    return Window(now - timedelta(days=28), now)


def by_client(vital: Vital, window: Window, population: str | None = None) -> dict[int, Reading]:
    return {r.client_id: r for r in vital.read(window, population)}


@pytest.mark.parametrize("vital", VITALS, ids=lambda vital: vital.name)
def test_every_reading_is_the_sum_of_its_rows(vital: Vital, month: Window) -> None:
    for population in (None, *vital.populations):
        readings = by_client(vital, month, population)
        everything = vital.rows(month, None, population)
        clients = {row.client_id for row in everything}
        for client_id in clients | set(readings):
            rows = [r for r in vital.rows(month, client_id, population) if not r.excluded]
            assert rows == [r for r in everything if r.client_id == client_id and not r.excluded]
            if not rows:
                assert client_id not in readings or readings[client_id].n == 0
                continue
            reading = readings[client_id]
            assert reading.numerator == sum(row.numerator for row in rows)
            assert reading.denominator == sum(row.denominator or 0 for row in rows)
            assert reading.n == len(rows)


@pytest.mark.parametrize(
    ("name", "at_oak", "at_harbor"),
    [
        ("monitoring.devices_reporting", (1, 2), (1, 1)),
        ("monitoring.alerts_answered", (1, 3), (1, 1)),
        ("monitoring.alerts_acted_on", (1, 2), (1, 2)),
        ("monitoring.sites_answering", (9, 10), None),
        ("monitoring.proactive_share", (90, 120), None),
    ],
)
def test_the_month_as_counted_by_hand(
    name: str,
    at_oak: tuple[int, int],
    at_harbor: tuple[int, int] | None,
    month: Window,
    oak: Client,
    harbor: Client,
) -> None:
    vital = next(v for v in VITALS if v.name == name)
    got = by_client(vital, month)
    for client, wanted in ((oak, at_oak), (harbor, at_harbor)):
        if wanted is None:
            assert client.pk not in got
        else:
            reading = got[client.pk]
            assert (reading.numerator, reading.denominator) == tuple(map(Decimal, wanted))


def test_what_is_left_out_says_why(month: Window, harbor: Client) -> None:
    answered = next(v for v in VITALS if v.name == "monitoring.alerts_answered")
    reasons = [row.excluded for row in answered.rows(month, harbor.pk, None) if row.excluded]
    assert reasons == ["over before anybody had to look"]


@pytest.mark.parametrize("vital", VITALS, ids=lambda vital: vital.name)
def test_the_whole_book_costs_one_statement(
    vital: Vital, month: Window, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(1):
        list(vital.read(month, None))


def test_it_asks_for_a_look_and_for_planned_work(
    month: Window, maya: Person, jonas: Person, now: datetime
) -> None:
    device = Device.objects.get(name="FS02")
    today = now.date()
    DiskForecast.objects.create(
        device=device,
        instance="/srv",
        made_on=today,
        slope=1,
        level=91,
        days=28,
        full_on=today + timedelta(days=9),
        earliest=today + timedelta(days=8),
    )
    asked = asks(maya, now)
    assert [ask.button for ask in asked[:2]] == ["Look", "Plan work"]
    assert str(asked[1].title) == "The disk /srv of FS02 will be full in 9 days"
    assert asked[1].method == "post"
    assert all("FS02" not in str(ask.title) for ask in asks(jonas, now))


def test_it_names_what_else_waits(
    oak: Client,
    maya: Person,
    rules_in_use: dict[str, AlertRule],
    device_of: Callable[..., Device],
    now: datetime,
) -> None:
    rule = rules_in_use["disk"]
    for number in range(1, 6):
        device = device_of(oak, f"PC{number}", kind="workstation")
        alert(oak, rule, now - HOUR + number * timedelta(minutes=1), device=device)
        ask = asks(maya, now)[0]
        said = {1: "yet.", 2: "Also: PC2.", 5: "Also: PC2, PC3, PC4, and 1 more."}
        assert str(ask.why).endswith(said.get(number, "."))


def test_a_certificate_that_ends_soon_is_asked_for(
    month: Window, maya: Person, now: datetime
) -> None:
    HttpCheck.objects.update(certificate_until=now + timedelta(days=6, hours=2))
    titles = [str(ask.title) for ask in asks(maya, now)]
    assert "The certificate of Shop ends in 6 days" in titles


def test_an_empty_firm_is_asked_to_begin(maya: Person, now: datetime) -> None:
    assert [str(ask.title) for ask in asks(maya, now)] == ["Nothing is watched yet"]


def _fresh(name: str, window: Window) -> dict[int | None, datetime | None]:
    (vital,) = [vital for vital in VITALS if vital.name == name]
    return {reading.client_id: reading.fresh_at for reading in vital.read(window, None)}


@pytest.mark.parametrize("name", ["monitoring.alerts_answered", "monitoring.alerts_acted_on"])
def test_a_calm_client_is_known_as_long_as_the_intake_listens(
    month: Window, oak: Client, harbor: Client, now: datetime, name: str
) -> None:
    day = timedelta(days=1)
    Heartbeat.objects.update_or_create(process="intake", defaults={"at": now + 9 * day})
    calm = Window(month.start, now + 6 * day)
    assert _fresh(name, calm) == {oak.pk: calm.end, harbor.pk: calm.end}
    gap = ObserverGap.objects.create(start=now + 5 * day, end=now + 7 * day)
    assert _fresh(name, calm) == {oak.pk: gap.start, harbor.pk: gap.start}
    ObserverGap.objects.all().delete()
    Heartbeat.objects.update(at=now + 2 * day)
    assert set(_fresh(name, calm).values()) == {now + 2 * day}, "the intake is away since then"


def test_hours_are_known_up_to_the_newest_that_anybody_wrote(
    month: Window, harbor: Client, aisha: Person, now: datetime
) -> None:
    kind = WorkType.objects.get(slug="proactive")
    at = now - timedelta(days=12)
    TimeEntry.objects.create(
        person=aisha, client=harbor, work_type=kind, minutes=30, started_at=at, ended_at=at
    )
    fresh = list(_fresh("monitoring.proactive_share", month).values())
    assert fresh == 2 * [now - timedelta(days=1) + HOUR], "also where it was long ago"
