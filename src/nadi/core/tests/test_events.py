"""Facts reach their handlers, each once, also when a handler failed first."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from nadi.core import facts
from nadi.core.events import Fact, announce, answers
from nadi.core.models import Delivery, Event, ReviewItem


@pytest.fixture
def bell() -> Iterator[type[Fact]]:
    @dataclasses.dataclass(frozen=True, slots=True)
    class BellRang(Fact):
        tower_id: int
        at: datetime

    yield BellRang
    facts.Fact.known.pop(facts.name_of(BellRang))
    facts._handlers.pop(facts.name_of(BellRang), None)


def test_a_fact_outside_a_transaction_is_refused(bell: type[Fact], transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        announce(bell(tower_id=1, at=timezone.now()))


def test_a_fact_that_was_rolled_back_was_never_announced(bell: type[Fact], db: None) -> None:
    with transaction.atomic():
        announce(bell(tower_id=1, at=timezone.now()))
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_every_handler_hears_it_once_with_its_types(
    bell: type[Fact], deliver: Callable[[], int]
) -> None:
    heard: list[tuple[str, Fact]] = []
    answers(bell)(lambda fact: heard.append(("one", fact)))
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with transaction.atomic():
        announce(bell(tower_id=7, at=at))
    deliver()
    deliver()
    assert heard == [("one", bell(tower_id=7, at=at))]
    assert Event.objects.get().delivered_at is not None


def test_a_failing_handler_leaves_nothing_behind_and_is_tried_again(
    bell: type[Fact], deliver: Callable[[], int]
) -> None:
    calls: list[str] = []

    def fragile(fact: Fact) -> None:
        calls.append("fragile")
        ReviewItem.objects.create(kind="x", reason="written before the failure")
        if len(calls) == 1:
            raise OSError("not now")

    def sturdy(fact: Fact) -> None:
        ReviewItem.objects.create(kind="y", reason="sturdy")

    answers(bell)(fragile)
    answers(bell)(sturdy)
    with transaction.atomic():
        announce(bell(tower_id=1, at=timezone.now()))
    deliver()
    event = Event.objects.get()
    assert event.attempts == 1
    assert "not now" in event.last_error
    assert list(ReviewItem.objects.values_list("kind", flat=True)) == ["y"]
    Event.objects.update(next_attempt_at=timezone.now())
    deliver()
    assert sorted(ReviewItem.objects.values_list("kind", flat=True)) == ["x", "y"]
    assert Delivery.objects.count() == 2
    assert Event.objects.get().delivered_at is not None
