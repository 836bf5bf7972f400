"""Today, the opened figures, the quiet centers: who sees what, in how many statements."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from markupsafe import escape

from nadi.accounts.models import Person
from nadi.balance import actions
from nadi.balance.models import Intention
from nadi.balance.tests.conftest import Evidence
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.actors import System
from nadi.core.vitals import Ask, Cap, HoursSpent, PromiseCount

SignedIn = Callable[[Person], Browser]
Take = Callable[[datetime, int], None]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Seven of these are the session and its activity, three the frame; lists must not grow them.
TODAY_BUDGET = 15
READING_BUDGET = 16


@pytest.fixture
def monday(now: datetime) -> object:
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def firm(monday: datetime, evidence: Evidence, days_of_snapshots: Take, harbor: Client) -> Evidence:
    for label, shares in (("maintenance", "60 50 70 60"), ("desk", "90 80 80 90")):
        evidence.four_vitals(label, monday, shares)
    days_of_snapshots(monday, 30)
    evidence.asks["maintenance"] = [
        Ask("maintenance", "Test a restore for three clients", "You promised 30 days",
            "Run 3 tests",
            "/maintenance/tests/", "post", 30, "maintenance.v1", 3)
    ]  # fmt: skip
    evidence.asks["desk"] = [
        Ask("desk", "Three tickets are out of process", "Two wait past their date", "Look",
            "/desk/rogues/", "get", 10, "desk.v1", 3)
    ]  # fmt: skip
    evidence.promises.append(PromiseCount("maintenance", 31, 17, 4, 8, 2))
    evidence.hours.append(HoursSpent("desk", 600))
    return evidence


def test_today_shows_the_seven_and_the_one_thing(
    firm: Evidence, browser_of: SignedIn, maya: Person
) -> None:
    page = browser_of(maya).get("/").content.decode()
    for words in (
        "Heart needs you first",
        "Test a restore for three clients",
        "17 of 29 promises kept, 2 not judged",
        "Three tickets are out of process",
        "Not enough evidence",
        "A one-on-one that was held",
        "not tended yet",
    ):
        assert words in page
    assert '<form method="post" action="/maintenance/tests/"' in page
    assert "csrfmiddlewaretoken" in page
    assert 'href="/desk/rogues/"' in page
    assert page.index("Open Crown") < page.index("Open Root")
    assert "Begin the round" in page
    assert "Closed until" not in page


def test_outside_the_hours_it_says_so_and_still_shows(
    firm: Evidence, browser_of: SignedIn, maya: Person
) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-21T10:00+00:00")):
        page = browser_of(maya).get("/").content.decode()
    assert "Closed until Monday" in page
    assert "Test a restore for three clients" in page


def test_today_keeps_its_budget(firm: Evidence, browser_of: SignedIn, maya: Person) -> None:
    browser = browser_of(maya)
    browser.get("/")
    with CaptureQueriesContext(connection) as seen:
        assert browser.get("/").status_code == 200
    assert len(seen) <= TODAY_BUDGET, "\n".join(q["sql"][:120] for q in seen)


def test_each_role_begins_where_it_works(
    firm: Evidence, browser_of: SignedIn, maya: Person, henrik: Person, aisha: Person,
    priya: Person, sara: Person,
) -> None:  # fmt: skip
    assert browser_of(maya).get("/").status_code == 200
    assert browser_of(henrik).get("/").status_code == 200
    for person in (aisha, priya):
        away = browser_of(person).get("/")
        assert away.status_code == 302
        assert away["Location"] != "/"
        assert browser_of(person).get("/today/").status_code == 200
    assert browser_of(sara).get("/today/").status_code == 403
    assert browser_of(sara).get("/").status_code == 302


def test_a_figure_opens_down_to_its_rows(
    monday: datetime, evidence: Evidence, browser_of: SignedIn, maya: Person, harbor: Client
) -> None:
    name = "maintenance.restore_proven"
    evidence.vital(name)
    evidence.add(name, monday - HOUR, good=17, bad=14, client=harbor.pk)
    evidence.add(name, monday - HOUR, client=harbor.pk, excluded="retired on 3 November")
    actions.take_snapshot(monday, by=System("clock"))
    browser = browser_of(maya)
    page = browser.get(f"/reading/{name}/").content.decode()
    for words in (
        "17 of 31: 54.8\u202f%",
        "17 ÷ 31 × 100 = 54.8\u202f%",
        "Added up again from the rows below just now: the same.",
        "retired on 3 November",
        'href="/row/"',
        "Harbor Dental",
    ):
        assert words in page
    one = browser.get(f"/reading/{name}/", {"client": "harbor-dental"}).content.decode()
    assert "17 of 31" in one
    with CaptureQueriesContext(connection) as seen:
        browser.get(f"/reading/{name}/")
    assert len(seen) <= READING_BUDGET, "\n".join(q["sql"][:120] for q in seen)


def test_many_rows_are_counted_and_can_be_shown(
    monday: datetime, evidence: Evidence, browser_of: SignedIn, maya: Person
) -> None:
    evidence.vital("desk.answered")
    evidence.add("desk.answered", monday - HOUR, good=150)
    browser = browser_of(maya)
    page = browser.get("/reading/desk.answered/").content.decode()
    assert "and 50 more rows, counted above." in page
    assert page.count('href="/row/"') == 100
    whole = browser.get("/reading/desk.answered/", {"all": "1"}).content.decode()
    assert whole.count('href="/row/"') == 150


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("day=2026-11-23", 200),
        ("day=yesterday", 422),
        ("start=2026-11-01T00:00Z&end=2026-11-20T00:00Z", 200),
        ("start=2026-11-01T00:00Z", 200),
        ("start=soon&end=later", 422),
        ("start=2026-11-20T00:00Z&end=2026-11-01T00:00Z", 422),
        ("client=nobody", 404),
        ("population=nobody", 404),
        ("day=9999-99-99", 422),
    ],
)
def test_any_address_gets_a_clear_answer(
    firm: Evidence, browser_of: SignedIn, maya: Person, query: str, status: int
) -> None:
    assert browser_of(maya).get(f"/reading/desk.v1/?{query}").status_code == status


def test_a_ring_opens(firm: Evidence, browser_of: SignedIn, maya: Person) -> None:
    firm.caps["maintenance"] = [
        Cap("maintenance", 50, "A restore of FS02 failed on 12 November", "/maintenance/")
    ]
    actions.take_snapshot(datetime.fromisoformat("2026-11-23T08:10+00:00"), by=System("clock"))
    browser = browser_of(maya)
    page = browser.get("/state/maintenance/").content.decode()
    assert "A restore of FS02 failed on 12 November" in page
    assert "÷ 4 =" in page
    assert '<form method="post" action="/maintenance/tests/"' in page  # the phone's way to the act
    assert 'href="/reading/maintenance.v1/"' in page
    assert "Not enough evidence for a score" in browser.get("/state/learning/").content.decode()
    assert browser.get("/state/kitchen/").status_code == 404


def test_an_unread_center_leaves_the_page_standing(
    firm: Evidence, browser_of: SignedIn, maya: Person, monday: datetime
) -> None:
    firm.broken.add("desk")
    actions.take_snapshot(monday, by=System("clock"))
    page = browser_of(maya).get("/").content.decode()
    assert "Throat could not be read." in page
    assert "Heart needs you first" in page


SHARES = {
    "agreements": 10, "learning": 10, "monitoring": 15, "maintenance": 15, "desk": 40,
    "planning": 5, "culture": 5,
}  # fmt: skip


def test_what_is_intended_is_kept_and_shown(
    firm: Evidence, browser_of: SignedIn, maya: Person, aisha: Person
) -> None:
    browser = browser_of(maya)
    assert browser.post("/intention/", SHARES)["Location"] == "/today/"
    assert Intention.objects.get(center="desk").percent == 40
    assert "what you intended" in browser.get("/").content.decode()
    refused = browser.post("/intention/", {**SHARES, "desk": 41})
    assert refused.status_code == 422
    assert "101 %, not 100 %" in refused.content.decode()
    assert browser.post("/intention/", {**SHARES, "desk": "many"}).status_code == 422
    assert browser_of(aisha).get("/intention/").status_code == 403


def test_a_center_without_evidence_says_what_would_give_it(
    evidence: Evidence, browser_of: SignedIn, maya: Person
) -> None:
    page = browser_of(maya).get("/today/").content.decode()
    assert page.count("Not enough evidence") >= 7
    for center in centers.centers():
        assert escape(str(center.awaits)) in page
