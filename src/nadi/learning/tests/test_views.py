"""Sacral's pages: they open, they do what their buttons say, and one client never sees another."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.agreements import actions as root
from nadi.agreements.queries import work_type
from nadi.clients.models import Client
from nadi.learning import actions
from nadi.learning.models import (
    LearningHour,
    LearningIntention,
    Lesson,
    Procedure,
    RevisionRequest,
    Run,
    Trial,
)
from nadi.learning.queries import find
from nadi.learning.starters import STARTERS

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
BrowserOf = Callable[[Person], Browser]
HOME_BUDGET, PROCEDURE_BUDGET, RUN_BUDGET, PANEL_BUDGET = 31, 27, 20, 18


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def monthly(aisha: Person) -> Procedure:
    made = actions.write_procedure(
        "Monthly maintenance",
        steps=[actions.Line("Test a restore", "To another place"), "Read <b>the logs</b>"],
        center=4,
        owner=aisha,
        by=aisha,
    )
    return actions.publish_procedure(made, by=aisha)


def _text(browser: Browser, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_firm_that_has_nothing_is_offered_a_beginning(
    browser_of: BrowserOf, maya: Person
) -> None:
    browser = browser_of(maya)
    assert "Take up the first procedures" in _text(browser, "/learning/")
    for page in ("procedures", "runs", "trials", "lessons", "hours", "beginnings"):
        _text(browser, f"/learning/{page}/")
    for slug, starter in STARTERS.items():
        assert starter.title in _text(browser, f"/learning/beginnings/{slug}/")
    response = browser.post("/learning/beginnings/test-restore/")
    assert response["Location"] == "/learning/procedures/test-restore/"
    adopted = Procedure.objects.get()
    assert adopted.is_in_force
    assert adopted.review_by == date(2027, 2, 21)
    assert browser.post("/learning/beginnings/test-restore/").status_code == 409
    assert "Test restore" in _text(browser, "/learning/beginnings/")


def test_only_those_who_lead_adopt(browser_of: BrowserOf, aisha: Person) -> None:
    assert browser_of(aisha).post("/learning/beginnings/test-restore/").status_code == 403


def test_every_beginning_can_be_adopted_as_it_is(maya: Person) -> None:
    for slug in STARTERS:
        assert actions.adopt_starter(slug, by=maya).is_in_force
    assert len({one.title for one in Procedure.objects.all()}) == len(STARTERS) >= 15


def test_a_procedure_is_written_read_and_published(
    browser_of: BrowserOf, ruth: Person, maya: Person
) -> None:
    browser = browser_of(ruth)
    said = {"title": "Answer the phone", "steps": "Smile\n> They hear it\nSay your name"}
    response = browser.post(
        "/learning/procedures/new/", {**said, "purpose": "Always", "center": "5", "tags": "phone, "}
    )
    assert response["Location"] == "/learning/procedures/answer-the-phone/"
    page = _text(browser, response["Location"])
    assert "They hear it" in page
    assert "Improve this procedure" in page
    assert "Read and publish" in page
    publish = "/learning/procedures/answer-the-phone/publish/"
    assert browser.post(publish, {"review_by": "2029-01-01"}).status_code == 422
    assert browser.post(publish, {"review_by": "2027-05-01"}).status_code == 302
    again = browser.post("/learning/procedures/new/", {**said, "center": "5"})
    assert again.status_code == 422
    assert "One policy, one document" in again.content.decode()


def test_a_revision_shows_what_is_new_and_takes_up_wishes(
    browser_of: BrowserOf, monthly: Procedure, aisha: Person, ruth: Person
) -> None:
    base = "/learning/procedures/monthly-maintenance/"
    other = browser_of(ruth)
    assert other.post(f"{base}ask/", {"text": "Measure the line"}).status_code == 302
    wish = RevisionRequest.objects.get()
    said = {"title": "Monthly maintenance", "steps": "Test a restore\nMeasure the line"}
    assert other.post(f"{base}revise/", {**said, "center": "4"})["Location"] == base
    page = _text(browser_of(aisha), f"{base}publish/")
    assert "Read &lt;b&gt;the logs&lt;/b&gt;" in page
    assert "Measure the line" in page
    assert "Who publishes it" in _text(other, f"{base}publish/")
    values = {"what_changed": "The line", "review_by": "2027-05-01", "taking_up": [wish.pk]}
    assert other.post(f"{base}publish/", values).status_code == 422
    assert browser_of(aisha).post(f"{base}publish/", values).status_code == 302
    wish.refresh_from_db()
    assert wish.state == "taken_up"
    assert "The line" in _text(other, f"{base}versions/2/")
    assert "Read &lt;b&gt;" in _text(other, f"{base}versions/1/")
    assert other.get(f"{base}versions/3/").status_code == 404


def test_a_procedure_is_read_again_handed_over_and_retired(
    browser_of: BrowserOf, monthly: Procedure, aisha: Person, ruth: Person
) -> None:
    base, browser = "/learning/procedures/monthly-maintenance/", browser_of(aisha)
    values = {"note": "Ran it at Harbor", "review_by": "2027-11-01"}
    assert "It holds" in _text(browser, f"{base}review/")
    assert browser.post(f"{base}review/", {**values, "note": ""}).status_code == 422
    assert browser.post(f"{base}review/", values).status_code == 302
    assert "Ran it at Harbor" in _text(browser, base)
    browser.post(f"{base}hand-over/", {"to": ruth.pk})
    monthly.refresh_from_db()
    assert monthly.owner == ruth
    assert browser.post(f"{base}retire/", {"because": "Merged"}).status_code == 403
    assert browser_of(ruth).post(f"{base}retire/", {"because": "Merged"}).status_code == 302
    assert "Retired" in _text(browser, base)


def test_a_run_from_the_first_step_to_the_last_question(
    browser_of: BrowserOf, monthly: Procedure, harbor: Client, aisha: Person
) -> None:
    browser = browser_of(aisha)
    begin = "/learning/procedures/monthly-maintenance/run/"
    assert "Begin with the first step" in _text(browser, begin)
    values = {"client": harbor.slug, "about": "November", "due": "2026-11-30"}
    response = browser.post(begin, {**values, "about_url": "https://evil.example/"})
    run = Run.objects.get()
    assert response["Location"] == f"/learning/runs/{run.pk}/"
    assert run.about_url == ""
    page = _text(browser, f"/learning/runs/{run.pk}/")
    assert "Step 1 of 3" in page
    assert 'data-key="1"' in page
    assert "Read &lt;b&gt;the logs&lt;/b&gt;" in page
    mark = f"/learning/runs/{run.pk}/steps/"
    assert browser.post(f"{mark}1/", {"state": "done"}).status_code == 302
    assert browser.post(f"{mark}2/", {"state": "could_not"}).status_code == 409
    assert "Step 2 of 3" in _text(browser, f"/learning/runs/{run.pk}/")
    browser.post(f"{mark}2/", {"state": "could_not", "because": "No access"})
    assert browser.post(f"{mark}3/", {"state": "done"}).status_code == 409
    assert browser.post(f"{mark}9/", {"state": "done"}).status_code == 404
    assert "Open it again" in _text(browser, f"/learning/runs/{run.pk}/?step=2")
    assert "What should change in this procedure?" in _text(browser, f"/learning/runs/{run.pk}/")
    improve = f"/learning/runs/{run.pk}/improve/"
    assert browser.post(improve, {"change": " "}).status_code == 422
    assert browser.post(improve, {"change": "Say which logs"}).status_code == 302
    assert "Finish this run" in _text(browser, f"/learning/runs/{run.pk}/")
    assert browser.post(f"/learning/runs/{run.pk}/finish/").status_code == 302
    done = _text(browser, f"/learning/runs/{run.pk}/")
    assert "No access" in done
    assert "Finish this run" not in done
    assert "Say which logs" in _text(browser, "/learning/procedures/monthly-maintenance/")
    assert "Harbor Dental" in _text(browser, "/learning/runs/?client=harbor-dental")


def test_nothing_to_change_and_leaving_are_pressed_too(
    browser_of: BrowserOf, monthly: Procedure, aisha: Person, ruth: Person
) -> None:
    browser = browser_of(aisha)
    first, second = (actions.begin_run(monthly, about=name, by=aisha) for name in ("A", "B"))
    for number in (1, 2):
        browser.post(f"/learning/runs/{first.pk}/steps/{number}/", {"state": "done"})
    browser.post(f"/learning/runs/{first.pk}/improve/", {"do": "nothing"})
    assert not RevisionRequest.objects.exists()
    browser.post(f"/learning/runs/{second.pk}/hand-over/", {"to": ruth.pk})
    browser.post(f"/learning/runs/{second.pk}/leave/", {"because": "Twice the same"})
    second.refresh_from_db()
    assert (second.owner, second.left_because) == (ruth, "Twice the same")


def test_a_trial_from_its_hypothesis_to_its_reason(browser_of: BrowserOf, aisha: Person) -> None:
    browser = browser_of(aisha)
    values = {"title": "Passkeys", "hypothesis": "Half the sign-in tickets go away"}
    late = browser.post("/learning/trials/new/", {**values, "decide_by": "2028-01-01"})
    assert "Half a year" in late.content.decode()
    browser.post("/learning/trials/new/", {**values, "decide_by": "2027-01-15"})
    trial = Trial.objects.get()
    assert "Half the sign-in" in _text(browser, "/learning/trials/")
    path = f"/learning/trials/{trial.pk}/"
    assert browser.post(path, {"verdict": "trial", "reason": "Too early"}).status_code == 422
    assert browser.post(path, {"verdict": "hold", "reason": "Two phones"}).status_code == 302
    assert "Two phones" in _text(browser, "/learning/trials/")
    assert "Decide it" not in _text(browser, path)


def test_lessons_are_for_all_and_can_be_taken_back(
    browser_of: BrowserOf, aisha: Person, ruth: Person
) -> None:
    browser = browser_of(aisha)
    values = {"title": "DNS", "text": "It was <i>DNS</i>.", "from_label": "A course"}
    browser.post("/learning/lessons/new/", values)
    lesson = Lesson.objects.get()
    for page in ("/learning/", "/learning/lessons/", f"/learning/lessons/{lesson.pk}/"):
        assert "It was &lt;i&gt;DNS&lt;/i&gt;." in _text(browser_of(ruth), page)
    back = f"/learning/lessons/{lesson.pk}/take-back/"
    assert browser_of(ruth).post(back, {"because": "No"}).status_code == 403
    assert browser.post(back, {"because": "It was not"}).status_code == 302
    assert browser_of(ruth).get(f"/learning/lessons/{lesson.pk}/").status_code == 404


def test_hours_are_one_s_own(
    browser_of: BrowserOf, aisha: Person, ruth: Person, maya: Person
) -> None:
    browser = browser_of(aisha)
    entry = root.log_time(
        aisha, work_type=work_type("training"), minutes=30, about="Firewall course", by=aisha
    )
    assert "30 minutes of training" in _text(browser, "/learning/hours/")
    browser.post(
        "/learning/hours/name/", {"entry_id": entry.pk, "topic": "Firewalls", "kind": "technical"}
    )
    browser.post("/learning/hours/", {"topic": "Calls", "kind": "craft", "minutes": "45"})
    assert {hour.topic for hour in LearningHour.objects.all()} == {"Firewalls", "Calls"}
    assert "Calls" in _text(browser, "/learning/hours/")
    assert "Calls" not in _text(browser_of(ruth), "/learning/hours/")
    agree = f"/learning/hours/{aisha.pk}/agree/"
    assert browser_of(ruth).get(agree).status_code == 403
    assert browser.post(agree, {"technical": "", "topics": ""}).status_code == 422
    assert browser_of(maya).post(agree, {"technical": "4", "craft": "1.5"}).status_code == 302
    stands = LearningIntention.objects.get()
    assert (stands.technical, stands.business, stands.craft) == (240, 0, 90)
    page = _text(browser, "/learning/hours/")
    assert "0.5 of 4 h" in page


def test_a_limited_technician_sees_no_run_of_another_client(
    browser_of: BrowserOf,
    monthly: Procedure,
    oak: Client,
    harbor: Client,
    aisha: Person,
    jonas: Person,
) -> None:
    hidden = actions.begin_run(monthly, client=oak, about="Secret word", by=aisha)
    actions.begin_run(monthly, client=harbor, about="Open word", by=aisha)
    browser = browser_of(jonas)
    for path in ("/learning/", "/learning/runs/", "/learning/procedures/monthly-maintenance/"):
        page = _text(browser, path)
        assert "Oak" not in page
        assert "Harbor Dental" in page
    assert browser.get(f"/learning/runs/{hidden.pk}/").status_code == 404
    assert browser.get(f"/learning/client/{oak.pk}/panel/").status_code == 404
    assert "Open word" in _text(browser, f"/learning/client/{harbor.pk}/panel/")


def test_what_is_sought_is_found(monthly: Procedure, aisha: Person, tom: Person) -> None:
    actions.share_lesson("It was DNS.", title="Slow sign-in", by=aisha)
    actions.begin_trial(
        "Passkeys", hypothesis="Fewer tickets", decide_by=date(2027, 1, 15), by=aisha
    )
    assert [found.title for found in find(aisha, "month")] == ["Monthly maintenance"]
    assert [found.title for found in find(aisha, "dns")] == ["Slow sign-in"]
    assert [found.title for found in find(aisha, "passk")] == ["Passkeys"]
    assert [found.title for found in find(aisha, "share")] == ["Share a lesson"]
    assert find(tom, "month") == []


def test_pages_ask_no_more_the_more_there_is(
    browser_of: BrowserOf, monthly: Procedure, harbor: Client, oak: Client, aisha: Person
) -> None:
    browser = browser_of(aisha)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            _text(browser, path)
        return len(seen)

    run = actions.begin_run(monthly, client=harbor, by=aisha)
    paths = {
        "/learning/": HOME_BUDGET,
        "/learning/procedures/": HOME_BUDGET,
        "/learning/procedures/monthly-maintenance/": PROCEDURE_BUDGET,
        "/learning/runs/": RUN_BUDGET,
        f"/learning/runs/{run.pk}/": RUN_BUDGET,
        "/learning/lessons/": RUN_BUDGET,
        "/learning/trials/": RUN_BUDGET,
        f"/learning/client/{harbor.pk}/panel/": PANEL_BUDGET,
    }
    few = {path: asked(path) for path in paths}
    for n in range(4):
        one = actions.write_procedure(f"Procedure {n}", steps=["One", "Two"], by=aisha)
        actions.publish_procedure(one, by=aisha)
        actions.begin_run(one, client=harbor, by=aisha)
        actions.request_revision(one, text="More", by=aisha)
        actions.share_lesson("It was DNS.", title=f"Lesson {n}", procedure=one, by=aisha)
        actions.begin_trial(f"Trial {n}", hypothesis="Good", decide_by=date(2027, 1, 15), by=aisha)
    many = {path: asked(path) for path in paths}
    assert {path: (n, many[path]) for path, n in few.items() if many[path] > n + 1} == {}
    assert {path: n for path, n in many.items() if n > paths[path]} == {}
