"""What was said in a ticket, by whom, and to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.desk.models.tickets import Ticket


class Talk(models.TextChoices):
    """Who may hear it."""

    PUBLIC = "public", _("to the client")
    INTERNAL = "internal", _("internal")
    SYSTEM = "system", _("nadi")


class Entry(models.Model):
    """One thing said. Never changed afterwards: a correction is another entry."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Talk.choices)
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=200, blank=True)
    from_client = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    text = models.TextField(help_text=_("What is shown, without quotes of earlier mail"))
    html = models.TextField(blank=True, help_text=_("The mail's own HTML, cleaned when stored"))
    whole_text = models.TextField(blank=True, help_text=_("With the quotes, where they were cut"))
    minutes = models.PositiveIntegerField(null=True, blank=True)
    promised_word_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=1000, blank=True, db_index=True)
    link = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["ticket", "at"], name="entry_by_ticket")]

    def __str__(self) -> str:
        return f"{self.author_name or 'nadi'}: {self.text[:60]}"


class TicketTime(models.Model):
    """That time in Root's book was worked on a ticket, and which note tells of it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="times")
    time = models.OneToOneField(
        "agreements.TimeEntry", on_delete=models.CASCADE, related_name="on_ticket"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="times"
    )
    worked_at = models.DateTimeField(help_text=_("When the work ended"))
    written_at = models.DateTimeField()
    is_same_day = models.BooleanField(help_text=_("Where the person who worked is"))
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text=_("The ticket's, and moved with it: one client's time is found by it alone"),
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["written_at"], name="ticket_time_by_writing"),
            models.Index(fields=["client", "written_at"], name="ticket_time_by_client"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: time {self.time_id}"


class Participant(models.Model):
    """Somebody who takes part in a ticket: an address that may answer into it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants")
    email = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now)
    hears = models.BooleanField(_("gets our answers"), default=True)
    undeliverable_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "email"], name="takes_part_once")
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Attachment(models.Model):
    """A file that came with an entry, kept by the hash of its content."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.name
