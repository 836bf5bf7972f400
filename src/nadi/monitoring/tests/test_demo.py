"""The demo's story of Solar is believable, and every button of it does a real thing."""

from datetime import UTC, datetime, timedelta

import pytest

from nadi.accounts import demo as accounts_demo
from nadi.accounts.demo import person
from nadi.clients import demo as clients_demo
from nadi.clients.demo import client
from nadi.clients.models import Client
from nadi.core.demo import Story
from nadi.core.models import Event
from nadi.core.vitals import Window
from nadi.fleet.models import Device, DeviceKind, DeviceState, Rollup, SeriesLayout
from nadi.monitoring import demo, watching
from nadi.monitoring.models import Alert, AlertChange, AlertRule, DiskForecast, MonitoringRound
from nadi.monitoring.queries import asking, noise, soon_full
from nadi.monitoring.vitals import VITALS, asks

USE = {"FS02": 89.0, "DC01": 62.0, "APP1": 84.0}
TOLD = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
GROWS = {"FS02": 1.2, "DC01": 0.0, "APP1": 0.01}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(shared_rows: None) -> Story:
    """The team, the clients, a few machines with a month behind them, then Solar."""
    story = Story.short(TOLD)
    now = story.now
    accounts_demo.tell(story)
    clients_demo.tell(story)
    layout = SeriesLayout.objects.create(
        digest="demo",
        names=["memory.percent", "disk.percent:/", "disk.percent:/srv", "services.failed"],
    )
    for name, owner in (
        ("FS02", "Oak & Iron"),
        ("DC01", "Harbor Dental"),
        ("APP1", "Delta Freight"),
    ):
        device = Device.objects.create(
            client=client(owner),
            name=name,
            kind=DeviceKind.SERVER,
            state=DeviceState.ACTIVE,
            simulated=True,
            last_seen_at=now,
            made_at=now - timedelta(days=300),
        )
        Rollup.objects.bulk_create(
            Rollup(
                device=device,
                minutes=60,
                at=now.replace(minute=0) - timedelta(hours=hour),
                layout=layout,
                n=60,
                means=[41, USE[name] - GROWS[name] * hour / 24, 55, 0],
                highs=[44, USE[name] - GROWS[name] * hour / 24, 56, 0],
            )
            for hour in range(24 * 32)
        )
    demo.tell(story)
    return story


def test_ninety_days_are_believable(told: Story, now: datetime) -> None:
    alerts = Alert.objects.filter(raised_at__lt=now - timedelta(days=1))
    assert 80 < alerts.count() < 220
    assert not alerts.filter(raised_at__lt=now - timedelta(days=92)).exists()
    assert not Alert.objects.filter(answered_at__gt=now).exists()
    assert not AlertChange.objects.filter(what="answered", person=None).exists()
    own = [vital for vital in VITALS if vital.name != "monitoring.proactive_share"]
    for vital in own:
        window = Window.before(now, vital.window)
        readings = list(vital.read(window, None))
        out_of = sum(r.denominator or 0 for r in readings)
        share = sum(r.numerator for r in readings) / out_of * 100
        assert out_of >= 3, vital.name
        assert vital.goalposts.floor < share <= 100, (vital.name, share)


def test_something_waits_fills_and_makes_noise(told: Story, now: datetime) -> None:
    maya = person("Maya Lindqvist")
    assert {alert.key.split(":")[0] for alert in asking(maya)} == {"http", "disk"}
    soon = soon_full(maya, now.date())
    assert [(one.forecast.device.name, one.days_left) for one in soon] == [("FS02", 9)]
    assert [str(one.rule) for one in noise(maya, now) if one.is_noise] == ["Memory, Delta Freight"]
    asked = asks(maya, now)
    buttons = ["Look", "Plan work", "Make the round", "Look at the rule"]
    assert [ask.button for ask in asked] == buttons
    raised = Event.objects.filter(name="monitoring.AlertRaised")
    assert raised.count() == 2
    assert AlertRule.objects.exclude(reason="").count() == AlertRule.objects.count()


def test_the_first_tick_after_a_long_pause_calls_nobody(told: Story, now: datetime) -> None:
    before = Alert.objects.count()
    watching.tick(now + timedelta(hours=5))
    assert Alert.objects.count() == before
    assert DiskForecast.objects.count() == 1


def test_a_year_of_rounds_fair_for_a_reason_one_can_see(told: Story, now: datetime) -> None:
    (vital,) = [vital for vital in VITALS if vital.name == "monitoring.rounds_signed"]
    (reading,) = vital.read(Window.before(now, vital.window), None)
    assert (reading.numerator, reading.denominator) == (18, 19)
    missed = [
        row for row in vital.rows(Window.before(now, vital.window), None, None)
        if not row.numerator and not row.excluded
    ]  # fmt: skip
    assert [row.label.endswith("begun, not signed") for row in missed] == [True]
    begun = MonitoringRound.objects.get(pk=missed[0].url.strip("/").split("/")[-1])
    assert 0 < begun.looks.values("client").distinct().count() < 14
    assert not MonitoringRound.objects.filter(day=now.date()).exists(), "today's is left to people"
    whole = MonitoringRound.objects.exclude(signed_at=None).latest("day")
    assert set(whole.looks.values_list("client", flat=True)) == {
        one.pk for one in Client.objects.served()
    }
    assert MonitoringRound.objects.count() > 240
