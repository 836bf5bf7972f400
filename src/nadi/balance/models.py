"""What balance keeps: one row per vital and day, one per center and day, and what was intended."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Hold(models.TextChoices):
    """Why a score is not the one just measured."""

    NONE = "", _("As measured")
    SILENT = "silent", _("Silent: the last score, fading")
    THINNED = "thinned", _("More than half of the rows are gone: it may not rise")


class VitalSnapshot(models.Model):
    """One vital on one day, with everything needed to say how its score came about.

    The row of the current day is refreshed while the day lasts; an earlier day is never rewritten.
    """

    day = models.DateField()
    center = models.CharField(max_length=40)
    vital = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    numerator = models.DecimalField(max_digits=20, decimal_places=6)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    n = models.PositiveIntegerField(help_text="rows counted; 0: nothing was due")
    excluded = models.PositiveIntegerField(null=True, help_text="counted at night; null: not yet")
    fresh_at = models.DateTimeField(null=True)
    goalposts = models.JSONField()
    own_rate = models.FloatField(null=True, help_text="the firm's own twelve months, 0 to 1")
    value = models.FloatField(null=True, help_text="as read; null when nothing was due")
    leaned = models.FloatField(null=True, help_text="leaned toward the own rate, then scored")
    score = models.FloatField(null=True, help_text="what counts; null: never measured")
    hold = models.CharField(max_length=10, choices=Hold.choices, default=Hold.NONE, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vital", "day"], name="vital_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.vital} on {self.day}"


class CenterSnapshot(models.Model):
    """One center on one day: both ends, what is missing, and the caps that acted."""

    day = models.DateField()
    center = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12)
    low = models.FloatField()
    high = models.FloatField()
    known = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    vitals_missing = models.PositiveSmallIntegerField()
    days_missing = models.PositiveSmallIntegerField()
    caps = models.JSONField(default=list)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "day"], name="center_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.center} on {self.day}"


class Intention(models.Model):
    """The share of the firm's hours somebody meant for a center, from a day on."""

    from_day = models.DateField()
    center = models.CharField(max_length=40)
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "from_day"], name="one_intention_a_day"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="intention_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % for {self.center}"


class Touched(models.Model):
    """That a fact touched a vital since it was last read. Its absence means: nothing new."""

    vital = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.vital


class Prepared(models.Model):
    """What Today asks of somebody, or how promises stand, reckoned ahead. It holds for a few
    minutes, and only until an act newer than `mark` touches one of the packages in `touched_by`,
    or one of the `facts` newer than `heard` is announced."""

    key = models.CharField(max_length=120, primary_key=True)
    asks = models.JSONField(default=list)
    promises = models.JSONField(default=list)
    touched_by = ArrayField(models.CharField(max_length=40))
    mark = models.BigIntegerField(help_text="the newest audit row that was surely seen")
    facts = ArrayField(models.CharField(max_length=80), default=list)
    heard = models.BigIntegerField(default=0, help_text="the newest event that was surely seen")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
