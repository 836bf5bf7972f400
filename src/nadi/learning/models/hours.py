"""Hours of learning: what kind of knowledge a time entry brought, and what was agreed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person


class Kind(models.TextChoices):
    """Three kinds of knowledge; the third is the hardest to teach."""

    TECHNICAL = "technical", _("Technical: how it works")
    BUSINESS = "business", _("Business: what it is for")
    CRAFT = "craft", _("Craft: how we do the job well")


class LearningHour(models.Model):
    """That a time entry was learning: which kind of knowledge, about what."""

    entry = models.OneToOneField(
        "agreements.TimeEntry", on_delete=models.PROTECT, related_name="learning"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="learning_hours")
    kind = models.CharField(_("kind of knowledge"), max_length=9, choices=Kind.choices)
    topic = models.CharField(_("what about"), max_length=120)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"], name="learning_by_person")]

    def __str__(self) -> str:
        return self.topic


class LearningIntention(models.Model):
    """How much of each kind a person has agreed to learn in four weeks, from a day until another
    agreement takes its place."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="learning_intentions")
    technical = models.PositiveIntegerField(_("minutes, technical"), default=0)
    business = models.PositiveIntegerField(_("minutes, business"), default=0)
    craft = models.PositiveIntegerField(_("minutes, craft"), default=0)
    topics = models.CharField(_("what about"), max_length=240, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-from_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until_on__isnull=True),
                name="one_learning_intention_stands_per_person",
            ),
            models.CheckConstraint(
                name="learning_intention_is_some_time",
                condition=Q(technical__gt=0) | Q(business__gt=0) | Q(craft__gt=0),
            ),
            models.CheckConstraint(
                name="learning_intention_ends_after_it_begins",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min in four weeks"

    @property
    def minutes(self) -> int:
        return self.technical + self.business + self.craft
