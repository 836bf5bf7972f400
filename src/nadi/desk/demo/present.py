"""The open tickets as rows: where each stands, since when, and who said what."""

from __future__ import annotations

from datetime import datetime, timedelta

from nadi.accounts.demo import person
from nadi.clients.demo import client as client_called
from nadi.clients.demo import contact as contact_called
from nadi.core.calendar import BusinessCalendar
from nadi.core.demo import Story
from nadi.desk.demo.book import Book, add_answer, add_request, add_spans, new_ticket
from nadi.desk.demo.waiting import OPEN, Told
from nadi.desk.models import Entry, Talk, Ticket
from nadi.desk.rules.statuses import Status
from nadi.fleet.models import Device


def tell(story: Story, book: Book) -> None:
    for told in OPEN:
        _open(story, book, told)


def _open(story: Story, book: Book, told: Told) -> None:
    asker = contact_called(told.asker) if told.asker else None
    client = asker.client if asker else client_called(told.client)
    plain = book.calendar(client, None)
    opened = back(plain, story.now, told.opened)
    promise = book.promise(client, told.priority, opened) if asker else None
    hours = book.calendar(client, promise)
    ticket = new_ticket(
        book, opened, asker, promise, title=told.title, priority=told.priority, kind=told.kind
    )
    ticket.client, ticket.board, ticket.source = client, told.board, told.source
    ticket.what_is_down, ticket.estimate_minutes = told.what_is_down, told.estimate
    ticket.owner = person(told.owner) if told.owner else None
    ticket.next_step, ticket.human_touched = told.step, told.status is not Status.NEW
    ticket.device = Device.objects.filter(client=client, name=told.device).first()
    since = opened if told.status is Status.NEW else back(hours, story.now, told.since)
    ticket.status, ticket.status_since = told.status, since
    if told.due is not None:
        ticket.next_at = _ahead(hours, story.now, told.due)
        ticket.next_until = (
            ticket.next_at + timedelta(minutes=45) if told.status is Status.SCHEDULED else None
        )
    add_request(book, ticket, asker, told.words, opened)
    steps = [(Status.NEW, opened)]
    if told.status is not Status.NEW:
        steps.append((told.status, since))
    add_spans(book, ticket, steps)
    if told.answer and told.status is not Status.NEW:
        _first_answer(story, book, ticket, told, hours)
    if told.note and ticket.owner:
        note = Entry(
            ticket=ticket, kind=Talk.INTERNAL, at=since + (story.now - since) / 2,
            author=ticket.owner, author_name=ticket.owner.name, text=told.note, minutes=12,
        )  # fmt: skip
        book.entries.append(note)


def _first_answer(
    story: Story, book: Book, ticket: Ticket, told: Told, hours: BusinessCalendar
) -> None:
    due = hours.add(ticket.opened_at, ticket.answer_budget or timedelta(hours=1))
    at = min(
        ticket.opened_at + (due - ticket.opened_at) / 2,
        ticket.opened_at + (ticket.status_since - ticket.opened_at) / 2,
    )
    who = ticket.owner or person("Ruth Osei")
    add_answer(book, ticket, who, told.answer, at, 0)
    if ticket.answer_budget is not None:
        ticket.answered_at, ticket.answer_due = at, due
    if told.word is not None:
        ticket.promised_word_at = story.now + timedelta(hours=told.word)
        book.entries[-1].promised_word_at = ticket.promised_word_at


def back(hours: BusinessCalendar, now: datetime, span: float) -> datetime:
    """The latest quarter of an hour from which `span` business hours have passed by now."""
    wanted, quarter = timedelta(hours=span), timedelta(minutes=15)
    few, many = 0, 1
    while hours.between(now - many * quarter, now) < wanted:
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        if hours.between(now - middle * quarter, now) < wanted:
            few = middle
        else:
            many = middle
    return now - many * quarter


def _ahead(hours: BusinessCalendar, now: datetime, span: float) -> datetime:
    """A moment `span` hours ahead, moved to the next open hour; a past one stays past."""
    moment = now + timedelta(hours=span)
    return (hours.next_open(moment) if span > 0 else moment).replace(second=0, microsecond=0)
