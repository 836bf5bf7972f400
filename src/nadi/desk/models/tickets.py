"""Tickets, their history, and how they were taken."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role
from nadi.clients.models import Calendar, Client, Contact
from nadi.clients.models import is_limited as limited_to_clients
from nadi.clients.queries import visible_client_ids
from nadi.desk.rules import clocks, order
from nadi.desk.rules.statuses import DONE, MEANINGS, Status


class Board(models.TextChoices):
    """Three boards: who the work was born from."""

    HELP_DESK = "help_desk", _("Help desk")
    MACHINES = "machines", _("From machines")
    TEAM = "team", _("From the team")


class TicketStatus(models.TextChoices):
    """The ten statuses of the rules, in words for people."""

    NEW = "new", _("New")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    READY = "ready", _("Ready")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_CLIENT = "waiting_client", _("Waiting on client")
    WAITING_VENDOR = "waiting_vendor", _("Waiting on vendor")
    ESCALATED = "escalated", _("Escalated")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")


class Priority(models.IntegerChoices):
    """Four; P1 sets itself."""

    P1 = 1, _("P1, critical")
    P2 = 2, _("P2, high")
    P3 = 3, _("P3, normal")
    P4 = 4, _("P4, when convenient")


class Source(models.TextChoices):
    """How a request reached us. Nothing is too small to have a source."""

    MAIL = "mail", _("by mail")
    CALL = "call", _("by phone")
    TALK = "talk", _("in conversation")
    PORTAL = "portal", _("from the portal")
    MONITORING = "monitoring", _("from monitoring")
    BACKUPS = "backups", _("from backups")
    TECHNICIAN = "technician", _("seen by a technician")
    STAFF = "staff", _("from the team")
    BACK_OFFICE = "back_office", _("from the back office")


DONE_VALUES = tuple(sorted(str(status) for status in DONE))
IS_OPEN = ~Q(status__in=DONE_VALUES)


def is_limited(who: Person) -> bool:
    """Whether somebody sees the tickets of some clients only."""
    return who.role == Role.CONTACT or limited_to_clients(who)


SIMULATED_MAIL = "<simulated."  # how the message ids of the demo's simulated contacts begin


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets, beginning with who is looking."""

    def visible_to(self, who: Person) -> TicketQuerySet:
        """Staff see all, limited technicians those of their clients, a contact their own client's;
        what has no client yet only unlimited staff see."""
        if not who.is_active:
            return self.none()
        return self.filter(client__in=visible_client_ids(who)) if is_limited(who) else self

    def open(self) -> TicketQuerySet:
        return self.filter(IS_OPEN)

    def in_turn(self) -> TicketQuerySet:
        """Highest priority first, then oldest."""
        return self.order_by("priority", "opened_at", "number")


