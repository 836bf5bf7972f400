"""Acts on tickets: their rows, their clocks, their refusals; and machines that open tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from time_machine import travel

from nadi.accounts.models import Person
from nadi.agreements import queries as root
from nadi.clients.models import Client
from nadi.core.actors import System
from nadi.core.errors import Refused
from nadi.core.events import announce
from nadi.desk import history
from nadi.desk.actions import (
    Move,
    NewTicket,
    Work,
    answer_client,
    assign_ticket,
    begin_work,
    close_ticket,
    move_ticket,
    note_inside,
    open_ticket,
    record_work,
    say_whose,
    set_priority,
)
from nadi.desk.jobs import close_quiet
from nadi.desk.models import Source, StatusSpan, Ticket, TicketAlert, TicketTime
from nadi.desk.promised import start_timer
from nadi.desk.queries import next_ticket_for, tickets_visible_to
from nadi.desk.rules.order import Candidate, next_ticket
from nadi.desk.rules.statuses import Status
from nadi.fleet.models import Device
from nadi.maintenance.events import BackupFailing, BackupRecorded, RestoreTestFailed
from nadi.monitoring.events import AlertCleared, AlertRaised, AlertRepeated, PreventionPlanned

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 14, 30, tzinfo=UTC)  # 09:30 in New York
Deliver = Callable[[], int]


@pytest.fixture
def ticket(northgate: Client, ruth: Person) -> Ticket:
    with travel(MONDAY, tick=False):
        return open_ticket(NewTicket("VPN drops", Source.CALL, client=northgate), by=ruth)


def reckoned_again(ticket: Ticket) -> Ticket:
    """A copy whose columns are reckoned from the history alone."""
    fresh = Ticket.objects.get(pk=ticket.pk)
    spans = [span.plain() for span in fresh.spans.all()]
    history.reckon(fresh, spans, timezone.now(), history.hours_of(fresh))
    return fresh


def test_the_columns_are_what_the_rules_say_of_the_history(ticket: Ticket, aisha: Person) -> None:
    with travel(MONDAY, tick=False) as clock:
        acts: list[Callable[[], object]] = [
            lambda: answer_client(ticket, "We look", by=aisha),
            lambda: set_priority(ticket, 2, because="cannot work", by=aisha),
            lambda: assign_ticket(ticket, aisha, by=aisha),
            lambda: move_ticket(
                ticket,
                Move("waiting_client", timezone.now() + timedelta(days=1), next_step="List"),
                by=aisha,
            ),
            lambda: move_ticket(ticket, Move("ready"), by=aisha),
            lambda: record_work(ticket, Work("Done", minutes=5, finish=True), by=aisha),
            lambda: close_ticket(ticket, because="", by=aisha),
        ]
        for act in acts:
            clock.shift(timedelta(minutes=20))
            act()
            stored, again = Ticket.objects.get(pk=ticket.pk), reckoned_again(ticket)
            for name in ("clock_name", "clock_due", "clock_since", "strays_at", "answer_due"):
                assert getattr(stored, name) == getattr(again, name), (act, name)
    ends = list(StatusSpan.objects.filter(ticket=ticket).values_list("start", "end"))
    assert all(a[1] == b[0] for a, b in pairwise(ends))
    assert ends[-1][1] is None


def test_waiting_needs_a_date_and_p1_a_thing_that_is_down(ticket: Ticket, aisha: Person) -> None:
    with pytest.raises(Refused, match="needs a date"):
        move_ticket(ticket, Move("waiting_client"), by=aisha)
    with pytest.raises(Refused, match="what is down"):
        set_priority(ticket, 1, because="urgent", by=aisha)
    set_priority(ticket, 1, what_is_down="server", by=aisha)
    assert ticket.answer_budget == timedelta(minutes=30)
    with pytest.raises(Refused, match="note and its time"):
        move_ticket(ticket, Move("closed"), by=aisha)


def test_raising_the_priority_later_does_not_make_a_kept_answer_late(
    ticket: Ticket, aisha: Person
) -> None:
    with travel(MONDAY + timedelta(hours=1), tick=False):
        answer_client(ticket, "We look", by=aisha)
        due = ticket.answer_due
        set_priority(ticket, 1, what_is_down="network", by=aisha)
    assert ticket.answer_due == due
    assert ticket.answered_at is not None
    assert due is not None
    assert ticket.answered_at <= due


def test_a_word_promised_stands_in_roots_book_and_is_kept_by_the_next_word(
    ticket: Ticket, aisha: Person
) -> None:
    with travel(MONDAY, tick=False) as clock:
        answer_client(
            ticket, "You hear by noon", promise_word_by=MONDAY + timedelta(hours=2), by=aisha
        )
        promise = root.promises_about(f"/desk/{ticket.number}/").get()
        assert (promise.due_at, promise.owner) == (MONDAY + timedelta(hours=2), aisha)
        assert ticket.clock_name == "word"
        clock.shift(timedelta(hours=1))
        answer_client(ticket, "It is done", by=aisha)
        promise.refresh_from_db()
    assert promise.kept_on_time(timezone.now())
    assert ticket.promised_word_at is None


def test_the_timer_is_the_time_of_the_note(ticket: Ticket, aisha: Person) -> None:
    with travel(MONDAY, tick=False) as clock:
        begin_work(ticket, by=aisha)
        start_timer(ticket, aisha)
        clock.shift(timedelta(minutes=24))
        record_work(ticket, Work("Changed the key lifetime", finish=True), by=aisha)
    time = TicketTime.objects.get().time
    assert (time.minutes, time.note, time.is_running) == (24, "Changed the key lifetime", False)
    assert root.running_timer(aisha) is None
    assert ticket.status == "completed"


def test_minutes_written_win_over_the_timer(ticket: Ticket, aisha: Person) -> None:
    with travel(MONDAY, tick=False) as clock:
        start_timer(ticket, aisha)
        clock.shift(timedelta(minutes=50))
        record_work(ticket, Work("Half of it was lunch", minutes=20, finish=True), by=aisha)
        assert TicketTime.objects.get().time.minutes == 20
        assert root.minutes_about(f"/desk/{ticket.number}/") == 20


def test_the_next_ticket_in_sql_is_the_next_ticket_of_the_rule(
    northgate: Client, aisha: Person, henrik: Person, ruth: Person
) -> None:
    moments = [MONDAY + timedelta(minutes=7 * n) for n in range(24)]
    for number, moment in enumerate(moments):
        with travel(moment, tick=False):
            one = open_ticket(
                NewTicket(
                    f"T{number}", Source.CALL, client=northgate,
                    priority=2 + number % 3, because="asked",
                ),
                by=ruth,
            )  # fmt: skip
            if number % 4 == 1:
                assign_ticket(one, (aisha, henrik)[number % 8 == 1], by=ruth)
            if number % 5 == 2:
                later = moment + timedelta(hours=number)
                assign_ticket(one, aisha, by=ruth)
                move_ticket(one, Move("scheduled", later), by=ruth)
            if number % 7 == 3:
                move_ticket(one, Move("waiting_vendor", moment + timedelta(days=1)), by=ruth)
    for person in (aisha, henrik, ruth):
        for now in (MONDAY, MONDAY + timedelta(hours=9), MONDAY + timedelta(days=3)):
            plain = [
                Candidate(
                    t.number, t.priority, t.opened_at, Status(t.status), t.owner_id, t.next_at
                )
                for t in tickets_visible_to(person).open()
            ]
            by_rule = next_ticket(plain, person.pk, now)
            by_sql = next_ticket_for(person, now)
            assert (by_rule and by_rule.number) == (by_sql and by_sql.number)


def test_saying_whose_it_is_brings_the_promise(northgate: Client, priya: Person) -> None:
    new = NewTicket("Help", Source.MAIL, requester_email="a@gmail.com")
    ticket = open_ticket(new, by=System("mail"))
    assert next_ticket_for(priya, timezone.now()) is None
    say_whose(ticket, northgate, by=priya)
    assert ticket.hours == northgate.calendar
    found = next_ticket_for(priya, timezone.now())
    assert found is not None


def test_time_belongs_to_whom_the_ticket_belongs_to(
    northgate: Client, oak: Client, ticket: Ticket, aisha: Person
) -> None:
    """What was written before a ticket changes hands goes along, what is written after it too."""

    def whose(one: Ticket) -> set[int | None]:
        return set(one.times.values_list("client_id", flat=True))

    stray = open_ticket(NewTicket("Help", Source.MAIL, requester_email="a@gmail.com"), by=aisha)
    record_work(stray, Work("Looked", minutes=5), by=aisha)
    assert whose(stray) == {None}
    record_work(ticket, Work("Looked", minutes=5), by=aisha)
    for client in (northgate, oak):
        say_whose(stray, client, by=aisha)
        record_work(stray, Work("Looked again", minutes=5), by=aisha)
        assert whose(stray) == {client.pk}
    assert (stray.times.count(), whose(ticket)) == (3, {northgate.pk})


def test_three_quiet_days_close_what_is_completed(ticket: Ticket, aisha: Person) -> None:
    with travel(MONDAY, tick=False) as clock:
        record_work(ticket, Work("Done", minutes=5, finish=True), by=aisha)
        clock.shift(timedelta(days=2))
        close_quiet(0)
        assert Ticket.objects.get(pk=ticket.pk).status == "completed"
        clock.shift(timedelta(days=1, hours=1))
        close_quiet(0)
    assert Ticket.objects.get(pk=ticket.pk).status == "closed"


@pytest.fixture
def server(harbor: Client) -> Device:
    return Device.objects.create(client=harbor, name="HV01", kind="server", state="active")


def raised(device: Device, kind: type = AlertRaised, minute: int = 0, **more: object) -> object:
    facts: dict[str, object] = {
        "alert_id": 7, "client_id": device.client_id, "device_id": device.pk,
        "severity": "urgent", "sentence": "HV01 does not answer",
        "key": f"silent:device:{device.pk}", "at": MONDAY + timedelta(minutes=minute),
    }  # fmt: skip
    return kind(**(facts | more))


def tell(fact: object) -> None:
    with transaction.atomic():
        announce(fact)  # type: ignore[arg-type]


def test_one_ticket_for_one_alert_and_it_closes_itself_untouched(
    server: Device, deliver: Deliver
) -> None:
    tell(raised(server))
    tell(raised(server))
    deliver()
    ticket = Ticket.objects.get()
    assert (ticket.board, ticket.priority, ticket.what_is_down) == ("machines", 1, "server")
    assert TicketAlert.objects.get().times == 1  # the very same news is not news
    tell(raised(server, AlertRepeated, 30))
    deliver()
    assert TicketAlert.objects.get().times == 2
    tell(raised(server, AlertCleared, 40))
    tell(raised(server, AlertCleared, 41))
    deliver()
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    assert Ticket.objects.count() == 1
    tell(raised(server, AlertRaised, 600))
    deliver()
    assert Ticket.objects.count() == 2  # a new trouble after the end of the old one


def test_a_touched_ticket_is_told_that_it_is_over_and_stays_open(
    server: Device, aisha: Person, deliver: Deliver
) -> None:
    tell(raised(server))
    deliver()
    ticket = Ticket.objects.get()
    note_inside(ticket, "I drive there", by=aisha)
    tell(raised(server, AlertCleared, 40))
    deliver()
    ticket.refresh_from_db()
    assert ticket.is_open
    assert ticket.entries.filter(text__startswith="It is over").exists()
    assert ticket.answer_budget is None  # a machine is owed no answer


def test_backups_and_restores_that_fail_become_tickets(server: Device, deliver: Deliver) -> None:
    night = date(2026, 11, 14)
    ids = (server.pk, server.client_id)
    tell(BackupFailing(5, *ids, "FS02", 3, night))
    tell(RestoreTestFailed(9, 5, *ids, "FS02", "A file differs.", "/etc/hosts"))
    deliver()
    backup = Ticket.objects.get(title="Backup failed 3 nights: FS02")
    restore = Ticket.objects.get(title="Restore test failed: FS02")
    assert (backup.priority, backup.source, restore.priority) == (2, "backups", 2)
    tell(BackupRecorded(5, server.client_id, night, "ok"))
    deliver()
    backup.refresh_from_db()
    restore.refresh_from_db()
    assert (backup.status, restore.status) == ("closed", "new")


def test_planned_prevention_becomes_one_ticket_of_the_team(
    server: Device, henrik: Person, deliver: Deliver
) -> None:
    for _ in range(2):
        tell(
            PreventionPlanned(
                client_id=server.client_id,
                device_id=server.pk,
                sentence="Make room on /",
                reason="Full in 9 days",
                due_on=date(2026, 11, 25),
                key="prevent:disk:1",
                by_id=henrik.pk,
            )
        )
    deliver()
    ticket = Ticket.objects.get()
    assert (ticket.board, ticket.opened_by, ticket.work_type) == ("team", henrik, "proactive")
