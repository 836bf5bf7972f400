"""Lessons: one paragraph that one of us learned and all may read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.learning.models.procedures import Procedure


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, who: Person) -> LessonQuerySet:
        """All of us; one that was taken back, only who shared it and those who lead."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        return (
            self if who.is_lead else self.filter(Q(taken_back_at__isnull=True) | Q(shared_by=who))
        )

    def standing(self) -> LessonQuerySet:
        return self.filter(taken_back_at__isnull=True)


class Lesson(models.Model):
    """What a ticket, a course or a mishap taught one of us, in one paragraph."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what we learned"))
    from_label = models.CharField(_("learned from"), max_length=160, blank=True)
    from_url = models.CharField(max_length=300, blank=True)
    procedure = models.ForeignKey(
        Procedure, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    shared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = LessonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-shared_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-shared_at"], name="lesson_by_time"),
            models.Index(fields=["from_url"], name="lesson_by_source"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:lesson", args=[self.pk])
