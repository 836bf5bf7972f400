"""Where a client wants to be, and where we do: goals, steps by quarter, risks, signals."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.money import Money
from nadi.planning.models.meetings import Decision
from nadi.planning.models.ofclient import OfClientQuerySet


class Horizon(models.TextChoices):
    YEAR = "year", _("in one year")
    FIVE = "five", _("in five years")


class Goal(models.Model):
    """Where they want to be, in their own words. Without a client it is a goal of our own firm."""

    class State(models.TextChoices):
        OPEN = "", _("Ahead")
        MET = "met", _("Reached")
        DROPPED = "dropped", _("No longer wanted")

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="goals"
    )
    horizon = models.CharField(_("by when"), max_length=5, choices=Horizon.choices)
    statement = models.CharField(_("in their words"), max_length=240)
    measure = models.CharField(_("how we would see it"), max_length=200, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, blank=True)
    because = models.CharField(max_length=300, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = OfClientQuerySet["Goal"].as_manager()

    class Meta:
        ordering: ClassVar = ["-horizon", "due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="goal_settled_at_some_time",
                condition=Q(state="", settled_at=None) | ~Q(state="") & Q(settled_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class StepState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class RoadmapItem(models.Model):
    """A step of the road map, in the quarter it belongs to (its first day)."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="road_map"
    )
    title = models.CharField(_("step"), max_length=160)
    why = models.CharField(_("what for"), max_length=240, blank=True)
    quarter = models.DateField(_("quarter"))
    state = models.CharField(
        _("state"), max_length=8, choices=StepState.choices, default=StepState.PROPOSED
    )
    cost_low = models.DecimalField(
        _("costs from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_high = models.DecimalField(_("to"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfClientQuerySet["RoadmapItem"].as_manager()

    class Meta:
        ordering: ClassVar = ["quarter", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def low(self) -> Money | None:
        return None if self.cost_low is None else Money(self.cost_low, self.currency)

    @property
    def high(self) -> Money | None:
        return None if self.cost_high is None else Money(self.cost_high, self.currency)


class AcceptedRisk(models.Model):
    """A risk somebody on their side accepts, with their name, their reason, and until when."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="accepted_risks")
    statement = models.CharField(_("the risk"), max_length=240)
    accepted_by = models.CharField(_("accepted by"), max_length=120)
    because = models.CharField(_("their reason"), max_length=300)
    until = models.DateField(_("until"))
    accepted_at = models.DateTimeField(default=timezone.now)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="risk_accepted"
    )
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    over_at = models.DateTimeField(null=True, blank=True)
    over_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar = OfClientQuerySet["AcceptedRisk"].as_manager()

    class Meta:
        ordering: ClassVar = ["until", "pk"]

    def __str__(self) -> str:
        return self.statement

    def holds_on(self, day: date) -> bool:
        return self.over_at is None and day <= self.until


class SignalKind(models.TextChoices):
    ASKED = "asked", _("Asked us before they decided")
    INVITED = "invited", _("Invited us to their planning")
    TOLD = "told", _("Told us first")


class InsiderSignal(models.Model):
    """One moment in which a client treated us as part of their own team."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="insider_signals")
    kind = models.CharField(_("what they did"), max_length=8, choices=SignalKind.choices)
    what = models.CharField(_("about what"), max_length=240)
    at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfClientQuerySet["InsiderSignal"].as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="signal_by_client")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"
