"""Vision, mission and values: one page, its versions, and who has read which."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person


class GuidingVersion(models.Model):
    """What the firm stands for, as it was published one day. Never changed; another follows it."""

    number = models.PositiveIntegerField(unique=True)
    vision = models.TextField(_("vision"))
    mission = models.TextField(_("mission"))
    because = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Value(models.Model):
    """One value of one version: a word, and what it means here."""

    version = models.ForeignKey(GuidingVersion, on_delete=models.PROTECT, related_name="values")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "name"], name="value_once_per_version")
        ]

    def __str__(self) -> str:
        return self.name


class GuidingRead(models.Model):
    """That somebody has read a version, and when."""

    version = models.ForeignKey(GuidingVersion, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "person"], name="read_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.person} read {self.version}"
