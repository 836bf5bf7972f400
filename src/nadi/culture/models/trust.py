"""The trust check: who is asked and has answered on one side, what was answered on the other, and
no key between the two. docs/algorithms/trust-check.md says why each column is or is not there."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.culture.rules.trust import HARD_FLOOR


class Audience(models.TextChoices):
    TEAM = "team", _("The team")
    CLIENTS = "clients", _("Our clients")


class TrustResult(models.Model):
    """What was published, as it was published: figures that show nobody. Kept for good."""

    audience = models.CharField(max_length=8, choices=Audience.choices)
    published_on = models.DateField()
    figures = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, {self.published_on}"


class TrustCheck(models.Model):
    """Two questions to one audience in one quarter. Everything but its course is frozen when it is
    launched: the database refuses to change it."""

    audience = models.CharField(max_length=8, choices=Audience.choices)
    quarter = models.DateField(help_text="its first day")
    questions = models.JSONField()
    least = models.PositiveSmallIntegerField(help_text="respondents, for a figure to be shown")
    least_for_comments = models.PositiveSmallIntegerField()
    groups = models.JSONField(default=list, db_default=[], help_text="the partition, by name")
    eligible = models.PositiveIntegerField()
    launched_on = models.DateField()
    launched_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closes_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    withheld = models.CharField(max_length=12, blank=True, db_default="", default="")
    result = models.ForeignKey(
        TrustResult, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    heard = models.TextField(_("what we heard"), blank=True, db_default="", default="")
    will_do = models.TextField(_("what we will do"), blank=True, db_default="", default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-launched_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "quarter"], name="one_check_a_quarter"),
            models.CheckConstraint(
                condition=Q(least__gte=HARD_FLOOR)
                & Q(least_for_comments__gte=models.F("least"))
                & Q(eligible__gte=models.F("least")),
                name="no_figure_of_fewer_than_the_floor",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None)
                | Q(counted_on__isnull=False) & ~Q(heard="") & ~Q(will_do=""),
                name="closed_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, {self.quarter}"

    @property
    def is_open(self) -> bool:
        return self.counted_on is None

    @property
    def is_closed(self) -> bool:
        return self.answered_on is not None


class Seat(models.Model):
    """Somebody who is asked, and whether they have answered: a receipt. No moment, no key to an
    answer."""

    check_asked = models.ForeignKey(TrustCheck, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.CharField(max_length=40, blank=True)
    has_answered = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["check_asked", "person"],
                condition=Q(person__isnull=False),
                name="a_person_is_asked_once",
            ),
            models.UniqueConstraint(
                fields=["check_asked", "contact"],
                condition=Q(contact__isnull=False),
                name="a_contact_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, contact__isnull=True)
                | Q(person__isnull=True, contact__isnull=False),
                name="a_seat_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return "A seat"


class SealedBox(models.Model):
    """The answers of an open check, sealed as one piece and shuffled whenever one is added. It is
    deleted when they are counted."""

    check_asked = models.OneToOneField(TrustCheck, on_delete=models.CASCADE, related_name="box")
    sealed = models.TextField()

    def __str__(self) -> str:
        return "A sealed box"


class Answer(models.Model):
    """One answer, after the count: no person, no moment, no order. Deleted after thirteen
    months."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_asked = models.ForeignKey(TrustCheck, on_delete=models.CASCADE, related_name="answers")
    group = models.CharField(max_length=40, blank=True)
    trust = models.PositiveSmallIntegerField()
    one_team = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(trust__range=(1, 5), one_team__range=(1, 5)), name="answers_are_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return "An answer"


class Comment(models.Model):
    """Words that came with an answer, parted from its figures. Only where enough have answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_asked = models.ForeignKey(TrustCheck, on_delete=models.CASCADE, related_name="comments")
    words = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return "A comment"
