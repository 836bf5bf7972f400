"""One act, its rows, its fact, its refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nadi.accounts.models import Person, Role
from nadi.clients import actions
from nadi.clients.models import Calendar, Client, ClientLimit, Contact, Site
from nadi.core.errors import Refused
from nadi.core.models import AuditRow, Event


def test_a_new_client_is_a_prospect(ruth: Person, office: Calendar) -> None:
    made = actions.create_client(name=" New ", calendar=office, by=ruth)
    assert (made.name, made.slug, made.state) == ("New", "new-2", "prospect")
    assert AuditRow.objects.get(verb="clients.create_client").actor_id == ruth.pk
    with pytest.raises(Refused) as refusal:
        actions.create_client(name="NEW", calendar=office, by=ruth)
    assert "name" in refusal.value.fields


def test_service_begins_with_an_agreement(ruth: Person, office: Calendar) -> None:
    made = actions.create_client(name="Elm", calendar=office, by=ruth)
    with pytest.raises(Refused, match="signing an agreement"):
        actions.change_state(made, state="managed", because="They said yes.", by=ruth)
    today = timezone.localdate()
    began = actions.begin_service(made, on=today, by=ruth)
    assert (began.state, began.since) == ("managed", today)
    fact = Event.objects.get(name="clients.ClientStateChanged").facts
    assert fact == {"client_id": made.pk, "before": "prospect", "after": "managed"}
    actions.begin_service(made, on=today, by=ruth)
    assert Event.objects.count() == 1


def test_notice_needs_a_reason(ruth: Person, harbor: Client) -> None:
    with pytest.raises(Refused, match="few words why"):
        actions.change_state(harbor, state="notice", because="  ", by=ruth)
    harbor.refresh_from_db()
    assert harbor.state == "managed"
    assert (
        actions.change_state(harbor, state="notice", because="They merge.", by=ruth).state
        == "notice"
    )
    row = AuditRow.objects.get(verb="clients.change_state")
    assert (row.because, row.before["state"], row.after["state"]) == (
        "They merge.",
        "managed",
        "notice",
    )


def test_the_latest_talk_counts(ruth: Person, harbor: Client) -> None:
    today = timezone.localdate()
    actions.note_talk(harbor, on=today, by=ruth)
    actions.note_talk(harbor, on=today - timedelta(days=9), by=ruth)
    harbor.refresh_from_db()
    assert harbor.last_talk_on == today
    with pytest.raises(Refused, match="after it happened"):
        actions.note_talk(harbor, on=today + timedelta(days=1), by=ruth)


def test_a_contact_and_their_address(ruth: Person, harbor: Client, oak: Client) -> None:
    mia = actions.add_contact(harbor, name="Mia Chen", email="Mia@harbor.example", by=ruth)
    assert mia.email == "mia@harbor.example"
    with pytest.raises(Refused, match="has that mail address"):
        actions.add_contact(harbor, name="Somebody", email="mia@harbor.example", by=ruth)
    actions.add_contact(oak, name="Mia too", email="mia@harbor.example", by=ruth)
    elsewhere = actions.add_site(oak, name="Workshop", by=ruth)
    with pytest.raises(Refused, match="another client"):
        actions.add_contact(harbor, name="Ola", site=elsewhere, by=ruth)
    assert Contact.objects.count() == 2
    assert Site.objects.get().client == oak


def test_letting_a_contact_in_and_out(maya: Person, harbor: Client) -> None:
    mia = actions.add_contact(harbor, name="Mia Chen", by=maya)
    with pytest.raises(Refused, match="mail address first"):
        actions.let_sign_in(mia, by=maya)
    mia = actions.change_contact(
        mia, name="Mia Chen", email="mia@harbor.example", phone="", site=None, decides=True, by=maya
    )
    actions.let_sign_in(mia, by=maya)
    assert mia.person is not None
    assert (mia.person.role, mia.person.zone_name) == (Role.CONTACT, harbor.calendar.zone_name)
    actions.contact_left(mia, by=maya)
    mia.person.refresh_from_db()
    assert not mia.person.is_active


def test_nobody_takes_the_address_of_a_colleague(maya: Person, harbor: Client) -> None:
    sly = actions.add_contact(harbor, name="Sly", email=maya.email, by=maya)
    with pytest.raises(Refused, match="Somebody else signs in"):
        actions.let_sign_in(sly, by=maya)


def test_limiting_a_technician(
    maya: Person, aisha: Person, ruth: Person, harbor: Client, oak: Client
) -> None:
    actions.limit_technician(aisha, clients=[harbor], by=maya)
    assert list(Client.objects.visible_to(aisha)) == [harbor]
    actions.limit_technician(aisha, clients=[harbor, oak], by=maya)
    assert ClientLimit.objects.count() == 2
    actions.limit_technician(aisha, clients=[], by=maya)
    assert Client.objects.visible_to(aisha).count() == 2
    with pytest.raises(Refused, match="Only technicians"):
        actions.limit_technician(ruth, clients=[harbor], by=maya)
