"""What may be seen of the service board, and by whom. Everything begins with who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.core.search import Found, begins
from nadi.desk import history
from nadi.desk.models import (
    Attachment,
    Board,
    Entry,
    MailState,
    Outbox,
    Priority,
    RawMail,
    SendState,
    Talk,
    Ticket,
    TicketStatus,
)
from nadi.desk.models.tickets import DONE_VALUES, TicketQuerySet, is_limited
from nadi.desk.rules.order import FREE, MINE
from nadi.desk.rules.threading import tag_in

PAGE = 50
COLUMNS = (
    "number", "title", "priority", "status", "source", "board", "opened_at", "requester_name",
    "requester_email", "next_step", "next_at", "next_until", "clock_name", "clock_due",
    "clock_since", "status_since", "strays_at", "strays_because", "closed_at", "work_type",
    "answer_promise", "root_message_id",
    "client__name", "client__slug", "owner__name", "client_id", "owner_id",
)  # fmt: skip


def tickets_visible_to(who: Person) -> TicketQuerySet:
    """The tickets `who` may see."""
    found: TicketQuerySet = Ticket.objects.visible_to(who)
    return found


def ticket_for(who: Person, number: int) -> Ticket:
    """The ticket behind a number; NotFound also where it exists but not for `who`."""
    found: Ticket | None = (
        tickets_visible_to(who)
        .select_related("client__calendar", "requester", "owner", "device")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise NotFound("There is no such ticket, or none that you may see.")
    return found


def _listed(found: TicketQuerySet) -> TicketQuerySet:
    return found.select_related("client", "owner").only(*COLUMNS)


Turn = tuple[int, datetime, int]


def board(who: Person, name: str, after: Turn | None = None) -> list[Ticket]:
    """One page of a board in the order of work; `after` is the last row of the page before."""
    found = tickets_visible_to(who).open().filter(board=name)
    if after is not None:
        priority, opened, number = after
        found = found.filter(
            Q(priority__gt=priority)
            | Q(priority=priority, opened_at__gt=opened)
            | Q(priority=priority, opened_at=opened, number__gt=number),
            priority__gte=priority,
        )
    return list(_listed(found).in_turn()[: PAGE + 1])


def out_of_process(who: Person, now: datetime) -> list[Ticket]:
    """Open tickets of which nobody can say what happens next, worst first."""
    found = tickets_visible_to(who).open().filter(strays_at__lte=now)
    return list(_listed(found).in_turn()[: PAGE + 1])


def without_client(who: Person) -> list[Ticket]:
    """Tickets of senders nobody knows yet: a person says which client."""
    found = tickets_visible_to(who).open().filter(client=None)
    return list(_listed(found).in_turn()[: PAGE + 1])


def done_since(who: Person, since: datetime) -> list[Ticket]:
    """Tickets finished since a moment, the latest first."""
    found = tickets_visible_to(who).filter(closed_at__gte=since)
    return list(_listed(found).order_by("-closed_at")[: PAGE + 1])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where, and how much work that is."""

    help_desk: int
    machines: int
    team: int
    out_of_process: int
    unknown: int
    minutes: int
    without_estimate: int

    @property
    def open(self) -> int:
        return self.help_desk + self.machines + self.team


COUNTED = """
SELECT count(*) FILTER (WHERE board = %s), count(*) FILTER (WHERE board = %s),
       count(*) FILTER (WHERE board = %s), count(*) FILTER (WHERE strays_at <= %s),
       count(*) FILTER (WHERE client_id IS NULL), coalesce(sum(estimate_minutes), 0),
       count(*) FILTER (WHERE estimate_minutes IS NULL)
FROM desk_ticket WHERE NOT status = ANY(%s)
"""


def counts(who: Person, now: datetime) -> Counts:
    """One pass over the open tickets; for whoever sees all, without building the statement."""
    if who.is_active and not is_limited(who):
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, [*Board.values, now, list(DONE_VALUES)])
            return Counts(*cursor.fetchone())
    row = (
        tickets_visible_to(who)
        .open()
        .aggregate(
            **{name: Count("pk", filter=Q(board=name)) for name in Board.values},
            out_of_process=Count("pk", filter=Q(strays_at__lte=now)),
            unknown=Count("pk", filter=Q(client=None)),
            minutes=Sum("estimate_minutes", default=0),
            without_estimate=Count("pk", filter=Q(estimate_minutes=None)),
        )
    )
    return Counts(**row)


