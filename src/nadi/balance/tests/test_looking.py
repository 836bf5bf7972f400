"""The pages that look at all seven: with evidence, on the first day, alone and among a hundred."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person, Role
from nadi.balance import actions, queries
from nadi.balance.models import CenterSnapshot, Definition, NeglectBudget
from nadi.balance.tests.conftest import Evidence
from nadi.core.actors import System
from nadi.core.errors import BadInput, Forbidden, NotFound, Refused
from nadi.core.models import AuditRow

SignedIn = Callable[[Person], Browser]
Take = Callable[[datetime, int], None]
pytestmark = pytest.mark.django_db
CLOCK = System("clock")
PAGES = ("/today/", "/state/", "/change/", "/change/?weeks=4", "/attention/", "/neglect/",
         "/definitions/", "/state/?weights=1", "/state/maintenance/")  # fmt: skip
SEVEN = ("agreements", "learning", "monitoring", "maintenance", "desk", "planning", "culture")
CONSEQUENCE = "No new clients are taken on until it is back."


@pytest.fixture
def monday(now: datetime) -> Iterator[datetime]:
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def whole(monday: datetime, evidence: Evidence, days_of_snapshots: Take) -> Evidence:
    """All seven have a score; Heart fell in the last week."""
    for label in SEVEN:
        shares = "90 90 90 90 50" if label == "maintenance" else "90 90 90 90"
        evidence.four_vitals(label, monday, shares)
    days_of_snapshots(monday - timedelta(days=1), 69)
    for number in range(4):
        evidence.add(f"maintenance.v{number}", monday - timedelta(hours=2), good=0, bad=150)
    actions.take_snapshot(monday, by=CLOCK)
    return evidence


@pytest.mark.parametrize("path", PAGES)
def test_the_first_day_says_what_would_give_evidence(
    monday: datetime, evidence: Evidence, browser_of: SignedIn, maya: Person, path: str
) -> None:
    """One person, no client, no row of anything."""
    assert Person.objects.count() == 1
    answer = browser_of(maya).get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "nan" not in page.split("<main")[-1].lower().split()
    if path == "/state/":
        assert "0 of seven centers have a score; six are needed" in page
    if path.startswith("/change/"):
        assert "Nothing to compare yet" in page


@pytest.mark.parametrize("path", PAGES)
def test_a_hundred_people_cost_no_more_statements(
    whole: Evidence, browser_of: SignedIn, maya: Person, path: str
) -> None:
    browser = browser_of(maya)
    browser.get(path)
    with CaptureQueriesContext(connection) as alone:
        browser.get(path)
    people = [
        Person(email=f"p{n}@northlight.example", name=f"Person {n}", role=Role.TECHNICIAN)
        for n in range(100)
    ]
    Person.objects.bulk_create(people)
    verbs = ["desk.close_ticket", "maintenance.open_restore", "agreements.keep_promise"]
    AuditRow.objects.bulk_create(
        AuditRow(at=whole.rows["desk.v0"][n % 50].at, verb=verbs[n % 3], actor_id=one.pk, actor="P")
        for n, one in enumerate(Person.objects.all())
    )
    with CaptureQueriesContext(connection) as many:
        assert browser.get(path).status_code == 200
    assert len(many) <= len(alone)
    assert len(many) <= 18


def test_the_seven_with_their_numbers_as_text(
    whole: Evidence, browser_of: SignedIn, maya: Person
) -> None:
    page = browser_of(maya).get("/state/").content.decode()
    assert "seventh root of (" in page
    assert "Level" in page
    assert "That is a decision of ours, not a finding." in page
    assert "nine times in ten, between" not in page
    assert (
        "nine times in ten, between" in browser_of(maya).get("/state/?weights=1").content.decode()
    )
    assert page.index("Crown") < page.index("Root")


def test_a_change_adds_up_exactly(whole: Evidence, maya: Person, monday: datetime) -> None:
    found = queries.change(maya, monday)
    assert found.whole is not None
    before, after = found.whole
    assert after < before
    assert sum(one.of_whole or 0 for one in found.centers) == pytest.approx(
        after - before, abs=1e-9
    )
    heart = found.centers[0]
    assert heart.center.label == "maintenance"
    for one in found.centers:
        assert sum(bar.points for bar in one.bars) == pytest.approx(one.points, abs=0.02)
        assert all(bar.vital.startswith(one.center.label) for bar in one.bars)


def test_a_change_is_announced_only_beyond_the_noise(
    whole: Evidence, maya: Person, monday: datetime, browser_of: SignedIn
) -> None:
    """Seventy days are known, of them 42 with a score: five windows before this one, all quiet."""
    row = CenterSnapshot.objects.get(center="maintenance", day=monday.date())
    assert row.change is not None
    assert row.change["is_news"]
    assert "Heart fell by" in browser_of(maya).get("/today/").content.decode()
    quiet = CenterSnapshot.objects.get(center="desk", day=monday.date())
    assert quiet.change is not None
    assert not quiet.change["is_news"]
    assert "Throat fell" not in browser_of(maya).get("/today/").content.decode()


def test_a_definition_that_changed_is_a_part_of_its_own_and_no_news(
    whole: Evidence, maya: Person, monday: datetime
) -> None:
    actions.remove_vital("maintenance.v0", because="it told us nothing", by=maya, now=monday)
    actions.take_snapshot(monday, by=CLOCK)
    found = queries.change(maya, monday)
    heart = next(one for one in found.centers if one.center.label == "maintenance")
    assert sum(bar.points for bar in heart.bars) == pytest.approx(heart.points, abs=0.02)
    assert any(not bar.vital for bar in heart.bars)
    assert [row.vital for row in found.definitions] == ["maintenance.v0"]
    row = CenterSnapshot.objects.get(center="maintenance", day=monday.date())
    assert row.change is None


def test_the_owner_agrees_beforehand_and_the_pages_say_it_when_it_is_spent(
    whole: Evidence, browser_of: SignedIn, maya: Person, monday: datetime
) -> None:
    browser = browser_of(maya)
    answer = browser.post("/neglect/maintenance/", {"days_allowed": 0, "consequence": CONSEQUENCE})
    assert (answer.status_code, answer["Location"]) == (302, "/neglect/")
    agreed = NeglectBudget.objects.get()
    assert (agreed.version, agreed.from_day, agreed.agreed_by) == (1, monday.date(), str(maya))
    low = CenterSnapshot.objects.get(center="maintenance", day=monday.date())
    assert low.low < 60
    for path in ("/today/", "/state/maintenance/", "/state/", "/neglect/"):
        assert CONSEQUENCE in browser.get(path).content.decode(), path
    assert CONSEQUENCE not in browser.get("/state/desk/").content.decode()
    browser.post(
        "/neglect/maintenance/", {"days_allowed": 20, "consequence": "We only wait for it."}
    )
    assert NeglectBudget.objects.count() == 2
    page = browser.get("/neglect/").content.decode()
    assert "Version 1" in page, "what was agreed is never changed"
    assert "1 of the last 28 days below its line, 0 were allowed" in page, "more frees nobody"


@pytest.mark.parametrize(
    ("days", "consequence"), [(28, CONSEQUENCE), (-1, CONSEQUENCE), (3, ""), (3, "we try")]
)
def test_what_cannot_be_agreed(
    monday: datetime, browser_of: SignedIn, maya: Person, days: int, consequence: str
) -> None:
    values = {"days_allowed": days, "consequence": consequence}
    assert browser_of(maya).post("/neglect/desk/", values).status_code == 422
    with pytest.raises(BadInput):
        actions.agree_neglect_budget("desk", days_allowed=days, consequence=consequence, by=maya)
    assert not NeglectBudget.objects.exists()


def test_only_an_owner_agrees_and_decides_what_counts(
    whole: Evidence, browser_of: SignedIn, henrik: Person, aisha: Person, sara: Person
) -> None:
    for person in (henrik, aisha):
        browser = browser_of(person)
        assert browser.get("/neglect/").status_code == 200
        assert "Take away" not in browser.get("/definitions/").content.decode()
        values = {"days_allowed": 3, "consequence": CONSEQUENCE}
        assert browser.post("/neglect/desk/", values).status_code == 403
        gone = browser.post("/definitions/desk.v0/remove/", {"because": "it is too low"})
        assert gone.status_code == 403
        with pytest.raises(Forbidden):
            actions.agree_neglect_budget("desk", days_allowed=3, consequence=CONSEQUENCE, by=person)
        with pytest.raises(Forbidden):
            actions.remove_vital("desk.v0", because="it is too low", by=person)
    for path in PAGES:
        assert browser_of(sara).get(path).status_code == 403


def test_taking_a_vital_away_is_an_act_with_a_reason(
    whole: Evidence, browser_of: SignedIn, maya: Person, monday: datetime
) -> None:
    whole.vital("desk.v9")
    whole.add("desk.v9", monday - timedelta(hours=1))
    actions.take_snapshot(monday, by=CLOCK)
    browser = browser_of(maya)
    with pytest.raises(BadInput):
        actions.remove_vital("desk.v0", because=" ", by=maya, now=monday)
    reason = "We no longer offer this to anybody"
    assert browser.post("/definitions/desk.v0/remove/", {"because": reason}).status_code == 302
    row = Definition.objects.latest("id")
    assert (row.what, row.because, row.by) == ("removed", reason, str(maya))
    page = browser.get("/definitions/").content.decode()
    assert reason in page
    assert "Count again" in page
    assert reason in browser.get("/state/desk/").content.decode()
    assert reason in browser.get("/state/").content.decode(), "the line of its center says so"
    with pytest.raises(Refused):
        actions.remove_vital("desk.v0", because="once more then", by=maya, now=monday)
    with pytest.raises(Refused):
        actions.remove_vital("desk.v1", because="four are needed", by=maya, now=monday)
    with pytest.raises(NotFound):
        actions.remove_vital("desk.v77", because="there is none", by=maya, now=monday)
    actions.return_vital("desk.v0", because="we offer it again", by=maya, now=monday)
    assert "Take away" in browser.get("/definitions/").content.decode()


def test_vitals_that_move_as_one_are_named(
    monday: datetime, evidence: Evidence, maya: Person, days_of_snapshots: Take
) -> None:
    for name in ("desk.v0", "maintenance.v0", "learning.v0"):
        evidence.vital(name, window=timedelta(days=1))
    for ago in range(95):
        at = monday - timedelta(days=ago, hours=1)
        for name, bad in (
            ("desk.v0", ago % 7),
            ("maintenance.v0", ago % 7),
            ("learning.v0", ago % 5),
        ):
            evidence.add(name, at, good=10 - bad, bad=bad)
    days_of_snapshots(monday, 94)
    (pair,) = queries.moving_as_one(maya, monday)
    assert {pair.one, pair.other} == {"desk.v0", "maintenance.v0"}
    assert pair.correlation == pytest.approx(1)


def test_attention_is_four_weeks_of_acts(
    monday: datetime, evidence: Evidence, maya: Person, browser_of: SignedIn
) -> None:
    from nadi.core import centers

    verb = next(iter(centers.center("desk").tending))
    for ago in (0, 0, 27, 28):
        AuditRow.objects.create(
            at=monday - timedelta(days=ago), verb=verb, actor_id=maya.pk, actor="Maya"
        )
    found = queries.attention(maya, monday)
    counts = {center.label: days for center, days in found.rows}
    assert len(found.days) == 28
    assert (counts["desk"][-1], counts["desk"][0], found.acts) == (2, 1, 3)
    assert found.evenness is None
    assert "too early to say: 3 acts" in browser_of(maya).get("/attention/").content.decode()
