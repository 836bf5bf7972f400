"""What a machine raises is on Today once the worker has heard it, and gone when it is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from nadi.accounts.models import Person
from nadi.balance import preparing
from nadi.clients.models import Client
from nadi.core.events import announce
from nadi.core.models import Heartbeat
from nadi.fleet.events import LimitJudged
from nadi.fleet.models import Device, DeviceState, Limit, Sample, SeriesLayout
from nadi.monitoring.equipping import equip
from nadi.monitoring.models import AlertRule

pytestmark = pytest.mark.django_db
DISK = "disk.percent:/"


@pytest.fixture
def watched(maya: Person, harbor: Client, now: datetime) -> Device:
    """A server whose disk is watched; it has just spoken."""
    AlertRule.objects.create(
        kind="disk", raise_at=90, clear_at=85, owner=maya, reason="so that nobody is stopped"
    )
    layout = SeriesLayout.objects.create(digest="disk", names=[DISK])
    device = Device.objects.create(
        client=harbor, name="FS02", kind="server", state=DeviceState.ACTIVE, last_seen_at=now
    )
    Sample.objects.create(device=device, at=now, layout=layout, values=[60])
    Heartbeat.objects.update_or_create(process="intake", defaults={"at": now})
    equip(device, now)
    return device


def judge(device: Device, verdict: str, value: float, at: datetime) -> None:
    """What the intake does when a report crosses a limit."""
    limit = Limit.objects.get(device=device, name=DISK)
    limit.verdict, limit.value, limit.judged_at = verdict, value, at
    limit.save()
    with transaction.atomic():
        announce(LimitJudged(limit.pk, device.pk, verdict, value, at))


def test_an_alert_is_on_today_when_it_is_raised_and_gone_when_it_is_over(
    watched: Device,
    maya: Person,
    now: datetime,
    deliver: Callable[[], int],
    browser_of: Callable[[Person], Browser],
) -> None:
    browser = browser_of(maya)

    def today() -> str:
        return browser.get("/").content.decode()

    with time_machine.travel(now, tick=False) as clock:
        preparing.prepare(now)
        assert "FS02" not in today()
        for half_minutes, verdict, value in ((1, "beyond", 96.0), (2, "within", 50.0)):
            at = now + half_minutes * timedelta(seconds=30)
            clock.move_to(at)
            judge(watched, verdict, value, at)
            deliver()
            assert ("FS02" in today()) is (verdict == "beyond")
            preparing.prepare(at)
            assert ("FS02" in today()) is (verdict == "beyond")
