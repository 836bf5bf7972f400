"""Between two people: one-on-ones with private notes, and goals agreed and looked back on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.culture.rules.rhythm import LONGEST_INTERVAL, SHORTEST_INTERVAL, USUAL_INTERVAL


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, who: Person) -> PairingQuerySet:
        """Your own; those who lead see who meets whom, never what they say."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        return self if who.is_lead else self.filter(Q(lead=who) | Q(person=who))

    def current(self) -> PairingQuerySet:
        return self.filter(ended_on=None)


class Pairing(models.Model):
    """Two people who meet one to one, and how many days may pass between two talks."""

    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("colleague")
    )
    every_days = models.PositiveSmallIntegerField(_("every, days"), default=USUAL_INTERVAL)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar = PairingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="one_lead_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(lead=F("person")), name="a_pairing_is_of_two"),
            models.CheckConstraint(
                condition=Q(every_days__range=(SHORTEST_INTERVAL, LONGEST_INTERVAL)),
                name="an_interval_one_can_keep",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} and {self.lead}"

    def is_between(self, who: Person) -> bool:
        return who.pk in {self.lead_id, self.person_id}

    def other(self, who: Person) -> Person:
        return self.person if who.pk == self.lead_id else self.lead


class OneOnOne(models.Model):
    """A talk of the two that was held."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="talks")
    held_on = models.DateField(_("day"))
    noted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pairing", "held_on"], name="one_talk_a_day")
        ]

    def __str__(self) -> str:
        return f"A one-on-one, {self.held_on}"


class PrivateNote(models.Model):
    """What one of the two wrote down, sealed; for the two alone."""

    talk = models.ForeignKey(OneOnOne, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return "A private note"


class GoalSheetQuerySet(models.QuerySet["GoalSheet"]):
    def visible_to(self, who: Person) -> GoalSheetQuerySet:
        """Your own and those you lead; those who lead the firm see all."""
        if not who.is_active or not who.is_staff_member:
            return self.none()
        return self if who.is_lead else self.filter(Q(lead=who) | Q(person=who))


class GoalSheet(models.Model):
    """One person's goals for one quarter. Both agree; later both look back on exactly these."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateField(_("quarter"), help_text="its first day")
    person_agreed_at = models.DateTimeField(null=True, blank=True)
    lead_agreed_at = models.DateTimeField(null=True, blank=True)
    lead_reviewed_at = models.DateTimeField(null=True, blank=True)
    person_reviewed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = GoalSheetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-quarter", "person__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "quarter"], name="one_sheet_a_quarter"),
            models.CheckConstraint(condition=~Q(lead=F("person")), name="a_sheet_is_of_two"),
            models.CheckConstraint(
                condition=Q(lead_reviewed_at=None, person_reviewed_at=None)
                | Q(person_agreed_at__isnull=False, lead_agreed_at__isnull=False),
                name="nothing_is_reviewed_that_was_not_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"Goals of {self.person}"

    @property
    def is_agreed(self) -> bool:
        return self.person_agreed_at is not None and self.lead_agreed_at is not None

    @property
    def is_reviewed(self) -> bool:
        return self.lead_reviewed_at is not None and self.person_reviewed_at is not None

    def is_between(self, who: Person) -> bool:
        return who.pk in {self.lead_id, self.person_id}


class Outcome(models.TextChoices):
    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")
    OVERTAKEN = "overtaken", _("Overtaken by events")


class Goal(models.Model):
    """One goal, how one will see that it is met, and later how it went."""

    sheet = models.ForeignKey(GoalSheet, on_delete=models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    measure = models.CharField(_("how we will see it"), max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    words = models.CharField(_("how it went"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="goal_number_once")
        ]

    def __str__(self) -> str:
        return self.text
