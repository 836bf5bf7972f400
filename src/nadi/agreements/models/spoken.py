"""Promises that were spoken, in every direction."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.agreements.rules import spoken
from nadi.clients.models import Client, Vendor


class Direction(models.TextChoices):
    """Who promised whom."""

    US_TO_CLIENT = "us_to_client", _("We promised the client")
    CLIENT_TO_US = "client_to_us", _("The client promised us")
    US_TO_EMPLOYEE = "us_to_employee", _("The firm promised a colleague")
    EMPLOYEE_TO_US = "employee_to_us", _("A colleague promised the firm")
    US_TO_VENDOR = "us_to_vendor", _("We promised the vendor")
    VENDOR_TO_US = "vendor_to_us", _("The vendor promised us")


OURS = frozenset(
    {
        Direction.US_TO_CLIENT,
        Direction.US_TO_EMPLOYEE,
        Direction.EMPLOYEE_TO_US,
        Direction.US_TO_VENDOR,
    }
)
WITH_CLIENT = frozenset({Direction.US_TO_CLIENT, Direction.CLIENT_TO_US})
WITH_EMPLOYEE = frozenset({Direction.US_TO_EMPLOYEE, Direction.EMPLOYEE_TO_US})
WITH_VENDOR = frozenset({Direction.US_TO_VENDOR, Direction.VENDOR_TO_US})


class Settled(models.TextChoices):
    OPEN = "", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    LET_GO = "let_go", _("Let go")


class SpokenPromiseQuerySet(models.QuerySet["SpokenPromise"]):
    def visible_to(self, who: Person) -> SpokenPromiseQuerySet:
        """For staff, within a technician's clients; between the firm and a colleague only for
        those two sides: the colleague, the owner, who wrote it down, and those who lead."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        own = Q(owner=who) | Q(said_by=who) | Q(employee=who)
        between_colleagues = Q(direction__in=WITH_EMPLOYEE)
        clients = Client.objects.visible_to(who).values("pk")
        seen = ~between_colleagues & (Q(client__isnull=True) | Q(client__in=clients))
        if who.is_lead:
            seen |= between_colleagues
        return self.filter(own & (Q(client__isnull=True) | Q(client__in=clients)) | seen)

    def ours(self) -> SpokenPromiseQuerySet:
        """Those it is on our side to keep."""
        return self.filter(direction__in=OURS)

    def past_due(self, now: datetime) -> SpokenPromiseQuerySet:
        return self.filter(settled=Settled.OPEN, due_at__lt=now)


class SpokenPromise(models.Model):
    """A sentence somebody said, with an owner on our side, and when it is due, in whose zone."""

    sentence = models.CharField(_("what was promised"), max_length=240)
    direction = models.CharField(_("who to whom"), max_length=16, choices=Direction.choices)
    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_promises",
        verbose_name=_("client"),
    )
    employee = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_promises_with",
        verbose_name=_("colleague"),
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_promises",
        verbose_name=_("vendor"),
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="promises_owned",
        verbose_name=_("owner on our side"),
    )
    due_at = models.DateTimeField(_("due"))
    zone_name = models.CharField(max_length=64)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(_("about"), max_length=160, blank=True)
    about_url = models.CharField(max_length=300, blank=True)
    settled = models.CharField(
        max_length=8, choices=Settled.choices, default=Settled.OPEN, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    because = models.TextField(blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SpokenPromiseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="spoken_promise_has_the_party_it_names",
                condition=Q(
                    direction__in=sorted(WITH_CLIENT),
                    client__isnull=False,
                    employee__isnull=True,
                    vendor__isnull=True,
                )
                | Q(
                    direction__in=sorted(WITH_EMPLOYEE),
                    client__isnull=True,
                    employee__isnull=False,
                    vendor__isnull=True,
                )
                | Q(
                    direction__in=sorted(WITH_VENDOR),
                    client__isnull=True,
                    employee__isnull=True,
                    vendor__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="spoken_promise_settled_at_some_time",
                condition=Q(settled="", settled_at__isnull=True)
                | ~Q(settled="") & Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="spoken_promise_not_kept_needs_a_reason",
                condition=~Q(settled__in=["broken", "let_go"]) | ~Q(because=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="spoken_open_by_due", condition=Q(settled="")),
            models.Index(fields=["client", "due_at"], name="spoken_by_client"),
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return reverse("agreements:spoken_promise", args=[self.pk])

    @property
    def party(self) -> Client | Person | Vendor:
        found = self.client or self.employee or self.vendor
        assert found is not None  # noqa: S101  a constraint holds it
        return found

    @property
    def is_open(self) -> bool:
        return self.settled == Settled.OPEN

    @property
    def is_ours(self) -> bool:
        return self.direction in OURS

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    def is_late(self, now: datetime) -> bool:
        return self.is_open and now > self.due_at

    def was_late_at(self, moment: datetime) -> bool:
        """Open at that moment, and past due."""
        was_open = self.settled_at is None or self.settled_at > moment
        return was_open and moment > self.due_at

    def kept_on_time(self, now: datetime) -> bool | None:
        word = spoken.Word(self.due_at, self.settled, self.settled_at, self.missed_at)
        return spoken.kept_on_time(word, now)


class Renegotiation(models.Model):
    """That the other side agreed to another time; the old one stays on record."""

    promise = models.ForeignKey(
        SpokenPromise, on_delete=models.CASCADE, related_name="renegotiations"
    )
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    consent = models.CharField(_("who agreed"), max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.promise}: agreed by {self.consent}"
