"""The nine people of Northlight IT. None has a password: they come in by one-time links."""

from nadi.accounts.actions import invite, make_first_owner
from nadi.accounts.models import Person, Role
from nadi.core.demo import TELLER, Story, happening

HOME = "northlight.example"
ZONE = "Europe/Stockholm"

# Name, role, and how many days ago they joined.
TEAM = (
    ("Maya Lindqvist", Role.OWNER, 3100),
    ("Henrik Dahl", Role.SERVICE_MANAGER, 2400),
    ("Priya Nair", Role.COORDINATOR, 1300),
    ("Aisha Karim", Role.TECHNICIAN, 1500),
    ("Jonas Berg", Role.TECHNICIAN, 900),
    ("Tomas Vela", Role.TECHNICIAN, 700),
    ("Lena Fischer", Role.TECHNICIAN, 420),
    ("Ruth Osei", Role.FRONT_OFFICE, 1100),
    ("Sam Okafor", Role.TECHNICIAN, 160),
)


def address_of(name: str) -> str:
    """`maya@northlight.example`"""
    return f"{name.split()[0].lower()}@{HOME}"


def person(name: str) -> Person:
    """One of the team by their name, for the tellers of the packages above."""
    return Person.objects.get(email=address_of(name))


def tell(story: Story) -> None:
    for name, role, days in TEAM:
        with happening(story.day(days)):
            if role == Role.OWNER:
                one = make_first_owner(name=name, email=address_of(name), by=TELLER)
            else:
                one = invite(name=name, email=address_of(name), role=role, by=TELLER)
        one.zone_name, one.joined_at = ZONE, story.day(days)
        one.save(update_fields=["zone_name", "joined_at"])
