"""Trials of new technology: a hypothesis, an owner, and a date on which somebody decides."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person


class Verdict(models.TextChoices):
    ADOPT = "adopt", _("Adopt")
    TRIAL = "trial", _("Try on")
    HOLD = "hold", _("Hold")


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, who: Person) -> TrialQuerySet:
        return self if who.is_active and who.is_staff_member else self.none()

    def going(self) -> TrialQuerySet:
        return self.filter(verdict__in=["", Verdict.TRIAL])


class Trial(models.Model):
    """Something new that we try. `verdict` is the newest decision's; while it is none or “try on”,
    the trial goes on until `decide_by`, which only a decision moves."""

    title = models.CharField(_("what"), max_length=120)
    hypothesis = models.TextField(_("what we believe it will do"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="trials_owned", verbose_name=_("owner")
    )
    begun_at = models.DateTimeField(default=timezone.now)
    decide_by = models.DateField(_("decide by"))
    verdict = models.CharField(
        max_length=5, choices=[("", _("Being tried")), *Verdict.choices], default="", blank=True
    )

    objects: ClassVar = TrialQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["decide_by", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:trial", args=[self.pk])

    @property
    def is_going(self) -> bool:
        return self.verdict in {"", Verdict.TRIAL}

    def is_late(self, today: date) -> bool:
        return self.is_going and self.decide_by < today


class TrialDecision(models.Model):
    """What was decided, why, and by which date it had to be. Never changed, only followed."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    reason = models.TextField()
    due_on = models.DateField()
    next_decide_by = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="trial_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="trying_on_has_a_next_date",
                condition=Q(verdict="trial", next_decide_by__isnull=False)
                | ~Q(verdict="trial") & Q(next_decide_by__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="trial_decision_by_due")]

    def __str__(self) -> str:
        return f"{self.trial}: {self.get_verdict_display()}"
