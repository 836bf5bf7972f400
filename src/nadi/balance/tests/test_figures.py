"""The figures that a large firm reckons ahead are the ones it would count now."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.balance import preparing
from nadi.balance.queries.figures import hours_spent, places
from nadi.balance.queries.hours import last_week
from nadi.balance.queries.prepared import HOLDS
from nadi.balance.tests.conftest import Evidence
from nadi.clients.firm import firm_zone
from nadi.clients.models import Client
from nadi.core.events import announce
from nadi.core.models import AuditRow
from nadi.core.vitals import HoursSpent
from nadi.fleet import actions
from nadi.fleet.events import DeviceEnrolled
from nadi.fleet.models import Device, DeviceState

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def device(harbor: Client, name: str) -> Device:
    return Device.objects.create(client=harbor, name=name, state=DeviceState.ACTIVE)


def test_machines_are_counted_ahead_until_one_comes_or_goes(
    harbor: Client, maya: Person, now: datetime
) -> None:
    first = device(harbor, "FS01")
    device(harbor, "FS02")
    assert places(now) == (1, 2)
    with time_machine.travel(now, tick=False):
        preparing.prepare(now)
        assert places(now) == (1, 2)
        actions.retire_device(first, because="Sold", by=maya)
        assert places(now) == (1, 1)
    preparing.prepare(now + 20 * SECOND)
    with CaptureQueriesContext(connection) as seen:
        assert places(now + 20 * SECOND) == (1, 1)
    assert len(seen) == 1


@pytest.mark.parametrize(
    "tell",
    [
        lambda: announce(DeviceEnrolled(1, 1, "FS03", "active")),
        lambda: AuditRow.objects.create(verb="fleet.import_device", actor="a table"),
        lambda: AuditRow.objects.create(verb="clients.add_client", actor_id=1, actor="Maya"),
    ],
)
def test_what_brings_machines_or_clients_ends_the_count(
    harbor: Client, now: datetime, tell: Callable[[], object]
) -> None:
    with time_machine.travel(now, tick=False):
        preparing.prepare(now)
        device(harbor, "FS03")
        AuditRow.objects.create(verb="maintenance.record_scan", actor="a machine")
        AuditRow.objects.create(verb="desk.close_ticket", actor_id=1, actor="Maya")
        assert places(now) == (1, 0)  # no act, no fact: nothing that happens in nadi
        tell()
        assert places(now) == (1, 1)


def test_the_count_is_only_for_minutes(harbor: Client, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        preparing.prepare(now)
    device(harbor, "FS04")
    assert places(now + HOLDS - SECOND) == (1, 0)
    assert places(now + HOLDS) == (1, 1)


def test_hours_are_those_of_their_week_until_somebody_books(
    evidence: Evidence, maya: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = last_week(now, firm_zone())
    before = last_week(now - timedelta(days=7), firm_zone())
    evidence.hours += [HoursSpent("desk", 580, "/desk/hours/")]
    monkeypatch.setattr("nadi.core.centers.keepers_of", lambda name: ["agreements"])
    with time_machine.travel(now, tick=False):
        preparing.prepare(now)
        evidence.hours.append(HoursSpent("maintenance", 60, "/m/"))
        assert hours_spent(week, now) == evidence.hours[:1]
        assert hours_spent(before, now) == evidence.hours
        AuditRow.objects.create(verb="agreements.log_time", actor_id=maya.pk, actor="Maya")
        assert hours_spent(week, now) == evidence.hours


def test_the_keeper_of_hours_is_found() -> None:
    from nadi.core import centers

    assert centers.keepers_of("hours_by_center") == ["agreements"]
    assert centers.keepers_of_promises() == centers.keepers_of("promise_counts")
