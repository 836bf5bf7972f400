"""How the rows of a ticket change together: its spans, its clocks, its course, its version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.core.actors import Actor
from nadi.core.calendar import BusinessCalendar, NeverOpensError
from nadi.core.errors import NotFound, Refused
from nadi.core.events import announce
from nadi.desk.events import TicketChanged
from nadi.desk.models import Participant, StatusSpan, Stray, Ticket
from nadi.desk.promised import AnswerPromise
from nadi.desk.rules import clocks, order
from nadi.desk.rules.statuses import DONE, Status, Verdict

CHANGED_MEANWHILE = "changed_meanwhile"


def insist(verdict: Verdict) -> None:
    """Raise the rule's reason where it says no."""
    if not verdict.ok:
        raise Refused(
            verdict.reason, fields={verdict.field: verdict.reason} if verdict.field else {}
        )


def lock(ticket: Ticket, version: int | None = None) -> Ticket:
    """The ticket again, locked until the transaction ends. With the version somebody was shown,
    refuse where it changed meanwhile: nobody's words are overwritten unseen."""
    fresh = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket.pk).first()
    if fresh is None:
        raise NotFound("There is no such ticket.")
    if version is not None and version != fresh.version:
        raise Refused(
            "Somebody changed this ticket while you wrote. Your words are still in the form: "
            "look at what is new, then send again.",
            code=CHANGED_MEANWHILE,
        )
    for field in ticket._meta.concrete_fields:
        setattr(ticket, field.attname, getattr(fresh, field.attname))
    return ticket


def hours_of(ticket: Ticket) -> BusinessCalendar:
    """The hours its promise names, else the client's; round the clock where nobody is known."""
    if ticket.hours is not None:
        return ticket.hours.rule()
    return ticket.client.calendar.rule() if ticket.client else BusinessCalendar.always()


def enter(ticket: Ticket, status: Status, now: datetime, *, because: str = "", by: Actor) -> None:
    """End the span the ticket is in and begin another. The ticket itself is saved by `settle`."""
    if ticket.status == status and StatusSpan.objects.filter(ticket=ticket, end=None).exists():
        return
    StatusSpan.objects.filter(ticket=ticket, end=None).update(end=now)
    StatusSpan.objects.create(
        ticket=ticket, status=status, start=now, because=because[:300], by=str(by)[:120]
    )
    ticket.status, ticket.status_since = status, now
    if status in DONE:
        ticket.closed_at = ticket.closed_at or now
        ticket.promised_word_at = None
    else:
        ticket.closed_at = None


def settle(ticket: Ticket, now: datetime, *, by: Actor) -> Ticket:
    """Reckon the clocks and the course anew from the history, and save."""
    ticket.touched_at = now
    ticket.human_touched = ticket.human_touched or isinstance(by, Person)
    ticket.version += 1
    strayed_at, because = ticket.strays_at, ticket.strays_because
    spans = [span.plain() for span in StatusSpan.objects.filter(ticket=ticket)]
    reckon(ticket, spans, now, hours_of(ticket))
    if strayed_at is not None and strayed_at < now and ticket.strays_at != strayed_at:
        Stray.objects.create(ticket=ticket, because=because, start=strayed_at, end=now)
    ticket.save()
    if any(moment is not None and moment <= now for moment in (strayed_at, ticket.strays_at)):
        announce(TicketChanged(ticket.number, ticket.client_id))
    return ticket


def reckon(
    ticket: Ticket, spans: Iterable[clocks.Span], now: datetime, hours: BusinessCalendar
) -> None:
    """Set the columns that hold what the rules say; the same facts always give the same."""
    try:
        _reckon(ticket, tuple(spans), now, hours)
    except NeverOpensError:
        _reckon(ticket, tuple(spans), now, BusinessCalendar.always())


def _reckon(
    ticket: Ticket, spans: tuple[clocks.Span, ...], now: datetime, hours: BusinessCalendar
) -> None:
    if ticket.answered_at is None:
        budget: timedelta | None = ticket.answer_budget
        ticket.answer_due = hours.add(ticket.opened_at, budget) if budget is not None else None
    clock = clocks.next_clock(ticket.facts(spans), now, hours)
    ticket.clock_name = "" if clock is clocks.NOTHING_OWED else clock.name
    ticket.clock_due, ticket.clock_since = clock.due, clock.since
    stray = order.strays(ticket.course(), hours)
    ticket.strays_at = stray.at if stray else None
    ticket.strays_because = stray.because if stray else ""


def owe_answer(ticket: Ticket, promise: AnswerPromise) -> None:
    """The first answer is owed as promised, in the hours the promise names."""
    ticket.answer_budget = promise.budget
    ticket.answer_promise = promise.words
    ticket.hours = promise.hours


def take_part(ticket: Ticket, address: str, name: str = "", *, now: datetime) -> bool:
    """Note that an address takes part in the ticket; True where it is new and a stranger's.

    Who is known at the client, or asked in the first place, gets our answers. A stranger who holds
    an id of ours may be heard, and hears nothing until a person knows them as a contact there.
    """
    email = address.strip().lower()[:320]
    if not email:
        return False
    known = _is_known(ticket, email)
    _row, is_new = Participant.objects.get_or_create(
        ticket=ticket, email=email, defaults={"name": name[:200], "since": now, "hears": known}
    )
    return is_new and not known


def _is_known(ticket: Ticket, email: str) -> bool:
    if email == ticket.requester_email.strip().lower():
        return True
    client = ticket.client
    if client is None:
        return False
    at_home = email.rpartition("@")[2] in {domain.lower() for domain in client.domains}
    return at_home or client.contacts.filter(email__iexact=email, left_at=None).exists()


def hearers(ticket: Ticket) -> list[Participant]:
    """Who gets our answers in this ticket, also those who became contacts since they wrote."""
    return [one for one in ticket.participants.all() if one.hears or _is_known(ticket, one.email)]


def business_time_in_status(ticket: Ticket, now: datetime) -> timedelta:
    """How long it has been in its status, in the client's business time."""
    return hours_of(ticket).between(ticket.status_since, now)
