"""What is known of a device's age and support, by which policy it is judged, what was planned."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.money import Money
from nadi.fleet.models import Device, DeviceKind


class FactKind(models.TextChoices):
    PURCHASED = "purchased", _("Bought")
    WARRANTY_END = "warranty_end", _("Warranty ends")
    END_OF_SALE = "end_of_sale", _("No longer sold")
    END_OF_SOFTWARE = "end_of_software", _("No new software")
    END_OF_SECURITY = "end_of_security", _("Security updates end")
    END_OF_SUPPORT = "end_of_support", _("Support ends")


class FactState(models.TextChoices):
    DATED = "dated", _("On a day")
    SUPPORTED = "supported", _("Supported, no end announced")
    UNKNOWN = "unknown", _("Looked for, not found")


Row = TypeVar("Row", bound=models.Model)


class OfDeviceQuerySet(models.QuerySet[Row]):
    def visible_to(self, who: Person) -> OfDeviceQuerySet[Row]:
        if not who.is_active or not who.is_staff_member:
            return self.none()
        return self.filter(device__in=Device.objects.visible_to(who))


class LifecycleFact(models.Model):
    """One word about a device's life, with its source. Several may stand side by side; the newest
    of a kind counts, and none is ever overwritten."""

    GOES_WITH: ClassVar = {"device": Q(source__startswith="import ")}  # what a table said of it

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="lifecycle_facts")
    kind = models.CharField(_("what"), max_length=16, choices=FactKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=FactState.choices)
    on = models.DateField(_("day"), null=True, blank=True)
    source = models.CharField(_("from where"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = OfDeviceQuerySet["LifecycleFact"].as_manager()

    class Meta:
        ordering: ClassVar = ["-noted_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="lifecycle_fact_has_a_day_where_it_is_dated",
                condition=Q(state="dated", on__isnull=False) | ~Q(state="dated") & Q(on=None),
            ),
            models.CheckConstraint(
                name="only_support_goes_on_without_an_end",
                condition=~Q(state="supported")
                | Q(kind__in=["end_of_software", "end_of_security", "end_of_support"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device", "kind", "-noted_at"], name="lifecycle_fact_newest")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.on or self.get_state_display()}"


class ReplacementPolicy(models.Model):
    """How long a kind of device serves, for everybody or for one client, from a day on."""

    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("client"),
    )
    kind = models.CharField(_("kind of device"), max_length=12, choices=DeviceKind.choices)
    useful_months = models.PositiveSmallIntegerField(_("serves for, months"))
    lead_days = models.PositiveSmallIntegerField(_("time to replace it, days"), default=30)
    needs_warranty = models.BooleanField(_("must be under warranty"), default=False)
    needs_support = models.BooleanField(_("must be under support"), default=False)
    cost_low = models.DecimalField(
        _("a new one costs from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_high = models.DecimalField(_("to"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    since = models.DateField(_("from"))
    because = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["kind", "client", "-since", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="policy_of_a_month_or_more", condition=Q(useful_months__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.useful_months}"

    @property
    def low(self) -> Money | None:
        return None if self.cost_low is None else Money(self.cost_low, self.currency)

    @property
    def high(self) -> Money | None:
        return None if self.cost_high is None else Money(self.cost_high, self.currency)


class Choice(models.TextChoices):
    REPLACE = "replace", _("Replace it by")
    EXTEND = "extend", _("Keep it until")
    RETIRE = "retire", _("Take it out of use by")


class DevicePlan(models.Model):
    """What somebody accepted for one device. The newest counts; it holds until its day."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="plans")
    choice = models.CharField(_("plan"), max_length=8, choices=Choice.choices)
    on = models.DateField(_("day"))
    because = models.CharField(_("why"), max_length=300, blank=True)
    approved_by = models.CharField(_("accepted by"), max_length=120)
    decided_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar = OfDeviceQuerySet["DevicePlan"].as_manager()

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plan_is_accepted_by_somebody", condition=~Q(approved_by="")
            ),
            models.CheckConstraint(
                name="longer_service_has_a_reason",
                condition=~Q(choice="extend") | ~Q(because=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device", "-decided_at"], name="device_plan_newest")
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} {self.on}"

    def holds_on(self, day: date) -> bool:
        return self.withdrawn_at is None and day <= self.on
