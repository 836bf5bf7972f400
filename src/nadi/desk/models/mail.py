"""Mail as it came and mail to be sent. Kept first, read and sent afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.desk.models.talk import Entry
from nadi.desk.models.tickets import Ticket


class MailState(models.TextChoices):
    """What became of a mail that came in."""

    UNREAD = "unread", _("not read yet")
    READ = "read", _("read")
    AGAIN = "again", _("the same mail again")
    HELD = "held", _("held for a person")
    REVIEW = "review", _("not understood, in review")


class RawMail(models.Model):
    """A mail exactly as it came. Written and committed before the sender hears “250”."""

    mailbox = models.CharField(max_length=320, blank=True)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.JSONField(default=list)
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.UNREAD)
    message_id = models.CharField(max_length=1000, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    trace = models.JSONField(default=list, help_text=_("What each step said of it"))
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="mail"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "message_id"],
                condition=~Q(message_id="") & ~Q(state="again"),
                name="the_same_mail_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="mail_unread", condition=Q(state="unread")),
            models.Index(fields=["-received_at"], name="mail_newest"),
            models.Index(fields=["message_id"], name="mail_by_id"),
            models.Index(fields=["sender", "-received_at"], name="mail_by_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.sender or self.envelope_from}: {self.subject}"


class SendState(models.TextChoices):
    """Where a mail of ours is."""

    WAITING = "waiting", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("delivered")
    DOUBT = "doubt", _("in doubt")
    FAILED = "failed", _("not delivered")


class Outbox(models.Model):
    """One mail to one address, mostly about a ticket. A send that was cut off is in doubt and
    listed, never repeated without being asked."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="outbox"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    recipient = models.CharField(max_length=320)
    subject = models.CharField(
        max_length=200, blank=True, db_default="", default="", help_text="where it has no ticket"
    )
    message_id = models.CharField(max_length=1000)
    raw = models.BinaryField()
    is_automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=SendState.choices, default=SendState.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message_id", "recipient"], name="sent_once_to_each")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], name="outbox_waiting", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["claimed_at"],
                name="outbox_unsettled",
                condition=Q(state__in=["sending", "doubt", "failed"]),
            ),
            models.Index(fields=["recipient", "-made_at"], name="outbox_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.state}"
