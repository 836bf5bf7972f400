"""Every request becomes a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.events import announce
from nadi.desk import history, promised
from nadi.desk.events import TicketOpened
from nadi.desk.models import Board, Entry, Source, Talk, Ticket
from nadi.desk.rules.statuses import DEFAULT_PRIORITY, Status, may_set_priority

BOARDS: dict[str, str] = {
    Source.MONITORING: Board.MACHINES,
    Source.BACKUPS: Board.MACHINES,
    Source.TECHNICIAN: Board.TEAM,
    Source.STAFF: Board.TEAM,
    Source.BACK_OFFICE: Board.TEAM,
}
OWES_AN_ANSWER = frozenset({Source.MAIL, Source.CALL, Source.TALK, Source.PORTAL})


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is known of a request when it arrives."""

    title: str
    source: str
    text: str = ""
    client: Client | None = None
    requester: Contact | None = None
    requester_name: str = ""
    requester_email: str = ""
    device_id: int | None = None
    board: str = ""
    priority: int = DEFAULT_PRIORITY
    what_is_down: str = ""
    because: str = ""
    work_type: str = "reactive"
    owner: Person | None = None
    estimate_minutes: int | None = None
    next_step: str = ""
    at: datetime | None = None
    is_automatic: bool = False
    html: str = ""
    whole_text: str = ""
    message_id: str = ""


@action
def open_ticket(new: NewTicket, *, by: Actor) -> Ticket:
    """Open a ticket from whatever reached us. P1 only where something is down."""
    history.insist(
        may_set_priority(
            DEFAULT_PRIORITY,
            new.priority,
            what_is_down=new.what_is_down,
            because=new.because or ("from a machine" if not isinstance(by, Person) else ""),
        )
    )
    now = new.at or timezone.now()
    ticket = _row(new, now, by)
    if new.source in OWES_AN_ANSWER and not new.is_automatic:
        promise = promised.answer(ticket.client, ticket.priority, now)
        history.owe_answer(ticket, promise)
    ticket.save()
    history.enter(ticket, Status.NEW, now, because=f"opened {new.source}", by=by)
    _first_words(ticket, new, now, by)
    history.take_part(ticket, ticket.requester_email, ticket.requester_name, now=now)
    history.settle(ticket, now, by=by)
    announce(TicketOpened(ticket.number, ticket.client_id, ticket.priority, ticket.source, now))
    return ticket


def _row(new: NewTicket, now: datetime, by: Actor) -> Ticket:
    asker = new.requester
    return Ticket(
        title=" ".join(new.title.split())[:200] or "Without a title",
        client=new.client,
        requester=asker,
        requester_name=(new.requester_name or (asker.name if asker else ""))[:200],
        requester_email=(new.requester_email or (asker.email if asker else "")).lower()[:320],
        device_id=new.device_id,
        board=new.board or BOARDS.get(new.source, Board.HELP_DESK),
        status=Status.NEW,
        priority=new.priority,
        what_is_down=new.what_is_down,
        work_type=new.work_type,
        source=new.source,
        owner=new.owner,
        opened_by=by if isinstance(by, Person) else None,
        estimate_minutes=new.estimate_minutes,
        next_step=new.next_step[:200],
        opened_at=now,
        status_since=now,
        touched_at=now,
        root_message_id=new.message_id,
    )


def _first_words(ticket: Ticket, new: NewTicket, now: datetime, by: Actor) -> Entry | None:
    """What was asked, in the words of the one who asked."""
    if not (new.text or new.html):
        return None
    from_client = new.source in OWES_AN_ANSWER
    human = new.source not in {Source.MONITORING, Source.BACKUPS}
    kind = Talk.PUBLIC if from_client else Talk.INTERNAL if human else Talk.SYSTEM
    person = by if isinstance(by, Person) and not from_client else None
    return Entry.objects.create(
        ticket=ticket,
        kind=kind,
        at=now,
        author=person,
        contact=ticket.requester if from_client else None,
        author_name=(ticket.requester_name or ticket.requester_email) if from_client else str(by),
        from_client=from_client,
        is_automatic=new.is_automatic,
        text=new.text,
        html=new.html,
        whole_text=new.whole_text,
        message_id=new.message_id,
    )
