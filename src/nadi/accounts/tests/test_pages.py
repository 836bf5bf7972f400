"""The pages of people: who may change what, and what they say when it fails."""

from collections.abc import Callable

from django.test import Client as Browser

from nadi.accounts.models import Person, Role
from nadi.accounts.queries import find
from nadi.core.models import AuditRow

SignedIn = Callable[[Person], Browser]
LENA = {"name": "Lena Fischer", "email": "Lena@northlight.example", "role": "technician"}


def test_inviting_somebody(maya: Person, browser_of: SignedIn) -> None:
    browser = browser_of(maya)
    done = browser.post("/settings/people/invite/", {**LENA, "zone_name": "Europe/Berlin"})
    lena = Person.objects.get(name="Lena Fischer")
    assert done["Location"] == f"/settings/people/{lena.pk}/"
    assert (lena.email, lena.zone_name) == ("lena@northlight.example", "Europe/Berlin")
    assert not lena.has_usable_password()
    link = browser.post(f"/settings/people/{lena.pk}/link/")
    assert b"/account/enter/" in link.content


def test_the_same_address_twice(maya: Person, aisha: Person, browser_of: SignedIn) -> None:
    values = {**LENA, "email": "AISHA@northlight.example", "zone_name": "UTC"}
    answer = browser_of(maya).post("/settings/people/invite/", values)
    assert answer.status_code == 422
    assert b"here already" in answer.content
    assert Person.objects.filter(name="Lena Fischer").count() == 0


def test_a_technician_changes_nobody(aisha: Person, ruth: Person, browser_of: SignedIn) -> None:
    browser = browser_of(aisha)
    assert browser.get(f"/settings/people/{ruth.pk}/").status_code == 200
    answer = browser.post(f"/settings/people/{ruth.pk}/role/", {"role": "owner"})
    assert answer.status_code == 403
    ruth.refresh_from_db()
    assert ruth.role == Role.FRONT_OFFICE


def test_the_last_owner_stays(maya: Person, browser_of: SignedIn) -> None:
    browser = browser_of(maya)
    answer = browser.post(f"/settings/people/{maya.pk}/role/", {"role": "technician"})
    assert answer.status_code == 409
    assert b"Somebody must own the firm" in answer.content


def test_leaving_asks_why(maya: Person, aisha: Person, browser_of: SignedIn) -> None:
    browser = browser_of(maya)
    browser.post(f"/settings/people/{aisha.pk}/leave/", {"because": "She moves to the coast."})
    aisha.refresh_from_db()
    assert not aisha.is_active
    assert AuditRow.objects.get(verb="accounts.leave").because == "She moves to the coast."
    assert b"Worked here before" in browser.get("/settings/people/").content


def test_a_profile_sets_the_clock(aisha: Person, browser_of: SignedIn) -> None:
    browser = browser_of(aisha)
    values = {"name": "Aisha Karim", "zone_name": "America/New_York", "theme": "dark"}
    assert browser.post("/settings/profile/", values).status_code == 302
    content = browser.get("/settings/profile/").content
    assert b'data-theme="dark"' in content
    wrong = browser.post("/settings/profile/", {**values, "zone_name": "Middle/Earth"})
    assert wrong.status_code == 422


def test_contacts_find_no_colleagues(sara: Person, aisha: Person, maya: Person) -> None:
    assert find(sara, "Aisha") == []
    assert [found.title for found in find(maya, "aish")] == ["Aisha Karim"]
    assert "Invite somebody" in [found.title for found in find(maya, "inv")]


def test_contacts_do_not_stand_among_people(
    maya: Person, sara: Person, browser_of: SignedIn
) -> None:
    content = browser_of(maya).get("/settings/people/").content
    assert b"Sara Holm" not in content
    assert browser_of(maya).get(f"/settings/people/{sara.pk}/").status_code == 404
