"""What is said: to the client, among us, and by the client."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import Refused
from nadi.core.events import announce
from nadi.desk import history, promised
from nadi.desk.events import TicketAnswered, TicketMoved
from nadi.desk.mailboxes import identity, writing
from nadi.desk.models import Entry, StatusSpan, Talk, Ticket
from nadi.desk.moving import Move, go
from nadi.desk.rules.automatic import may_reopen
from nadi.desk.rules.statuses import DONE, Status, may_finish


@dataclass(frozen=True, slots=True)
class Work:
    """One form: what was done, the time it took, what comes next."""

    words: str
    minutes: int = 0
    is_public: bool = True
    finish: bool = False
    promise_word_by: datetime | None = None
    next_step: str | None = None
    move: Move | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Something a client said, as it was read from a mail or the portal."""

    text: str
    name: str
    address: str = ""
    contact: Contact | None = None
    html: str = ""
    whole_text: str = ""
    message_id: str = ""
    is_automatic: bool = False
    at: datetime | None = field(default=None)


@action
def record_work(ticket: Ticket, work: Work, *, by: Person) -> Ticket:
    """Note, time and status in one act. The client reads the note unless it is internal."""
    now = timezone.now()
    history.lock(ticket, work.version)
    if not work.minutes and (work.finish or work.move is not None):
        work = replace(work, minutes=promised.timed_minutes(ticket, by, now))
    if work.finish:
        history.insist(may_finish(words=work.words, minutes=work.minutes))
    if not work.words.strip():
        raise Refused("Write what was done or found.", fields={"words": "Write a line."})
    entry = _said(ticket, work, now, by)
    if work.next_step is not None:
        ticket.next_step = work.next_step[:200]
    if work.is_public:
        _tell_client(ticket, entry, work.promise_word_by, now, by)
    if work.minutes:
        promised.log_time(ticket, entry, work.minutes, now, by)
    if work.finish:
        go(ticket, Move(Status.COMPLETED), now, "finished", by)
    elif work.move is not None:
        go(ticket, work.move, now, "", by)
    elif ticket.status == Status.NEW:
        go(ticket, Move(Status.ACKNOWLEDGED), now, "read by a person", by)
    return history.settle(ticket, now, by=by)


@action
def answer_client(
    ticket: Ticket, words: str, *, promise_word_by: datetime | None = None, by: Person
) -> Ticket:
    """Write to the client; a new ticket is acknowledged by it."""
    now = timezone.now()
    history.lock(ticket)
    work = Work(words, promise_word_by=promise_word_by)
    if not words.strip():
        raise Refused("Write a line; the client reads it.", fields={"words": "Write a line."})
    _tell_client(ticket, _said(ticket, work, now, by), promise_word_by, now, by)
    if ticket.status == Status.NEW:
        go(ticket, Move(Status.ACKNOWLEDGED), now, "read by a person", by)
    return history.settle(ticket, now, by=by)


@action
def note_inside(ticket: Ticket, words: str, *, by: Actor) -> Ticket:
    """Write among ourselves. It never leaves the house."""
    now = timezone.now()
    history.lock(ticket)
    _said(ticket, Work(words, is_public=False), now, by)
    return history.settle(ticket, now, by=by)


def _said(ticket: Ticket, work: Work, now: datetime, by: Actor) -> Entry:
    person = by if isinstance(by, Person) else None
    inside = Talk.INTERNAL if person else Talk.SYSTEM
    entry = Entry.objects.create(
        ticket=ticket,
        kind=Talk.PUBLIC if work.is_public else inside,
        at=now,
        author=person,
        author_name=str(by),
        text=work.words.strip(),
        minutes=work.minutes or None,
        promised_word_at=work.promise_word_by if work.is_public else None,
    )
    if work.is_public:
        entry.message_id = identity.message_id(ticket.number, str(entry.pk))
        ticket.root_message_id = ticket.root_message_id or entry.message_id
    return entry


def _tell_client(
    ticket: Ticket, entry: Entry, word_by: datetime | None, now: datetime, by: Person
) -> None:
    """The letter, the clocks it stops, and the word it promises."""
    if word_by is not None and word_by <= now:
        raise Refused("Promise a moment that is still ahead.", fields={"promise_word_by": ""})
    writing.post(ticket, entry, entry.text, history.hearers(ticket), now=now)
    entry.save()
    promised.word_was_given(ticket, now, by)
    first = ticket.answered_at is None
    if first:
        ticket.answered_at = now
    ticket.last_word_at = now
    ticket.promised_word_at = word_by
    if word_by is not None:
        promised.promise_word(ticket, word_by, by)
    announce(TicketAnswered(ticket.number, ticket.client_id, first, now))


@action
def hear_client(ticket: Ticket, heard: Heard, *, by: Actor) -> Entry:
    """Take in what a client said. It is their move no longer, and a finished ticket opens again,
    unless a machine wrote it or it has opened too often in this hour."""
    now = heard.at or timezone.now()
    history.lock(ticket)
    entry = Entry.objects.create(
        ticket=ticket,
        kind=Talk.PUBLIC,
        at=now,
        contact=heard.contact,
        author_name=heard.name[:200],
        from_client=True,
        is_automatic=heard.is_automatic,
        text=heard.text,
        html=heard.html,
        whole_text=heard.whole_text,
        message_id=heard.message_id,
    )
    if not heard.is_automatic:
        if history.take_part(ticket, heard.address, heard.name, now=now):
            _note_the_stranger(ticket, heard.address, now)
        _their_move_is_done(ticket, now, by)
    history.settle(ticket, now, by=by)
    return entry


def _note_the_stranger(ticket: Ticket, address: str, now: datetime) -> None:
    Entry.objects.create(
        ticket=ticket,
        kind=Talk.SYSTEM,
        at=now,
        text=_(
            "%(address)s is not known at this client and gets no answers from here. "
            "Add them as a contact if they should."
        )
        % {"address": address},
    )


def _their_move_is_done(ticket: Ticket, now: datetime, by: Actor) -> None:
    status = Status(ticket.status)
    if status in DONE:
        earlier = StatusSpan.objects.filter(ticket=ticket, because=REOPENED).values_list(
            "start", flat=True
        )
        if not may_reopen(earlier, now):
            return
        ticket.reopened += 1
        ticket.next_step = "Read the client's answer"
        history.enter(ticket, Status.READY, now, because=REOPENED, by=by)
    elif status is Status.WAITING_CLIENT:
        ticket.next_at = None
        ticket.next_step = "Read the client's answer"
        history.enter(ticket, Status.READY, now, because="the client answered", by=by)
    else:
        return
    announce(TicketMoved(ticket.number, ticket.client_id, Status.READY, now))


REOPENED = "the client answered a finished ticket"
