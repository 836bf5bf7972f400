"""The cast: one firm, three clients of which one must never see another, and their people.

Tests speak these names. Maya owns the firm, Henrik runs service, Priya coordinates; Aisha and Jonas
are technicians, Jonas only for Harbor Dental; Ruth keeps the front office. Sara is a contact of
Northgate Legal, Tom of Oak & Iron.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.template import engines
from django.test import Client as Browser
from jinja2 import FileSystemBytecodeCache

from nadi.accounts.models import Person, Role
from nadi.clients.models import Calendar, Client, ClientLimit, ClientState, Contact
from nadi.config.tests.browser import chromium, page_as, pictures, window
from nadi.config.tests.databases import (
    django_db_keepdb,
    django_db_modify_db_settings,
    shared_rows,
    told_copy,
    told_database,
    told_demo,
    told_firm,
)
from nadi.core.delivery import deliver_pending

__all__ = [
    "chromium",
    "django_db_keepdb",
    "django_db_modify_db_settings",
    "page_as",
    "pictures",
    "shared_rows",
    "told_copy",
    "told_database",
    "told_demo",
    "told_firm",
    "window",
]


@pytest.fixture(scope="session", autouse=True)
def _made_once_and_cheaply() -> None:
    """The workers of a run share the templates they compile, and a password costs what is enough
    to try it: Argon2 as ever, with the least it can be asked for."""
    engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(
        os.environ["NADI_TEST_TEMPLATES"]
    )
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8


OFFICE_WEEK = [[[540, 1020]]] * 5 + [[], []]


def _person(name: str, role: Role) -> Person:
    address = f"{name.split()[0].lower()}@northlight.example"
    person, _ = Person.objects.get_or_create(
        email=address, defaults={"name": name, "role": role, "zone_name": "Europe/Stockholm"}
    )
    return person


@pytest.fixture
def maya(db: None) -> Person:
    return _person("Maya Lindqvist", Role.OWNER)


@pytest.fixture
def henrik(db: None) -> Person:
    return _person("Henrik Dahl", Role.SERVICE_MANAGER)


@pytest.fixture
def priya(db: None) -> Person:
    return _person("Priya Nair", Role.COORDINATOR)


@pytest.fixture
def aisha(db: None) -> Person:
    return _person("Aisha Karim", Role.TECHNICIAN)


@pytest.fixture
def ruth(db: None) -> Person:
    return _person("Ruth Osei", Role.FRONT_OFFICE)


@pytest.fixture
def office(db: None) -> Calendar:
    calendar, _ = Calendar.objects.get_or_create(
        name="Office", defaults={"zone_name": "America/New_York", "week": OFFICE_WEEK}
    )
    return calendar


def _client(name: str, slug: str, domain: str, office: Calendar) -> Client:
    client, _ = Client.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "state": ClientState.MANAGED,
            "calendar": office,
            "domains": [domain],
        },
    )
    return client


@pytest.fixture
def harbor(office: Calendar) -> Client:
    return _client("Harbor Dental", "harbor-dental", "harbordental.example", office)


@pytest.fixture
def oak(office: Calendar) -> Client:
    return _client("Oak & Iron", "oak-iron", "oakiron.example", office)


@pytest.fixture
def northgate(office: Calendar) -> Client:
    return _client("Northgate Legal", "northgate-legal", "northgate.example", office)


@pytest.fixture
def jonas(harbor: Client) -> Person:
    person = _person("Jonas Berg", Role.TECHNICIAN)
    ClientLimit.objects.get_or_create(person=person, client=harbor)
    return person


def _contact(client: Client, name: str, address: str) -> Person:
    person, _ = Person.objects.get_or_create(
        email=address, defaults={"name": name, "role": Role.CONTACT}
    )
    Contact.objects.get_or_create(
        client=client, email=address, defaults={"name": name, "person": person}
    )
    return person


@pytest.fixture
def sara(northgate: Client) -> Person:
    return _contact(northgate, "Sara Holm", "sara@northgate.example")


@pytest.fixture
def tom(oak: Client) -> Person:
    return _contact(oak, "Tom Reed", "tom@oakiron.example")


@pytest.fixture
def browser_of(db: None) -> Callable[[Person], Browser]:
    """Django's test client, signed in as somebody."""

    def signed_in(person: Person) -> Browser:
        browser = Browser()
        browser.force_login(person)
        return browser

    return signed_in


@pytest.fixture
def deliver(db: None) -> Callable[[], int]:
    """Bring all announced facts to their handlers, and theirs to theirs, until it is quiet."""

    def until_quiet() -> int:
        total = 0
        while settled := deliver_pending():
            total += settled
        return total

    return until_quiet


@pytest.fixture
def now() -> datetime:
    """A Monday morning in November, the moment most stories are told from."""
    return datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


# A busy machine is no fault of the code: examples are counted, not timed.
hypothesis.settings.register_profile("nadi", deadline=None)
hypothesis.settings.load_profile("nadi")
