"""Monthly maintenance end to end: the clock makes the lists, the restore opens the way, and the
month is filed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day
from nadi.clients.models import Client
from nadi.core.actors import System
from nadi.core.errors import Refused
from nadi.core.models import Event
from nadi.core.vitals import Window
from nadi.fleet.models import Device
from nadi.learning import actions as learning
from nadi.maintenance import actions, jobs, queries
from nadi.maintenance.models import Checklist, OwnStep, ProtectedSystem, RestoreTest
from nadi.maintenance.vitals import VITALS, asks, since

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Person], Browser]
CLOCK = System("clock")
NAME = "maintenance.checklists_filed"
RevisionRequest = apps.get_model("learning.RevisionRequest")


@pytest.fixture
def written(maya: Person, oak: Client, harbor: Client) -> None:
    """The procedure in force: a restore first, then two steps."""
    procedure = learning.write_procedure(
        "Monthly maintenance",
        steps=["Test a restore first", "Ask what has bothered them", "Look at the battery"],
        slug=queries.SLUG,
        owner=maya,
        by=maya,
    )
    learning.publish_procedure(procedure, by=maya)


@pytest.fixture
def listed(written: None, oak: Client) -> Checklist:
    month = queries.month_now(timezone.now())
    return actions.begin_month(oak, month=month, by=CLOCK)


def protect(client: Client) -> ProtectedSystem:
    device = Device.objects.create(client=client, name="FS02", kind="server", state="active")
    return ProtectedSystem.objects.create(
        device=device, name="Files", job="files", tool="archive", location="/x"
    )


def open_a_restore(system: ProtectedSystem, who: Person, at: datetime) -> None:
    RestoreTest.objects.create(
        system=system, state="done", outcome="passed", seed=1, finished_at=at,
        opened_at=at, opened_by=who, opened_note="It reads well",
    )  # fmt: skip


def answer_all(held: Checklist, who: Person) -> None:
    for step in held.run.steps.filter(improves=False, state="open").order_by("number"):
        actions.answer_step(held, step.number, state="done", by=who)


def test_the_clock_makes_one_list_for_each_client_and_makes_up_for_a_kill(
    written: None, oak: Client, harbor: Client, northgate: Client
) -> None:
    Client.objects.filter(pk=northgate.pk).update(since=firm_day(timezone.now()))
    Client.objects.create(name="Later", slug="later", calendar=oak.calendar, state="prospect")
    now, month = timezone.now(), queries.month_now(timezone.now())
    due = {oak, harbor} | ({northgate} if firm_day(now).day == 1 else set())
    assert set(queries.to_begin(now)) == due
    with transaction.atomic():
        actions.begin_month(harbor, month=month, by=CLOCK)
        transaction.set_rollback(True)  # the process dies before the commit
    assert not Checklist.objects.exists()
    actions.begin_month(oak, month=month, by=CLOCK)
    for _hour in range(3):
        jobs.begin_monthly_lists(0)
    assert {one.client for one in Checklist.objects.all()} == due
    assert Checklist.objects.filter(client=oak).count() == 1
    one = Checklist.objects.get(client=oak)
    assert one.run.due == rules_last_day(month)
    assert [step.text for step in one.run.steps.all()][:2] == [
        "Test a restore first", "Ask what has bothered them",
    ]  # fmt: skip


def rules_last_day(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def test_no_list_before_the_procedure_is_in_force_and_it_is_asked_for(
    oak: Client, maya: Person
) -> None:
    now = timezone.now()
    assert queries.to_begin(now) == []
    with pytest.raises(Refused, match="not written down"):
        actions.begin_month(oak, month=queries.month_now(now), by=CLOCK)
    (ask,) = [ask for ask in asks(maya, now) if ask.vital == NAME]
    assert str(ask.title) == "Take up monthly maintenance"
    assert ask.url == reverse("learning:starter", args=[queries.SLUG])


def test_the_test_restore_opens_the_way_also_for_who_comes_by_another_door(
    listed: Checklist, oak: Client, aisha: Person
) -> None:
    system = protect(oak)
    second = listed.run.steps.get(number=2)
    with pytest.raises(Refused, match="First the test restore"):
        actions.answer_step(listed, 2, state="done", by=aisha)
    with pytest.raises(Refused, match="First the test restore"):
        learning.mark_step(second, "done", by=aisha)
    with pytest.raises(Refused, match="Nobody has opened a restore this month of: Files, FS02"):
        actions.answer_step(listed, 1, state="done", by=aisha)
    with pytest.raises(Refused, match="Something is protected here"):
        actions.answer_step(listed, 1, state="not_applicable", note="No time", by=aisha)
    month_began = datetime.combine(listed.month, datetime.min.time(), tzinfo=UTC)
    open_a_restore(system, aisha, month_began - timedelta(days=2))
    with pytest.raises(Refused, match="Nobody has opened"):
        actions.answer_step(listed, 1, state="done", by=aisha)
    open_a_restore(system, aisha, timezone.now())
    actions.answer_step(listed, 1, state="done", by=aisha)
    actions.answer_step(listed, 2, state="done", by=aisha)
    listed.refresh_from_db()
    assert listed.run.owner == aisha, "the first who answers has the list"


def test_could_not_is_an_honest_answer(listed: Checklist, oak: Client, aisha: Person) -> None:
    protect(oak)
    with pytest.raises(Refused, match="few words why"):
        actions.answer_step(listed, 1, state="could_not", by=aisha)
    actions.answer_step(listed, 1, state="could_not", note="Their line is down", by=aisha)
    actions.answer_step(listed, 2, state="done", by=aisha)


def test_four_duties_then_nothing_changes_and_next_month_has_the_wish(
    listed: Checklist, oak: Client, aisha: Person, deliver: Callable[[], int]
) -> None:
    with pytest.raises(Refused, match="First each step"):
        actions.revise_checklist(listed, by=aisha)
    answer_all(listed, aisha)
    with pytest.raises(Refused, match="ends when it is filed"):
        learning.leave_run(listed.run, because="Enough", by=aisha)
    with pytest.raises(Refused, match="First say what should change"):
        actions.file_checklist(listed, by=aisha)
    actions.revise_checklist(
        listed, change="Say which restore", add=["Empty the spray booth PC's filter", " "], by=aisha
    )
    assert RevisionRequest.objects.get().text == "Say which restore"
    with pytest.raises(Refused, match="ends when it is filed"):
        learning.finish_run(listed.run, by=aisha)
    with pytest.raises(Refused, match="First publish"):
        actions.file_checklist(listed, by=aisha)
    actions.publish_next(listed, by=aisha)
    actions.file_checklist(listed, by=aisha)
    listed.refresh_from_db()
    assert (listed.filed_by, listed.run.ended_at is not None) == (aisha, True)
    assert Event.objects.filter(name="maintenance.ChecklistFiled").count() == 1
    with pytest.raises(Refused):
        actions.answer_step(listed, 1, state="open", by=aisha)
    with pytest.raises(Refused, match="is filed"):
        actions.publish_next(listed, by=aisha)
    later = actions.begin_month(oak, month=date(2099, 1, 1), by=CLOCK)
    assert "Empty the spray booth PC's filter" in [step.text for step in later.run.steps.all()]
    assert later.run.owner == aisha, "who had it has it again"


def test_a_wish_that_is_not_published_does_not_hold_and_a_step_can_leave(
    listed: Checklist, oak: Client, aisha: Person
) -> None:
    old = OwnStep.objects.create(client=oak, text="Old one", published_at=timezone.now())
    answer_all(listed, aisha)
    actions.revise_checklist(listed, add=["New one"], leave=[old.pk], by=aisha)

    def texts(year: int) -> list[str]:
        later = actions.begin_month(oak, month=date(year, 1, 1), by=CLOCK)
        return [step.text for step in later.run.steps.all() if "one" in step.text]

    assert texts(2097) == ["Old one"]
    actions.publish_next(listed, by=aisha)
    assert texts(2098) == ["New one"]


def test_the_procedure_propagates_and_own_steps_survive(
    listed: Checklist, oak: Client, maya: Person
) -> None:
    OwnStep.objects.create(client=oak, text="The kiln's own disk", published_at=timezone.now())
    procedure = listed.run.version.procedure
    learning.revise_procedure(procedure, steps=["Test a restore first", "Greet"], by=maya)
    learning.publish_procedure(procedure, what_changed="A greeting", by=maya)
    later = actions.begin_month(oak, month=date(2099, 1, 1), by=CLOCK)
    texts = [step.text for step in later.run.steps.filter(improves=False)]
    assert texts == ["Test a restore first", "Greet", "The kiln's own disk"]
    assert listed.run.steps.filter(improves=False).count() == 3, "this month keeps its version"


def test_the_page_in_a_technicians_hand(
    listed: Checklist, aisha: Person, ruth: Person, oak: Client, browser_of: BrowserOf
) -> None:
    browser, address = browser_of(aisha), reverse("maintenance:checklist", args=[listed.pk])
    text = browser.get(address).content.decode()
    assert "Step 1 of 3" in text
    assert "Everything else waits for this one" in text
    assert text.count('data-key="1"') == 1

    def press(number: int, **said: str) -> str:
        path = reverse("maintenance:checklist_step", args=[listed.pk, number])
        return browser.post(path, said, follow=True).content.decode()

    assert "First the test restore" in press(2, state="done")
    assert "Step 2 of 3" in press(1, state="not_applicable", because="Nothing to protect")
    assert "Step 3 of 3" in press(2, state="done")
    assert "What should change in this list?" in press(3, state="could_not", because="No key")
    text = browser.post(
        reverse("maintenance:revise_checklist", args=[listed.pk]), {"add": "Bring the key"},
        follow=True,
    ).content.decode()  # fmt: skip
    assert "Bring the key" in text
    browser.post(reverse("maintenance:publish_checklist", args=[listed.pk]))
    text = browser.post(
        reverse("maintenance:file_checklist", args=[listed.pk]), follow=True
    ).content.decode()
    assert "Aisha Karim filed it" in text
    assert "1 of 1 client is filed." in browser.get(
        reverse("maintenance:checklists")
    ).content.decode()  # fmt: skip
    panel = browser.get(reverse("maintenance:client_panel", args=[oak.pk])).content.decode()
    assert "Monthly maintenance" in panel
    refused = browser_of(ruth).post(reverse("maintenance:checklist_step", args=[listed.pk, 1]))
    assert refused.status_code == 403


def test_the_month_costs_the_same_for_many_clients(
    listed: Checklist, maya: Person, browser_of: BrowserOf
) -> None:
    browser, address = browser_of(maya), reverse("maintenance:checklists")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(10):
        client = Client.objects.create(
            name=f"F{number}", slug=f"f-{number}", state="managed", calendar=listed.client.calendar
        )
        actions.begin_month(client, month=listed.month, by=CLOCK)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few)
    assert len(many) <= 16


# -- the vital -------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def october(written: None, oak: Client, harbor: Client, northgate: Client, aisha: Person) -> Window:
    """October 2026: Oak filed in time, Harbor two days late, Northgate got no list at all."""
    Client.objects.update(made_at=at("2026-01-01T00:00Z"))
    for client, filed in ((oak, "2026-10-20T10:00Z"), (harbor, "2026-11-02T10:00Z")):
        one = actions.begin_month(client, month=date(2026, 10, 1), by=CLOCK)
        Checklist.objects.filter(pk=one.pk).update(
            made_at=at("2026-10-01T01:00Z"), revised_at=at(filed), published_at=at(filed),
            filed_at=at(filed), filed_by=aisha,
        )  # fmt: skip
    return Window(at("2026-10-23T08:00Z"), at("2026-11-23T08:00Z"))


def test_filed_in_time_late_and_never_made(
    october: Window, oak: Client, harbor: Client, northgate: Client
) -> None:
    (vital,) = [vital for vital in VITALS if vital.name == NAME]
    got = {r.client_id: (r.numerator, r.denominator, r.n) for r in vital.read(october, None)}
    assert got == {oak.pk: (1, 1, 1), harbor.pk: (0, 1, 1), northgate.pk: (0, 1, 1)}
    only = [r.client_id for r in vital.read(october, None, frozenset({oak.pk}))]
    assert only == [oak.pk]
    labels = {row.label for row in vital.rows(october, None, None)}
    assert labels == {
        "Oak & Iron, 2026-10",
        "Harbor Dental, 2026-10",
        "Northgate Legal, 2026-10: no list was made",
    }  # fmt: skip
    running = Window(at("2026-10-05T00:00Z"), at("2026-10-30T00:00Z"))
    assert list(vital.read(running, None)) == [], "September was before, October is not over"
    Client.objects.filter(pk=harbor.pk).update(state="left")
    rows = vital.rows(october, harbor.pk, None)
    assert [row.excluded for row in rows] == ["we do not serve this client now"]


def test_a_client_of_a_few_days_owes_no_list(october: Window, northgate: Client) -> None:
    Client.objects.filter(pk=northgate.pk).update(since=date(2026, 10, 2))
    (vital,) = [vital for vital in VITALS if vital.name == NAME]
    assert northgate.pk not in {reading.client_id for reading in vital.read(october, None)}


def test_it_is_asked_and_told(listed: Checklist, aisha: Person, maya: Person) -> None:
    now = timezone.now()
    (ask,) = [ask for ask in asks(maya, now) if ask.vital == NAME]
    assert str(ask.title) == "Finish monthly maintenance for Oak & Iron"
    assert "0 of 1 are filed" in str(ask.why)
    answer_all(listed, aisha)
    actions.revise_checklist(listed, by=aisha)
    actions.publish_next(listed, by=aisha)
    actions.file_checklist(listed, by=aisha)
    later = timezone.now() + timedelta(minutes=1)
    assert [one for one in asks(maya, later) if one.vital == NAME] == []
    told = [str(one.sentence) for one in since(maya, now, later)]
    assert "1 monthly checklist was filed." in told
