"""Whose word is taken, and what is told of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client, Site
from nadi.core.errors import BadInput, Refused
from nadi.core.models import AuditRow, Event
from nadi.fleet import actions, rules
from nadi.fleet.models import Agent, Device, DeviceState, EnrolmentToken, Limit


@pytest.fixture
def machine(harbor: Client) -> Device:
    device = Device.objects.create(client=harbor, name="FS02")
    Agent.objects.create(device=device, name="a" * 32, public_key="", hardware={"board": "old"})
    return device


def told(name: str) -> list[dict]:
    return list(Event.objects.filter(name=name).values_list("facts", flat=True))


def test_a_token_is_shown_once_and_kept_as_a_digest(harbor: Client, aisha: Person) -> None:
    row, text = actions.make_enrolment_token(harbor, max_uses=3, by=aisha)
    assert row.digest == rules.token_digest(text)
    assert row.is_open(timezone.now())
    assert not row.is_open(timezone.now() + timedelta(hours=25))
    audit = AuditRow.objects.get(verb="fleet.make_enrolment_token")
    assert text not in str(audit.__dict__)
    actions.withdraw_enrolment_token(row, by=aisha)
    assert not EnrolmentToken.objects.get().is_open(timezone.now())


@pytest.mark.parametrize(
    ("uses", "days"), [(0, 1), (501, 1), (1, 0), (1, 31)], ids=["none", "many", "ended", "long"]
)
def test_a_token_without_bounds_is_not_made(
    harbor: Client, aisha: Person, uses: int, days: int
) -> None:
    with pytest.raises(BadInput):
        actions.make_enrolment_token(harbor, max_uses=uses, lifetime=timedelta(days=days), by=aisha)


def test_approval_is_told_once(machine: Device, aisha: Person) -> None:
    actions.approve_device(machine, by=aisha)
    with pytest.raises(Refused):
        actions.approve_device(machine, by=aisha)
    fact = {"device_id": machine.pk, "client_id": machine.client_id}
    assert told("fleet.DeviceApproved") == [fact]


def test_quarantine_needs_a_reason_and_holds(machine: Device, aisha: Person) -> None:
    actions.approve_device(machine, by=aisha)
    with pytest.raises(BadInput):
        actions.quarantine_device(machine, because=" ", by=aisha)
    held = actions.quarantine_device(machine, because="It answers from two places", by=aisha)
    assert (held.state, held.state_reason) == ("quarantined", "It answers from two places")
    assert told("fleet.DeviceQuarantined")[0]["reason"] == "It answers from two places"


@pytest.mark.parametrize(("accept", "hardware"), [(False, "old"), (True, "new")])
def test_release_says_which_machine_is_right(
    machine: Device, aisha: Person, accept: bool, hardware: str
) -> None:
    actions.quarantine_device(machine, because="two of them", by=aisha)
    Agent.objects.update(other_hardware={"board": "new"})
    released = actions.release_device(
        machine, because="The disk moved to a new board", accept_hardware=accept, by=aisha
    )
    agent = Agent.objects.get()
    assert released.state == DeviceState.ACTIVE
    assert (agent.hardware, agent.other_hardware) == ({"board": hardware}, None)


def test_a_retired_device_stays_retired(machine: Device, aisha: Person) -> None:
    actions.retire_device(machine, because="Sold", by=aisha)
    for act in (actions.retire_device, actions.quarantine_device):
        with pytest.raises(Refused):
            act(machine, because="again", by=aisha)
    assert len(told("fleet.DeviceRetired")) == 1


def test_a_device_stands_at_a_place_of_its_own_client(
    machine: Device, oak: Client, aisha: Person
) -> None:
    elsewhere = Site.objects.create(client=oak, name="Workshop")
    with pytest.raises(BadInput):
        actions.describe_device(
            machine, name="FS02", kind="server", site=elsewhere, silent_after_minutes=3, by=aisha
        )


def test_a_limit_clears_on_the_calm_side(machine: Device, aisha: Person) -> None:
    made = actions.set_limit(
        machine, name="disk.percent:/", direction="above", raise_at=90, clear_at=85, by=aisha
    )
    with pytest.raises(BadInput):
        actions.set_limit(machine, name="x", direction="below", raise_at=10, clear_at=5, by=aisha)
    with pytest.raises(IntegrityError), transaction.atomic():
        Limit.objects.filter(pk=made.pk).update(clear_at=99)
    actions.remove_limit(made, by=aisha)
    assert not Limit.objects.exists()