class Ticket(models.Model):
    """A request and where it stands.

    The columns `clock_*` and `strays_*` hold what the rules reckoned from the history when it last
    changed, so that a board is one statement; a test reckons them again.
    """

    number = models.BigAutoField(_("number"), primary_key=True)
    title = models.CharField(_("title"), max_length=200)
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="tickets",
    )
    requester = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    requester_name = models.CharField(max_length=200, blank=True)
    requester_email = models.CharField(max_length=320, blank=True)
    device = models.ForeignKey(
        "fleet.Device", on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    board = models.CharField(max_length=12, choices=Board.choices, default=Board.HELP_DESK)
    status = models.CharField(max_length=16, choices=TicketStatus.choices, default=TicketStatus.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.P3)
    what_is_down = models.CharField(max_length=20, blank=True)
    work_type = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets_owned"
    )
    opened_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    next_until = models.DateTimeField(null=True, blank=True)
    estimate_minutes = models.PositiveIntegerField(null=True, blank=True)

    opened_at = models.DateTimeField(default=timezone.now)
    status_since = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(default=timezone.now)
    human_touched = models.BooleanField(default=False)
    reopened = models.PositiveSmallIntegerField(default=0)

    hours = models.ForeignKey(
        Calendar, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer_budget = models.DurationField(null=True, blank=True)
    answer_promise = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_due = models.DateTimeField(null=True, blank=True)
    last_word_at = models.DateTimeField(null=True, blank=True)
    promised_word_at = models.DateTimeField(null=True, blank=True)
    root_message_id = models.CharField(max_length=1000, blank=True)

    clock_name = models.CharField(max_length=12, blank=True)
    clock_due = models.DateTimeField(null=True, blank=True)
    clock_since = models.DateTimeField(null=True, blank=True)
    strays_at = models.DateTimeField(null=True, blank=True)
    strays_because = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_tickets_say_when",
                condition=Q(closed_at__isnull=False, status__in=DONE_VALUES)
                | (Q(closed_at__isnull=True) & IS_OPEN),
            ),
            models.CheckConstraint(
                name="four_priorities", condition=Q(priority__gte=1, priority__lte=4)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["board", "priority", "opened_at", "number"],
                name="ticket_board_in_turn",
                condition=IS_OPEN,
            ),
            models.Index(
                fields=["priority", "opened_at", "number"],
                name="ticket_in_turn",
                condition=IS_OPEN,
            ),
            models.Index(fields=["strays_at"], name="ticket_strays", condition=IS_OPEN),
            models.Index(fields=["client", "-opened_at"], name="ticket_by_client"),
            models.Index(fields=["client", "closed_at"], name="ticket_client_closing"),
            models.Index(fields=["-closed_at"], name="ticket_by_closing"),
            models.Index(fields=["-opened_at"], name="ticket_by_opening"),
            models.Index(
                Least("answered_at", "answer_due"),
                name="ticket_by_first_answer",
                condition=Q(answer_budget__isnull=False),
            ),
            models.Index(
                "client",
                Least("answered_at", "answer_due"),
                name="ticket_client_first_answer",
                condition=Q(answer_budget__isnull=False),
                include=["answered_at", "answer_due", "closed_at", "priority"],
            ),
            GinIndex(SearchVector("title", config="simple"), name="ticket_title_words"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status not in DONE_VALUES

    @property
    def is_simulated(self) -> bool:
        """Whether the demo's simulated life asked for this."""
        return bool(settings.NADI_DEMO) and self.root_message_id.startswith(SIMULATED_MAIL)

    @property
    def meaning(self) -> str:
        return MEANINGS[Status(self.status)].meaning

    @property
    def strays_sentence(self) -> str:
        return order.SENTENCES.get(self.strays_because, "")

    def facts(self, spans: tuple[clocks.Span, ...]) -> clocks.Facts:
        """What the clocks need, as plain values."""
        return clocks.Facts(
            opened=self.opened_at,
            priority=self.priority,
            status=Status(self.status),
            spans=spans,
            answer_budget=self.answer_budget,
            answered=self.answered_at,
            answer_due_when_given=self.answer_due if self.answered_at else None,
            last_word=self.last_word_at,
            promised_word=self.promised_word_at,
            visit=self.next_at,
        )

    def course(self) -> order.Course:
        """What judging its course needs, as plain values."""
        return order.Course(
            status=Status(self.status),
            entered=self.status_since,
            priority=self.priority,
            has_owner=self.owner_id is not None,
            next_step=self.next_step,
            next_at=self.next_at,
            promised_word=self.promised_word_at,
            what_is_down=self.what_is_down,
        )


class StatusSpan(models.Model):
    """A stretch of time in one status. All clocks are reckoned from these."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="spans")
    status = models.CharField(max_length=16, choices=TicketStatus.choices)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["start", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(end__isnull=True), name="one_status_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.status}"

    def plain(self) -> clocks.Span:
        return clocks.Span(Status(self.status), self.start, self.end)


class TicketAlert(models.Model):
    """An alert this ticket speaks of. One open ticket for a key; repeats are counted."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="alerts")
    key = models.CharField(max_length=200)
    alert_id = models.BigIntegerField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="one_ticket_per_alert_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} on #{self.ticket_id}"


class Stray(models.Model):
    """That a ticket was out of process for a while, and why. While it still is, the ticket says so
    itself; this row is written when somebody brings it back."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="strays")
    because = models.CharField(max_length=30)
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ticket", "start"], name="stray_by_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.because}"


class Jump(models.Model):
    """A ticket begun although another was next, and why."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="jumps")
    instead_of = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.ticket_id} before #{self.instead_of_id}: {self.because}"
