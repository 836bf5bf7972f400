"""Devices, rules and a listening intake for Solar's stories."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import Heartbeat
from nadi.fleet.models import Device, DeviceState, Limit, Sample, SeriesLayout
from nadi.monitoring.equipping import equip
from nadi.monitoring.models import AlertRule

NAMES = ["cpu.percent", "memory.percent", "disk.percent:/", "disk.percent:/srv", "services.failed"]


@pytest.fixture
def rules_in_use(maya: Person) -> dict[str, AlertRule]:
    """A silent rule and a disk rule for everybody, owned by Maya."""
    common = {"owner": maya, "reason": "so that we know before they call"}
    return {
        "silent": AlertRule.objects.create(
            kind="silent", raise_at=150, device_kinds=["server"], severity="urgent", **common
        ),
        "disk": AlertRule.objects.create(kind="disk", raise_at=90, clear_at=85, **common),
    }


@pytest.fixture
def beat() -> Callable[[datetime], None]:
    """The intake is alive at this moment."""

    def alive(at: datetime) -> None:
        Heartbeat.objects.update_or_create(process="intake", defaults={"at": at})

    return alive


@pytest.fixture
def device_of(rules_in_use: dict[str, AlertRule], now: datetime) -> Callable[..., Device]:
    """A server that has just spoken, watched by the rules in use."""
    layout, _ = SeriesLayout.objects.get_or_create(digest="solar", defaults={"names": NAMES})

    def make(client: Client, name: str = "FS02", kind: str = "server") -> Device:
        device = Device.objects.create(
            client=client, name=name, kind=kind, state=DeviceState.ACTIVE, last_seen_at=now
        )
        Sample.objects.create(
            device=device, at=now - timedelta(minutes=1), layout=layout, values=[1, 40, 60, 70, 0]
        )
        equip(device, now)
        return device

    return make


@pytest.fixture
def judged() -> Callable[..., Limit]:
    """What the intake does when the verdict of a limit changes, without the announcing."""

    def judge(device: Device, name: str, verdict: str, value: float, at: datetime) -> Limit:
        limit = Limit.objects.get(device=device, name=name)
        limit.verdict, limit.value, limit.judged_at = verdict, value, at
        limit.save()
        return limit

    return judge
