"""The round in Chromium, by keyboard, over the whole demo: every card's act really done, and the
next morning blank."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings as SettingsWrapper

from nadi.accounts.demo import person
from nadi.config.tests.browser import settle, wear
from nadi.config.tests.databases import TOLD_AT
from nadi.config.tests.test_browser import PageAs, serious
from nadi.core import centers
from nadi.core.demo import Story
from nadi.core.models import AuditRow

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEBT = re.compile(r"streak|missed|overdue|undone|behind schedule|not done|skipped|left over", re.I)


@pytest.fixture
def demo(
    page_as: PageAs, told_copy: Story, settings: SettingsWrapper
) -> Iterator[time_machine.Traveller]:
    """The clock of a demo that the pages may write to."""
    settings.NADI_DEMO, settings.NADI_ZONE = True, "Europe/Stockholm"
    with time_machine.travel(told_copy.now, tick=True) as clock:
        yield clock


def keep_the_promise(page: Page) -> None:
    page.get_by_role("button", name="It is done").click()


def look_at_the_alert(page: Page) -> None:
    page.get_by_label("What did you see?").fill("They try out a new page; they told us.")
    page.get_by_role("button", name="Nothing to do").click()


def press_was_the_act(page: Page) -> None:
    expect(page.get_by_text("being tested").first).to_be_visible()


def say_whose(page: Page) -> None:
    page.locator("[data-list] a.row-link").first.click()
    form = page.locator("form[action$='/whose/']")
    form.locator("select[name=client]").select_option(label="Grove Insurance")
    form.get_by_role("button", name="It is theirs").click()


def make_a_date(page: Page) -> None:
    page.get_by_label("Day").fill("2026-12-09")
    page.locator("main form.form .button.fill").first.click()


def name_who_keeps_the_relation(page: Page) -> None:
    page.get_by_label("Owner on our side").select_option(label="Ruth Osei")
    page.get_by_role("button", name="Keep it").click()


def decide_the_trial(page: Page) -> None:
    page.get_by_label("Adopt").check()
    page.get_by_label("Why").fill("Two of three clients never need a visit now.")
    page.get_by_role("button", name="Decide").click()


# By what the page of the act is, not by what the demo happens to ask this week.
ACTS: list[tuple[str, Callable[[Page], None]]] = [
    (r"/promises/\d+/", keep_the_promise),
    (r"/learning/trials/\d+/", decide_the_trial),
    (r"/monitoring/alerts/\d+/", look_at_the_alert),
    (r"/maintenance/(tests/\d+/)?", press_was_the_act),
    (r"/desk/\?tab=unknown", say_whose),
    (r"/planning/meetings/new/.*", make_a_date),
    (r"/culture/relations/vendors/\d+/", name_who_keeps_the_relation),
]


def do_it(page: Page, energy: str) -> None:
    page.keyboard.press("1")
    page.wait_for_url(lambda url: "/round/" not in url)
    address = page.url.split("/", 3)[3]
    act = next((act for path, act in ACTS if re.fullmatch(path, "/" + address)), None)
    assert act, f"no act is known for {address}"
    act(page)
    bar = page.locator(".round-bar")
    expect(bar).to_contain_text(f"In the round: {energy}.")
    expect(bar).to_contain_text("Tended.")
    bar.get_by_role("link", name="Back to the round").click()
    page.wait_for_url("**/round/")


def test_the_round_by_keyboard(page_as: PageAs, demo: time_machine.Traveller) -> None:
    maya = person("Maya Lindqvist")
    page = page_as(maya)
    page.goto("/today/")
    begun = AuditRow.objects.count()
    page.keyboard.press("Space")
    page.wait_for_url("**/round/")
    tended = []
    for number, center in enumerate(centers.centers(), 1):
        card = page.locator(f"#card-{number}")
        expect(card.get_by_role("heading", name=center.energy, exact=True)).to_be_focused()
        expect(page.locator(".round-card:visible")).to_have_count(1)
        if card.locator("[data-choice='1']").count():
            do_it(page, center.energy)
            tended.append(center.label)
            expect(card.get_by_text("Tended: ")).to_be_visible()
        page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Good enough for today")).to_be_focused()
    for label in tended:
        expect(page.locator("#round-sum")).to_contain_text(centers.center(label).energy)
    page.get_by_label("A line for the day").fill("Seven looks, and a calm morning.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/today/")
    expect(page.get_by_text("The round is done for today: good enough.")).to_be_visible()
    expect(page.get_by_text("Seven looks, and a calm morning.")).to_be_visible()
    verbs = set(AuditRow.objects.filter(pk__gt=begun).values_list("verb", flat=True))
    for label in tended:
        assert verbs & set(centers.center(label).tending), label
    assert len(tended) == 7
    the_next_morning_is_blank(page, demo)


def the_next_morning_is_blank(page: Page, clock: time_machine.Traveller) -> None:
    clock.move_to(TOLD_AT + timedelta(days=1))
    page.goto("/today/")
    expect(page.get_by_role("button", name="Begin the round")).to_be_visible()
    homes = page.evaluate("[...document.querySelectorAll('.side a[href]')].map(a => a.pathname)")
    for address in sorted({*homes, "/today/"}):
        page.goto(address)
        settle(page)
        assert page.locator(".round-bar").count() == 0, address
        assert not DEBT.search(page.locator("main").inner_text()), address
    page.goto("/today/")
    page.keyboard.press("Space")
    page.wait_for_url("**/round/")
    expect(page.get_by_role("heading", name="Root", exact=True)).to_be_focused()
    expect(page.locator("#card-1")).to_contain_text("Since you were last here, yesterday")
    assert page.get_by_text("third time").count() == 0


def test_schedule_hand_over_let_go_by_keyboard_and_back(
    page_as: PageAs, demo: time_machine.Traveller
) -> None:
    maya, henrik = person("Maya Lindqvist"), person("Henrik Dahl")
    page = page_as(maya)
    page.goto("/today/")
    page.keyboard.press("Space")
    page.wait_for_url("**/round/")
    asking = [
        number
        for number in range(1, 8)
        if page.locator(f"#card-{number} [data-choice='1']").count()
    ]
    plan, hand, let = asking[:3]
    while page.locator(f"#card-{plan}:visible").count() == 0:
        page.keyboard.press("Space")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(f"#question-{plan}")).to_contain_text("Scheduled for Tuesday 24 November")
    while page.locator(f"#card-{hand}:visible").count() == 0:
        page.keyboard.press("Space")
    page.keyboard.press("3")
    page.keyboard.type("Henrik")
    page.keyboard.press("Tab")
    page.keyboard.type("You know them")
    page.keyboard.press("Enter")
    expect(page.locator(f"#question-{hand}")).to_contain_text("Handed over to Henrik Dahl.")
    while page.locator(f"#card-{let}:visible").count() == 0:
        page.keyboard.press("Space")
    page.keyboard.press("4")
    page.keyboard.press("Escape")  # closes the line, does not leave
    page.keyboard.press("4")
    page.keyboard.type("They move out in January.")
    page.keyboard.press("Enter")
    expect(page.locator(f"#card-{let + 1}")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"#question-{let}")).to_contain_text("Let go: They move out in January.")
    page.keyboard.press("Escape")
    page.wait_for_url("**/today/")
    page.get_by_role("button", name="Go on with the round").click()
    expect(page.locator(f"#card-{let + 1}")).to_be_visible()
    his = page_as(henrik)
    his.goto("/today/")
    expect(his.get_by_text("Maya Lindqvist handed this to you.")).to_be_visible()
    his.goto("/desk/")
    expect(his.get_by_text("You know them")).to_be_visible()
    his.get_by_role("button", name="Done …").click()
    his.get_by_label("In a few words").fill("Looked into it, all fine.")
    his.get_by_role("button", name="Go on").click()
    page.goto("/today/")
    expect(page.get_by_text("Henrik Dahl: done. “Looked into it, all fine.”")).to_be_visible()


def test_on_the_phone_by_touch(page_as: PageAs, demo: time_machine.Traveller) -> None:
    page = page_as(person("Maya Lindqvist"), size="phone")
    page.goto("/today/")
    page.get_by_role("button", name="Begin the round").click()
    page.wait_for_url("**/round/")
    for number in range(1, 8):
        for scheme in ("light", "dark"):
            wear(page, "phone", scheme)
            settle(page)
            assert serious(page) == [], (number, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, number
        page.locator(f"#card-{number}").get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="Good enough for today")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Good enough for today").click()
    expect(page.get_by_text("The round is done for today: good enough.")).to_be_visible()
