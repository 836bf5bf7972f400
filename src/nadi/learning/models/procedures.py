"""Procedures: one policy, one document, in versions that never change once they are published."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.core.vitals import Text

CENTERS: tuple[tuple[int, Text], ...] = (
    (1, _("Root")),
    (2, _("Sacral")),
    (3, _("Solar")),
    (4, _("Heart")),
    (5, _("Throat")),
    (6, _("Third Eye")),
    (7, _("Crown")),
)


class ProcedureState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def visible_to(self, who: Person) -> ProcedureQuerySet:
        """How we do things is open to everybody who works here, and to nobody else."""
        return self if who.is_active and who.is_staff_member else self.none()

    def in_force(self) -> ProcedureQuerySet:
        return self.filter(state=ProcedureState.IN_FORCE)


class Procedure(models.Model):
    """How one thing is done here. It has one owner, and a date by which somebody reads it again."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    center = models.PositiveSmallIntegerField(_("center"), choices=CENTERS, default=2)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    purpose = models.TextField(_("when and why"), blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="procedures_owned", verbose_name=_("owner")
    )
    review_by = models.DateField(_("read again by"))
    state = models.CharField(
        max_length=8, choices=ProcedureState.choices, default=ProcedureState.DRAFT
    )
    from_label = models.CharField(max_length=160, blank=True)
    from_url = models.CharField(max_length=300, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ProcedureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["center", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="procedure_serves_one_of_seven_centers", condition=Q(center__range=(1, 7))
            ),
            models.CheckConstraint(
                name="procedure_retired_at_some_time",
                condition=Q(state="retired", retired_at__isnull=False)
                | ~Q(state="retired") & Q(retired_at__isnull=True),
            ),
            models.UniqueConstraint(
                Lower("title"),
                condition=~Q(state="retired"),
                name="one_policy_one_document",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "review_by"], name="procedure_by_review"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("learning:procedure", args=[self.slug])

    @property
    def is_in_force(self) -> bool:
        return self.state == ProcedureState.IN_FORCE

    @property
    def version_in_force(self) -> ProcedureVersion | None:
        """The newest version that was published; None where none ever was."""
        return self.versions.filter(published_at__isnull=False).order_by("-number").first()

    @property
    def version_in_writing(self) -> ProcedureVersion | None:
        return self.versions.filter(published_at__isnull=True).first()

    def is_out_of_date(self, today: date) -> bool:
        return self.is_in_force and self.review_by < today


class ProcedureVersion(models.Model):
    """The steps as they were at one time. Published, it never changes: runs rest on it."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    what_changed = models.CharField(_("what changed"), max_length=240, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "number"], name="version_number_once_per_procedure"
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(published_at__isnull=True),
                name="one_version_in_writing_per_procedure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure}, version {self.number}"


class Step(models.Model):
    """One thing to do, and where it helps, a hint how."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    hint = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="step_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Review(models.Model):
    """That somebody read a version, to publish it or later, and found that it holds until a day."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)
    review_by = models.DateField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["version", "-at"], name="review_by_version")]

    def __str__(self) -> str:
        return f"{self.version} read by {self.by}"
