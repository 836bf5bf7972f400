"""A process that dies while it answers a fact leaves nothing half done, and nothing twice."""

import os
import time
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from nadi.core.delivery import deliver_pending
from nadi.core.events import Fact, announce, answers
from nadi.core.facts import Fact as AnyFact
from nadi.core.models import Delivery, Event, ReviewItem
from nadi.core.tests.forked import forked


class DoorOpened(AnyFact):
    pass


@answers(DoorOpened)
def write_it_down(fact: Fact) -> None:
    ReviewItem.objects.create(kind="door", reason="it opened")
    if os.environ.get("SLOWLY") == "yes":
        print("written, not committed", flush=True)
        time.sleep(60)


def _answer(*, slowly: bool) -> None:
    os.environ["SLOWLY"] = "yes" if slowly else "no"
    deliver_pending()


@pytest.mark.slow
def test_a_handler_killed_before_its_commit_is_run_again_and_counts_once(
    transactional_db: None,
) -> None:
    with transaction.atomic():
        announce(DoorOpened())
    with forked(partial(_answer, slowly=True)) as dying:
        assert "written" in dying.line()
        dying.kill()
    assert not ReviewItem.objects.exists()
    assert not Delivery.objects.exists()
    deliver_pending()
    deliver_pending()
    assert ReviewItem.objects.count() == 1
    assert Event.objects.get().delivered_at is not None


@pytest.mark.slow
def test_two_workers_at_once_answer_each_fact_once(transactional_db: None) -> None:
    with transaction.atomic():
        for _ in range(40):
            announce(DoorOpened())
    assert Event.objects.filter(next_attempt_at__lte=timezone.now()).count() == 40
    answer = partial(_answer, slowly=False)
    with forked(answer) as one, forked(answer) as other:
        assert [one.end(), other.end()] == [0, 0]
    assert ReviewItem.objects.count() == 40
    assert Delivery.objects.count() == 40
