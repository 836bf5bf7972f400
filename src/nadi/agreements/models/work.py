"""Time as it was worked, and what of it is charged."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role
from nadi.agreements.rules import charges
from nadi.clients.models import Client
from nadi.core.money import Money


class Answer(models.TextChoices):
    """Is this work included?"""

    COVERED = charges.Answer.COVERED.value, _("Covered")
    BILLABLE = charges.Answer.BILLABLE.value, _("Billable")
    ASK = charges.Answer.ASK.value, _("Ask first")


class WorkType(models.Model):
    """A kind of work, the center it serves, and what is done about it where no agreement says."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    center = models.PositiveSmallIntegerField(_("center"))
    default_answer = models.CharField(_("by default"), max_length=10, choices=Answer.choices)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering: ClassVar = ["center", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="work_serves_one_of_seven_centers", condition=Q(center__range=(1, 7))
            )
        ]

    def __str__(self) -> str:
        return self.name


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def visible_to(self, who: Person) -> TimeEntryQuerySet:
        """Everybody's for those who run the firm's day; a technician's own."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        return self.filter(person=who) if who.role == Role.TECHNICIAN else self

    def running(self) -> TimeEntryQuerySet:
        return self.filter(ended_at__isnull=True)


class TimeEntry(models.Model):
    """Work of one person: raw minutes, never rounded. Without an end it is the running timer, of
    which a person has one at most."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="time_entries")
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="time_entries",
    )
    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(_("note for the client"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    about = models.CharField(max_length=160, blank=True)
    about_url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = TimeEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="one_running_timer_per_person",
            ),
            models.CheckConstraint(
                name="time_entry_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
            models.CheckConstraint(
                name="time_entry_has_minutes_once_it_ended",
                condition=Q(ended_at__isnull=True, minutes__isnull=True)
                | Q(ended_at__isnull=False, minutes__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ended_at"], name="time_entry_by_end"),
            models.Index(fields=["person", "-started_at"], name="time_entry_by_person"),
            models.Index(fields=["client", "about_url"], name="time_entry_by_subject"),
            models.Index(fields=["client", "ended_at"], name="time_entry_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.work_type}, {self.minutes} min"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    def minutes_at(self, now: datetime) -> int:
        """Raw minutes, counted up to now while it runs."""
        if self.minutes is not None:
            return self.minutes
        return max(0, charges.whole_minutes(now - self.started_at))

    @property
    def charge(self) -> ChargeDecision | None:
        """The decision that counts."""
        return next((each for each in self.charges.all() if each.replaced_at is None), None)


class ChargeDecision(models.Model):
    """What of an entry is charged: the rule that decided, its reason and its figures. Never
    changed; a correction writes another and marks this one replaced."""

    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="charges")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    rule = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    clause = models.CharField(max_length=20, blank=True)
    plan = models.CharField(max_length=60, blank=True)
    agreement_version = models.ForeignKey(
        "agreements.AgreementVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    raw_minutes = models.PositiveIntegerField()
    billable_minutes = models.PositiveIntegerField(default=0)
    rounding = models.CharField(max_length=80, blank=True)
    hourly_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(replaced_at__isnull=True),
                name="one_charge_counts_per_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.reason}"

    @property
    def money(self) -> Money | None:
        """What is due, where anything is."""
        if self.amount is None:
            return None
        return Money.of(str(self.amount), self.currency).rounded()
