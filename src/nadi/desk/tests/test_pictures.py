"""Pictures of the board with the demo's tickets, and a walk through a ticket in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.core.demo import Story
from nadi.desk.actions import NewTicket, open_ticket
from nadi.desk.models import Jump, RawMail, Source, Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def told(page_as: Callable[..., Page], told_copy: Story) -> Iterator[Story]:
    with time_machine.travel(told_copy.now, tick=True):
        yield told_copy


def test_how_the_board_looks(told: Story, pictures: Callable[..., None]) -> None:
    vpn = Ticket.objects.get(title="VPN drops at noon")
    sign_on = Ticket.objects.get(title="Sign on to the case system fails")
    unknown = Ticket.objects.get(client=None)
    pictures(
        person("Aisha Karim"),
        "/desk/",
        "/desk/?tab=out-of-process",
        "/desk/?tab=done",
        f"/desk/{vpn.number}/",
        f"/desk/{sign_on.number}/",
        f"/desk/{unknown.number}/",
        "/desk/another/",
        "/desk/new/",
        "/desk/mail/",
        f"/desk/mail/{RawMail.objects.earliest('pk').pk}/",
    )
    sara = Person.objects.get(name="Sara Holm")
    pictures(sara, f"/portal/tickets/{vpn.number}/", "/portal/tickets/new/")


def test_a_ticket_from_start_to_finish(
    page_as: Callable[..., Page],
    aisha: Person,
    northgate: object,
    ruth: Person,
    kinds_of_work: None,
) -> None:
    for title in ("First in turn", "Later in turn"):
        open_ticket(NewTicket(title, Source.CALL, client=northgate), by=ruth)  # type: ignore[arg-type]
    page = page_as(aisha)
    page.goto("/desk/")
    page.get_by_role("link", name="Take another…").click()
    page.get_by_role("button", name="Start this").click()
    page.locator("[data-asker] textarea").fill("She is on the phone")
    page.locator("[data-asker] button[value=yes]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Later in turn")
    assert Jump.objects.get().because == "She is on the phone"
    page.get_by_label("What was done or found").fill("Gave it a new cable.")
    page.get_by_role("button", name="Send and finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    expect(page.get_by_text("is done. This is your next.")).to_be_visible()
    assert Ticket.objects.get(title="Later in turn").status == "completed"
