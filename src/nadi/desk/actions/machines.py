"""Tickets that machines open: one for an alert, however often it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nadi.clients.models import Client
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.events import announce
from nadi.desk import history
from nadi.desk.actions.opening import NewTicket, open_ticket
from nadi.desk.events import TicketFinished, TicketMoved
from nadi.desk.models import Entry, Source, Talk, Ticket, TicketAlert
from nadi.desk.rules.statuses import DEFAULT_PRIORITY, Status


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a machine says is wrong. The key is the same as long as it is the same trouble."""

    key: str
    title: str
    text: str
    at: datetime
    source: str = Source.MONITORING
    alert_id: int | None = None
    client: Client | None = None
    device_id: int | None = None
    priority: int = DEFAULT_PRIORITY
    what_is_down: str = ""
    link: str = ""


@action
def count_alert(alarm: Alarm, *, by: Actor) -> Ticket:
    """Open a ticket for an alarm, or add to the open one with the same key."""
    known = (
        TicketAlert.objects.select_for_update(of=("self",))
        .filter(key=alarm.key[:200], is_current=True)
        .select_related("ticket")
        .first()
    )
    if known is not None and known.ticket.is_open:
        return _once_more(known, alarm, by)
    if known is not None:
        TicketAlert.objects.filter(pk=known.pk).update(is_current=False)
    ticket = open_ticket(
        NewTicket(
            title=alarm.title,
            source=alarm.source,
            text=alarm.text,
            client=alarm.client,
            device_id=alarm.device_id,
            priority=alarm.priority,
            what_is_down=alarm.what_is_down,
            at=alarm.at,
            is_automatic=True,
        ),
        by=by,
    )
    Entry.objects.filter(ticket=ticket).update(link=alarm.link[:200])
    TicketAlert.objects.create(
        ticket=ticket,
        key=alarm.key[:200],
        alert_id=alarm.alert_id,
        first_at=alarm.at,
        last_at=alarm.at,
    )
    return ticket


def _once_more(known: TicketAlert, alarm: Alarm, by: Actor) -> Ticket:
    if alarm.at <= known.last_at and known.cleared_at is None:
        return known.ticket  # the same news again
    ticket = history.lock(known.ticket)
    known.times += 1
    known.last_at, known.cleared_at = max(alarm.at, known.last_at), None
    known.alert_id = alarm.alert_id or known.alert_id
    known.save()
    Entry.objects.create(
        ticket=ticket,
        kind=Talk.SYSTEM,
        at=alarm.at,
        author_name=str(by),
        text=f"{alarm.text or alarm.title} ({known.times} times so far)",
        link=alarm.link[:200],
        is_automatic=True,
    )
    return history.settle(ticket, alarm.at, by=by)


@action
def clear_alert(key: str, text: str, at: datetime, *, by: Actor) -> Ticket | None:
    """The trouble is over. The ticket closes itself only where no person has touched it and every
    alarm on it is over; else it says so and leaves the rest to people."""
    known = (
        TicketAlert.objects.select_for_update(of=("self",))
        .filter(key=key[:200], is_current=True, cleared_at=None)
        .select_related("ticket")
        .first()
    )
    if known is None:
        return None
    known.cleared_at = at
    known.save()
    ticket = history.lock(known.ticket)
    if not ticket.is_open:
        return ticket
    Entry.objects.create(
        ticket=ticket,
        kind=Talk.SYSTEM,
        at=at,
        author_name=str(by),
        text=text,
        is_automatic=True,
    )
    still_wrong = TicketAlert.objects.filter(ticket=ticket, cleared_at=None).exists()
    if not ticket.human_touched and not still_wrong:
        history.enter(ticket, Status.CLOSED, at, because="cleared before anybody touched it", by=by)
        announce(TicketMoved(ticket.number, ticket.client_id, Status.CLOSED, at))
        announce(TicketFinished(ticket.number, ticket.client_id, at))
    return history.settle(ticket, at, by=by)
