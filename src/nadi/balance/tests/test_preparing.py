"""What is reckoned ahead for Today is what would be reckoned now, and holds no longer than true."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person, Role
from nadi.balance import jobs, preparing, queries
from nadi.balance.models import Prepared
from nadi.balance.queries.prepared import HOLDS, prepared_for
from nadi.balance.tests.conftest import Evidence
from nadi.core import centers
from nadi.core.facts import Fact
from nadi.core.models import AuditRow, Event
from nadi.core.vitals import Ask, PromiseCount

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LABELS = ("maintenance", "desk")
FIGURES = 2  # places and hours


def ask(center: str, title: str) -> Ask:
    return Ask(center, title, "You said so", "Do it", "/do/", "post", 5, f"{center}.kept", 2)


def act(verb: str, at: datetime, actor_id: int | None) -> None:
    AuditRow.objects.create(at=at, verb=verb, actor_id=actor_id, actor="somebody")


@pytest.fixture
def asking(evidence: Evidence, maya: Person, now: datetime) -> Evidence:
    evidence.asks["maintenance"] = [ask("maintenance", "Test two"), ask("maintenance", "Open one")]
    evidence.asks["desk"] = [ask("desk", "Answer Sara")]
    evidence.promises = [PromiseCount("desk", 4, 3, 1, 0, 1)]
    act("agreements.judge_promises", now - timedelta(hours=1), None)
    return evidence


def test_what_is_kept_is_what_would_be_reckoned(
    asking: Evidence, maya: Person, now: datetime
) -> None:
    afresh = queries.today(maya, now)
    preparing.prepare(now)
    kept = prepared_for(maya, LABELS, now)
    assert kept.asks == {label: asking.asks[label] for label in LABELS}
    assert kept.promises == asking.promises
    assert queries.today(maya, now) == afresh


def test_today_reads_what_is_kept(asking: Evidence, maya: Person, now: datetime) -> None:
    preparing.prepare(now)
    asking.asks["desk"] = []
    shown = {row.center.label: row.ask for row in queries.today(maya, now).rows}
    assert shown["desk"] == ask("desk", "Answer Sara")


@pytest.mark.parametrize(
    ("verb", "by_person", "fallen"),
    [
        ("desk.close_ticket", True, {"desk"}),
        ("desk.wake_ticket", False, {"desk"}),
        ("clients.rename_client", True, {"desk", "maintenance"}),
        ("fleet.retire_device", True, {"desk", "maintenance"}),
        ("fleet.keep_report", False, set()),
        ("monitoring.raise_alert", False, set()),
        ("maintenance.record_scan", False, set()),
        ("maintenance.tell_failing_nights", False, {"maintenance"}),
    ],
)
def test_an_act_ends_what_it_touches_at_once(
    asking: Evidence, maya: Person, now: datetime, verb: str, by_person: bool, fallen: set[str]
) -> None:
    preparing.prepare(now)
    act(verb, now + SECOND, maya.pk if by_person else None)
    assert set(LABELS) - set(prepared_for(maya, LABELS, now + SECOND).asks) == fallen


def test_a_fact_that_touches_its_vitals_ends_it_at_once(
    asking: Evidence, maya: Person, now: datetime
) -> None:
    """What a machine raises leaves a fact and no act."""
    asking.vital("desk.answered", touched_by=(Fact.known["monitoring.AlertRaised"],))
    preparing.prepare(now)
    Event.objects.create(name="monitoring.AlertCleared", at=now + SECOND)
    assert set(prepared_for(maya, LABELS, now + SECOND).asks) == set(LABELS)
    Event.objects.create(name="monitoring.AlertRaised", at=now + SECOND)
    assert set(prepared_for(maya, LABELS, now + SECOND).asks) == {"maintenance"}


def test_the_counts_fall_with_an_act_of_their_keeper(
    asking: Evidence, maya: Person, now: datetime
) -> None:
    preparing.prepare(now)
    act("agreements.judge_promises", now + SECOND, None)
    assert prepared_for(maya, LABELS, now + SECOND).promises is None


def test_an_act_that_may_not_have_been_committed_counts_as_news(
    asking: Evidence, maya: Person, now: datetime
) -> None:
    act("desk.close_ticket", now - SECOND, maya.pk)
    preparing.prepare(now)
    assert "desk" not in prepared_for(maya, LABELS, now).asks
    preparing.prepare(now + MINUTE)
    assert "desk" in prepared_for(maya, LABELS, now + MINUTE).asks


def test_nothing_holds_for_long_nor_for_anybody_else(
    asking: Evidence, maya: Person, aisha: Person, now: datetime
) -> None:
    preparing.prepare(now)
    assert not prepared_for(maya, LABELS, now + HOLDS).asks
    assert not prepared_for(aisha, LABELS, now).asks
    maya.role = Role.TECHNICIAN  # who may no longer see all must not be shown all
    assert not prepared_for(maya, LABELS, now).asks


def test_the_worker_writes_only_what_is_due(asking: Evidence, maya: Person, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        jobs.prepare(timestamp=0)
    assert Prepared.objects.count() == len(centers.centers()) + 1 + FIGURES
    assert preparing.prepare(now + MINUTE) == 0
    act("desk.close_ticket", now + SECOND, maya.pk)
    assert preparing.prepare(now + MINUTE) == 1
    assert preparing.prepare(now + 5 * MINUTE) == len(centers.centers()) + 1


def test_the_page_after_an_act_is_true(
    asking: Evidence, maya: Person, now: datetime, browser_of: Callable[[Person], Browser]
) -> None:
    browser = browser_of(maya)
    with time_machine.travel(now, tick=False):
        browser.get("/settings/")  # where the session was seen is noted once a minute
        preparing.prepare(now)
        with CaptureQueriesContext(connection) as seen:
            assert "Answer Sara" in browser.get("/today/").content.decode()
        assert len(seen) <= 15, "\n".join(q["sql"][:150] for q in seen.captured_queries)
        asking.asks["desk"] = []
        act("desk.answer_client", now, maya.pk)
        text = browser.get("/today/").content.decode()
    assert "Answer Sara" not in text
    assert "Test two" in text