def done_count(who: Person, since: datetime) -> int:
    return tickets_visible_to(who).filter(closed_at__gte=since).count()


def _could_begin(who: Person, now: datetime) -> TicketQuerySet:
    free = Q(owner=None, status__in=[*FREE])
    mine = Q(owner=who, status__in=[*MINE])
    due = Q(owner=who, status=TicketStatus.SCHEDULED, next_at__lte=now)
    found = tickets_visible_to(who).open().filter(free | mine | due, client__isnull=False)
    return found.select_related("client", "owner").in_turn()


def next_ticket_for(who: Person, now: datetime) -> Ticket | None:
    """Exactly one: highest priority, then oldest. The rule in SQL; a test compares both."""
    found: Ticket | None = _could_begin(who, now).first()
    return found


def candidates_for(who: Person, now: datetime, limit: int = 15) -> list[Ticket]:
    """What could be begun instead of the next, in turn."""
    return list(_could_begin(who, now)[1 : limit + 1])


def same_before(ticket: Ticket, since: datetime) -> int:
    """Earlier tickets about the same machine, or of the same client with the same title."""
    same = Q(client_id=ticket.client_id, title__iexact=ticket.title)
    if ticket.device_id:
        same |= Q(device_id=ticket.device_id)
    return (
        Ticket.objects.filter(same, opened_at__gte=since, opened_at__lt=ticket.opened_at)
        .exclude(pk=ticket.pk)
        .count()
        if ticket.client_id
        else 0
    )


def tickets_of(who: Person, client_id: int, limit: int = 8) -> list[Ticket]:
    """Open tickets of a client in the order of work."""
    found = tickets_visible_to(who).open().filter(client=client_id)
    return list(_listed(found).in_turn()[:limit])


def story_of(ticket: Ticket) -> QuerySet[Entry]:
    """Everything said in a ticket the viewer was already shown to be allowed to see."""
    sent = Prefetch("deliveries", Outbox.objects.only("entry_id", "recipient", "state"))
    found: QuerySet[Entry] = ticket.entries.select_related("mail").defer("mail__raw")
    return found.prefetch_related(sent, "attachments")


def public_story_of(ticket: Ticket) -> QuerySet[Entry]:
    """What the client may read: no note of ours, no word of a machine of ours."""
    return story_of(ticket).filter(kind=Talk.PUBLIC)


def attachment_for(who: Person, pk: int) -> Attachment:
    """A file behind its number; a contact only reaches those of public entries."""
    found = Attachment.objects.filter(pk=pk, entry__ticket__in=tickets_visible_to(who))
    if not who.is_staff_member:
        found = found.filter(entry__kind=Talk.PUBLIC)
    file = found.first()
    if file is None:
        raise NotFound("There is no such file, or none that you may see.")
    return file


