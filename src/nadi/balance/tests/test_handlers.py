"""A fact that touches a vital leads to a new reading, and nothing else does."""

import dataclasses
from datetime import datetime

import pytest
import time_machine

from nadi.balance import jobs
from nadi.balance.handlers import touch
from nadi.balance.models import CenterSnapshot, Touched, VitalSnapshot
from nadi.balance.tests.conftest import Evidence
from nadi.core import centers
from nadi.core.facts import Fact, handlers_of, name_of
from nadi.core.models import AuditRow


@dataclasses.dataclass(frozen=True, slots=True)
class SomethingHappened(Fact):
    thing_id: int
    client_id: int | None = None


def test_balance_answers_every_fact_that_touches_a_vital() -> None:
    facts = {fact for vital in centers.vitals().values() for fact in vital.touched_by}
    assert facts
    for fact in facts:
        assert "nadi.balance.handlers.touch" in handlers_of(name_of(fact))


@pytest.mark.django_db
def test_facts_are_remembered_once_for_each_client_and_vital(evidence: Evidence) -> None:
    for name in ("desk.answered", "learning.known"):
        evidence.vital(name, touched_by=(SomethingHappened,))
    evidence.vital("desk.other")
    touch([SomethingHappened(1), SomethingHappened(2, client_id=7), SomethingHappened(3, 7)])
    found = Touched.objects.values_list("center", "vital", "client_id")
    assert sorted(found, key=str) == [
        ("desk", "", 7), ("desk", "", None),
        ("desk", "desk.answered", 7), ("desk", "desk.answered", None),
        ("learning", "", 7), ("learning", "", None),
        ("learning", "learning.known", 7), ("learning", "learning.known", None),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_clock_reads_again_only_what_was_touched(evidence: Evidence, now: datetime) -> None:
    evidence.vital("desk.answered", touched_by=(SomethingHappened,))
    with time_machine.travel(now):
        jobs.refresh(timestamp=0)
        assert not VitalSnapshot.objects.exists()
        assert not AuditRow.objects.exists()
        touch([SomethingHappened(1)])
        jobs.refresh(timestamp=0)
    assert VitalSnapshot.objects.get().vital == "desk.answered"
    assert CenterSnapshot.objects.get().center == "desk"
    assert not Touched.objects.exists()


@pytest.mark.django_db
def test_the_hour_takes_the_day_of_all_seven(evidence: Evidence, now: datetime) -> None:
    evidence.vital("desk.answered")
    with time_machine.travel(now):
        jobs.take_snapshot(timestamp=0)
        jobs.take_snapshot(timestamp=3600)
    assert CenterSnapshot.objects.count() == 7
    assert VitalSnapshot.objects.get().excluded == 0
