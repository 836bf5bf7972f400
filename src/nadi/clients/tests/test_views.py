"""The pages of clients: what they show, to whom, and in how few statements."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from nadi.accounts.models import Person
from nadi.clients.actions import add_contact, keep_vendor
from nadi.clients.models import Calendar, Client, Contact, Vendor
from nadi.clients.queries import counts_by_state, find

SignedIn = Callable[[Person], Browser]


def test_the_phone_rings(ruth: Person, harbor: Client, browser_of: SignedIn) -> None:
    """Who are they, who is on the line, are they open: the client page answers."""
    add_contact(harbor, name="Mia Chen", phone="+46 8 555 0101", by=ruth)
    browser = browser_of(ruth)
    found = browser.get("/search/", {"q": "harb"}, headers={"HX-Request": "true"})
    assert b"/clients/harbor-dental/" in found.content
    page = browser.get("/clients/harbor-dental/").content.decode()
    assert "Mia Chen" in page
    assert "+46 8 555 0101" in page
    assert "data-panel" in page


def test_a_list_costs_the_same_for_more_clients(
    maya: Person,
    office: Calendar,
    browser_of: SignedIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    browser = browser_of(maya)
    browser.get("/clients/")
    for number in range(20):
        Client.objects.create(
            name=f"Client {number}", slug=f"c{number}", calendar=office, state="managed"
        )
    with django_assert_max_num_queries(9):
        page = browser.get("/clients/").content
    assert page.count(b"row-link") == 20


def test_a_limited_technician_sees_only_the_named_clients(
    jonas: Person, harbor: Client, oak: Client, maya: Person, browser_of: SignedIn
) -> None:
    tom = add_contact(oak, name="Tom Reed", email="tom@oakiron.example", by=maya)
    vendor = Vendor.objects.create(name="Fiberlane")
    vendor.clients.set([harbor, oak])
    browser = browser_of(jonas)
    assert b"Oak" not in browser.get("/clients/").content
    assert browser.get("/clients/oak-iron/").status_code == 404
    assert browser.get(f"/contacts/{tom.pk}/").status_code == 404
    assert b"Oak" not in browser.get(f"/vendors/{vendor.pk}/").content
    assert [one.title for one in find(jonas, "Tom")] == []
    assert [one.title for one in find(maya, "Tom")] == ["Tom Reed"]


def test_a_contact_sees_the_portal_alone(
    sara: Person, oak: Client, northgate: Client, browser_of: SignedIn
) -> None:
    browser = browser_of(sara)
    page = browser.get("/portal/").content
    assert b"Northgate Legal" in page
    assert b"Oak" not in page
    for path in (
        "/clients/",
        "/clients/oak-iron/",
        "/clients/northgate-legal/",
        "/vendors/",
        "/search/?q=oak",
    ):
        assert browser.get(path).status_code == 403, path


def test_a_contact_who_left_sees_nothing(sara: Person, browser_of: SignedIn) -> None:
    contact = Contact.objects.get(person=sara)
    contact.left_at = contact.client.made_at
    contact.save()
    assert b"No client is linked to you" in browser_of(sara).get("/portal/").content


def test_making_a_client_by_its_form(ruth: Person, office: Calendar, browser_of: SignedIn) -> None:
    browser = browser_of(ruth)
    values = {"name": "Kite Works", "calendar": office.pk, "domains": "@kite.example, kite.test"}
    done = browser.post("/clients/new/", values)
    assert done["Location"] == "/clients/kite-works/"
    assert Client.objects.get().domains == ["kite.example", "kite.test"]
    wrong = browser.post("/clients/new/", {**values, "name": "Kite", "domains": "no domain at all"})
    assert wrong.status_code == 422
    assert b"is not a mail domain" in wrong.content
    same = browser.post("/clients/new/", values)
    assert same.status_code == 422
    assert b"of this name already" in same.content


def test_hours_by_their_form(maya: Person, browser_of: SignedIn) -> None:
    browser = browser_of(maya)
    values = {
        "name": "Harbour hours",
        "zone_name": "Europe/Stockholm",
        "day_0": "8:00-12:00, 13:00-17:00",
        "day_4": "22:00-6:00",
        "holidays_of": "se",
        "special_days": "2026-12-23 8:00-12:00\n2026-12-24 closed",
    }
    done = browser.post("/settings/hours/new/", values)
    made = Calendar.objects.get(name="Harbour hours")
    assert done["Location"] == f"/settings/hours/{made.pk}/"
    assert made.week == [[[480, 720], [780, 1020]], [], [], [], [[1320, 1800]], [], []]
    assert made.special_days == {"2026-12-23": [[480, 720]], "2026-12-24": []}
    assert made.holidays_of == "SE"
    assert browser.get(done["Location"]).status_code == 200
    assert b"22:00-06:00" in browser.get(f"/settings/hours/{made.pk}/change/").content


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("day_1", "nine", b"is not understood"),
        ("holidays_of", "XX", b"No holidays are known"),
        ("special_days", "Christmas closed", b"a day is written"),
        ("zone_name", "Mars/Olympus", b"not one of the available"),
    ],
)
def test_hours_that_are_not_understood(
    name: str, text: str, said: bytes, maya: Person, browser_of: SignedIn
) -> None:
    values = {"name": "H", "zone_name": "UTC", name: text}
    answer = browser_of(maya).post("/settings/hours/new/", values)
    assert answer.status_code == 422
    assert said in answer.content
    assert not Calendar.objects.exists()


def test_a_vendor_keeps_the_clients_of_others(
    maya: Person, harbor: Client, oak: Client, browser_of: SignedIn
) -> None:
    made = keep_vendor(
        name="Telvia", provides="", support="", owner=maya, standing="", clients=[harbor], by=maya
    )
    values = {"name": "Telvia", "provides": "Phones", "clients": [harbor.pk, oak.pk]}
    browser_of(maya).post(f"/vendors/{made.pk}/change/", values)
    assert set(made.clients.all()) == {harbor, oak}
    made.refresh_from_db()
    assert (made.provides, made.owner) == ("Phones", None)


def test_a_state_that_cannot_be_is_refused_in_the_frame(
    maya: Person, harbor: Client, browser_of: SignedIn
) -> None:
    answer = browser_of(maya).post(
        "/clients/harbor-dental/state/", {"state": "left", "because": "x"}
    )
    assert answer.status_code == 409
    assert b"First notice is given" in answer.content
    assert b'class="column"' in answer.content


def test_our_own_firm_stands_apart_and_is_not_counted(
    maya: Person, harbor: Client, office: Calendar, browser_of: SignedIn
) -> None:
    own = Client.objects.create(
        name="Northlight IT", slug="ourselves", calendar=office, state="managed"
    )
    assert counts_by_state(maya) == {"managed": 1}
    page = browser_of(maya).get("/clients/").content.decode()
    assert page.index("Harbor Dental") < page.index("Our own firm") < page.index(own.name)
    assert "Nobody to call" not in page.partition("Our own firm")[2]
    alone = browser_of(maya).get("/clients/?q=northlight").content.decode()
    assert own.name in alone
    assert "No client here is called" not in alone
    theirs = browser_of(maya).get("/clients/ourselves/").content.decode()
    assert "Notice was given" not in theirs
