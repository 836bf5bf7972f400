"""Promises that stand in an agreement, and every judgement made of them."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.agreements.models.agreements import Agreement, AgreementVersion


class BoundChoice(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


class VerdictAnswer(models.TextChoices):
    KEPT = "kept", _("Kept")
    AT_RISK = "at_risk", _("At risk")
    BROKEN = "broken", _("Broken")
    NOT_JUDGED = "not_judged", _("Not judged")


class StandingPromiseQuerySet(models.QuerySet["StandingPromise"]):
    def visible_to(self, who: Person) -> StandingPromiseQuerySet:
        return self.filter(version__agreement__in=Agreement.objects.visible_to(who))


class StandingPromise(models.Model):
    """A sentence that can be checked: a vital, at least or at most a target, over a window."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="standing_promises"
    )
    sentence = models.CharField(_("what we promise"), max_length=240)
    vital = models.CharField(_("measured by"), max_length=80)
    population = models.CharField(_("for"), max_length=60, blank=True)
    bound = models.CharField(_("bound"), max_length=10, choices=BoundChoice.choices)
    target = models.DecimalField(_("target"), max_digits=9, decimal_places=3)
    window_days = models.PositiveSmallIntegerField(_("over days"), default=28)

    objects: ClassVar = StandingPromiseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["version", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="standing_promise_over_a_day_or_more", condition=Q(window_days__gte=1)
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return reverse("agreements:standing_promise", args=[self.pk])

    @property
    def window(self) -> timedelta:
        return timedelta(days=self.window_days)


class Verdict(models.Model):
    """One judgement of a standing promise, with all it was made from. Written once: the database
    refuses to change or delete it."""

    promise = models.ForeignKey(StandingPromise, on_delete=models.PROTECT, related_name="verdicts")
    answer = models.CharField(max_length=10, choices=VerdictAnswer.choices)
    reason = models.CharField(max_length=240)
    vital_version = models.PositiveSmallIntegerField(null=True, blank=True)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    bound = models.CharField(max_length=10, choices=BoundChoice.choices)
    target = models.DecimalField(max_digits=9, decimal_places=3)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    n = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    fresh_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-window_end", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["promise", "window_end"], name="one_verdict_per_promise_and_moment"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["promise", "-window_end"], name="verdict_newest")]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}: {self.promise}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:verdict", args=[self.pk])
