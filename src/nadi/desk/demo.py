"""Ninety days of the service board of Northlight IT: some hundred finished tickets, thirty-one
open ones, the mail they came by, and the hours they took.

History is written as rows, because it lies in the past; the last mails come in through the door.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions as root
from nadi.agreements import queries as root_queries
from nadi.clients.demo import client as client_called
from nadi.clients.demo import contact as contact_called
from nadi.clients.models import Client, Contact
from nadi.core import audit
from nadi.core.calendar import BusinessCalendar
from nadi.core.demo import TELLER, Story
from nadi.core.models import AuditRow, Event
from nadi.desk import history, promised
from nadi.desk.mailboxes import identity, reading
from nadi.desk.models import (
    Board,
    Entry,
    Jump,
    MailState,
    Outbox,
    Participant,
    RawMail,
    SendState,
    Source,
    StatusSpan,
    Stray,
    Talk,
    Ticket,
    TicketAlert,
    TicketTime,
)
from nadi.desk.rules.clocks import Span
from nadi.desk.rules.statuses import Status
from nadi.fleet.models import Device

DAYS = 90
TECHNICIANS = ("Aisha Karim", "Jonas Berg", "Tomas Vela", "Lena Fischer", "Sam Okafor")

# What is asked, what was done, minutes it takes, kind of work.
ASKED: tuple[tuple[str, str, str, int, str], ...] = (
    ("Printer offline in the front office", "It worked yesterday. Today it says offline.",
     "Restarted the queue and gave the printer a fixed address.", 18, "reactive"),
    ("Cannot open the shared calendar", "Everybody sees it but me.",
     "Your account was missing from the group. It is in now.", 12, "reactive"),
    ("New phone needs mail", "I have it in my hand.",
     "Mail and calendar are on the phone; the old one is signed out.", 25, "change"),
    ("Slow since the update", "It takes five minutes until I can work.",
     "Removed two programs from the start and updated the disk driver.", 35, "reactive"),
    ("Password forgotten again", "Sorry. It is the long one.",
     "Set a new one together on the phone, checked by call-back.", 8, "reactive"),
    ("Scanner sends nothing to the folder", "The light blinks, no file arrives.",
     "The folder had a new name. The scanner knows it now.", 22, "reactive"),
    ("A mail looks strange", "It asks me to pay an invoice I do not know.",
     "It was a fraud. Blocked the sender for everybody; nobody had clicked.", 15, "reactive"),
    ("Access for the auditor", "From Monday for one week, read only please.",
     "Made an account that ends by itself on Friday.", 20, "change"),
    ("Screen flickers", "Only after lunch.",
     "Changed the cable; flickering is gone since.", 14, "reactive"),
    ("Video call without sound", "They hear me, I do not hear them.",
     "The headset was not the chosen speaker. Showed where to choose.", 10, "reactive"),
    ("Please restore a file", "I saved over the offer of last week.",
     "Brought back Thursday's version beside the new one.", 16, "reactive"),
    ("Move two desks", "The computers should go with them on Friday.",
     "Both work at the new place, tested with their users.", 55, "change"),
)  # fmt: skip

FROM_MACHINES: tuple[tuple[str, str, str, int], ...] = (
    ("Disk above 90 % on FS01", "Disk / of FS01 is 91 % full.",
     "Old installers removed, 40 % free again.", 20),
    ("Web address does not answer: portal", "https://portal answers with 503.",
     "The service had stopped; it starts by itself now.", 25),
    ("Service stopped: print spooler", "The spooler of PS02 is not running.",
     "A broken job blocked it. Removed.", 12),
    ("Backup failed 3 nights: APP01", "No good backup since Monday.",
     "The password had changed. The next night was good.", 30),
)  # fmt: skip


@dataclass(slots=True)
class Book:
    """Everything that is written at once at the end."""

    tickets: list[Ticket] = field(default_factory=list)
    spans: list[StatusSpan] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    people: list[Participant] = field(default_factory=list)
    mails: list[RawMail] = field(default_factory=list)
    sent: list[Outbox] = field(default_factory=list)
    hours: dict[int, BusinessCalendar] = field(default_factory=dict)
    promises: dict[tuple[int, int], promised.AnswerPromise] = field(default_factory=dict)
    worked: list[tuple[Ticket, Person, datetime, int, str, bool]] = field(default_factory=list)

    def promise(self, client: Client, priority: int, at: datetime) -> promised.AnswerPromise:
        known = self.promises.get((client.pk, priority))
        if known is None:
            known = self.promises[client.pk, priority] = promised.answer(client, priority, at)
        return known

    def calendar(self, client: Client, promise: promised.AnswerPromise | None) -> BusinessCalendar:
        row = promise.hours if promise and promise.hours else client.calendar
        if row.pk not in self.hours:
            self.hours[row.pk] = row.rule()
        return self.hours[row.pk]


def tell(story: Story) -> None:
    book = Book()
    team = [person(name) for name in TECHNICIANS]
    askers = _askers()
    for ago in range(DAYS, 0, -1):
        for moment in _moments(story, ago):
            _finished(story, book, moment, askers, team)
    _done_today(story, book, askers, team)
    for told in OPEN:
        _open(story, book, told)
    _write(story, book)
    _time(story, book)
    _jumps(story)
    _through_the_door(story)


def _askers() -> list[Contact]:
    """Everybody at the clients we serve who can write to us."""
    served = Contact.objects.filter(client__in=Client.objects.served().others(), left_at=None)
    return list(served.exclude(email="").select_related("client__calendar").order_by("pk"))


def _moments(story: Story, ago: int) -> Iterator[datetime]:
    """When something was asked on that day: often on working days, seldom on Sundays."""
    many = (5, 4, 5, 4, 4, 1, 0)[story.day(ago).weekday()]
    times = sorted(story.rng.randrange(7 * 60, 15 * 60) for _ in range(many))
    for minute in times:
        yield story.day(ago, minute // 60, minute % 60)


def _finished(
    story: Story, book: Book, opened: datetime, askers: list[Contact], team: list[Person]
) -> None:
    """One finished ticket: asked, answered, worked, closed."""
    rng = story.rng
    asker = rng.choice(askers)
    is_machine = rng.random() < 0.18
    title, asked, done, minutes, kind = _machine(story) if is_machine else rng.choice(ASKED)
    priority = rng.choices((2, 3, 4), weights=(15, 65, 20))[0]
    client = asker.client
    promise = None if is_machine else book.promise(client, priority, opened)
    hours = book.calendar(client, promise)
    budget = promise.budget if promise and promise.budget else timedelta(hours=2)
    share = rng.uniform(1.1, 1.7) if rng.random() < 0.06 else rng.uniform(0.05, 0.9)
    answered = hours.add(opened, budget * share)
    finished = hours.add(answered, timedelta(minutes=minutes + rng.randrange(5, 900)))
    closed = hours.add(finished, timedelta(hours=24))
    if finished >= story.now - timedelta(hours=14):
        return
    steps = [(Status.NEW, opened), (Status.IN_PROGRESS, answered), (Status.COMPLETED, finished)]
    if closed < story.now:
        steps.append((Status.CLOSED, closed))
    who = rng.choice(team)
    ticket = _row(book, opened, asker, promise, title=title, priority=priority, kind=kind)
    ticket.source = Source.MONITORING if is_machine else rng.choice((Source.MAIL, Source.CALL))
    ticket.board = Board.MACHINES if is_machine else Board.HELP_DESK
    ticket.owner, (ticket.status, ticket.status_since) = who, steps[-1]
    ticket.closed_at, ticket.human_touched = ticket.status_since, True
    if promise is not None:
        ticket.answered_at, ticket.answer_due = answered, hours.add(opened, budget)
    _spans(book, ticket, steps)
    if rng.random() < 0.07:
        lost = answered + (finished - answered) / 2
        book.strays.append(Stray(ticket=ticket, because="no_next_step", start=lost, end=finished))
    _said(book, ticket, asker, asked, opened)
    if not is_machine:
        _answered(book, ticket, who, "I have read it and look at it now.", answered, 0)
    spent = max(5, int(minutes * rng.uniform(0.7, 1.4)))
    _answered(book, ticket, who, done, finished, spent)
    book.worked.append((ticket, who, finished, spent, done, rng.random() < 0.95))


def _machine(story: Story) -> tuple[str, str, str, int, str]:
    title, asked, done, minutes = story.rng.choice(FROM_MACHINES)
    return title, asked, done, minutes, "reactive"


def _row(
    book: Book,
    opened: datetime,
    asker: Contact | None,
    promise: promised.AnswerPromise | None,
    *,
    title: str,
    priority: int,
    kind: str,
) -> Ticket:
    ticket = Ticket(
        title=title,
        client=asker.client if asker else None,
        requester=asker,
        requester_name=asker.name if asker else "",
        requester_email=asker.email if asker else "",
        priority=priority,
        work_type=kind,
        source=Source.MAIL,
        opened_at=opened,
        status_since=opened,
        touched_at=opened,
    )
    if promise is not None:
        history.owe_answer(ticket, promise)
    book.tickets.append(ticket)
    return ticket


def _spans(book: Book, ticket: Ticket, steps: list[tuple[Status, datetime]]) -> None:
    ends = [start for _status, start in steps[1:]]
    for (status, start), end in zip(steps, [*ends, None], strict=True):
        book.spans.append(
            StatusSpan(ticket=ticket, status=status, start=start, end=end, by=str(TELLER))
        )


def _said(book: Book, ticket: Ticket, asker: Contact | None, words: str, at: datetime) -> None:
    by_machine = ticket.source in (Source.MONITORING, Source.BACKUPS)
    from_client = asker is not None and ticket.source in (Source.MAIL, Source.CALL)
    book.entries.append(
        Entry(
            ticket=ticket,
            kind=Talk.SYSTEM if by_machine else Talk.PUBLIC if from_client else Talk.INTERNAL,
            at=at,
            contact=asker if from_client else None,
            author_name=asker.name if asker and from_client else str(ticket.get_source_display()),
            from_client=from_client,
            text=words,
        )
    )


def _answered(
    book: Book, ticket: Ticket, who: Person, words: str, at: datetime, minutes: int
) -> None:
    ticket.last_word_at = at
    book.entries.append(
        Entry(
            ticket=ticket,
            kind=Talk.PUBLIC,
            at=at,
            author=who,
            author_name=who.name,
            text=words,
            minutes=minutes or None,
        )
    )


def _done_today(story: Story, book: Book, askers: list[Contact], team: list[Person]) -> None:
    """Nine finished since midnight, so that the day has a shape from its first hour."""
    zone = team[0].zone
    midnight = story.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(9):
        asker, who = story.rng.choice(askers), story.rng.choice(team)
        title, asked, done, minutes, kind = ASKED[number]
        opened = story.now - timedelta(hours=20 + 3 * number)
        finished = midnight + (story.now - midnight) * (number + 1) / 10
        promise = book.promise(asker.client, 3, opened)
        ticket = _row(book, opened, asker, promise, title=title, priority=3, kind=kind)
        ticket.owner, ticket.status, ticket.status_since = who, Status.COMPLETED, finished
        ticket.closed_at, ticket.human_touched = finished, True
        ticket.answered_at = opened + timedelta(minutes=20)
        hours = book.calendar(asker.client, promise)
        ticket.answer_due = hours.add(opened, promise.budget or timedelta(hours=4))
        answered = ticket.answered_at
        _spans(book, ticket, [
            (Status.NEW, opened), (Status.IN_PROGRESS, answered), (Status.COMPLETED, finished),
        ])  # fmt: skip
        _said(book, ticket, asker, asked, opened)
        _answered(book, ticket, who, "I have read it and look at it now.", answered, 0)
        _answered(book, ticket, who, done, finished, minutes)
        book.worked.append((ticket, who, finished, minutes, done, True))


@dataclass(frozen=True, slots=True)
class Told:
    """One open ticket. `opened` and `since` are business hours back, `due` hours ahead."""

    title: str
    words: str
    asker: str
    status: Status = Status.READY
    priority: int = 3
    opened: float = 6.0
    since: float = 1.0
    board: str = Board.HELP_DESK
    source: str = Source.MAIL
    client: str = ""
    owner: str = ""
    device: str = ""
    due: float | None = None
    step: str = ""
    note: str = ""
    answer: str = "Thank you, I have read it. You hear from us when we begin."
    what_is_down: str = ""
    estimate: int = 60
    kind: str = "reactive"
    word: float | None = None


N, A, R, S = Status.NEW, Status.ACKNOWLEDGED, Status.READY, Status.SCHEDULED
W, C, V, E = (
    Status.IN_PROGRESS, Status.WAITING_CLIENT, Status.WAITING_VENDOR, Status.ESCALATED,
)  # fmt: skip
M, T = Board.MACHINES, Board.TEAM

OPEN: tuple[Told, ...] = (
    # -- Help desk: eighteen ----------------------------------------------------------------------
    Told("VPN drops at noon",
         "Since Friday the VPN cuts out around noon for everybody in the annex. We cannot reach "
         "the case files until we sign in again.",
         "Sara Holm", N, 2, opened=0.8, since=0.8, device="FW-NG1", answer=""),
    Told("New hire starts Monday: Elin Berg", "Please prepare a place for Elin.",
         "Tom Reed", C, 3, opened=20, since=9, owner="Aisha Karim", due=30,
         step="Tom promised the list", kind="change", estimate=180,
         answer="Please send the list of programs and rights, then we prepare it."),
    Told("Outlook asks for password every hour", "It is the same for all three of us.",
         "Front desk", S, 3, opened=14, since=5, owner="Aisha Karim", due=20, step="Visit"),
    Told("Label printer prints blank", "The labels come out white. New roll, same thing.",
         "Mia Chen", R, 4, opened=30, since=16, estimate=30),
    Told("Sign on to the case system fails", "Two of five cannot sign in since this morning.",
         "Peter Grant", W, 2, opened=3, since=1, owner="Jonas Berg", word=1.5,
         step="Compare the groups of those two", note="Both moved floors last week."),
    Told("Projector in room 4 stays dark", "It blinks red three times.", "Karin Lund", R, 3,
         opened=9, since=6, estimate=40),
    Told("Laptops for the new class", "Twelve, from the storage, for the first of next month.",
         "Ola Nyström", S, 4, opened=60, since=20, owner="Lena Fischer", due=48, kind="change",
         step="Set up at the school", estimate=900),
    Told("Offer file was overwritten", "The one from Tuesday would be enough.", "Ines Olin", R, 3,
         opened=5, since=3, estimate=20),
    Told("X-ray viewer very slow", "Since the update every picture takes a minute.",
         "Dr. Anna Falk", V, 2, opened=26, since=12, owner="Tomas Vela", due=40,
         step="Dentalis looks at the log"),
    Told("Colour is wrong on the big press", "The red is orange. Only from two computers.",
         "Lars Elfving", R, 3, opened=11, since=7),
    Told("Headset has no microphone", "Calls work, nobody hears me.", "Mia Chen", R, 4, opened=18,
         since=10, estimate=20),
    Told("Move the archive to the new disk", "No hurry, but before the audit in spring.",
         "Peter Grant", R, 4, opened=150, since=30, kind="project", estimate=1200),
    Told("Restart the class room computers",
         "You asked for it three weeks ago. Please wait until the exams are over.", "Karin Lund", R,
         4, opened=28, since=20, kind="proactive", estimate=30),
    Told("Teams rings on all phones at once", "It did not before.", "Tom Reed", A, 3, opened=4,
         since=1.2, owner="Sam Okafor", step="Read the call rules"),
    Told("Invoice program wants an update", "Shall I press yes?", "Front desk", A, 3, opened=2.5,
         since=1, owner="Lena Fischer", step="Ask the vendor what it changes"),
    Told("Wi-Fi weak in the sports hall", "At the far end it comes and goes.", "Ola Nyström", C, 3,
         opened=34, since=20, owner="Tomas Vela", due=-5, step="When may we come in?"),
    Told("Cannot print from the tablet", "The phone prints, it does not.", "Ines Olin", W, 3,
         opened=12, since=4.5, owner="Aisha Karim"),
    Told("Backup disk at home?", "May I take one home, just in case?", "Dr. Anna Falk", R, 3,
         opened=7, since=5, estimate=15),
    # -- From machines: six -----------------------------------------------------------------------
    Told("Server DC-LV1 does not answer", "DC-LV1 was silent too long.", "", W, 1, opened=0.7,
         since=0.5, board=M, source=Source.MONITORING, client="Lakeview School", device="DC-LV1",
         owner="Jonas Berg", what_is_down="server", word=0.3, step="Drive there with a spare disk",
         answer="The server is down. I am on it and tell you by then.", estimate=120),
    Told("Backup failed 3 nights: FS02", "No good backup of FS02 since three nights.", "", R, 2,
         opened=6, since=2, board=M, source=Source.BACKUPS, client="Harbor Dental", device="FS02",
         answer=""),
    Told("Disk above 85 % on APP-DF1", "Disk /var of APP-DF1 is 87 % full.", "", R, 3, opened=10,
         since=8, board=M, source=Source.MONITORING, client="Delta Freight", device="APP-DF1",
         answer="", estimate=40),
    Told("Certificate ends in 12 days", "The certificate of the booking page ends soon.", "", S, 3,
         opened=16, since=10, board=M, source=Source.MONITORING, client="Juniper Hotel", due=26,
         owner="Sam Okafor", answer="", step="Renew", estimate=30),
    Told("Memory above 95 % on APP-CA1", "Memory of APP-CA1 stays above 95 %.", "", V, 3, opened=22,
         since=14, board=M, source=Source.MONITORING, client="Cedar Accounting", device="APP-CA1",
         owner="Jonas Berg", due=30, answer="", step="Memory is ordered"),
    Told("Service stopped: sync", "The sync service of FS-FA1 stopped twice.", "", N, 3, opened=1,
         since=1, board=M, source=Source.MONITORING, client="Fjord Architects", device="FS-FA1",
         answer=""),
    # -- From the team: seven ---------------------------------------------------------------------
    Told("Write down how the new phones are set up", "Three of us did it three ways.", "", R, 4,
         opened=40, since=24, board=T, source=Source.STAFF, client="Oak & Iron", answer="",
         kind="documentation", estimate=120),
    Told("Firewall rules of the annex need order", "Found while looking for the VPN.", "", R, 3,
         opened=8, since=6, board=T, source=Source.TECHNICIAN, client="Northgate Legal", answer="",
         kind="proactive", estimate=180),
    Told("Old server room key", "Who has it? The landlord asks.", "", A, 4, opened=5, since=3.2,
         board=T, source=Source.BACK_OFFICE, client="Hill Museum", owner="Sam Okafor", answer="",
         estimate=15),
    Told("Replace the switch in the workshop", "It is eleven years old.", "", S, 3, opened=44,
         since=20, board=T, source=Source.TECHNICIAN, client="Oak & Iron", due=50,
         owner="Tomas Vela", answer="", kind="change", step="Saturday morning", estimate=240),
    Told("Test the standby line", "Not tested for long.", "", R, 3, opened=30, since=18, board=T,
         source=Source.STAFF, client="Delta Freight", answer="", kind="proactive", estimate=60),
    Told("Order toner before the exhibition", "They open on the first.", "", V, 4, opened=20,
         since=10, board=T, source=Source.BACK_OFFICE, client="Hill Museum", due=36,
         owner="Ruth Osei", answer="", step="Nordprint delivers", estimate=20),
    Told("Label the patch panel", "Nobody knows which socket is which.", "", R, 4, opened=70,
         since=26, board=T, source=Source.TECHNICIAN, client="Elm Street Clinic", answer="",
         kind="proactive", estimate=120),
)  # fmt: skip


def _open(story: Story, book: Book, told: Told) -> None:
    asker = contact_called(told.asker) if told.asker else None
    client = asker.client if asker else client_called(told.client)
    plain = book.calendar(client, None)
    opened = back(plain, story.now, told.opened)
    promise = book.promise(client, told.priority, opened) if asker else None
    hours = book.calendar(client, promise)
    ticket = _row(
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
    _said(book, ticket, asker, told.words, opened)
    steps = [(Status.NEW, opened)]
    if told.status is not Status.NEW:
        steps.append((told.status, since))
    _spans(book, ticket, steps)
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
    _answered(book, ticket, who, told.answer, at, 0)
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


def _write(story: Story, book: Book) -> None:
    book.tickets.sort(key=lambda ticket: ticket.opened_at)
    spans_of: dict[int, list[Span]] = {}
    for span in book.spans:
        spans_of.setdefault(id(span.ticket), []).append(span.plain())
    for ticket in book.tickets:
        hours = history.hours_of(ticket) if ticket.client is None else book.calendar(
            ticket.client,
            promised.AnswerPromise(None, "", ticket.hours) if ticket.hours else None,
        )  # fmt: skip
        history.reckon(ticket, spans_of[id(ticket)], story.now, hours)
    Ticket.objects.bulk_create(book.tickets)
    StatusSpan.objects.bulk_create(book.spans)
    Entry.objects.bulk_create(book.entries)
    Stray.objects.bulk_create(book.strays)
    AuditRow.objects.bulk_create(
        audit.told("desk.record_work", who, at, str(ticket)) for ticket, who, at, *_ in book.worked
    )
    Participant.objects.bulk_create(
        Participant(
            ticket=ticket,
            email=ticket.requester_email,
            name=ticket.requester_name,
            since=ticket.opened_at,
        )
        for ticket in book.tickets
        if ticket.requester_email
    )
    TicketAlert.objects.bulk_create(
        TicketAlert(
            ticket=ticket,
            key=_key(ticket),
            first_at=ticket.opened_at,
            last_at=ticket.opened_at,
            cleared_at=ticket.closed_at,
            is_current=ticket.is_open,
        )
        for ticket in book.tickets
        if ticket.board == Board.MACHINES
    )
    for ticket in book.tickets:
        if ticket.promised_word_at is not None and ticket.owner is not None:
            promised.promise_word(ticket, ticket.promised_word_at, ticket.owner)
    _threads(story, book)


def _key(ticket: Ticket) -> str:
    """The key under which a lower center has told of this trouble, so that its news of the same
    trouble finds this ticket."""
    told = Event.objects.filter(
        name__in=["monitoring.AlertRaised", "maintenance.BackupFailing"],
        facts__device_id=ticket.device_id,
    ).first()
    if told is None or ticket.device_id is None or not ticket.is_open:
        return f"story:{ticket.number}"
    return str(told.facts.get("key") or f"backup:{told.facts.get('system_id')}")


def _threads(story: Story, book: Book) -> None:
    """The mails of the last three weeks, as they came and as they were answered."""
    recent = story.now - timedelta(days=21)
    by_ticket: dict[int, list[Entry]] = {}
    for entry in book.entries:
        if entry.ticket.source == Source.MAIL and entry.ticket.opened_at >= recent:
            by_ticket.setdefault(entry.ticket_id, []).append(entry)
    for entries in by_ticket.values():
        said: list[str] = []
        for entry in sorted(entries, key=lambda one: one.at):
            if entry.kind == Talk.PUBLIC:
                _mail(book, entry, said)
    Entry.objects.bulk_update(
        [entry for entries in by_ticket.values() for entry in entries], ["message_id"]
    )
    Ticket.objects.bulk_update(
        [ticket for ticket in book.tickets if ticket.root_message_id], ["root_message_id"]
    )
    RawMail.objects.bulk_create(book.mails)
    Outbox.objects.bulk_create(book.sent)


def _mail(book: Book, entry: Entry, said: list[str]) -> None:
    ticket = entry.ticket
    domain = ticket.requester_email.rpartition("@")[2]
    entry.message_id = (
        f"<{ticket.number}.{entry.pk}@mail.{domain}>"
        if entry.from_client
        else identity.message_id(ticket.number, str(entry.pk))
    )
    letter = EmailMessage(policy=SMTP)
    pair = (ticket.requester_email, identity.address())
    letter["From"], letter["To"] = pair if entry.from_client else pair[::-1]
    title = ticket.title
    letter["Subject"] = title if entry.from_client else f"Re: [#{ticket.number}] {title}"
    letter["Date"] = format_datetime(entry.at)
    letter["Message-ID"] = entry.message_id
    if said:
        letter["In-Reply-To"], letter["References"] = said[-1], " ".join(said)
    letter.set_content(entry.text)
    said.append(entry.message_id)
    ticket.root_message_id = said[0]
    raw = letter.as_bytes()
    if entry.from_client:
        book.mails.append(_came(entry, raw))
    else:
        book.sent.append(
            Outbox(
                ticket=ticket, entry=entry, recipient=ticket.requester_email, raw=raw,
                message_id=entry.message_id, state=SendState.SENT, made_at=entry.at, attempts=1,
                claimed_at=entry.at, sent_at=entry.at + timedelta(seconds=2),
            )
        )  # fmt: skip


def _came(entry: Entry, raw: bytes) -> RawMail:
    ticket = entry.ticket
    return RawMail(
        mailbox=identity.address(),
        envelope_from=ticket.requester_email,
        envelope_to=[identity.address()],
        raw=raw,
        size=len(raw),
        received_at=entry.at,
        read_at=entry.at + timedelta(seconds=1),
        state=MailState.READ,
        message_id=entry.message_id,
        sender=ticket.requester_email,
        subject=ticket.title,
        trace=[
            {"step": "who", "said": f"{ticket.requester_name}, {ticket.client}."},
            {"step": "place", "said": "new: new ticket, by nothing known."},
            {"step": "acknowledge", "said": "Sent."},
        ],
        ticket=ticket,
        entry=entry,
    )


TOLD_TIME = timedelta(days=60)


def _time(story: Story, book: Book) -> None:
    """The hours of the last two months in Root's book, and which ticket they belong to."""
    kinds = {kind.slug: kind for kind in root_queries.work_types()}
    for ticket, who, ended, minutes, note, same_day in book.worked:
        if ended < story.now - TOLD_TIME:
            continue
        time = root.log_time(
            who,
            work_type=kinds.get(ticket.work_type, kinds[promised.DEFAULT_WORK]),
            minutes=minutes,
            client=ticket.client,
            ended_at=ended,
            note=note,
            about=str(ticket)[:160],
            about_url=promised.address_of(ticket),
            by=who,
        )
        TicketTime.objects.create(
            ticket=ticket,
            time_id=time.pk,
            worked_at=ended,
            written_at=ended if same_day else ended + timedelta(days=1),
            is_same_day=same_day,
        )


