"""The one way a ticket enters another status; every door goes through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nadi.core.actors import Actor
from nadi.core.events import announce
from nadi.desk import history
from nadi.desk.events import TicketFinished, TicketMoved
from nadi.desk.models import Ticket
from nadi.desk.rules.statuses import DONE, NEEDS_DATE, Status, may_move


@dataclass(frozen=True, slots=True)
class Move:
    """Where a ticket should go, with what the status needs."""

    status: str
    next_at: datetime | None = None
    next_until: datetime | None = None
    next_step: str | None = None


def go(ticket: Ticket, move: Move, now: datetime, because: str, by: Actor) -> None:
    """Enter a status; shared by every door through which a ticket moves."""
    status = Status(move.status)
    history.insist(
        may_move(
            Status(ticket.status),
            status,
            has_date=move.next_at is not None,
            date_ahead=move.next_at is not None and move.next_at > now,
            has_owner=ticket.owner_id is not None,
        )
    )
    if move.next_step is not None:
        ticket.next_step = move.next_step[:200]
    ticket.next_at = move.next_at if status in NEEDS_DATE else None
    ticket.next_until = move.next_until if status is Status.SCHEDULED else None
    changed = ticket.status != status
    history.enter(ticket, status, now, because=because, by=by)
    if changed:
        announce(TicketMoved(ticket.number, ticket.client_id, status, now))
        if status in DONE:
            announce(TicketFinished(ticket.number, ticket.client_id, now))
