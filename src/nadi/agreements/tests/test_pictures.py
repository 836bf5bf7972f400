"""Pictures of Root's pages, to be looked at; each must open without a complaint."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from playwright.sync_api import Page

from nadi.accounts import demo as accounts_demo
from nadi.accounts.models import Person
from nadi.agreements.models import Agreement, SpokenPromise, StandingPromise, Verdict
from nadi.clients.models import Client
from nadi.core.demo import Story

pytestmark = pytest.mark.browser


@pytest.fixture
def told(page_as: Callable[..., Page], told_copy: Story) -> Iterator[Story]:
    with time_machine.travel(told_copy.now, tick=True):
        yield told_copy


def test_root(told: Story, pictures: Callable[..., None]) -> None:
    maya = accounts_demo.person("Maya Lindqvist")
    oak = Agreement.objects.get(client__name="Oak & Iron")
    draft = Agreement.objects.get(client__name="Juniper Hotel").versions.get()
    verdict = Verdict.objects.exclude(answer="not_judged").first()
    assert verdict is not None
    word = SpokenPromise.objects.get(sentence="Next word on the VPN")
    standing = StandingPromise.objects.get(pk=verdict.promise_id)
    client = Client.objects.get(name="Dr. Patel")
    pictures(
        maya,
        "/agreements/",
        "/agreements/all/",
        "/agreements/time/",
        "/promises/",
        "/promises/?show=theirs",
        "/promises/speak/?client=oak-iron&about=Ticket%204821",
        oak.get_absolute_url(),
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}terms/",
        standing.get_absolute_url(),
        verdict.get_absolute_url(),
        word.get_absolute_url(),
        f"/clients/{client.slug}/",
    )


def test_two_fields_say_what_they_mean(page_as: Callable[..., Page], maya: Person) -> None:
    page = page_as(maya)
    page.goto("/promises/speak/")
    page.get_by_label("What is promised").fill("I call Sara back")
    page.get_by_label("Due").fill("soon")
    page.get_by_text('I cannot read "soon"').wait_for()
    page.get_by_label("Due").fill("tomorrow 10:00")
    page.get_by_text("10:00, Europe/Stockholm").wait_for()
    page.get_by_role("button", name="Promise it").click()
    page.get_by_role("heading", name="I call Sara back").wait_for()
    page.get_by_role("button", name="It is done").click()
    page.get_by_text("Kept", exact=True).first.wait_for()
