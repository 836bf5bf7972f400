"""Runs: the steps of one version, done once, each by itself."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.learning.models.procedures import Procedure, ProcedureVersion
from nadi.learning.rules import running


class StepState(models.TextChoices):
    OPEN = running.State.OPEN.value, _("Open")
    DONE = running.State.DONE.value, _("Done")
    COULD_NOT = running.State.COULD_NOT.value, _("Could not")
    NOT_APPLICABLE = running.State.NOT_APPLICABLE.value, _("Not applicable")


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, who: Person) -> RunQuerySet:
        """Those for ourselves, and those for the clients this person sees."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        seen = Client.objects.visible_to(who).values("pk")
        return self.filter(Q(client__isnull=True) | Q(client__in=seen))

    def going(self) -> RunQuerySet:
        return self.filter(ended_at__isnull=True)


class Run(models.Model):
    """A version carried out once: for a client or for ourselves, about something, by some day."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="runs")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="procedure_runs"
    )
    about = models.CharField(max_length=160, blank=True)
    about_url = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="runs_owned"
    )
    begun_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    due = models.DateField(_("due"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=300, blank=True)

    objects: ClassVar = RunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-begun_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="run_left_has_ended", condition=Q(left_because="") | Q(ended_at__isnull=False)
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-begun_at"], name="run_by_client"),
            models.Index(fields=["due"], name="run_going", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="run_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.version.procedure} for {self.client or self.about or 'ourselves'}"

    def get_absolute_url(self) -> str:
        return reverse("learning:run", args=[self.pk])

    @property
    def procedure(self) -> Procedure:
        return self.version.procedure

    @property
    def is_going(self) -> bool:
        return self.ended_at is None

    def is_late(self, today: date) -> bool:
        return self.is_going and self.due is not None and self.due < today


class RunStep(models.Model):
    """One step of a run, in its own words as the version had them, and what became of it.

    The last of every run is `improves`: it asks what should change in the procedure itself.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    hint = models.TextField(blank=True)
    improves = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=StepState.choices, default=StepState.OPEN)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="run_step_number_once"),
            models.UniqueConstraint(
                fields=["run"], condition=Q(improves=True), name="one_step_improves_per_run"
            ),
            models.CheckConstraint(
                name="step_not_done_says_why",
                condition=~Q(state__in=["could_not", "not_applicable"]) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="step_settled_at_some_time",
                condition=Q(state="open", at__isnull=True) | ~Q(state="open") & Q(at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def is_open(self) -> bool:
        return self.state == StepState.OPEN


class RequestState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    TAKEN_UP = "taken_up", _("Taken up")
    DECLINED = "declined", _("Declined")


class RevisionRequest(models.Model):
    """What somebody wants changed in a procedure, mostly after running it."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="revision_requests"
    )
    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    run = models.OneToOneField(
        Run, on_delete=models.PROTECT, null=True, blank=True, related_name="revision_request"
    )
    text = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_up_in = models.ForeignKey(
        ProcedureVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_taken_up",
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="request_declined_says_why", condition=~Q(state="declined") | ~Q(answer="")
            )
        ]

    def __str__(self) -> str:
        return self.text
