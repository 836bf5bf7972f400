"""The first hour of a new firm, question by question, on an empty database."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements.models import Agreement, SpokenPromise
from nadi.balance.queries.first_hour import first_hour
from nadi.clients.models import OURSELVES, Calendar, Client
from nadi.core import centers
from nadi.core.models import AuditRow
from nadi.desk.mailboxes import identity
from nadi.fleet.models import Device, DeviceState, Limit

ANSWERS = {
    "agreements": {
        "name": "Oak & Iron", "opens": "08:00", "closes": "17:00", "hours": "4",
        "zone_name": "Europe/Stockholm", "signer": "Tom Reed",
    },
    "learning": {"topic": "Restic", "kind": "technical", "hours": "4", "by_day": "2027-01-15"},
    "monitoring": {"percent": "90", "usual": "on"},
    "maintenance": {"where": "not_yet", "by_day": "2027-01-15"},
    "desk": {"address": "Help@northlight.example"},
    "planning": {"on": "2027-01-15", "at": "10:00"},
    "culture": {
        "values": "Trust: we do what we say", "mission": "We keep their machines well",
        "vision": "Nobody fears their computer",
    },
}  # fmt: skip


@pytest.fixture
def browser(maya: Person, browser_of: Callable[[Person], Browser]) -> Browser:
    return browser_of(maya)


def _this_machine(office: Calendar) -> Device:
    """What `nadi up` does: the firm looks after its own machine."""
    firm = Client.objects.create(slug=OURSELVES, name="Us", state="managed", calendar=office)
    return Device.objects.create(client=firm, name="here", state=DeviceState.PENDING)


def _answer(browser: Browser, maya: Person, label: str) -> str:
    """Answer one question as its form asks; what the page says then."""
    said = dict(ANSWERS[label])
    if label == "learning":
        said["person"] = str(maya.pk)
    if label == "monitoring":
        said["device"] = str(Device.objects.get().pk)
    if label == "planning":
        said["client"] = str(Client.objects.others().get().pk)
    question = next(q for q in first_hour(timezone.now()).questions if q.center.label == label)
    assert browser.get(question.href).status_code == 200
    path = question.href.partition("?")[0]
    answer = browser.post(path, {**said, "next": "/first-hour/"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/first-hour/"
    return browser.get("/first-hour/").content.decode()


def test_an_empty_firm_is_greeted_and_asked_from_root_to_crown(
    browser: Browser, maya: Person, office: Calendar
) -> None:
    assert browser.get("/")["Location"] == "/first-hour/"
    assert "Welcome, Maya" in browser.get("/first-hour/").content.decode()
    browser.post("/first-hour/begin/", {"zone_name": "Europe/Stockholm"})
    maya.refresh_from_db()
    assert maya.zone_name == "Europe/Stockholm"
    _this_machine(office)
    labels = [center.label for center in centers.centers()]
    assert labels == list(ANSWERS)
    for number, label in enumerate(labels):
        found = first_hour(timezone.now())
        assert (found.next.center.label, found.answered) == (label, number)
        body = _answer(browser, maya, label)
        gave = first_hour(timezone.now()).questions[number].gave
        assert gave is not None
        assert gave.sentence.startswith(str(found.next.center.energy))
        assert browser.get(gave.url).status_code == 200
    assert "That was the first hour" in body
    assert "Root has its first promise: Oak &amp; Iron gets a first answer" in body


def test_each_answer_is_a_real_act(browser: Browser, maya: Person, office: Calendar) -> None:
    machine = _this_machine(office)
    for label in ANSWERS:
        _answer(browser, maya, label)
    oak = Client.objects.others().get()
    assert oak.state == "managed"
    assert Agreement.objects.get().versions.get().is_signed
    machine.refresh_from_db()
    assert machine.state == DeviceState.ACTIVE
    assert Limit.objects.filter(device=machine).count() <= 1
    assert identity.address() == "help@northlight.example"
    promised = set(SpokenPromise.objects.values_list("sentence", flat=True))
    assert promised == {
        "Maya Lindqvist learns: Restic",
        "Our first backup runs, and a file of it has come back",
    }
    tended = {verb.split(".")[0] for verb in AuditRow.objects.values_list("verb", flat=True)}
    assert tended >= set(ANSWERS)
    attention = centers.centers()
    acts = set(AuditRow.objects.values_list("verb", flat=True))
    assert all(acts & set(center.tending) for center in attention), "each center was tended"


def test_any_question_may_wait_and_the_hour_goes_on_another_day(
    browser: Browser, maya: Person
) -> None:
    browser.post("/first-hour/begin/", {"zone_name": "UTC"})
    browser.post("/first-hour/later/", {"center": "agreements"})
    assert first_hour(timezone.now()).next.center.label == "learning"
    today = browser.get("/today/").content.decode()
    assert "Who learns what, by when?" in today
    assert "0 of 7 answered" in today
    _answer(browser, maya, "desk")
    assert "1 of 7 answered" in browser.get("/today/").content.decode()
    assert "left for later" in browser.get("/first-hour/").content.decode()
    browser.post("/first-hour/end/")
    assert "The first hour:" not in browser.get("/today/").content.decode()
    assert browser.get("/first-hour/").status_code == 200


def test_who_declines_is_not_asked_again(browser: Browser) -> None:
    browser.post("/first-hour/end/")
    assert browser.get("/").status_code == 200


def test_a_firm_with_clients_is_not_greeted(browser: Browser, oak: Client) -> None:
    assert browser.get("/").status_code == 200


def test_wrong_answers_say_why_and_do_nothing(browser: Browser, maya: Person) -> None:
    wrong = {
        "/agreements/first/": ({**ANSWERS["agreements"], "closes": "07:00"}, "close after"),
        "/desk/first/": ({"address": "help at oak"}, "Enter a valid email"),
        "/maintenance/first/": ({"where": "here"}, "needed for that answer"),
        "/planning/first/": ({"on": "2020-01-01", "at": "10:00"}, "field-error"),
        "/culture/first/": ({**ANSWERS["culture"], "values": ""}, "field-error"),
        "/first-hour/later/": ({"center": "no-such"}, "There is no such center"),
        "/first-hour/begin/": ({"zone_name": "Mars/Olympus"}, "no such time zone"),
    }
    for path, (said, why) in wrong.items():
        answer = browser.post(path, said)
        assert answer.status_code == 422, path
        assert why in answer.content.decode(), path
    assert not Agreement.objects.exists()
    assert not SpokenPromise.objects.exists()


def test_the_way_back_leads_nowhere_else(browser: Browser) -> None:
    said = {**ANSWERS["desk"], "next": "//evil.example/"}
    assert browser.post("/desk/first/", said)["Location"] == "/desk/"
