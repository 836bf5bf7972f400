"""A year of finished tickets: asked, answered, worked, closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.demo import Story
from nadi.desk.demo.asked import ASKED, FROM_MACHINES
from nadi.desk.demo.book import (
    Book,
    Worked,
    add_answer,
    add_request,
    add_spans,
    new_ticket,
)
from nadi.desk.models import Board, Source, Stray
from nadi.desk.rules.statuses import Status
from nadi.fleet.models import Device, DeviceKind

# How many were asked on each day of the week.
BUSY = (7, 6, 7, 6, 6, 1, 0)
QUIET = (5, 4, 5, 4, 4, 1, 0)
READ = "I have read it and look at it now."


@dataclass(frozen=True, slots=True)
class Cast:
    """Who asks, which servers tell of themselves, and who works."""

    askers: Sequence[Contact]
    servers: Sequence[Device]
    team: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: by somebody at a client, or by a machine."""

    title: str
    words: str
    done: str
    minutes: int
    kind: str
    client: Client
    asker: Contact | None
    device: Device | None = None

    @property
    def is_machine(self) -> bool:
        return self.asker is None


def tell(story: Story, book: Book, team: Sequence[Person]) -> None:
    """Days gone by, then the nine finished since midnight."""
    cast = Cast(_askers(), _servers(), team)
    for ago in range(story.days, 0, -1):
        for moment in _moments(story, ago):
            _finished(story, book, moment, cast)
    _done_today(story, book, cast)


def _askers() -> list[Contact]:
    """Everybody at the clients we serve who can write to us."""
    served = Contact.objects.filter(client__in=Client.objects.served().others(), left_at=None)
    return list(served.exclude(email="").select_related("client__calendar").order_by("pk"))


def _servers() -> list[Device]:
    servers = Device.objects.active().filter(kind=DeviceKind.SERVER, simulated=True)
    return list(servers.select_related("client__calendar").order_by("pk"))


def _moments(story: Story, ago: int) -> Iterator[datetime]:
    """When something was asked on that day: often on working days, seldom on Sundays."""
    many = (BUSY if story.whole else QUIET)[story.day(ago).weekday()]
    times = sorted(story.rng.randrange(7 * 60, 15 * 60) for _ in range(many))
    for minute in times:
        yield story.day(ago, minute // 60, minute % 60)


def _asked(story: Story, cast: Cast) -> Asked:
    rng = story.rng
    if cast.servers and rng.random() < 0.18:
        device = rng.choice(cast.servers)
        title, words, done, minutes = rng.choice(FROM_MACHINES)
        said = (title.format(name=device.name), words.format(name=device.name))
        return Asked(*said, done, minutes, "reactive", device.client, None, device)
    asker = rng.choice(cast.askers)
    return Asked(*rng.choice(ASKED), asker.client, asker)


def _finished(story: Story, book: Book, opened: datetime, cast: Cast) -> None:
    rng, asked = story.rng, _asked(story, cast)
    priority = rng.choices((2, 3, 4), weights=(15, 65, 20))[0]
    promise = None if asked.is_machine else book.promise(asked.client, priority, opened)
    hours = book.calendar(asked.client, promise)
    budget = promise.budget if promise and promise.budget else timedelta(hours=2)
    share = rng.uniform(1.1, 1.7) if rng.random() < 0.06 else rng.uniform(0.05, 0.9)
    answered = hours.add(opened, budget * share)
    finished = hours.add(answered, timedelta(minutes=asked.minutes + rng.randrange(5, 900)))
    closed = hours.add(finished, timedelta(hours=24))
    if finished >= story.now - timedelta(hours=14):
        return
    steps = [(Status.NEW, opened), (Status.IN_PROGRESS, answered), (Status.COMPLETED, finished)]
    if closed < story.now:
        steps.append((Status.CLOSED, closed))
    who = rng.choice(cast.team)
    ticket = new_ticket(
        book, opened, asked.asker, promise, title=asked.title, priority=priority, kind=asked.kind
    )
    ticket.client, ticket.device = asked.client, asked.device
    ticket.source = (
        Source.MONITORING if asked.is_machine else rng.choice((Source.MAIL, Source.CALL))
    )
    ticket.board = Board.MACHINES if asked.is_machine else Board.HELP_DESK
    ticket.owner, (ticket.status, ticket.status_since) = who, steps[-1]
    ticket.closed_at, ticket.human_touched = ticket.status_since, True
    if promise is not None:
        ticket.answered_at, ticket.answer_due = answered, hours.add(opened, budget)
    add_spans(book, ticket, steps)
    if rng.random() < 0.07:
        lost = answered + (finished - answered) / 2
        book.strays.append(Stray(ticket=ticket, because="no_next_step", start=lost, end=finished))
    add_request(book, ticket, asked.asker, asked.words, opened)
    if not asked.is_machine:
        add_answer(book, ticket, who, READ, answered, 0)
    spent = max(5, int(asked.minutes * rng.uniform(0.7, 1.4)))
    add_answer(book, ticket, who, asked.done, finished, spent)
    book.worked.append(Worked(ticket, who, finished, spent, asked.done, rng.random() < 0.95))


def _done_today(story: Story, book: Book, cast: Cast) -> None:
    """Nine finished since midnight, so that the day has a shape from its first hour."""
    zone = cast.team[0].zone
    midnight = story.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(9):
        asker, who = story.rng.choice(cast.askers), story.rng.choice(cast.team)
        title, asked, done, minutes, kind = ASKED[number]
        opened = story.now - timedelta(hours=20 + 3 * number)
        finished = midnight + (story.now - midnight) * (number + 1) / 10
        promise = book.promise(asker.client, 3, opened)
        ticket = new_ticket(book, opened, asker, promise, title=title, priority=3, kind=kind)
        ticket.owner, ticket.status, ticket.status_since = who, Status.COMPLETED, finished
        ticket.closed_at, ticket.human_touched = finished, True
        ticket.answered_at = opened + timedelta(minutes=20)
        hours = book.calendar(asker.client, promise)
        ticket.answer_due = hours.add(opened, promise.budget or timedelta(hours=4))
        answered = ticket.answered_at
        add_spans(book, ticket, [
            (Status.NEW, opened), (Status.IN_PROGRESS, answered), (Status.COMPLETED, finished),
        ])  # fmt: skip
        add_request(book, ticket, asker, asked, opened)
        add_answer(book, ticket, who, READ, answered, 0)
        add_answer(book, ticket, who, done, finished, minutes)
        book.worked.append(Worked(ticket, who, finished, minutes, done))
