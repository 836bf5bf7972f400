"""Pages of the crown: the whole way by hand, panels, and the clock's work."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.hiding import hidden
from nadi.culture import answering, jobs, queries
from nadi.culture.models import GoalSheet, Pairing, TrustCheck, TrustResult
from nadi.culture.tests.conftest import LAUNCHED, VALUES


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, 5, hour, tzinfo=UTC) + timedelta(days=day)


def test_the_page_is_written_read_and_written_anew(
    maya: Person, aisha: Person, browser_of: Callable[[Person], Browser]
) -> None:
    lead = browser_of(maya)
    said = {"vision": "Nobody fears a computer.", "mission": "We heal first.", "values": VALUES}
    assert lead.post("/culture/page/publish/", {**said, "values": ""}).status_code == 422
    assert lead.post("/culture/page/publish/", {**said, "values": "Calm\nCalm"}).status_code == 422
    assert lead.post("/culture/page/publish/", said).status_code == 302
    assert browser_of(aisha).post("/culture/page/publish/", said).status_code == 403
    assert queries.unread_by(aisha) is not None
    browser_of(aisha).post("/culture/page/read/")
    assert queries.unread_by(aisha) is None
    lead.post("/culture/page/publish/", {**said, "change": "A word too much"})
    assert queries.unread_by(aisha) is not None
    assert "A word too much" in lead.get("/culture/page/?version=1").content.decode()


def test_goals_from_the_proposal_to_the_signed_review(
    pairing: Pairing, aisha: Person, henrik: Person, browser_of: Callable[[Person], Browser]
) -> None:
    mine, leads = browser_of(aisha), browser_of(henrik)
    said = {"person": aisha.pk, "goal_1": "Rest in July", "measure_1": "No ticket touched"}
    assert leads.post("/culture/goals/propose/", said).status_code == 302
    sheet = GoalSheet.objects.get()
    path = f"/culture/goals/{sheet.pk}/"
    assert "I agree" in mine.get(path).content.decode()
    assert mine.post(path + "agree/").status_code == 302
    review = {"outcome_1": "met", "words_1": "She slept."}
    assert leads.post(path + "review/", {"words_1": "No outcome"}).status_code == 422
    assert mine.post(path + "review/", review).status_code == 403
    assert leads.post(path + "review/", review).status_code == 302
    assert mine.post(path + "sign/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.is_reviewed
    assert "She slept." in mine.get(path).content.decode()


def test_a_talk_is_noted_with_its_note(
    pairing: Pairing, henrik: Person, browser_of: Callable[[Person], Browser]
) -> None:
    path = f"/culture/one-on-ones/{pairing.pk}/"
    browser, today = browser_of(henrik), timezone.localdate()
    late = {"on": str(today + timedelta(days=2)), "note": "Words of tomorrow"}
    answer = browser.post(path + "hold/", late)
    assert answer.status_code == 422
    assert "Words of tomorrow" in answer.content.decode()  # nothing typed is lost
    assert browser.post(path + "hold/", {"on": str(today), "note": "Firewalls"}).status_code == 302
    assert "Firewalls" in browser.get(path).content.decode()


def test_a_client_s_page_shows_the_relation(
    harbor: Client, northgate: Client, jonas: Person, browser_of: Callable[[Person], Browser]
) -> None:
    browser = browser_of(jonas)
    page = browser.get(f"/culture/panels/client/{harbor.pk}/").content.decode()
    assert "The relation" in page
    assert browser.get(f"/culture/panels/client/{northgate.pk}/").status_code == 404


def test_a_person_s_panel_is_about_themselves(
    pairing: Pairing, aisha: Person, ruth: Person, browser_of: Callable[[Person], Browser]
) -> None:
    Person.objects.update(joined_at=timezone.now() - timedelta(days=90))
    page = browser_of(aisha).get("/culture/panels/person/").content.decode()
    assert "Talk with Henrik" in page
    assert (
        "Talk with Henrik" not in browser_of(ruth).get("/culture/panels/person/").content.decode()
    )


def test_a_contact_answers_in_the_portal_and_hears_what_was_heard(
    team: list[Person],
    maya: Person,
    tom: Person,
    oak: Client,
    browser_of: Callable[[Person], Browser],
) -> None:
    for n in range(5):
        Contact.objects.create(client=oak, name=f"D{n}", email=f"d{n}@oak.example", decides=True)
    Contact.objects.filter(person=tom).update(decides=True)
    with time_machine.travel(_at(0), tick=False):
        browser_of(maya).post("/culture/trust/launch/", {"audience": "clients"})
    check = TrustCheck.objects.get(audience="clients")
    with time_machine.travel(_at(1), tick=False):
        mine = browser_of(tom)
        assert "Two questions for you" in mine.get("/culture/panels/portal/").content.decode()
        said = mine.post("/culture/answer/", {"trust": "4", "one_team": "4"})
        assert "It is in the box" in said.content.decode()
        assert "Two questions for you" not in mine.get("/culture/panels/portal/").content.decode()
    for seat in check.seats.filter(has_answered=False):
        answering.cast_answer(seat, answering.Ballot(5, 4), today=LAUNCHED)
    with time_machine.travel(_at(20), tick=False):
        jobs.tend_checks(0)
        mine, path = browser_of(tom), f"/culture/trust/{check.pk}/"
        assert mine.get(path).status_code == 403
        browser_of(maya).post(path + "answer/", {"heard": "You wait for news.", "will_do": "No"})
        heard = {"heard": "You wait too long.", "will_do": "News by noon, daily."}
        assert browser_of(maya).post(path + "answer/", heard).status_code == 302
        assert "News by noon, daily." in mine.get("/culture/panels/portal/").content.decode()


def test_the_clock_reminds_once_counts_when_over_and_forgets(check: TrustCheck) -> None:
    for seat in check.seats.all()[:6]:
        answering.cast_answer(seat, answering.Ballot(4, 4), today=LAUNCHED)
    for day in range(0, 13):
        with time_machine.travel(_at(day), tick=False):
            jobs.tend_checks(0)
    check.refresh_from_db()
    assert check.reminded_on == LAUNCHED + timedelta(days=7)
    assert check.is_open
    with time_machine.travel(_at(16), tick=False):
        jobs.tend_checks(0)
    assert TrustResult.objects.count() == 1
    with time_machine.travel(_at(16 + 397), tick=False):
        jobs.tend_checks(0)
    assert not check.answers.exists()


def test_the_secret_of_a_link_stands_in_no_log() -> None:
    assert hidden("GET /culture/answer/17:abcDEF/ 409") == "GET /culture/answer/•••/ 409"


@pytest.mark.parametrize("week", ["2026-11-23", "not-a-week", "0001-01-01"])
def test_minutes_that_are_not_there(
    maya: Person, browser_of: Callable[[Person], Browser], week: str
) -> None:
    assert browser_of(maya).get(f"/culture/stand-ups/{week}/").status_code == 404
