"""A hard ticket is closed, and three clicks later the team has the lesson and a draft."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import NotFound
from nadi.desk.actions import NewTicket, open_ticket, share_what_it_taught
from nadi.desk.models import Source, Ticket
from nadi.desk.rules.teaching import is_hard
from nadi.desk.tests.letters import arrives, letter
from nadi.learning.actions import adopt_starter
from nadi.learning.queries import drafts, lesson_from, lessons_visible_to, procedure_for

pytestmark = pytest.mark.django_db
Opens = Callable[[Person], Browser]


@pytest.fixture
def ticket(sara: Person, northgate: Client) -> Ticket:
    found = arrives(letter()).ticket
    assert found is not None
    return found


def _work(browser: Browser, ticket: Ticket, words: str, do: str, minutes: int = 25) -> object:
    ticket.refresh_from_db()
    values = {"words": words, "minutes": minutes, "version": ticket.version, "do": do}
    return browser.post(f"/desk/{ticket.number}/work/", values)


def test_three_clicks_from_closing_to_lesson_and_draft(
    browser_of: Opens, aisha: Person, ruth: Person, tom: Person, ticket: Ticket
) -> None:
    browser = browser_of(aisha)
    _work(browser, ticket, "Read the log of the firewall at noon. Called Sara Holm.", "inside")
    _work(browser, ticket, "Compared lifetimes with Tom Reed. The password is Hunter2!", "inside")
    _work(browser, ticket, "Set both sides to 28,800 s and watched it past noon.", "finish")
    board = browser.get("/desk/").content.decode()
    address = f"/desk/{ticket.number}/taught/"
    assert f'<a class="link" href="{address}">Share what it taught</a>' in board
    page = browser.get(address).content.decode()
    assert "Called [name]." in page
    assert "Compared lifetimes with [name]." in page
    assert "Hunter2" not in page
    assert "names and what followed" in re.sub(r"\s+", " ", page)
    form = {
        name: re.sub(r"&#x27;", "'", text)
        for name, text in (
            ("title", "VPN drops at noon"),
            ("lesson", "Two ends with two lifetimes cut out once a day, Sara Holm said."),
            ("steps", "Read the log at the hour of the cut\nCompare the lifetimes\n"),
        )
    }
    response = browser.post(address, form)
    lesson = lesson_from(aisha, f"/desk/{ticket.number}/")
    assert lesson is not None
    assert response["Location"] == lesson.get_absolute_url()
    assert lesson.text == "Two ends with two lifetimes cut out once a day, [name] said."
    assert lesson in lessons_visible_to(ruth)
    (draft,) = drafts(ruth)
    assert lesson.procedure == draft
    assert not draft.is_in_force
    assert [step.text for step in draft.version_in_writing.steps.all()] == [
        "Read the log at the hour of the cut",
        "Compare the lifetimes",
    ]
    seen = browser.get(f"/desk/{ticket.number}/").content.decode()
    assert "What it taught" in seen
    assert browser.get(address)["Location"] == lesson.get_absolute_url()


def test_a_lesson_alone_is_enough_and_an_open_ticket_has_none(
    browser_of: Opens, aisha: Person, ticket: Ticket
) -> None:
    browser = browser_of(aisha)
    address = f"/desk/{ticket.number}/taught/"
    assert browser.get(address).status_code == 409
    _work(browser, ticket, "It was the cable.", "finish", minutes=5)
    assert "Share what it taught" not in browser.get("/desk/").content.decode()
    assert "Share what it taught" in browser.get(f"/desk/{ticket.number}/").content.decode()
    assert browser.post(address, {"title": "Cable", "lesson": " "}).status_code == 422
    assert browser.post(address, {"title": "Cable", "lesson": "Look at it."}).status_code == 302
    assert drafts(aisha) == []


def test_what_somebody_may_not_see_teaches_them_nothing(
    browser_of: Opens, jonas: Person, aisha: Person, northgate: Client
) -> None:
    asked = NewTicket(title="Secret", client=northgate, source=Source.CALL, because="asked")
    hidden = open_ticket(asked, by=aisha)
    _work(browser_of(aisha), hidden, "It was the cable.", "finish")
    hidden.refresh_from_db()
    assert browser_of(jonas).get(f"/desk/{hidden.number}/taught/").status_code == 404
    share_what_it_taught(
        hidden, title="Northgate Legal's cable", lesson="Look at cables.", steps=["Look"], by=aisha
    )
    (lesson,) = lessons_visible_to(jonas)
    assert (lesson.title, lesson.text) == ("[name] cable", "Look at cables.")
    with pytest.raises(NotFound):
        procedure_for(jonas, "no-such-thing")


@pytest.mark.parametrize(
    ("minutes", "notes", "reopened", "hard"),
    [(59, 3, 0, False), (60, 0, 0, True), (0, 4, 0, True), (0, 0, 1, True)],
)
def test_what_is_hard(minutes: int, notes: int, reopened: int, hard: bool) -> None:
    assert is_hard(minutes=minutes, notes=notes, reopened=reopened) is hard


def test_a_procedure_followed_for_a_ticket_stands_beside_it(
    browser_of: Opens, aisha: Person, ticket: Ticket, maya: Person
) -> None:
    adopt_starter("troubleshooting-log", by=maya)
    browser = browser_of(aisha)
    page = browser.get(f"/desk/{ticket.number}/").content.decode()
    link = re.search(r'href="(/learning/procedures/\?about=[^"]+)"', page)
    assert link is not None
    choose = browser.get(link[1].replace("&amp;", "&")).content.decode()
    begin = re.search(r'href="(/learning/procedures/troubleshooting-log/run/[^"]+)"', choose)
    assert begin is not None
    form = browser.get(begin[1].replace("&amp;", "&")).content.decode()
    assert f'value="/desk/{ticket.number}/"' in form
    values = {"about": f"#{ticket.number}", "about_url": f"/desk/{ticket.number}/"}
    browser.post("/learning/procedures/troubleshooting-log/run/", values)
    assert (
        "Troubleshooting log, step 1 of" in browser.get(f"/desk/{ticket.number}/").content.decode()
    )
