"""Monthly maintenance: one list for each client and month, and the steps of one client alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import visible_client_ids
from nadi.maintenance.rules import checklists as rules


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def visible_to(self, who: Person) -> ChecklistQuerySet:
        return self.filter(client_id__in=visible_client_ids(who))

    def going(self) -> ChecklistQuerySet:
        return self.filter(filed_at=None)


class Checklist(models.Model):
    """Monthly maintenance of one client for one month: a run of the procedure, and its four
    duties: execute, revise, publish for next month, file."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="checklists")
    month = models.DateField(help_text="its first day")
    run = models.OneToOneField("learning.Run", on_delete=models.PROTECT, related_name="checklist")
    made_at = models.DateTimeField(default=timezone.now)
    revised_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = ChecklistQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "client__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "month"], name="one_checklist_per_client_and_month"
            ),
            models.CheckConstraint(
                name="filed_last_and_by_somebody",
                condition=Q(filed_at=None, filed_by=None)
                | Q(
                    filed_at__isnull=False,
                    filed_by__isnull=False,
                    revised_at__isnull=False,
                    published_at__isnull=False,
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["month"], name="checklist_by_month")]

    def __str__(self) -> str:
        return f"{self.client}, {self.month:%B %Y}"

    def standing(self, open_steps: int) -> rules.Standing:
        return rules.Standing(
            open_steps,
            self.revised_at is not None,
            self.published_at is not None,
            self.filed_at is not None,
        )


class OwnStep(models.Model):
    """A step that one client has beside those of the procedure. A wish of this month holds from
    the list it is published for."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="own_steps")
    text = models.CharField(_("what to do"), max_length=300)
    wished_at = models.DateTimeField(default=timezone.now)
    wished_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    leaves = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["wished_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "text"], condition=Q(ended_at=None), name="own_step_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
