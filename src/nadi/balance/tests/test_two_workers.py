"""Two workers that hear the same: the last statement of the short way waits for whoever writes, and
then does nothing where the center was written since. On real connections, each of its own."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from nadi.balance import actions, kept, refreshing, short_way
from nadi.balance.handlers import touch
from nadi.balance.models import CenterSnapshot, KeptReading, Touched
from nadi.balance.tests.conftest import Evidence
from nadi.balance.tests.test_incremental import CLOCK, DeskMoved, state
from nadi.core.statements import Row

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def firm(evidence: Evidence, now: datetime) -> Evidence:
    for number in range(4):
        name = f"desk.v{number}"
        evidence.vital(name, touched_by=(DeskMoved,))
        for client in (1, 2):
            evidence.add(name, now - HOUR, good=3, bad=1, client=client)
    actions.take_snapshot(now, by=CLOCK)
    return evidence


def _another(acts: Callable[[], object]) -> threading.Thread:
    """Another worker does this in one transaction, and commits as soon as we wait for its lock."""
    done, ours = threading.Event(), connection.connection.info.backend_pid

    def work() -> None:
        try:
            with transaction.atomic():
                acts()
                done.set()
                _wait_until_waiting(ours)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert done.wait(20)
    return thread


def _wait_until_waiting(backend: int) -> None:
    asked = "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted"
    with connection.cursor() as cursor:
        for _ in range(20_000):
            cursor.execute(asked, [backend])
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")


def _while_we_look(patch: pytest.MonkeyPatch, acts: Callable[[], object]) -> list[threading.Thread]:
    """When we have read the first vital, the other worker begins; it ends after us."""
    look, begun = kept.look, list[threading.Thread]()

    def meanwhile(*args: Any) -> kept.Look:
        seen = look(*args)
        if threading.current_thread() is threading.main_thread() and not begun:
            begun.append(_another(acts))
        return seen

    patch.setattr(kept, "look", meanwhile)
    return begun


@pytest.mark.parametrize("day_after", [False, True])
def test_who_was_first_stands(
    firm: Evidence, now: datetime, monkeypatch: pytest.MonkeyPatch, day_after: bool
) -> None:
    """The other one read what came after we had read it; it may have been the next day already."""
    then = now + timedelta(days=1) if day_after else now
    firm.add("desk.v0", now - HOUR, good=0, bad=2, client=1)
    touch([DeskMoved(1)])

    def other() -> None:
        firm.add("desk.v0", now - HOUR, good=0, bad=5, client=1)
        firm.add("desk.v1", now - HOUR, good=0, bad=5, client=2)
        touch([DeskMoved(1), DeskMoved(2)])
        refreshing.refresh(then)

    begun = _while_we_look(monkeypatch, other)
    assert refreshing.refresh(now) == []
    begun[0].join()
    (read,) = KeptReading.objects.filter(vital="desk.v0", client_id=1).values_list("n", flat=True)
    assert read == 11
    assert not Touched.objects.exists()
    book = CenterSnapshot.objects.get(center="desk", day=then.date()).book
    totals = kept.totals(book)
    assert {name: kept.Sums.of(one) for name, one in book.items()} == {
        name: one.sums for name, one in totals.items()
    }
    if not day_after:
        both = state()
        actions.take_snapshot(now, by=CLOCK)
        assert both == state()


def test_what_comes_before_the_long_way_begins_is_heard_the_next_time(
    firm: Evidence, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of a later moment than the one that is read for."""
    hear = short_way.hear

    def then_more_comes(now: datetime) -> list[Row]:
        found = hear(now)
        touch([DeskMoved(2)])
        return found

    touch([DeskMoved(None)])
    monkeypatch.setattr(short_way, "hear", then_more_comes)
    assert refreshing.refresh(now) == ["desk"]
    assert set(Touched.objects.values_list("client_id", flat=True)) == {2}