def mail_for(who: Person, pk: int) -> RawMail:
    found = incoming_mail(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such mail, or none that you may see.")
    return found


def outbox_for(who: Person, pk: int) -> Outbox:
    found = outgoing_mail(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such mail, or none that you may see.")
    return found


def tickets_about(who: Person, device_id: int, limit: int = 8) -> list[Ticket]:
    """Tickets about a machine, open ones first, then the latest."""
    found = tickets_visible_to(who).filter(device_id=device_id)
    return list(_listed(found).order_by("-closed_at", "-opened_at")[:limit])


def find(who: Person, text: str, limit: int = 6) -> list[Found]:
    """Tickets by number, or newest first by words of their titles; and the act of opening one."""
    words = " ".join(text.split())[:80]
    acts = []
    if who.is_staff_member and begins(_("New ticket"), words):
        acts.append(Found(_("New ticket"), "", reverse("desk:new"), _("Acts")))
    bare = words.removeprefix("#")
    number = int(bare) if bare.isdecimal() and len(bare) < 13 else tag_in(words)
    found = tickets_visible_to(who)
    if number is not None:
        found = found.filter(pk=number)
    else:
        prefix = " & ".join(f"{_lexeme(word)}:*" for word in words.split() if _lexeme(word))
        if not prefix:
            return acts
        found = found.annotate(words=SearchVector("title", config="simple")).filter(
            words=SearchQuery(prefix, config="simple", search_type="raw")
        )
    rows = found.select_related("client").order_by("-opened_at")[:limit]
    return [*acts, *(_found(row, who) for row in rows)]


def _found(row: Ticket, who: Person) -> Found:
    name = "desk:ticket" if who.is_staff_member else "desk:portal_ticket"
    note = f"{row.client or row.requester_email} · {row.get_status_display()}"
    return Found(str(row), note, reverse(name, args=[row.number]), _("Tickets"))


def _lexeme(word: str) -> str:
    return "".join(letter for letter in word if letter.isalnum())


def unsettled_mail(who: Person) -> QuerySet[Outbox]:
    """Mail of ours in doubt or not delivered."""
    return (
        _mail_of_ours(who)
        .filter(state__in=[SendState.DOUBT, SendState.FAILED], claimed_at__isnull=False)
        .select_related("ticket")
        .defer("raw")
        .order_by("-claimed_at")
    )


def outgoing_mail(who: Person) -> QuerySet[Outbox]:
    """The latest mail of ours, with where it is."""
    return _mail_of_ours(who).select_related("ticket").defer("raw").order_by("-pk")


def _mail_of_ours(who: Person) -> QuerySet[Outbox]:
    """Letters about tickets that `who` may see; those about none are for who leads the firm."""
    seen = Q(ticket__in=tickets_visible_to(who))
    return Outbox.objects.filter(seen | Q(ticket=None) if who.is_lead else seen)


def outgoing_ids(who: Person, among: list[str]) -> set[str]:
    """Which of these ids are of mail of ours, about tickets that `who` may see."""
    found = outgoing_mail(who).filter(message_id__in=among, ticket__isnull=False)
    return set(found.order_by().values_list("message_id", flat=True))


def incoming_mail(who: Person) -> QuerySet[RawMail]:
    """The latest mail that came, with what each step said of it."""
    found = RawMail.objects.defer("raw").select_related("ticket").order_by("-received_at")
    return found.filter(ticket__in=tickets_visible_to(who)) if is_limited(who) else found


@dataclass(frozen=True, slots=True)
class MailHealth:
    """Whether the mail flows."""

    unread: int
    waiting: int
    oldest_waiting: datetime | None
    last_heard_at: datetime | None


def mail_health() -> MailHealth:
    """Counts of what waits on either side; bound to nobody, because it names nobody."""
    waiting = Outbox.objects.filter(state=SendState.WAITING)
    newest = RawMail.objects.order_by("-received_at").values_list("received_at", flat=True)
    return MailHealth(
        unread=RawMail.objects.filter(state=MailState.UNREAD).count(),
        waiting=waiting.count(),
        oldest_waiting=waiting.order_by("next_try_at").values_list("made_at", flat=True).first(),
        last_heard_at=newest.first(),
    )


def day_start(who: Person, now: datetime) -> datetime:
    """Midnight where `who` is."""
    local = timezone.localtime(now, who.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def days_ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def quiet_since_completed(now: datetime, limit: int = 200) -> list[Ticket]:
    """Completed tickets nobody objected to for three of the client's business days. Bound to
    nobody: the clock asks."""
    long_ago = Ticket.objects.filter(
        status=TicketStatus.COMPLETED, status_since__lte=now - timedelta(days=1)
    )
    found = long_ago.select_related("client__calendar").order_by("status_since")[:limit]
    return [ticket for ticket in found if history.business_time_in_status(ticket, now) >= QUIET]


QUIET = timedelta(hours=24)


def answers_late(who: Person, now: datetime, limit: int = 20) -> list[Ticket]:
    """Open tickets whose first answer is past due, the longest waiting first."""
    found = tickets_visible_to(who).open().filter(answered_at=None, answer_due__lt=now)
    return list(found.select_related("client").order_by("answer_due")[:limit])


def hot_tickets(who: Person, limit: int = 8) -> list[Ticket]:
    """Open tickets of the two highest priorities, in the order of work."""
    found = tickets_visible_to(who).open().filter(priority__lte=Priority.P2)
    return list(_listed(found).in_turn()[:limit])


def stray_reasons(who: Person, now: datetime) -> dict[str, int]:
    """How many strayed for which reason, the commonest first."""
    found = tickets_visible_to(who).open().filter(strays_at__lte=now)
    rows = found.values("strays_because").annotate(n=Count("pk")).order_by("-n")
    return {row["strays_because"]: row["n"] for row in rows}
