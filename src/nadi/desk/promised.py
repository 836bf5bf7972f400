"""What Root says about a ticket: what was promised, what is covered, whose time runs.

The board never keeps terms, time or promises itself; here it asks and tells the center that does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.agreements import actions as root
from nadi.agreements import queries as root_queries
from nadi.clients.models import Calendar, Client
from nadi.core import words
from nadi.desk.models import Entry, Ticket, TicketTime
from nadi.desk.rules.statuses import DEFAULT_PRIORITY

HABIT: dict[int, timedelta] = {
    1: timedelta(minutes=30),
    2: timedelta(hours=2),
    3: timedelta(hours=4),
    4: timedelta(hours=8),
}
DEFAULT_WORK = "reactive"


@dataclass(frozen=True, slots=True)
class AnswerPromise:
    """Within how much business time, of whose hours, the first answer is owed; who says so."""

    budget: timedelta | None
    words: str
    hours: Calendar | None


def answer(client: Client | None, priority: int, on: datetime) -> AnswerPromise:
    """The promise of the client's agreement. A sender nobody knows yet is promised our habit."""
    if client is None:
        habit = HABIT.get(priority, HABIT[DEFAULT_PRIORITY])
        return AnswerPromise(habit, "our habit, until the client is known", None)
    said = root_queries.response_promise(client, priority, on.date())
    hours = Calendar.objects.filter(name=said.hours_name).first()
    return AnswerPromise(said.target, said.sentence[:200], hours)


def address_of(ticket: Ticket) -> str:
    """How Root's rows name a ticket."""
    return reverse("desk:ticket", args=[ticket.number])


def coverage(ticket: Ticket, now: datetime) -> root_queries.Coverage | None:
    """Is this work included? None where the client is not known yet."""
    if ticket.client is None:
        return None
    kind = root_queries.work_type(ticket.work_type or DEFAULT_WORK)
    return root_queries.coverage(ticket.client, kind, now.date())


def work_name(ticket: Ticket) -> str:
    return str(root_queries.work_type(ticket.work_type or DEFAULT_WORK).name)


def coverage_words(ticket: Ticket, now: datetime) -> str:
    if ticket.client_id is None:
        return ""
    work = ticket.work_type or DEFAULT_WORK
    return root_queries.coverage_headline(ticket.client_id, work, now.date())


def log_time(ticket: Ticket, entry: Entry, minutes: int, now: datetime, by: Person) -> None:
    """Write the time into the firm's book: by the running timer where it runs for this ticket and
    shows the same minutes, else as minutes."""
    kind = root_queries.work_type(ticket.work_type or DEFAULT_WORK)
    running = root_queries.running_timer(by)
    public, inside = (entry.text, "") if entry.kind == "public" else ("", entry.text)
    if running is not None and running.about_url == address_of(ticket):
        began = max(running.started_at, now - timedelta(minutes=minutes))
        exact = max(1, running.minutes_at(now)) == minutes and running.minutes_at(now) > 0
        time = root.stop_timer(running, note=public, internal_note=inside, at=now, by=by)
        if not exact:
            time = root.correct_time(
                time,
                because="the minutes written on the ticket",
                minutes=minutes,
                started_at=began,
                by=by,
            )
    else:
        time = root.log_time(
            by,
            work_type=kind,
            minutes=minutes,
            client=ticket.client,
            ended_at=now,
            note=public,
            internal_note=inside,
            about=str(ticket)[:160],
            about_url=address_of(ticket),
            by=by,
        )
    worked_at = time.ended_at or now
    TicketTime.objects.create(
        ticket=ticket,
        time_id=time.pk,
        entry=entry,
        worked_at=worked_at,
        written_at=now,
        is_same_day=timezone.localdate(worked_at, by.zone) == timezone.localdate(now, by.zone),
        client_id=ticket.client_id,
    )


@dataclass(frozen=True, slots=True)
class Timer:
    """The timer of a person, if it runs for a ticket."""

    about: str
    url: str
    minutes: int
    since: datetime


def running_timer(who: Person, now: datetime) -> Timer | None:
    found = root_queries.timer_of(who)
    if found is None:
        return None
    about, url, since = found
    return Timer(about, url, max(1, (now - since) // timedelta(minutes=1)), since)


def timed_minutes(ticket: Ticket, who: Person, now: datetime) -> int:
    """What the timer of `who` says, where it runs for this ticket; a begun minute counts."""
    running = root_queries.running_timer(who)
    if running is None or running.about_url != address_of(ticket):
        return 0
    return max(1, running.minutes_at(now))


def start_timer(ticket: Ticket, who: Person) -> None:
    """Begin to count for a ticket; what ran before ends now."""
    running = root_queries.running_timer(who)
    if running is not None and running.about_url == address_of(ticket):
        return
    root.start_timer(
        who,
        work_type=root_queries.work_type(ticket.work_type or DEFAULT_WORK),
        client=ticket.client,
        about=str(ticket)[:160],
        about_url=address_of(ticket),
        switch=True,
        by=who,
    )


def minutes_used(ticket: Ticket) -> int:
    return root_queries.minutes_about(address_of(ticket))


def promise_word(ticket: Ticket, by_when: datetime, by: Person) -> None:
    """Write “you will hear from us by …” into the book of promises."""
    if ticket.client is None:
        return
    to = ticket.requester_name or ticket.client.name
    zone = ticket.client.calendar.zone_name
    root.make_spoken_promise(
        _("%(who)s hears from us again by %(moment)s")
        % {"who": to, "moment": _their_moment(by_when, zone)},
        due_at=by_when,
        client=ticket.client,
        owner=by,
        zone_name=zone,
        about=str(ticket)[:160],
        about_url=address_of(ticket),
        by=by,
    )


def _their_moment(when: datetime, zone: str) -> str:
    """On the client's clock; where that is not the firm's, the place is named."""
    moment = f"{words.day(when, zone)}, {words.time(when, zone)}"
    if zone == settings.NADI_ZONE:
        return moment
    city = zone.rpartition("/")[2].replace("_", " ")
    return _("%(moment)s %(city)s time") % {"moment": moment, "city": city}


def word_was_given(ticket: Ticket, now: datetime, by: Person) -> None:
    """The next word promised on this ticket was given: in time or late, the book knows by when."""
    for promise in root_queries.promises_about(address_of(ticket)):
        if promise.is_open and promise.is_ours:
            root.keep_promise(promise, at=now, by=by)
