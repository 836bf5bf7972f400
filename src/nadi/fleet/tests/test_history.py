"""Rollups say the same as the samples, late ones too; days come and go."""

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import Heartbeat
from nadi.core.tests.chance import seeds
from nadi.fleet import history, queries, rules
from nadi.fleet.models import Device, ObserverGap, Report, Rollup, Sample, SeriesLayout

MINUTE = timedelta(minutes=1)


@pytest.fixture
def machine(harbor: Client) -> Device:
    return Device.objects.create(client=harbor, name="FS02", state="active")


@pytest.fixture
def layout(db: None) -> SeriesLayout:
    return SeriesLayout.objects.create(digest="d", names=["cpu.percent", "memory.percent"])


def report(
    device: Device, layout: SeriesLayout, samples: dict[datetime, list], now: datetime
) -> None:
    Sample.objects.bulk_create(
        Sample(device=device, at=at, layout=layout, values=values) for at, values in samples.items()
    )
    Report.objects.create(
        device=device,
        boot=uuid4(),
        sequence=1,
        digest=b"",
        sent_at=now,
        received_at=now,
        oldest_at=min(samples),
        newest_at=max(samples),
    )


def points(device: Device, minutes: int) -> list[tuple]:
    rows = Rollup.objects.filter(device=device, minutes=minutes).order_by("at")
    return [(row.at, row.n, row.means, row.highs) for row in rows]


