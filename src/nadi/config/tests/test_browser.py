"""The behaviours, tried in Chromium: keys, finder, panels, questions, clocks, and axe-core."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nadi.accounts.actions import make_sign_in_link
from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.config.tests.browser import SIZES, VARIANTS, settle, wear
from nadi.core.actors import System
from nadi.core.models import ReviewItem
from nadi.core.review import keep

pytestmark = pytest.mark.browser

PageAs = Callable[..., Page]
AXE = next((Path(__file__).parent / "vendor").glob("axe-*.min.js"))


def serious(page: Page) -> list[str]:
    """What axe-core finds wrong, in words. Run outside the page's own policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def test_signing_in_by_a_link(page_as: PageAs, maya: Person) -> None:
    page = page_as(None)
    page.goto(make_sign_in_link(maya, by=System("test")))
    page.get_by_role("button", name="Come in").click()
    page.goto("/settings/")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.locator("summary", has_text="Maya Lindqvist").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/settings/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_finder_by_keyboard(page_as: PageAs, maya: Person, harbor: Client, oak: Client) -> None:
    page = page_as(maya)
    page.goto("/settings/")
    page.keyboard.press("Control+k")
    finder = page.get_by_role("dialog", name="Find")
    expect(finder).to_be_visible()
    page.keyboard.type("har")
    expect(finder.get_by_role("option", name="Harbor Dental")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/harbor-dental/")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(finder).to_be_hidden()


def test_places_and_lists_by_keyboard(
    page_as: PageAs, maya: Person, harbor: Client, oak: Client
) -> None:
    page = page_as(maya)
    page.goto("/settings/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/clients/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Oak & Iron"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/harbor-dental/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


def test_the_first_tab_leads_past_the_column(page_as: PageAs, maya: Person) -> None:
    page = page_as(maya)
    page.goto("/settings/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the page")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_typing_is_not_a_command(page_as: PageAs, maya: Person, harbor: Client) -> None:
    page = page_as(maya)
    page.goto("/clients/")
    page.get_by_role("searchbox", name="Find in this list").focus()
    page.keyboard.type("gl")
    expect(page.get_by_text("No client here is called “gl”")).to_be_visible()
    assert page.url.endswith("q=gl")


def test_a_panel_fills_itself_and_says_when_it_cannot(page_as: PageAs, maya: Person) -> None:
    page = page_as(maya)
    broken = True
    page.route(
        "**/styleguide/panel/",
        lambda route: route.fulfill(status=500) if broken else route.continue_(),
    )
    page.goto("/styleguide/?scheme=light")
    expect(page.get_by_text("could not be read just now")).to_be_visible()
    broken = False
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Two, the oldest since Friday.")).to_be_visible()
    page.complaints.clear()  # the refused request is one


def test_an_act_that_asks_why(page_as: PageAs, maya: Person) -> None:
    item = keep("mail", "It has no sender.", b"Subject: hello", source="smtp")
    page = page_as(maya)
    page.goto(f"/review/{item.pk}/")
    expect(page.get_by_text("Subject: hello")).to_be_visible()
    page.get_by_role("button", name="Put aside …").click()
    asker = page.get_by_role("dialog", name="Why can this be put aside?")
    asker.get_by_role("button", name="Leave it").click()
    item.refresh_from_db()
    assert item.state == ReviewItem.State.WAITING
    page.get_by_role("button", name="Put aside …").click()
    asker.get_by_label("In a few words").fill("Spam.")
    asker.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Nothing waits here")).to_be_visible()
    item.refresh_from_db()
    assert (item.state, item.note) == (ReviewItem.State.DISMISSED, "Spam.")


def test_clocks_move(page_as: PageAs, maya: Person) -> None:
    page = page_as(maya)
    page.goto("/styleguide/?scheme=light")
    late = page.locator("[data-until]").nth(1)
    expect(late).to_have_text("12 min late")
    ran = page.locator("[data-since]").first
    before = ran.text_content()
    expect(ran).not_to_have_text(before or "")
    soon = (timezone.now() + timedelta(hours=2, minutes=48, seconds=30)).isoformat()
    page.evaluate(
        "moment => { document.querySelector('[data-until]').dataset.until = moment }", soon
    )
    expect(page.locator("[data-until]").first).to_have_text("in 2 h 48")


def test_a_chart_is_drawn_under_the_policy(page_as: PageAs, maya: Person) -> None:
    page = page_as(maya)
    page.goto("/styleguide/?scheme=light")
    expect(page.locator("[data-chart] canvas").first).to_be_visible()


def test_nothing_stands_in_anybodys_way(page_as: PageAs, maya: Person, harbor: Client) -> None:
    page = page_as(maya)
    for address in (
        "/styleguide/?scheme=light", "/styleguide/?scheme=dark",
        "/clients/harbor-dental/", "/clients/new/",
    ):  # fmt: skip
        page.goto(address)
        for size, scheme in VARIANTS:
            if f"scheme={scheme}" in address or "scheme" not in address:
                wear(page, size, scheme)
                settle(page)
                assert serious(page) == [], address
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= SIZES[size][0], address


def test_the_home_of_every_part_is_open_to_everybody(
    page_as: PageAs, maya: Person, harbor: Client
) -> None:
    page = page_as(maya)
    page.goto("/settings/")
    homes = page.evaluate("[...document.querySelectorAll('.side a[href]')].map(a => a.pathname)")
    assert len(set(homes)) >= 11, "Today, seven centers, and the places"
    for address in sorted(set(homes)):
        page.goto(address)
        settle(page)
        assert serious(page) == [], address


def test_everything_fits_at_twice_the_size(page_as: PageAs, maya: Person, harbor: Client) -> None:
    page = page_as(maya)
    page.set_viewport_size({"width": 720, "height": 450})  # what 200 % leaves of 1440 x 900
    for address in ("/styleguide/?scheme=light", "/clients/harbor-dental/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 720
