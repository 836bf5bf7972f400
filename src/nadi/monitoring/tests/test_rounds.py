"""The monitoring round end to end: lines from every center, one look each, the signature."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day
from nadi.clients.models import Client
from nadi.core.errors import BadInput, Refused
from nadi.core.models import AuditRow, Event
from nadi.core.vitals import Window
from nadi.fleet.models import Device
from nadi.monitoring import actions, queries, watching
from nadi.monitoring.models import Alert, AlertRule, MonitoringRound, RoundLook
from nadi.monitoring.vitals import VITALS, asks

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Person], Browser]
NAME = "monitoring.rounds_signed"
# Rows of the centers above, which bring their lines to the round without being imported here.
ProtectedSystem = apps.get_model("maintenance.ProtectedSystem")
BackupResult = apps.get_model("maintenance.BackupResult")
Ticket, TicketAlert = apps.get_model("desk.Ticket"), apps.get_model("desk.TicketAlert")


@pytest.fixture
def now() -> datetime:
    """The round is of the real day."""
    return timezone.now()


@pytest.fixture
def trouble(
    oak: Client,
    harbor: Client,
    device_of: Callable[..., Device],
    judged: Callable[..., object],
    now: datetime,
) -> Model:
    """Oak & Iron: a full disk and a backup that failed twice. Harbor Dental is quiet."""
    device = device_of(oak)
    device_of(harbor, "DC01")
    limit = judged(device, "disk.percent:/srv", "beyond", 93.4, now)
    watching.hear_limit(limit.pk, "beyond", 93.4, now, now)
    system = ProtectedSystem.objects.create(
        device=device, name="Files", job="files", tool="archive", location="/x",
        protected_at=now - timedelta(days=30),
    )  # fmt: skip
    local = now.astimezone(system.zone)  # a night is its evening, until noon of the next day
    night = local.date() - timedelta(days=local.hour < 12)
    for ago, outcome in ((1, "failed"), (2, "failed"), (3, "ok")):
        BackupResult.objects.create(
            system=system,
            night=night - timedelta(days=ago),
            outcome=outcome,
            ended_at=now - timedelta(days=ago),
        )
    return system


def lines_of(who: Person, client: Client, now: datetime) -> dict[str, str]:
    (stand,) = [one for one in queries.stands_for(who, now) if one.client == client]
    return {line.kind: line.key for line in stand.open_lines}


def test_lines_come_from_every_center_with_their_evidence(
    trouble: Model, oak: Client, harbor: Client, maya: Person, now: datetime
) -> None:
    first, second = queries.stands_for(maya, now)
    assert [first.client, second.client] == [oak, harbor]
    said = [(line.kind, str(line.sentence)) for line in first.asking]
    assert said == [
        ("backup", "Backup of Files, FS02: failed"),
        ("alert", "The disk /srv on FS02 is 93 % full."),
    ]
    assert "2 nights in a row" in str(first.asking[0].note)
    assert all(line.url for line in first.asking)
    assert "1 of 1 devices report" in queries.in_words(second.calm)
    assert second.asking == []


def test_each_line_wants_its_own_answer_and_then_a_name(
    trouble: Model,
    oak: Client,
    harbor: Client,
    maya: Person,
    aisha: Person,
    now: datetime,
    deliver: Callable[[], int],
) -> None:
    keys = lines_of(maya, oak, now)
    with pytest.raises(Refused, match="Harbor Dental and Oak & Iron have not been looked at"):
        actions.sign_round(by=maya, now=now)
    with pytest.raises(Refused, match="not quiet"):
        actions.look_at(oak, line="", how="quiet", by=maya, now=now)
    with pytest.raises(BadInput):
        actions.look_at(oak, line=keys["backup"], how="note", by=maya, now=now)
    with pytest.raises(BadInput):
        actions.look_at(oak, line=keys["backup"], how="all of them", by=maya, now=now)
    with pytest.raises(Refused, match="over meanwhile"):
        actions.look_at(oak, line="backup:0:0", how="looked", by=maya, now=now)
    actions.look_at(oak, line=keys["backup"], how="note", note="Disk is ordered", by=aisha, now=now)
    with pytest.raises(Refused, match="Aisha Karim looked at this already"):
        actions.look_at(oak, line=keys["backup"], how="looked", by=maya, now=now)
    actions.look_at(harbor, line="", how="quiet", by=maya, now=now)
    with pytest.raises(Refused, match="Oak & Iron has not been looked at yet"):
        actions.sign_round(by=maya, now=now)
    actions.look_at(oak, line=keys["alert"], how="looked", by=maya, now=now)
    alert = Alert.objects.get()
    assert (alert.answered_by, alert.outcome) == (maya, "nothing"), "no second look elsewhere"
    held = actions.sign_round(note="Disk of FS02 comes Friday", by=maya, now=now)
    assert (held.day, held.signed_by, held.is_signed) == (firm_day(now), maya, True)
    assert Event.objects.filter(name="monitoring.RoundSigned").count() == 1
    assert AuditRow.objects.filter(verb="monitoring.sign_round", actor_id=maya.pk).exists()
    with pytest.raises(Refused, match="signed already"):
        actions.sign_round(by=maya, now=now)
    with pytest.raises(Refused, match="is signed"):
        actions.look_at(harbor, line="", how="quiet", by=maya, now=now)
    assert MonitoringRound.objects.count() == 1
    assert set(RoundLook.objects.values_list("how", flat=True)) == {"note", "looked", "quiet"}


def test_what_comes_up_after_the_look_asks_again(
    trouble: Model,
    harbor: Client,
    oak: Client,
    maya: Person,
    judged: Callable[..., object],
    now: datetime,
) -> None:
    for key in lines_of(maya, oak, now).values():
        actions.look_at(oak, line=key, how="looked", by=maya, now=now)
    actions.look_at(harbor, line="", how="quiet", by=maya, now=now)
    limit = judged(Device.objects.get(name="DC01"), "disk.percent:/", "beyond", 95.0, now)
    watching.hear_limit(limit.pk, "beyond", 95.0, now, now)
    with pytest.raises(Refused, match="Harbor Dental has not been looked at yet"):
        actions.sign_round(by=maya, now=now)
    actions.look_at(harbor, line=lines_of(maya, harbor, now)["alert"], how="looked", by=maya)
    actions.sign_round(by=maya)


def test_a_ticket_from_the_round_is_one_ticket(
    trouble: Model,
    oak: Client,
    maya: Person,
    now: datetime,
    deliver: Callable[[], int],
) -> None:
    deliver()
    by_machine = Ticket.objects.get()
    keys = lines_of(maya, oak, now)
    stands = queries.stands_for(maya, now)
    alert = Alert.objects.get()
    assert queries.tickets_about(stands)[alert.key].words == f"#{by_machine.number}"
    actions.look_at(
        oak, line=keys["alert"], how="ticket", note="Old exports again", by=maya, now=now
    )
    actions.look_at(oak, line=keys["backup"], how="ticket", by=maya, now=now)
    deliver()
    assert by_machine.entries.filter(text__contains="Old exports again", author=maya).exists()
    made = Ticket.objects.exclude(pk=by_machine.pk).get()
    assert (made.title, made.client, made.opened_by, made.priority) == (
        "Backup of Files, FS02: failed", oak, maya, 2,
    )  # fmt: skip
    assert TicketAlert.objects.get(ticket=made).key == f"backup:{trouble.pk}"
    assert Alert.objects.get().outcome == "work"
    (stand,) = [one for one in queries.stands_for(maya, now) if one.client == oak]
    assert [line.kind for line in stand.open_lines] == [], "a P2 about a line is no second line"


def test_a_limited_technician_looks_but_does_not_sign(
    trouble: Model,
    harbor: Client,
    oak: Client,
    jonas: Person,
    maya: Person,
    now: datetime,
) -> None:
    assert [one.client for one in queries.stands_for(jonas, now)] == [harbor]
    actions.look_at(harbor, line="", how="quiet", by=jonas, now=now)
    for key in lines_of(maya, oak, now).values():
        actions.look_at(oak, line=key, how="looked", by=maya, now=now)
    with pytest.raises(Refused, match="every client"):
        actions.sign_round(by=jonas, now=now)
    held = queries.round_of(firm_day(now))
    assert held
    assert {look.client for look in queries.looks_of(jonas, held)} == {harbor}


def test_the_page_by_keys_from_the_first_line_to_the_signature(
    trouble: Model, oak: Client, harbor: Client, maya: Person, browser_of: BrowserOf
) -> None:
    browser, address = browser_of(maya), reverse("monitoring:round")
    text = browser.get(address).content.decode()
    assert "0 of 2 clients looked at. 2 lines ask for a word." in text
    assert text.count('data-key="1"') == text.count('data-key="2"') == 1
    assert text.index("Backup of Files, FS02: failed") < text.index('data-key="1"')
    assert "Sign the round" not in text
    now = timezone.now()
    for key in lines_of(maya, oak, now).values():
        browser.post(reverse("monitoring:round_look", args=[oak.pk]), {"line": key})
    text = browser.get(address).content.decode()
    assert "1 of 2 clients looked at." in text
    assert "Harbor Dental has not been looked at yet." in text
    twice = browser.post(
        reverse("monitoring:round_look", args=[oak.pk]), {"line": key}, follow=True
    )
    assert "Maya Lindqvist looked at this already." in twice.content.decode()
    browser.post(reverse("monitoring:round_look", args=[harbor.pk]))
    assert "Sign the round" in browser.get(address).content.decode()
    browser.post(reverse("monitoring:sign_round"), {"note": "All is well"})
    text = browser.get(address).content.decode()
    assert "Tomorrow starts blank" in text
    assert "Sign the round" not in text
    held = MonitoringRound.objects.get()
    days = browser.get(reverse("monitoring:rounds")).content.decode()
    assert reverse("monitoring:past_round", args=[held.pk]) in days
    assert "Backup of Files, FS02: failed" in browser.get(
        reverse("monitoring:past_round", args=[held.pk])
    ).content.decode()  # fmt: skip


def test_the_page_costs_the_same_for_many_clients(
    trouble: Model, office: object, maya: Person, browser_of: BrowserOf
) -> None:
    browser, address = browser_of(maya), reverse("monitoring:round")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(12):
        client = Client.objects.create(
            name=f"Firm {number}", slug=f"firm-{number}", state="managed", calendar=office
        )
        device = Device.objects.create(
            client=client, name=f"S{number}", kind="server", state="active",
            last_seen_at=timezone.now() - timedelta(hours=2),
        )  # fmt: skip
        ProtectedSystem.objects.create(
            device=device, name="Files", job="files", tool="archive", location="/x",
            protected_at=timezone.now() - timedelta(days=30),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) <= len(few) + 1
    assert len(many) <= 34


# -- the vital -------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def weeks(maya: Person, oak: Client, rules_in_use: dict[str, AlertRule]) -> Window:
    """Rules since Wednesday 4 November 2026; two rounds since signed, one begun."""
    AlertRule.objects.update(made_at=at("2026-11-04T09:00Z"))
    for day, signed in (("2026-11-05", True), ("2026-11-06", False), ("2026-11-09", True)):
        MonitoringRound.objects.create(
            day=day,
            begun_at=at(f"{day}T07:10Z"),
            signed_at=at(f"{day}T07:20Z") if signed else None,
            signed_by=maya if signed else None,
        )
    return Window(at("2026-10-26T00:00Z"), at("2026-11-10T12:00Z"))


def test_days_signed_of_days_worked(weeks: Window) -> None:
    (vital,) = [vital for vital in VITALS if vital.name == NAME]
    (reading,) = vital.read(weeks, None)
    assert (reading.client_id, reading.numerator, reading.denominator) == (None, 2, 4)
    assert reading.fresh_at == weeks.end
    rows = vital.rows(weeks, None, None)
    assert [(row.label, bool(row.numerator), row.excluded) for row in rows] == [
        ("Monday 9 November: signed", True, ""),
        ("Sunday 8 November: no round", False, "the firm was closed"),
        ("Saturday 7 November: no round", False, "the firm was closed"),
        ("Friday 6 November: begun, not signed", False, ""),
        ("Thursday 5 November: signed", True, ""),
        ("Wednesday 4 November: no round", False, ""),
    ]
    assert not any("Maya" in row.label for row in rows), "the round counts, not who made it"
    assert list(vital.read(weeks, None, frozenset({1}))) == [], "it is the firm's, no client's"


def test_before_anything_was_watched_there_is_no_evidence(maya: Person, weeks: Window) -> None:
    AlertRule.objects.all().delete()
    (vital,) = [vital for vital in VITALS if vital.name == NAME]
    assert list(vital.read(weeks, None)) == []
    assert vital.rows(weeks, None, None) == []


def test_it_is_asked_on_working_days_until_it_is_signed(
    weeks: Window, maya: Person, oak: Client
) -> None:
    def asked(moment: str) -> list[str]:
        return [str(ask.title) for ask in asks(maya, at(moment)) if ask.vital == NAME]

    assert asked("2026-11-10T07:00Z") == ["Make today's monitoring round"]
    assert asked("2026-11-09T08:00Z") == [], "signed already"
    assert asked("2026-11-08T08:00Z") == [], "a Sunday"
    held = MonitoringRound.objects.create(day="2026-11-10")
    RoundLook.objects.create(of_round=held, client=oak, sentence="x", how="quiet", by=maya)
    assert asked("2026-11-10T07:00Z") == ["Sign today's monitoring round"]
