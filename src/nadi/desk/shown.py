"""How tickets are shown to people: clocks in words, stories in order. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from nadi.core import words
from nadi.desk.mailboxes.letters import clean_html
from nadi.desk.models import Attachment, Entry, Participant, SendState, Source, Talk, Ticket
from nadi.desk.rules.statuses import WHAT_IS_DOWN
from nadi.fleet.models import Device

SOON = timedelta(minutes=15)
COUNTS_DOWN = timedelta(hours=20)
MACHINES = frozenset({Source.MONITORING, Source.BACKUPS})


@dataclass(frozen=True, slots=True)
class ShownClock:
    """The next clock of a ticket in words."""

    text: str
    note: str = ""
    tone: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a board."""

    ticket: Ticket
    note: str
    owner: str
    clock: ShownClock
    strays: str


def rows(tickets: Iterable[Ticket], now: datetime) -> list[Row]:
    return [
        Row(
            ticket=ticket,
            note=" · ".join(_note(ticket)),
            owner=ticket.owner.name if ticket.owner else "",
            clock=clock_of(ticket, now),
            strays=_(ticket.strays_sentence) if _is_astray(ticket, now) else "",
        )
        for ticket in tickets
    ]


def _is_astray(ticket: Ticket, now: datetime) -> bool:
    return ticket.strays_at is not None and ticket.strays_at <= now and ticket.is_open


def _note(ticket: Ticket) -> Iterable[str]:
    yield f"#{ticket.number}"
    yield ticket.client.name if ticket.client else _("client not known yet")
    if ticket.source in MACHINES:
        yield str(ticket.get_source_display())
    elif ticket.requester_name or ticket.requester_email:
        yield ticket.requester_name or ticket.requester_email
    else:
        yield str(ticket.get_source_display())


def clock_of(ticket: Ticket, now: datetime) -> ShownClock:
    """What is owed next, until when."""
    if not ticket.is_open:
        return ShownClock(words.moment(ticket.closed_at), str(ticket.get_status_display()))
    if ticket.clock_name == "their_move":
        since = _("paused since %(moment)s") % {"moment": words.moment(ticket.clock_since)}
        said = ticket.next_step or _("until %(moment)s") % {"moment": words.moment(ticket.next_at)}
        return ShownClock(since, _("Their move: %(what)s") % {"what": said}, "paused")
    if ticket.clock_due is None:
        since = _("since %(moment)s") % {"moment": words.moment(ticket.status_since)}
        return ShownClock(_("in turn"), ticket.next_step or since, "paused")
    if ticket.clock_name in {"visit", "vendor"}:
        return _appointment(ticket, now)
    late = ticket.clock_due < now
    near = late or ticket.clock_due - now < SOON
    counts = abs(ticket.clock_due - now) < COUNTS_DOWN
    return ShownClock(
        words.until(ticket.clock_due) if counts else words.moment(ticket.clock_due),
        _owed(ticket),
        "bad" if near else "",
        ticket.clock_due if counts else None,
    )


def _owed(ticket: Ticket) -> str:
    if ticket.clock_name == "answer":
        return _("First response")
    if ticket.clock_name == "word":
        return _("Update promised by %(time)s") % {"time": words.time(ticket.clock_due)}
    return _("Update due")


def _appointment(ticket: Ticket, now: datetime) -> ShownClock:
    text = words.moment(ticket.next_at)
    if ticket.next_until:
        text = f"{text}–{words.time(ticket.next_until)}"
    late = ticket.next_at is not None and ticket.next_at < now
    name = _("Visit") if ticket.clock_name == "visit" else _("Vendor")
    return ShownClock(text, ticket.next_step or name, "bad" if late else "")


Paragraphs = tuple[tuple[str, ...], ...]


def paragraphs(text: str) -> Paragraphs:
    """Paragraphs of lines, as the page sets them."""
    parts = (part.strip() for part in text.split("\n\n"))
    return tuple(tuple(part.split("\n")) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a ticket's story."""

    entry: Entry
    who: str
    about: str
    paragraphs: Paragraphs
    whole: Paragraphs
    html: str
    after: str
    files: tuple[Attachment, ...]
    is_line: bool
    inside: bool


def story(entries: Iterable[Entry], people: Iterable[Participant]) -> list[Said]:
    names = {one.email: one.name or one.email for one in people}
    return [_said(entry, names) for entry in entries]


def _said(entry: Entry, names: Mapping[str, str]) -> Said:
    after = ""
    if entry.promised_word_at:
        after = _("Promise: next word by %(time)s") % {"time": words.moment(entry.promised_word_at)}
    return Said(
        entry=entry,
        who=entry.author_name or "nadi",
        about=" · ".join(_about(entry, names)),
        paragraphs=paragraphs(entry.text),
        whole=paragraphs(entry.whole_text),
        html=clean_html(entry.html) if entry.html else "",
        after=after,
        files=tuple(entry.attachments.all()),
        is_line=entry.kind == Talk.SYSTEM,
        inside=entry.kind == Talk.INTERNAL,
    )


def _about(entry: Entry, names: Mapping[str, str]) -> Iterable[str]:
    yield words.moment(entry.at)
    if entry.kind == Talk.INTERNAL:
        yield _("internal")
    elif entry.from_client:
        yield _("written by a machine") if entry.is_automatic else _("to support")
    else:
        sent = list(entry.deliveries.all())
        if sent:
            heard = [names.get(one.recipient, one.recipient) for one in sent]
            yield _("to %(people)s") % {"people": ", ".join(heard)}
            yield _delivery(one.state for one in sent)
    if entry.minutes:
        yield words.duration(timedelta(minutes=entry.minutes))


def _delivery(states: Iterable[str]) -> str:
    found = set(states)
    for state, said in (
        (SendState.FAILED, _("not delivered")),
        (SendState.DOUBT, _("in doubt")),
        (SendState.WAITING, _("waiting to be sent")),
        (SendState.SENDING, _("being sent")),
    ):
        if state in found:
            return said
    return _("delivered")


def lead(ticket: Ticket) -> str:
    """Who asked, how and when: "Sara Holm, by mail, today 08:51"."""
    who = ticket.requester_name or ticket.requester_email
    how = str(ticket.get_source_display())
    said = [who, how] if who and ticket.source not in MACHINES else [how]
    return ", ".join([*said, words.moment(ticket.opened_at)])


def _device(device: Device) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("fleet:device", args=[device.pk]), device.name
    )


def about(ticket: Ticket, used: int, same: int) -> list[tuple[str, object]]:
    """The quiet facts beside a ticket."""
    spent = words.duration(timedelta(minutes=used)) if used else ""
    estimate = (
        words.duration(timedelta(minutes=ticket.estimate_minutes))
        if ticket.estimate_minutes
        else _("none yet")
    )
    return [
        (_("Who"), ticket.owner.name if ticket.owner else _("whoever is next")),
        (_("Device"), _device(ticket.device) if ticket.device else ""),
        (_("Next step"), ticket.next_step),
        (_("On"), words.moment(ticket.next_at) if ticket.next_at else ""),
        (
            _("Estimate"),
            f"{estimate} · " + _("%(span)s used") % {"span": spent} if spent else estimate,
        ),
        (_("Same before"), _("%(n)s in 90 days") % {"n": same} if same else _("no")),
        (
            _("What is down"),
            _(WHAT_IS_DOWN.get(ticket.what_is_down, "")) if ticket.what_is_down else "",
        ),
        (_("Opened"), words.moment(ticket.opened_at)),
    ]
