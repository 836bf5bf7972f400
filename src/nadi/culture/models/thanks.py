"""Thanks that name a person, a value and the work; and the Monday stand-up that begins with
them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.culture.models.guiding import Value


class Kudos(models.Model):
    """A thank-you to a colleague, for a piece of work in which a value showed. It has no points and
    is never counted by person."""

    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    value = models.ForeignKey(
        Value, on_delete=models.PROTECT, related_name="+", verbose_name=_("value")
    )
    work = models.CharField(_("the work"), max_length=400)
    about_url = models.CharField(max_length=300, blank=True, db_default="", default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(to=F("by")), name="nobody_thanks_themselves")
        ]
        indexes: ClassVar = [models.Index(fields=["-at"], name="kudos_newest")]

    def __str__(self) -> str:
        return f"{self.value}: {self.work}"


class StandUp(models.Model):
    """The stand-up of one week: its minutes. `week` is the Monday."""

    week = models.DateField(unique=True)
    led_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(default=timezone.now)
    hot = models.TextField(_("hot items"), blank=True)
    behind = models.TextField(_("the week behind"), blank=True)
    ahead = models.TextField(_("the week ahead"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-week"]

    def __str__(self) -> str:
        return f"Stand-up, {self.week}"


class Presence(models.TextChoices):
    HERE = "here", _("Here")
    ON_CALL = "on_call", _("Here, and on call")
    AWAY = "away", _("Away")


class RollCall(models.Model):
    """Who was there, who is on call this week, who is away."""

    stand_up = models.ForeignKey(StandUp, on_delete=models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence.choices)

    class Meta:
        ordering: ClassVar = ["person__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stand_up", "person"], name="called_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_presence_display()}"