def test_means_and_highs_of_five_minutes(machine: Device, layout: SeriesLayout) -> None:
    now = timezone.now()
    start = (now - timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    samples = {start + n * MINUTE: [float(n), None if n == 2 else 50.0] for n in range(7)}
    report(machine, layout, samples, now)
    assert history.roll_up(5, now) == 2
    assert points(machine, 5) == [
        (start, 5, [2.0, 50.0], [4.0, 50.0]),
        (start + 5 * MINUTE, 2, [5.5, 50.0], [6.0, 50.0]),
    ]
    history.roll_up(60, now)
    assert points(machine, 60) == [(start, 7, [3.0, 50.0], [6.0, 50.0])]


def test_a_late_sample_mends_its_bucket(machine: Device, layout: SeriesLayout) -> None:
    now = timezone.now()
    start = (now - timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    report(machine, layout, {start: [10.0, 1.0]}, now - timedelta(hours=5))
    history.roll_up(5, now - timedelta(hours=4))
    report(machine, layout, {start + MINUTE: [30.0, 1.0]}, now - MINUTE)
    history.roll_up(5, now)
    assert points(machine, 5) == [(start, 2, [20.0, 1.0], [30.0, 1.0])]
    history.roll_up(5, now + MINUTE)
    assert len(points(machine, 5)) == 1, "and again changes nothing"


def test_days_are_made_ahead_and_dropped_behind(db: None) -> None:
    def days() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT right(inhrelid::regclass::text, 8) FROM pg_inherits"
                " WHERE inhparent = 'fleet_sample'::regclass"
            )
            return {row[0] for row in cursor.fetchall()}

    later = datetime(2031, 3, 1, 12, tzinfo=UTC)
    history.keep_days(later)
    assert {"20310308", "20310220"} <= days()
    assert not {day for day in days() if day < "20310215"}
    assert history.keep_days(later) == 0


def test_a_line_says_how_many_samples_stand_behind_it(
    machine: Device, layout: SeriesLayout, aisha: Person
) -> None:
    now = timezone.now()
    start = now - timedelta(hours=3)
    report(machine, layout, {start + n * MINUTE: [float(n), 1.0] for n in range(20)}, now)
    history.roll_up(5, now)
    raw = queries.line(aisha, machine, "cpu.percent", now - timedelta(hours=6), now)
    rolled = queries.line(aisha, machine, "cpu.percent", now - timedelta(hours=24), now)
    assert (raw[0], rolled[0]) == (0, 5)
    assert [point.mean for point in raw[1]] == [float(n) for n in range(20)]
    assert sum(point.n for point in rolled[1]) == 20
    assert max(point.high for point in rolled[1]) == 19.0
    assert queries.line(aisha, machine, "cpu.nothing", start, now)[1] == []


def test_who_may_not_see_the_client_sees_no_figures(
    oak: Client, layout: SeriesLayout, jonas: Person
) -> None:
    now = timezone.now()
    hidden = Device.objects.create(
        client=oak, name="CAD", state="active", last_seen_at=now - 5 * MINUTE
    )
    report(hidden, layout, {now - MINUTE: [1.0, 1.0]}, now)
    assert queries.newest_figures(jonas, hidden) is None
    assert queries.line(jonas, hidden, "cpu.percent", now - timedelta(hours=1), now)[1] == []
    assert queries.silences_visible_to(jonas, now) == {}


@seeds(8)
def test_who_is_silent_is_what_the_rule_says_of_each(
    harbor: Client, oak: Client, maya: Person, jonas: Person, seed: int
) -> None:
    """Also where nothing listened for a while, or does not now."""
    chance, now = random.Random(seed), timezone.now()

    def ago(most: int) -> datetime:
        return now - chance.randrange(most) * MINUTE

    Device.objects.bulk_create(
        Device(
            client=chance.choice([harbor, oak]),
            name=f"M{n}",
            state=chance.choice(["active", "active", "retired"]),
            silent_after_minutes=chance.choice([1, 3, 10, 60]),
            last_seen_at=ago(chance.choice([6, 90, 3000])) if n % 9 else None,
        )
        for n in range(60)
    )
    for _ in range(chance.randrange(3)):
        start = ago(120)
        ObserverGap.objects.create(start=start, end=min(now, start + chance.randrange(40) * MINUTE))
    if seed % 3:
        Heartbeat.objects.create(process="intake", at=ago(2 if seed % 3 == 1 else 30))
    gaps = queries.observer_gaps(now - timedelta(days=7), now)
    silent = {
        one.pk: rules.silent_since(one.last_seen_at, one.silent_after, gaps, now)
        for one in Device.objects.active().exclude(last_seen_at=None)
    }
    expected = {pk: since for pk, since in silent.items() if since}
    assert {one.device.pk: one.since for one in queries.silent_devices(now)} == expected
    assert queries.silences_visible_to(maya, now) == expected
    theirs = set(Device.objects.visible_to(jonas).values_list("pk", flat=True))
    seen = {pk: since for pk, since in expected.items() if pk in theirs}
    assert queries.silences_visible_to(jonas, now) == seen


def test_our_own_blindness_declares_nobody_silent(machine: Device) -> None:
    now = timezone.now()
    Device.objects.filter(pk=machine.pk).update(last_seen_at=now - 10 * MINUTE)
    Heartbeat.objects.create(process="intake", at=now)
    assert [each.device for each in queries.silent_devices(now)] == [machine]
    assert queries.silent_devices(now)[0].since == now - 7 * MINUTE
    gap = ObserverGap.objects.create(start=now - 9 * MINUTE, end=now - MINUTE)
    assert queries.silent_devices(now) == []
    gap.delete()
    Heartbeat.objects.update(at=now - 8 * MINUTE)
    assert queries.silent_devices(now) == [], "and we are still blind"


def test_the_highest_value_of_each_day(machine: Device, layout: SeriesLayout) -> None:
    day = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(days=2)
    for hour, high in ((0, 40.0), (1, 60.0), (25, 70.0)):
        Rollup.objects.create(
            device=machine, minutes=60, at=day + timedelta(hours=hour), layout=layout, n=60,
            means=[high, 1], highs=[high, 1],
        )  # fmt: skip
    midnight = day.replace(hour=0)
    assert queries.daily_highs("cpu.percent", day - timedelta(days=1)) == {
        machine.pk: [(midnight, 60.0), (midnight + timedelta(days=1), 70.0)]
    }