JUMPS = ("She was on the phone", "Two visits on one road", "The part had just arrived")


def _jumps(story: Story) -> None:
    closed = list(Ticket.objects.filter(owner__isnull=False).order_by("-opened_at")[10:22])
    for number, because in enumerate(JUMPS):
        ticket, instead = closed[2 * number], closed[2 * number + 1]
        if ticket.owner is not None:
            Jump.objects.create(
                ticket=ticket,
                instead_of=instead,
                person=ticket.owner,
                because=because,
                at=story.now - timedelta(days=2 + 5 * number),
            )


ELSEWHERE = (
    ("Ada Lind <ada@unknown-firm.example>", "Do you also look after us?",
     "We are eight people and heard good things. Our printer is angry."),
)  # fmt: skip


def _through_the_door(story: Story) -> None:
    """The mail of a stranger comes in as any other: it waits until somebody says whose it is."""
    for number, (sender, subject, words) in enumerate(ELSEWHERE):
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"], letter["Subject"] = sender, identity.address(), subject
        letter["Date"] = format_datetime(story.now)
        letter["Message-ID"] = f"<story-{number}@unknown-firm.example>"
        letter.set_content(words)
        raw = letter.as_bytes()
        mail = RawMail.objects.create(
            mailbox=identity.address(),
            envelope_from=sender.partition("<")[2].rstrip(">"),
            envelope_to=[identity.address()],
            raw=raw,
            size=len(raw),
            received_at=story.now - timedelta(minutes=20),
        )
        reading.read_mail(mail.pk)
