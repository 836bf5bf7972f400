"""What the desk's tellers gather, and how it is written: all rows at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.agreements import queries as root_queries
from nadi.agreements.demo import hours as root_hours
from nadi.clients.models import Client, Contact
from nadi.core import audit
from nadi.core.calendar import BusinessCalendar
from nadi.core.demo import TELLER, Story, happening
from nadi.core.models import AuditRow, Event
from nadi.desk import history, promised
from nadi.desk.models import (
    Board,
    Entry,
    Participant,
    Source,
    StatusSpan,
    Stray,
    Talk,
    Ticket,
    TicketAlert,
    TicketTime,
)
from nadi.desk.rules.clocks import Span
from nadi.desk.rules.statuses import Status


@dataclass(frozen=True, slots=True)
class Worked:
    """Time on a ticket: nearly always written the same day."""

    ticket: Ticket
    who: Person
    ended: datetime
    minutes: int
    note: str
    same_day: bool = True


@dataclass(slots=True)
class Book:
    """Everything that is written at once at the end."""

    tickets: list[Ticket] = field(default_factory=list)
    spans: list[StatusSpan] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    hours: dict[int, BusinessCalendar] = field(default_factory=dict)
    promises: dict[tuple[int, int], promised.AnswerPromise] = field(default_factory=dict)
    worked: list[Worked] = field(default_factory=list)

    def promise(self, client: Client, priority: int, at: datetime) -> promised.AnswerPromise:
        known = self.promises.get((client.pk, priority))
        if known is None:
            known = self.promises[client.pk, priority] = promised.answer(client, priority, at)
        return known

    def calendar(self, client: Client, promise: promised.AnswerPromise | None) -> BusinessCalendar:
        row = promise.hours if promise and promise.hours else client.calendar
        if row.pk not in self.hours:
            self.hours[row.pk] = row.rule()
        return self.hours[row.pk]


def new_ticket(
    book: Book,
    opened: datetime,
    asker: Contact | None,
    promise: promised.AnswerPromise | None,
    *,
    title: str,
    priority: int,
    kind: str,
) -> Ticket:
    ticket = Ticket(
        title=title,
        client=asker.client if asker else None,
        requester=asker,
        requester_name=asker.name if asker else "",
        requester_email=asker.email if asker else "",
        priority=priority,
        work_type=kind,
        source=Source.MAIL,
        opened_at=opened,
        status_since=opened,
        touched_at=opened,
    )
    if promise is not None:
        history.owe_answer(ticket, promise)
    book.tickets.append(ticket)
    return ticket


def add_spans(book: Book, ticket: Ticket, steps: list[tuple[Status, datetime]]) -> None:
    ends = [start for _status, start in steps[1:]]
    for (status, start), end in zip(steps, [*ends, None], strict=True):
        book.spans.append(
            StatusSpan(ticket=ticket, status=status, start=start, end=end, by=str(TELLER))
        )


def add_request(
    book: Book, ticket: Ticket, asker: Contact | None, words: str, at: datetime
) -> None:
    by_machine = ticket.source in (Source.MONITORING, Source.BACKUPS)
    from_client = asker is not None and ticket.source in (Source.MAIL, Source.CALL)
    book.entries.append(
        Entry(
            ticket=ticket,
            kind=Talk.SYSTEM if by_machine else Talk.PUBLIC if from_client else Talk.INTERNAL,
            at=at,
            contact=asker if from_client else None,
            author_name=asker.name if asker and from_client else str(ticket.get_source_display()),
            from_client=from_client,
            text=words,
        )
    )


def add_answer(
    book: Book, ticket: Ticket, who: Person, words: str, at: datetime, minutes: int
) -> None:
    ticket.last_word_at = at
    book.entries.append(
        Entry(
            ticket=ticket,
            kind=Talk.PUBLIC,
            at=at,
            author=who,
            author_name=who.name,
            text=words,
            minutes=minutes or None,
        )
    )


def write(story: Story, book: Book) -> None:
    book.tickets.sort(key=lambda ticket: ticket.opened_at)
    spans_of: dict[int, list[Span]] = {}
    for span in book.spans:
        spans_of.setdefault(id(span.ticket), []).append(span.plain())
    for ticket in book.tickets:
        hours = history.hours_of(ticket) if ticket.client is None else book.calendar(
            ticket.client,
            promised.AnswerPromise(None, "", ticket.hours) if ticket.hours else None,
        )  # fmt: skip
        history.reckon(ticket, spans_of[id(ticket)], story.now, hours)
    Ticket.objects.bulk_create(book.tickets)
    StatusSpan.objects.bulk_create(book.spans)
    Entry.objects.bulk_create(book.entries)
    Stray.objects.bulk_create(book.strays)
    AuditRow.objects.bulk_create(
        audit.told("desk.record_work", one.who, one.ended, one.ticket) for one in book.worked
    )
    Participant.objects.bulk_create(
        Participant(
            ticket=ticket,
            email=ticket.requester_email,
            name=ticket.requester_name,
            since=ticket.opened_at,
        )
        for ticket in book.tickets
        if ticket.requester_email
    )
    TicketAlert.objects.bulk_create(
        TicketAlert(
            ticket=ticket,
            key=_key(ticket),
            first_at=ticket.opened_at,
            last_at=ticket.opened_at,
            cleared_at=ticket.closed_at,
            is_current=ticket.is_open,
        )
        for ticket in book.tickets
        if ticket.board == Board.MACHINES
    )
    for ticket in book.tickets:
        if ticket.promised_word_at is not None and ticket.owner is not None:
            with happening(ticket.last_word_at or ticket.opened_at):
                promised.promise_word(ticket, ticket.promised_word_at, ticket.owner)
    _write_times(story, book)


def _write_times(story: Story, book: Book) -> None:
    """The hours in Root's book, and which ticket they belong to."""
    kinds = {kind.slug: kind for kind in root_queries.work_types()}
    times = []
    for one in book.worked:
        written = one.ended if one.same_day else min(one.ended + timedelta(days=1), story.now)
        times.append(
            root_hours.worked(
                one.who,
                kinds.get(one.ticket.work_type, kinds[promised.DEFAULT_WORK]),
                one.minutes,
                client=one.ticket.client,
                ended_at=one.ended,
                written_at=written,
                note=one.note,
                about=str(one.ticket),
                about_url=promised.address_of(one.ticket),
            )
        )
    root_hours.write_down(times)
    TicketTime.objects.bulk_create(
        TicketTime(
            ticket=one.ticket,
            time_id=time.pk,
            worked_at=one.ended,
            written_at=time.made_at,
            is_same_day=one.same_day,
            client_id=one.ticket.client_id,
        )
        for one, time in zip(book.worked, times, strict=True)
    )


def _key(ticket: Ticket) -> str:
    """The key under which a lower center has told of this trouble, so that its news of the same
    trouble finds this ticket."""
    if ticket.device_id is None or not ticket.is_open:
        return f"story:{ticket.number}"
    told = Event.objects.filter(
        name__in=["monitoring.AlertRaised", "maintenance.BackupFailing"],
        facts__device_id=ticket.device_id,
    ).first()
    if told is None:
        return f"story:{ticket.number}"
    return str(told.facts.get("key") or f"backup:{told.facts.get('system_id')}")
