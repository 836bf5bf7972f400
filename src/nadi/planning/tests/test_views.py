"""Third Eye's pages: they open, they do what their buttons say, and strangers see nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.fleet.models import Device
from nadi.planning import actions
from nadi.planning.actions import Option
from nadi.planning.models import (
    AcceptedRisk,
    ActionItem,
    Answer,
    Decision,
    DevicePlan,
    Goal,
    InsiderSignal,
    LifecycleFact,
    Meeting,
    MeetingRhythm,
    Question,
    ReplacementPolicy,
    RoadmapItem,
)
from nadi.planning.queries import find

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
BrowserOf = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def thursday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(oak: Client, maya: Person) -> Meeting:
    return actions.plan_meeting(
        oak, at=NOW - timedelta(hours=1), lead=maya, now=NOW - timedelta(days=20), by=maya
    )


def _page(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_page_opens_for_a_firm_with_nothing(
    browser_of: BrowserOf, maya: Person, oak: Client
) -> None:
    browser = browser_of(maya)
    assert "No meeting lies ahead" in _page(browser, "/planning/")
    for path in ("meetings/", "meetings/?show=ahead", "meetings/?show=held", "meetings/new/",
                 "actions/", "signals/", "own/", "devices/", "policies/", "policies/new/",
                 f"client/{oak.pk}/", f"client/{oak.pk}/answers/"):  # fmt: skip
        _page(browser, f"/planning/{path}")


def test_a_meeting_from_its_date_to_its_lock_by_its_pages(
    browser_of: BrowserOf, maya: Person, oak: Client, tom: Person
) -> None:
    browser = browser_of(maya)
    past = {"client": "oak-iron", "day": "2026-11-25", "at": "10:00", "lead": maya.pk}
    assert browser.post("/planning/meetings/new/", past).status_code == 422
    browser.post("/planning/meetings/new/", {**past, "day": "2026-11-26", "at": "13:00"})
    meeting = Meeting.objects.get(client=oak)
    assert meeting.at == datetime(2026, 11, 26, 18, tzinfo=UTC)  # one o'clock in New York
    here = f"/planning/meetings/{meeting.pk}/"
    browser.post(f"{here}answers/", {"q-direction": "Growing.", "q-people": ""})
    assert Answer.objects.get().text == "Growing."
    question = {
        "question": "Replace the server?", "option_1": "Replace it", "low_1": "5200",
        "high_1": "6400", "if_nothing": "It is full in nine days.",
    }  # fmt: skip
    assert browser.post(f"{here}decisions/new/", {"question": "?"}).status_code == 422
    browser.post(f"{here}decisions/new/", question)
    decision = Decision.objects.get()
    page = _page(browser, f"{here}page/")
    assert "Replace it, €5,200 to €6,400" in page
    assert "It is full in nine days." in page
    prefix = f"d{decision.pk}"
    nothing = decision.options.get(is_nothing=True)
    browser.post(
        f"/planning/decisions/{decision.pk}/decide/",
        {f"{prefix}-option": nothing.pk, f"{prefix}-decided_by": "Tom Reed"},
    )
    assert "That is a good decision too." in _page(browser, here)
    browser.post(
        f"{here}actions/",
        {"action-text": "Ask the landlord", "action-due_on": "2026-12-11", "action-owner": maya.pk,
         "action-contact": oak.contacts.get().pk},
    )  # fmt: skip
    assert ActionItem.objects.get().side == "theirs"
    refused = browser.post(f"{here}close/", {"attendees": "Tom"})
    assert refused.status_code == 422
    assert "A meeting closes with the next date" in refused.content.decode()
    browser.post(f"{here}close/", {"next_day": "2027-02-25", "next_time": "10:00"})
    meeting.refresh_from_db()
    assert meeting.closed_at is not None
    locked = _page(browser, here)
    assert meeting.sha256 in locked
    assert "Decided: no" in locked
    following = Meeting.objects.get(follows=meeting)
    assert "Growing." in _page(browser, following.get_absolute_url())
    assert "Ask the landlord" in _page(browser, f"/planning/meetings/{following.pk}/page/")


def test_the_page_says_what_was_promised_before_anything_else_about_us(
    meeting: Meeting, browser_of: BrowserOf, maya: Person
) -> None:
    actions.answer_questions(meeting, {"direction": "Growing."}, by=maya)
    item = actions.agree_action(
        meeting, text="Send the quote", due_on=date(2026, 12, 4), owner=maya, by=maya
    )
    following = actions.close_meeting(
        meeting, next_at=datetime(2027, 2, 25, 9, tzinfo=UTC), by=maya
    )
    page = _page(browser_of(maya), f"/planning/meetings/{following.pk}/page/")
    order = ["Your goals, in your words", "What we promised each other", "To be decided today",
             "The road: four quarters", "Devices by age", "Risks accepted"]  # fmt: skip
    assert sorted(order, key=page.index) == order
    assert "0 of 1 done" in page
    browser_of(maya).post(f"/planning/actions/{item.pk}/done/", {"next": "/planning/"})
    page = _page(browser_of(maya), f"/planning/meetings/{following.pk}/page/")
    assert "1 of 1 done" in page


def test_no_service_figure_stands_on_the_page(
    meeting: Meeting, browser_of: BrowserOf, maya: Person
) -> None:
    """Tickets and response times are mailed before; the meeting looks ahead."""
    page = _page(browser_of(maya), f"/planning/meetings/{meeting.pk}/page/")
    sheet = page.split('<article class="sheet')[1].split("</article>")[0].lower()
    assert not any(word in sheet for word in ("ticket", "sla", "uptime", "response time"))


def test_two_fields_on_the_client_s_page_note_a_signal(
    browser_of: BrowserOf, aisha: Person, oak: Client
) -> None:
    browser = browser_of(aisha)
    assert 'name="what"' in _page(browser, f"/planning/client/{oak.pk}/panel/")
    answer = browser.post(
        f"/planning/client/{oak.pk}/signal/", {"kind": "asked", "what": "the showroom"}
    )
    assert answer["Location"] == "/clients/oak-iron/"
    signal = InsiderSignal.objects.get()
    assert (signal.kind, signal.what, signal.noted_by) == ("asked", "the showroom", aisha)
    assert "1 signal in a year" in _page(browser, f"/planning/client/{oak.pk}/panel/")
    assert "the showroom" in _page(browser, "/planning/signals/")
    browser.post(f"/planning/client/{oak.pk}/signal/", {"kind": "asked", "what": ""})
    assert InsiderSignal.objects.count() == 1


def test_the_plan_of_a_client_is_written_on_its_page(
    browser_of: BrowserOf, maya: Person, oak: Client
) -> None:
    browser, here = browser_of(maya), f"/planning/client/{oak.pk}/"
    browser.post(f"{here}goal/", {"statement": "Sell in Norway", "horizon": "five"})
    browser.post(f"{here}step/", {"title": "Screens", "quarter": "2027-01-01", "low": "100"})
    browser.post(
        f"{here}risk/",
        {"statement": "Old desk", "accepted_by": "Tom", "because": "Later", "until": "2027-06-01"},
    )
    browser.post(f"{here}rhythm/", {"months": "6", "because": "Few machines"})
    goal, step, risk = Goal.objects.get(), RoadmapItem.objects.get(), AcceptedRisk.objects.get()
    assert step.cost_high == Decimal(100)
    assert MeetingRhythm.objects.get().months == 6
    page = _page(browser, here)
    assert all(text in page for text in ("Sell in Norway", "Screens", "Old desk", "Q1 2027"))
    browser.post(f"/planning/goals/{goal.pk}/settle/", {"met": "yes"})
    browser.post(f"/planning/steps/{step.pk}/change/", {"state": "approved"})
    browser.post(f"/planning/risks/{risk.pk}/end/", {"because": "Replaced"})
    goal.refresh_from_db()
    step.refresh_from_db()
    risk.refresh_from_db()
    assert (goal.state, step.state, risk.over_because) == ("met", "approved", "Replaced")


def test_a_device_shows_the_name_of_the_date_that_decided(
    browser_of: BrowserOf, aisha: Person, oak: Client
) -> None:
    device = Device.objects.create(client=oak, name="FS01", state="active", made_at=NOW)
    browser, here = browser_of(aisha), f"/planning/devices/{device.pk}/"
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert "Nobody knows its dates yet" in _page(browser, here)
        assert "FS01" in _page(browser, "/planning/devices/?place=unknown")
        fact = {"kind": "purchased", "state": "dated", "on": "2020-01-10", "source": "Invoice"}
        browser.post(f"{here}fact/", {**fact, "on": "never"})
        assert not LifecycleFact.objects.exists()
        browser.post(f"{here}fact/", fact)
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        page = _page(browser, here)
        assert "because of its age" in page
        assert "Past its date" in page
        plan = {"choice": "replace", "on": "2027-01-31", "approved_by": "Tom Reed"}
        browser.post(f"{here}plan/", plan)
    with time_machine.travel(NOW + timedelta(minutes=12), tick=False):
        assert "Planned" in _page(browser, f"{here}panel/")
        made = DevicePlan.objects.get()
        browser.post(f"/planning/plans/{made.pk}/withdraw/", {"because": "Out of stock"})
        on = _page(browser, "/planning/devices/?on=2024-01-01&client=oak-iron")
        assert "As of" in on
        assert "Due within a year" in on


def test_policies_are_set_by_those_who_lead(
    browser_of: BrowserOf, maya: Person, aisha: Person, oak: Client
) -> None:
    said = {"kind": "server", "client": "oak-iron", "useful_months": "36", "lead_days": "60",
            "since": "2026-11-26", "needs_warranty": "on"}  # fmt: skip
    assert browser_of(aisha).post("/planning/policies/new/", said).status_code == 403
    browser_of(maya).post("/planning/policies/new/", said)
    policy = ReplacementPolicy.objects.get(client=oak)
    assert (policy.useful_months, policy.needs_warranty) == (36, True)
    assert "Oak &amp; Iron" in _page(browser_of(aisha), "/planning/policies/")


def test_the_questionnaire_is_the_firm_s_and_its_answers_stay(
    meeting: Meeting, browser_of: BrowserOf, maya: Person, aisha: Person
) -> None:
    actions.answer_questions(meeting, {"direction": "Growing."}, by=maya)
    browser = browser_of(maya)
    said = {"text": "What shall we never forget?", "group": "business"}
    assert browser_of(aisha).post("/planning/questions/new/", said).status_code == 403
    browser.post("/planning/questions/new/", said)
    assert "What shall we never forget?" in _page(browser, meeting.get_absolute_url())
    direction = Question.objects.get(slug="direction")
    browser.post(f"/planning/questions/{direction.pk}/change/", {"asked": "no"})
    page = _page(browser, "/planning/questions/")
    assert "no longer asked" in page
    assert "Growing." in _page(browser, meeting.get_absolute_url())
    again = browser.post("/planning/questions/new/", said)
    assert again.status_code == 409


def test_our_own_plan_is_read_by_all_and_written_by_those_who_lead(
    browser_of: BrowserOf, maya: Person, aisha: Person
) -> None:
    browser_of(maya).post("/planning/own/goal/", {"statement": "Home on time", "horizon": "five"})
    browser_of(maya).post("/planning/own/step/", {"title": "Apprentice", "quarter": "2027-01-01"})
    browser_of(maya).post("/planning/own/date/", {"day": "2026-11-30", "at": "15:00"})
    page = _page(browser_of(aisha), "/planning/own/")
    assert "Home on time" in page
    assert "Apprentice" in page
    review = Meeting.objects.get(client=None)
    refused = browser_of(aisha).post(
        f"/planning/meetings/{review.pk}/answers/", {"q-own-hurt": "Everything"}
    )
    assert refused.status_code == 403
    goal = Goal.objects.get()
    assert browser_of(aisha).post(f"/planning/goals/{goal.pk}/settle/").status_code == 403
    assert _page(browser_of(maya), f"/planning/meetings/{review.pk}/page/")


def test_an_action_outside_the_house_is_never_followed(
    meeting: Meeting, browser_of: BrowserOf, maya: Person
) -> None:
    item = actions.agree_action(meeting, text="Send", due_on=date(2026, 12, 4), owner=maya, by=maya)
    answer = browser_of(maya).post(
        f"/planning/actions/{item.pk}/done/", {"next": "https://evil.example/"}
    )
    assert answer["Location"] == meeting.get_absolute_url()


def test_search_finds_meetings_and_places(meeting: Meeting, maya: Person, tom: Person) -> None:
    assert [found.url for found in find(maya, "oak")] == [meeting.get_absolute_url()]
    assert any(found.url == "/planning/devices/" for found in find(maya, "devices"))
    assert find(tom, "oak") == []


BUDGETS = {
    "/planning/": 34,
    "/planning/meetings/": 14,
    "/planning/devices/": 12,
    "/planning/actions/": 10,
    "/planning/signals/": 9,
}


def test_the_lists_cost_a_handful_of_statements_however_long(
    browser_of: BrowserOf, maya: Person, oak: Client, harbor: Client, northgate: Client
) -> None:
    for client in (oak, harbor, northgate):
        Device.objects.create(client=client, name=f"S-{client.pk}", state="active", made_at=NOW)
        made = actions.plan_meeting(
            client, at=NOW - timedelta(hours=1), lead=maya, now=NOW - timedelta(days=9), by=maya
        )
        actions.answer_questions(made, {"direction": "Growing."}, by=maya)
        actions.ask_decision(
            made, question="Shall we?", options=[Option("Yes")], if_nothing="No", by=maya
        )
        actions.agree_action(made, text="Go", due_on=date(2026, 12, 4), owner=maya, by=maya)
        actions.close_meeting(made, next_at=NOW + timedelta(days=90), by=maya)
    browser = browser_of(maya)
    for path, most in BUDGETS.items():
        _page(browser, path)
        with CaptureQueriesContext(connection) as spent:
            _page(browser, path)
        assert len(spent) <= most, (path, len(spent))
