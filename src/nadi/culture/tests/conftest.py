"""What the crown's tests share: a page of values, two who meet, and an audience to ask."""

from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings

from nadi.accounts.models import Person, Role
from nadi.culture import actions
from nadi.culture.models import GuidingVersion, Pairing, TrustCheck, Value
from nadi.culture.shown import questions_for

LAUNCHED = date(2026, 10, 5)
VALUES = "Calm: we breathe before we type\nHonesty: we say what is so"


@pytest.fixture(autouse=True)
def vault_key(settings: LazySettings) -> None:
    settings.NADI_VAULT_KEYS = [Fernet.generate_key().decode()]


@pytest.fixture
def values(maya: Person) -> list[Value]:
    version: GuidingVersion = actions.publish_guiding_page(
        vision="Nobody fears their own computer.",
        mission="We heal before it hurts.",
        values=VALUES,
        by=maya,
    )
    return list(version.values.all())


@pytest.fixture
def pairing(aisha: Person, henrik: Person, maya: Person) -> Pairing:
    """Aisha meets with Henrik every four weeks; Maya owns the firm and is neither."""
    return actions.agree_pairing(aisha, lead=henrik, every_days=28, on=date(2026, 1, 5), by=maya)


def colleague(n: int, role: str = Role.TECHNICIAN) -> Person:
    person, _is_new = Person.objects.get_or_create(
        email=f"colleague{n}@northlight.example",
        defaults={"name": f"Colleague {n}", "role": role, "zone_name": "UTC"},
    )
    return person


@pytest.fixture
def team(maya: Person) -> list[Person]:
    """Twelve who may be asked: seven technicians, five of the office. Maya owns the firm."""
    technicians = [colleague(n) for n in range(7)]
    return technicians + [colleague(n, Role.FRONT_OFFICE) for n in range(7, 12)]


@pytest.fixture
def check(team: list[Person], maya: Person) -> TrustCheck:
    """Both questions, put to the twelve."""
    return actions.launch_trust_check(
        audience="team", questions=questions_for("team"), today=LAUNCHED, by=maya
    )
