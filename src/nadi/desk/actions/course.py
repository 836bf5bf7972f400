"""Where a ticket goes next: status, owner, priority, whose it is."""

from __future__ import annotations

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import Refused
from nadi.core.events import announce
from nadi.desk import history, promised
from nadi.desk.events import TicketChanged
from nadi.desk.models import Entry, Jump, Talk, Ticket
from nadi.desk.moving import Move, go
from nadi.desk.queries import next_ticket_for
from nadi.desk.rules.order import may_take
from nadi.desk.rules.statuses import (
    DONE,
    WHAT_IS_DOWN,
    Status,
    may_set_priority,
)


@action
def move_ticket(
    ticket: Ticket,
    move: Move,
    *,
    version: int | None = None,
    because: str = "",
    by: Actor,
) -> Ticket:
    """Put a ticket into another status, with the date and person that status needs. Finishing has
    its own door, because it needs a note and the time."""
    now = timezone.now()
    history.lock(ticket, version)
    if Status(move.status) in DONE:
        raise Refused("Finish a ticket with its note and its time.", fields={"status": ""})
    go(ticket, move, now, because, by)
    return history.settle(ticket, now, by=by)


@action
def begin_work(ticket: Ticket, *, because: str = "", by: Person) -> Ticket:
    """Take a ticket and begin. Another than the next asks for a reason, which is kept."""
    now = timezone.now()
    history.lock(ticket)
    if not ticket.is_open:
        raise Refused("This ticket is finished. Answer the client, and it opens again.")
    if ticket.owner_id not in (None, by.pk) and ticket.status == Status.IN_PROGRESS:
        raise Refused(f"{ticket.owner} is working on it. Talk first, then hand it over.")
    ahead = next_ticket_for(by, now)
    history.insist(may_take(ticket.number, ahead.number if ahead else None, because))
    if ahead is not None and ahead.number != ticket.number:
        Jump.objects.create(
            ticket=ticket, instead_of=ahead, person=by, because=because.strip()[:300], at=now
        )
    ticket.owner = by
    go(ticket, Move(Status.IN_PROGRESS), now, because or "taken in turn", by)
    return history.settle(ticket, now, by=by)


@action
def assign_ticket(ticket: Ticket, owner: Person | None, *, because: str = "", by: Actor) -> Ticket:
    """Hand a ticket to somebody, or back to all."""
    now = timezone.now()
    history.lock(ticket)
    if owner is not None and not owner.is_staff_member:
        raise Refused("A ticket belongs to somebody of the team.", fields={"owner": ""})
    if owner is None and ticket.status in (Status.IN_PROGRESS, Status.SCHEDULED):
        history.enter(ticket, Status.READY, now, because="handed back", by=by)
        ticket.next_at = ticket.next_until = None
    ticket.owner = owner
    return history.settle(ticket, now, by=by)


@action
def set_priority(
    ticket: Ticket, priority: int, *, what_is_down: str = "", because: str = "", by: Actor
) -> Ticket:
    """Change the priority. The first answer is reckoned again from the opening."""
    now = timezone.now()
    history.lock(ticket)
    history.insist(
        may_set_priority(ticket.priority, priority, what_is_down=what_is_down, because=because)
    )
    if priority == ticket.priority:
        return ticket
    before, ticket.priority = ticket.priority, priority
    ticket.what_is_down = what_is_down if priority == 1 else ""
    if ticket.answered_at is None and ticket.answer_budget is not None:
        promise = promised.answer(ticket.client, priority, ticket.opened_at)
        history.owe_answer(ticket, promise)
    why = WHAT_IS_DOWN.get(what_is_down, "") or because.strip()
    Entry.objects.create(
        ticket=ticket,
        kind=Talk.SYSTEM,
        at=now,
        author_name=str(by),
        text=f"P{before} became P{priority}: {why}",
    )
    announce(TicketChanged(ticket.number, ticket.client_id))
    return history.settle(ticket, now, by=by)


@action
def say_whose(
    ticket: Ticket, client: Client, *, requester: Contact | None = None, by: Actor
) -> Ticket:
    """Say which client a ticket of an unknown sender belongs to; the promise follows from it."""
    now = timezone.now()
    history.lock(ticket)
    if requester is not None and requester.client_id != client.pk:
        raise Refused("That contact belongs to another client.", fields={"requester": ""})
    announce(TicketChanged(ticket.number, ticket.client_id))
    announce(TicketChanged(ticket.number, client.pk))
    ticket.client = client
    ticket.times.update(client=client)
    ticket.requester = requester or ticket.requester
    if ticket.answered_at is None and ticket.answer_budget is not None:
        promise = promised.answer(client, ticket.priority, ticket.opened_at)
        history.owe_answer(ticket, promise)
    return history.settle(ticket, now, by=by)


@action
def close_ticket(ticket: Ticket, *, because: str, by: Actor) -> Ticket:
    """Close what is completed, or put aside what is no request, with a reason."""
    now = timezone.now()
    history.lock(ticket)
    if ticket.status != Status.COMPLETED and len(because.strip()) < 3:
        raise Refused("Say in a few words why it can be closed.", fields={"because": ""})
    go(ticket, Move(Status.CLOSED), now, because, by)
    return history.settle(ticket, now, by=by)
