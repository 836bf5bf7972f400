"""The monitoring round of each day: who looked at what, what they said, and who signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import visible_client_ids


class MonitoringRound(models.Model):
    """One day's round, in the firm's own zone. It is signed on that day or not at all."""

    day = models.DateField(unique=True)
    begun_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("a line for tomorrow"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="round_is_signed_by_somebody",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"round of {self.day}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class RoundLookQuerySet(models.QuerySet["RoundLook"]):
    def visible_to(self, who: Person) -> RoundLookQuerySet:
        return self.filter(client_id__in=visible_client_ids(who))


class RoundLook(models.Model):
    """One line a person looked at, as it stood then. A quiet client is one look, without a key."""

    class How(models.TextChoices):
        QUIET = "quiet", _("quiet")
        LOOKED = "looked", _("looked at")
        TICKET = "ticket", _("a ticket")
        NOTE = "note", _("a note")

    of_round = models.ForeignKey(MonitoringRound, on_delete=models.CASCADE, related_name="looks")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=400)
    url = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=6, choices=How.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = RoundLookQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["of_round", "client", "key"], name="each_line_is_looked_at_once"
            ),
            models.CheckConstraint(
                name="quiet_looks_have_no_key",
                condition=Q(key="", how="quiet") | (~Q(key="") & ~Q(how="quiet")),
            ),
            models.CheckConstraint(
                name="a_note_says_something", condition=~Q(how="note") | ~Q(note="")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="look_by_client")]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.sentence}"
