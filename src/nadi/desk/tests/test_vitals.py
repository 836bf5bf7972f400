"""Every reading is the sum of its rows, and says what the tickets say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.vitals import Vital, Window
from nadi.desk.actions import NewTicket, Work, answer_client, open_ticket, record_work
from nadi.desk.models import Source, Stray, Ticket
from nadi.desk.vitals import VITALS, asks

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 14, 30, tzinfo=UTC)  # 09:30 in New York
WINDOW = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def story(northgate: Client, oak: Client, aisha: Person, ruth: Person) -> list[Ticket]:
    """Two answered in time, one late, one never; one old; one finished with time."""
    made = []
    with travel(MONDAY - timedelta(days=30), tick=False):
        made.append(open_ticket(NewTicket("Old one", Source.STAFF, client=oak), by=ruth))
    with travel(MONDAY, tick=False):
        for title, client in (("a", northgate), ("b", northgate), ("c", oak), ("d", oak)):
            made.append(open_ticket(NewTicket(title, Source.CALL, client=client), by=ruth))
    with travel(MONDAY + timedelta(hours=1), tick=False):
        answer_client(made[1], "We look", by=aisha)
        record_work(made[2], Work("Done", minutes=20, finish=True), by=aisha)
    with travel(MONDAY + timedelta(days=2), tick=False):
        answer_client(made[3], "Sorry, late", by=aisha)
    return made


def value(vital: Vital, population: str | None = None) -> dict[int | None, tuple[Decimal, object]]:
    return {r.client_id: (r.numerator, r.denominator) for r in vital.read(WINDOW, population)}


def test_first_answer(story: list[Ticket], northgate: Client, oak: Client) -> None:
    found = value(VITALS[0])
    assert found == {northgate.pk: (2, 2), oak.pk: (0, 2)}
    assert value(VITALS[0], "p3") == found
    assert value(VITALS[0], "p1") == {}


def test_a_quiet_week_makes_no_answer_old(story: list[Ticket], northgate: Client) -> None:
    later = Window(WINDOW.start, WINDOW.end + timedelta(days=9))
    fresh = {r.client_id: r.fresh_at for r in VITALS[0].read(later, None)}
    assert fresh[northgate.pk] == later.end
    assert {r.fresh_at for r in VITALS[2].read(later, None)} == {MONDAY + timedelta(hours=1)}


def test_old_tickets_and_strays_and_time(
    story: list[Ticket], northgate: Client, oak: Client
) -> None:
    assert value(VITALS[1])[oak.pk] == (1, 3)
    assert value(VITALS[2]) == {northgate.pk: (1, 1)}
    strays = value(VITALS[3])
    assert strays[oak.pk][0] >= 2


@pytest.mark.parametrize("vital", VITALS, ids=[vital.name for vital in VITALS])
def test_a_reading_is_the_sum_of_its_rows_in_one_statement(
    vital: Vital, story: list[Ticket]
) -> None:
    for population in [None, *vital.populations]:
        with CaptureQueriesContext(connection) as seen:
            readings = list(vital.read(WINDOW, population))
        assert len(seen) == 1
        for reading in readings:
            rows = vital.rows(WINDOW, reading.client_id, population)
            counted = [row for row in rows if not row.excluded]
            assert len(counted) == reading.n
            assert sum(row.numerator for row in counted) == reading.numerator
            if reading.denominator is not None:
                assert sum(row.denominator or 0 for row in counted) == reading.denominator
            assert all(row.url.startswith("/desk/") for row in rows)


def test_throat_asks_for_those_who_wait_first(story: list[Ticket], henrik: Person) -> None:
    found = asks(henrik, MONDAY + timedelta(days=3))
    assert str(found[0].title) == "1 client waits for a first answer"
    assert found[0].url == f"/desk/{story[4].number}/"
    assert found[1].vital == "desk.out_of_process"


def test_that_a_ticket_was_out_of_process_is_remembered(
    northgate: Client, aisha: Person, ruth: Person
) -> None:
    with travel(MONDAY, tick=False) as clock:
        ticket = open_ticket(NewTicket("Forgotten", Source.CALL, client=northgate), by=ruth)
        clock.shift(timedelta(hours=5))
        answer_client(ticket, "Sorry", by=aisha)
        stray = Stray.objects.get()
    assert (stray.because, stray.start) == ("too_long", MONDAY + timedelta(hours=2))
    vital = VITALS[3]
    for hours, counted in ((1, 0), (3, 1), (5, 1), (6, 0)):
        end = MONDAY + timedelta(hours=hours)
        readings = list(vital.read(Window(end - timedelta(days=1), end), None))
        assert [(r.numerator, r.n) for r in readings] == [(counted, 1)], hours
