"""Pictures of this part's pages, to be looked at; each must open without a complaint.

NADI_PICTURES=/tmp/pictures pytest src/nadi/config/tests/test_pictures.py
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from nadi.accounts import demo as people
from nadi.accounts.actions import make_sign_in_link
from nadi.accounts.models import Person
from nadi.clients import demo as clients
from nadi.clients.models import Calendar, Vendor
from nadi.core.actors import System
from nadi.core.demo import Story
from nadi.core.review import keep

pytestmark = pytest.mark.browser

Pictures = Callable[..., None]


@pytest.fixture
def maya(transactional_db: None) -> Person:
    story = Story(datetime.now(UTC))
    people.tell(story)
    clients.tell(story)
    keep("mail", "It has no sender.", b"Subject: hello\r\n\r\nIs anybody there?", source="smtp")
    return people.person("Maya Lindqvist")


def test_every_page_of_the_frame(pictures: Pictures, maya: Person) -> None:
    sam, sara = people.person("Sam Okafor"), clients.contact("Sara Holm")
    freight = Calendar.objects.get(name="Freight, nights too")
    vendor = Vendor.objects.get(name="Nordprint")
    item = keep("report", "Its clock is 3 days ahead.", b"\x1f\x8b\x00", source="device 4")
    pictures(
        maya,
        "/styleguide/?scheme=light",
        "/styleguide/?scheme=dark",
        "/clients/",
        "/clients/?state=left",
        "/clients/northgate-legal/",
        "/clients/new/",
        f"/contacts/{sara.pk}/",
        "/vendors/",
        f"/vendors/{vendor.pk}/",
        f"/settings/hours/{freight.pk}/",
        f"/settings/hours/{freight.pk}/change/",
        "/settings/",
        "/settings/people/",
        f"/settings/people/{sam.pk}/",
        "/settings/roles/",
        "/settings/profile/",
        "/settings/security/",
        "/settings/limits/",
        "/review/",
        f"/review/{item.pk}/",
        "/search/?q=har",
    )


def test_pages_without_the_frame(pictures: Pictures, maya: Person) -> None:
    link = make_sign_in_link(maya, by=System("test"))
    pictures(None, link, "/account/login/")
    contact = clients.contact("Sara Holm").person
    pictures(contact, "/portal/")
