"""The story that other parts build on."""

from datetime import UTC, datetime

import pytest

from nadi.accounts import demo as people
from nadi.accounts.models import Person, Role
from nadi.clients import demo
from nadi.clients.models import Client, ClientState, Contact, Vendor
from nadi.clients.queries import client_rows, next_days
from nadi.core.demo import Story
from nadi.core.models import AuditRow

STORY_DAY = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(shared_rows: None) -> Story:
    story = Story(STORY_DAY)
    people.tell(story)
    demo.tell(story)
    return story


def test_nine_people_and_fourteen_clients(told: Story) -> None:
    assert Person.objects.staff().count() == 9
    assert Client.objects.count() == 14
    assert Client.objects.served().count() == 13
    assert Client.objects.get(state=ClientState.NOTICE).name == "Ivory Print"
    assert Contact.objects.filter(name__in=["Sara Holm", "Tom Reed"]).count() == 2
    assert Vendor.objects.filter(owner=None).count() == 1
    assert not Person.objects.staff().filter(role=Role.CONTACT).exists()


def test_every_change_left_its_audit_row(told: Story) -> None:
    assert AuditRow.objects.filter(verb="clients.create_client").count() == 14
    assert AuditRow.objects.filter(verb="accounts.invite").count() == 8


def test_what_is_worst_stands_first(told: Story) -> None:
    maya = people.person("Maya Lindqvist")
    rows = client_rows(maya, state="managed,notice", text="", today=told.now.date())
    assert [row.client.name for row in rows[:2]] == ["Ivory Print", "Grove Insurance"]
    assert [row.worst for row in rows[:2]] == ["Notice given", "No talk for 96 days"]
    assert all(row.worst == "" for row in rows[2:])


def test_hours_know_nights_and_half_days(told: Story) -> None:
    freight = demo.client("Delta Freight").calendar
    monday_night = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 03:00 there, opened on Monday
    assert freight.rule().is_open(monday_night)
    office = demo.client("Oak & Iron").calendar
    before_christmas = datetime(2026, 12, 22, 9, tzinfo=UTC)
    days = {day.on.isoformat(): day for day in next_days(office, before_christmas)}
    assert list(days["2026-12-23"].windows) == [(480, 720)]
    assert days["2026-12-23"].is_special
    assert list(days["2026-12-25"].windows) == []
