"""The board, your next ticket, and a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.models import Person
from nadi.core import centers, words
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.desk import actions, promised, queries, shown
from nadi.desk.forms import NewTicketForm
from nadi.desk.mailboxes import identity
from nadi.desk.models import Board, Ticket

TABS = [*Board.values, "out-of-process", "unknown", "done"]


def who_is(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@dataclass(frozen=True, slots=True)
class Next:
    """Your next ticket as the card shows it."""

    ticket: Ticket
    clock: shown.ShownClock
    covered: str


def _next(who: Person, now: datetime) -> Next | None:
    ticket = queries.next_ticket_for(who, now)
    if ticket is None:
        return None
    return Next(ticket, shown.clock_of(ticket, now), promised.coverage_words(ticket, now))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The three boards, what strayed, and what is done today."""
    who, now = who_is(request), timezone.now()
    tab = request.GET.get("tab", Board.HELP_DESK)
    tab = tab if tab in TABS else str(Board.HELP_DESK)
    since = queries.day_start(who, now)
    tickets = _tickets(who, tab, now, since, request.GET.get("after", ""))
    more = tickets[queries.PAGE - 1] if len(tickets) > queries.PAGE else None
    counts = queries.counts(who, now)
    values = {
        "tab": tab,
        "rows": shown.rows(tickets[: queries.PAGE], now),
        "tabs": _tabs(tab, counts, queries.done_count(who, since)),
        "lead": _lead(counts),
        "next": _next(who, now),
        "more": _after(more) if more and tab in Board.values else "",
        "is_first": "after" not in request.GET,
        "address": identity.address(),
        "timer": promised.running_timer(who, now),
        "panels": centers.panels("person"),
    }
    return page(request, "desk/board.html", values, block="rows")


def _tickets(who: Person, tab: str, now: datetime, since: datetime, after: str) -> list[Ticket]:
    if tab == "out-of-process":
        return queries.out_of_process(who, now)
    if tab == "unknown":
        return queries.without_client(who)
    if tab == "done":
        return queries.done_since(who, since)
    return queries.board(who, tab, _turn(after))


def _after(ticket: Ticket) -> str:
    return f"{ticket.priority}_{ticket.opened_at.timestamp()}_{ticket.number}"


def _turn(text: str) -> queries.Turn | None:
    parts = text.split("_")
    try:
        priority, stamp, number = int(parts[0]), float(parts[1]), int(parts[2])
        return priority, datetime.fromtimestamp(stamp, tz=timezone.get_default_timezone()), number
    except (ValueError, IndexError, OverflowError, OSError):
        return None


Tab = tuple[str, str, int | None, bool]


def _tabs(tab: str, counts: queries.Counts, done: int) -> list[Tab]:
    found: list[tuple[str, str, int]] = [
        (_("Help desk"), Board.HELP_DESK, counts.help_desk),
        (_("From machines"), Board.MACHINES, counts.machines),
        (_("From the team"), Board.TEAM, counts.team),
        (_("Out of process"), "out-of-process", counts.out_of_process),
        (_("Done today"), "done", done),
    ]
    if counts.unknown:
        found.insert(4, (_("Whose?"), "unknown", counts.unknown))
    base = reverse("desk:home")
    return [(text, f"{base}?tab={name}", count, name == tab) for text, name, count in found]


def _lead(counts: queries.Counts) -> str:
    if not counts.open:
        return _("No ticket is open.")
    hours = words.number(counts.minutes / 60, 0)
    said = _("%(open)s open, %(hours)s hours of estimated work.") % {
        "open": counts.open,
        "hours": hours,
    }
    if counts.without_estimate:
        said += " " + _("%(n)s without an estimate.") % {"n": counts.without_estimate}
    return said


@require_safe
def next_ticket(request: HttpRequest) -> HttpResponse:
    """A technician's home: the next ticket itself, or the board when there is none."""
    found = queries.next_ticket_for(who_is(request), timezone.now())
    return redirect("desk:ticket", found.number) if found else redirect("desk:home")


@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Start work, in turn or with a reason out of turn."""
    who = who_is(request)
    ticket = queries.ticket_for(who, number)
    actions.begin_work(ticket, because=request.POST.get("because", ""), by=who)
    promised.start_timer(ticket, who)
    return redirect("desk:ticket", number)


@require_safe
def another(request: HttpRequest) -> HttpResponse:
    """What else could be begun; taking one asks for a reason."""
    who, now = who_is(request), timezone.now()
    values = {
        "next": _next(who, now),
        "rows": shown.rows(queries.candidates_for(who, now), now),
    }
    return page(request, "desk/another.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A call, a word in passing, something seen: it becomes a ticket."""
    who = who_is(request)
    form = NewTicketForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            ticket = actions.open_ticket(_new_ticket(form), by=who)
        except NadiError as error:
            for name, said in (error.fields or {"": error.sentence}).items():
                form.add_error(name if name in form.fields else None, said)
        else:
            messages.success(request, _("Ticket #%(number)s is open.") % {"number": ticket.number})
            return redirect("desk:ticket", ticket.number)
    return page(request, "desk/new.html", {"form": form}, status=422 if form.errors else 200)


def _new_ticket(form: NewTicketForm) -> actions.NewTicket:
    data = form.cleaned_data
    asker = form.requester()
    words_of = data["contact"].strip()
    return actions.NewTicket(
        title=data["title"],
        source=data["source"],
        text=data["text"] or data["title"],
        client=data["client"],
        requester=asker,
        requester_name="" if asker or "@" in words_of else words_of,
        requester_email=words_of if not asker and "@" in words_of else "",
        priority=1 if data["what_is_down"] else data["priority"],
        what_is_down=data["what_is_down"],
        because=data["because"],
        estimate_minutes=data["estimate_minutes"],
    )
