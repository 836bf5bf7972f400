"""Solar's pages: the moment, one alert, answering, muting, limits; who may, at what cost."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import AuditRow, Event
from nadi.fleet.models import Device
from nadi.monitoring import watching
from nadi.monitoring.models import Alert, AlertRule, DiskForecast, HttpCheck, Mute, Watch

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Person], Browser]


@pytest.fixture
def now() -> object:
    """Pages speak of the real now."""
    return timezone.now()


@pytest.fixture
def full(oak: Client, device_of: Callable[..., Device], judged: Callable[..., object]) -> Alert:
    """The data disk of FS02 at Oak & Iron is full."""
    device = device_of(oak)
    limit = judged(device, "disk.percent:/srv", "beyond", 93.4, timezone.now())
    watching.hear_limit(limit.pk, "beyond", 93.4, timezone.now(), timezone.now())
    return Alert.objects.get()


def forecast_of(device: Device, days: int = 9) -> DiskForecast:
    today = timezone.localdate(timezone=ZoneInfo("Europe/Stockholm"))  # where the cast lives
    return DiskForecast.objects.create(
        device=device,
        instance="/srv",
        made_on=today,
        slope=1.1,
        level=90,
        days=28,
        full_on=today + timedelta(days=days),
        earliest=today + timedelta(days=days - 2),
        latest=today + timedelta(days=days + 4),
    )


def test_the_moment_shows_one_alert_then_the_rest(
    full: Alert, aisha: Person, browser_of: BrowserOf
) -> None:
    forecast_of(full.device)
    page = browser_of(aisha).get(reverse("monitoring:home"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "The disk /srv on FS02 is 93 % full." in text
    assert "First, this one" in text
    assert "will be full in 9 days" in text
    assert "Plan work" in text


def test_an_empty_firm_is_offered_the_usual_rules(maya: Person, browser_of: BrowserOf) -> None:
    browser = browser_of(maya)
    assert "Nothing is watched yet" in browser.get(reverse("monitoring:home")).content.decode()
    assert "Begin with the usual rules" in browser.get(reverse("monitoring:rules")).content.decode()
    browser.post(reverse("monitoring:usual_rules"))
    assert set(AlertRule.objects.values_list("kind", flat=True)) == {
        "silent",
        "disk",
        "memory",
        "service",
        "http",
    }
    assert all(rule.owner == maya and rule.reason for rule in AlertRule.objects.all())
    browser.post(reverse("monitoring:usual_rules"))
    assert AlertRule.objects.count() == 5


def test_answering_says_who_looked_and_whether_it_led_to_work(
    full: Alert, aisha: Person, browser_of: BrowserOf
) -> None:
    browser = browser_of(aisha)
    url = reverse("monitoring:answer", args=[full.pk])
    assert browser.post(url, {"note": "", "outcome": "work"}).status_code == 422
    answered = browser.post(url, {"note": "Old exports, I make room.", "outcome": "work"})
    assert answered.status_code == 302
    full.refresh_from_db()
    assert (full.answered_by, full.outcome, full.is_answered) == (aisha, "work", True)
    assert Event.objects.filter(name="monitoring.AlertAnswered").count() == 1
    row = AuditRow.objects.get(verb="monitoring.answer_alert")
    assert row.actor == "Aisha Karim"
    page = browser.get(reverse("monitoring:alert", args=[full.pk])).content.decode()
    assert "Aisha Karim looked" in page
    assert "Old exports, I make room." in page
    assert "asks for a person" not in browser.get(
        reverse("monitoring:home")
    ).content.decode().split("<main")[1].replace("What asks for a person", "").replace(
        "Nothing asks for a person", ""
    )


def test_an_alert_page_goes_from_the_sentence_to_the_samples(
    full: Alert, aisha: Person, browser_of: BrowserOf
) -> None:
    text = browser_of(aisha).get(reverse("monitoring:alert", args=[full.pk])).content.decode()
    assert "93.4 %, raises at 90, clears at 85" in text
    assert "so that we know before they call" in text
    assert "Show the samples" in text
    found = browser_of(aisha).get(reverse("monitoring:series", args=[full.pk])).json()
    assert found["series"][0]["name"] == "disk.percent:/srv"
    assert found["series"][0]["values"] == [70]


def test_muting_and_letting_speak(full: Alert, aisha: Person, browser_of: BrowserOf) -> None:
    browser = browser_of(aisha)
    url = reverse("monitoring:mute", args=[full.pk])
    assert browser.post(url, {"what": "device", "hours": 4, "because": ""}).status_code == 422
    browser.post(url, {"what": "device", "hours": 4, "because": "moving it"})
    mute = Mute.objects.get()
    assert (mute.device, mute.key, mute.made_by) == (full.device, "", aisha)
    assert "moving it" in browser.get(reverse("monitoring:mutes")).content.decode()
    browser.post(reverse("monitoring:lift_mute", args=[mute.pk]))
    mute.refresh_from_db()
    assert mute.lifted_at is not None
    again = browser.post(reverse("monitoring:lift_mute", args=[mute.pk]))
    assert again.status_code == 409


def test_planning_prevention_tells_the_desk_once(
    full: Alert, aisha: Person, browser_of: BrowserOf
) -> None:
    row = forecast_of(full.device)
    url = reverse("monitoring:plan_prevention", args=[row.pk])
    assert browser_of(aisha).post(url).status_code == 302
    assert browser_of(aisha).post(url).status_code == 409
    fact = Event.objects.get(name="monitoring.PreventionPlanned").facts
    assert fact["sentence"] == "Make room on /srv of FS02 before it is full"
    assert fact["device_id"] == full.device_id
    assert fact["by_id"] == aisha.pk


def test_a_limit_set_on_the_device_is_a_rule_with_owner_and_reason(
    full: Alert, aisha: Person, browser_of: BrowserOf
) -> None:
    device = full.device
    panel = reverse("monitoring:device_panel", args=[device.pk])
    text = browser_of(aisha).get(panel, headers={"HX-Request": "true"}).content.decode()
    assert "Change this limit" in text
    assert "<html" not in text
    values = {"kind": "disk", "instance": "/srv", "raise_at": 96, "clear_at": 94}
    url = reverse("monitoring:set_limit", args=[device.pk])
    assert browser_of(aisha).post(url, values).status_code == 422
    browser_of(aisha).post(url, {**values, "because": "it is archive only"})
    rule = AlertRule.objects.get(device=device)
    assert (rule.owner, rule.reason, rule.instance) == (aisha, "it is archive only", "/srv")
    limit = device.limits.get(name="disk.percent:/srv")
    assert (limit.raise_at, limit.clear_at) == (96, 94)
    assert device.limits.get(name="disk.percent:/").raise_at == 90


def test_changing_a_rule_needs_a_reason_and_a_lead(
    full: Alert, maya: Person, aisha: Person, browser_of: BrowserOf
) -> None:
    rule = full.rule
    url = reverse("monitoring:change_rule", args=[rule.pk])
    assert browser_of(aisha).get(url).status_code == 403
    values = {
        "raise_at": 80,
        "clear_at": 70,
        "raise_seconds": 0,
        "clear_seconds": 0,
        "severity": "urgent",
        "answer_minutes": 30,
        "owner": maya.pk,
        "reason": rule.reason,
        "because": "",
    }
    assert browser_of(maya).post(url, values).status_code == 422
    done = browser_of(maya).post(url, {**values, "because": "too late last time"})
    assert done.status_code == 302
    full.refresh_from_db()
    assert full.severity == "urgent"
    assert Event.objects.filter(name="monitoring.AlertRepeated").count() == 1
    assert full.device.limits.get(name="disk.percent:/").raise_at == 80
    assert AuditRow.objects.get(verb="monitoring.change_rule").because == "too late last time"
    wrong = browser_of(maya).post(url, {**values, "raise_at": 60, "because": "x"})
    assert "calm side" in wrong.content.decode()


def test_a_quiet_rule_watches_no_more(full: Alert, maya: Person, browser_of: BrowserOf) -> None:
    url = reverse("monitoring:stop_rule", args=[full.rule.pk])
    assert browser_of(maya).post(url, {"because": ""}).status_code == 422
    browser_of(maya).post(url, {"because": "never led to work"})
    assert not Watch.objects.filter(rule__kind="disk").exists()
    full.refresh_from_db()
    assert not full.is_open


def test_a_rule_for_one_client_alone(
    full: Alert, oak: Client, harbor: Client, maya: Person, browser_of: BrowserOf
) -> None:
    url = reverse("monitoring:rule_for_client", args=[full.rule.pk])
    assert browser_of(maya).post(url, {"client": oak.pk}).status_code == 422
    made = browser_of(maya).post(url, {"client": oak.pk, "because": "their archive is huge"})
    narrow = AlertRule.objects.get(client=oak)
    assert made["Location"] == reverse("monitoring:change_rule", args=[narrow.pk])
    assert (narrow.kind, narrow.raise_at, narrow.owner) == ("disk", 90, maya)
    assert set(Watch.objects.filter(rule__kind="disk").values_list("rule", flat=True)) == {
        narrow.pk
    }
    again = browser_of(maya).post(url, {"client": oak.pk, "because": "again"})
    assert again.status_code == 409
    page = browser_of(maya).get(reverse("monitoring:rule", args=[full.rule.pk]))
    assert "Make a rule for one client" in page.content.decode()


def test_web_addresses(aisha: Person, oak: Client, browser_of: BrowserOf) -> None:
    browser = browser_of(aisha)
    values = {
        "client": oak.pk,
        "name": "Shop",
        "url": "http://127.0.0.1:1/",
        "expected_status": 200,
        "expected_text": "",
        "timeout_seconds": 2,
        "interval_seconds": 60,
    }
    slow = browser.post(reverse("monitoring:new_site"), {**values, "timeout_seconds": 60})
    assert "before the next look" in slow.content.decode()
    assert browser.post(reverse("monitoring:new_site"), values).status_code == 302
    check = HttpCheck.objects.get()
    page = browser.post(reverse("monitoring:look", args=[check.pk]), follow=True)
    assert "an address inside a network" in page.content.decode()
    assert check.results.count() == 1
    assert "does not answer" in browser.get(reverse("monitoring:sites")).content.decode()
    browser.post(reverse("monitoring:change_site", args=[check.pk]), {**values, "inside": "on"})
    page = browser.post(reverse("monitoring:look", args=[check.pk]), follow=True)
    assert "the connection was refused" in page.content.decode()
    browser.post(reverse("monitoring:stop_site", args=[check.pk]), {"because": "moved away"})
    check.refresh_from_db()
    assert not check.active


def test_who_may_not_see_does_not_see(
    full: Alert, harbor: Client, jonas: Person, browser_of: BrowserOf
) -> None:
    """Jonas looks after Harbor Dental only; the alert is at Oak & Iron."""
    row = forecast_of(full.device)
    browser = browser_of(jonas)
    assert "FS02" not in browser.get(reverse("monitoring:home")).content.decode()
    assert "FS02" not in browser.get(reverse("monitoring:alerts")).content.decode()
    assert browser.get(reverse("monitoring:alert", args=[full.pk])).status_code == 404
    assert browser.post(reverse("monitoring:answer", args=[full.pk])).status_code == 404
    assert browser.post(reverse("monitoring:mute", args=[full.pk])).status_code == 404
    assert browser.post(reverse("monitoring:plan_prevention", args=[row.pk])).status_code == 404
    panel = reverse("monitoring:device_panel", args=[full.device_id])
    assert browser.get(panel).status_code == 404
    client_panel = reverse("monitoring:client_panel", args=[full.client_id])
    assert browser.get(client_panel).status_code == 404


@pytest.mark.parametrize(
    ("name", "most"),
    [("home", 30), ("alerts", 24), ("rules", 24), ("sites", 24), ("mutes", 22)],
)
def test_lists_cost_the_same_whatever_their_length(
    name: str,
    most: int,
    oak: Client,
    aisha: Person,
    full: Alert,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    browser_of: BrowserOf,
) -> None:
    browser = browser_of(aisha)
    browser.get("/monitoring/")
    costs = []
    for number in range(6):
        device = device_of(oak, name=f"SRV{number}")
        limit = judged(device, "disk.percent:/", "beyond", 93, timezone.now())
        watching.hear_limit(limit.pk, "beyond", 93, timezone.now(), timezone.now())
        forecast_of(device)
        check = HttpCheck.objects.create(client=oak, name=f"site {number}", url="https://a.example")
        check.results.create(fine=True, milliseconds=40)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(f"monitoring:{name}")).status_code == 200
        costs.append(len(asked))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= most


@pytest.mark.parametrize("panel", ["client_panel", "device_panel"])
def test_panels(
    panel: str,
    full: Alert,
    aisha: Person,
    browser_of: BrowserOf,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    pk = full.client_id if panel == "client_panel" else full.device_id
    browser = browser_of(aisha)
    with django_assert_max_num_queries(18):
        text = browser.get(
            reverse(f"monitoring:{panel}", args=[pk]), headers={"HX-Request": "true"}
        ).content.decode()
    assert "The disk /srv on FS02 is 93 % full." in text
