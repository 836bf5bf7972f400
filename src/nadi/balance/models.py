"""What balance keeps: one row per vital and day, one per center and day, and what was intended."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.core.centers import CenterConfig, center


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
    whole_at = models.DateTimeField(null=True, help_text="since then only what facts touched")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vital", "day"], name="vital_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["center", "day"], name="vitals_of_a_day")]

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
    book = models.JSONField(
        default=dict, help_text="of today alone: by vital its score, and the sums it came of"
    )
    caps = models.JSONField(default=list)
    neglect = models.JSONField(null=True, help_text="its budget, where one was agreed")
    change = models.JSONField(null=True, help_text="against a week before, where both had a score")
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


class Round(models.Model):
    """One person's round of one day, by the firm's calendar. It is picked up the same day; the next
    day knows nothing of it but what was offered and chosen."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rounds")
    day = models.DateField()
    begun_at = models.DateTimeField()
    seen = models.PositiveSmallIntegerField(
        default=1, help_text="the highest card shown; 8: the end"
    )
    first = models.CharField(max_length=40, blank=True, help_text="whose turn it is before others")
    ended_at = models.DateTimeField(null=True, blank=True)
    line = models.CharField(_("one line"), max_length=280, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "day"], name="one_round_a_day"),
            models.CheckConstraint(condition=Q(seen__range=(1, 8)), name="round_has_seven_cards"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.day}"


class Chosen(models.TextChoices):
    NONE = "", _("Left as it is")
    DO = "do", _("Do it")
    SCHEDULE = "schedule", _("Scheduled")
    HAND_OVER = "hand_over", _("Handed over")
    LET_GO = "let_go", _("Let go")


class Answered(models.TextChoices):
    NOT_YET = "", _("Not yet")
    DONE = "done", _("Done")
    LET_GO = "let_go", _("Let go")
    MOVED = "moved", _("Chosen anew")


class Offer(models.Model):
    """One question of one round, as it was put, and what was chosen. What is scheduled or handed
    over has an owner, who answers it; `source` is an earlier one that came back as this one."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="offers")
    center = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=400, help_text="by what it is known again tomorrow")
    ask = models.JSONField(help_text="title, why, button, address, method, minutes, vital, rows")
    must_choose = models.BooleanField(default=False)
    source = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="returned_as"
    )
    chosen = models.CharField(
        max_length=10, choices=Chosen.choices, default=Chosen.NONE, blank=True
    )
    chosen_at = models.DateTimeField(null=True, blank=True)
    line = models.CharField(max_length=280, blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="given"
    )
    on = models.DateField(null=True, blank=True)
    tended_at = models.DateTimeField(null=True, blank=True)
    tended_by = models.CharField(max_length=120, blank=True, help_text="the act's own verb")
    answered = models.CharField(
        max_length=10, choices=Answered.choices, default=Answered.NOT_YET, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_line = models.CharField(max_length=280, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "center"], name="one_question_a_card"),
            models.CheckConstraint(
                name="offer_given_to_somebody",
                condition=Q(chosen__in=["schedule", "hand_over"], owner__isnull=False)
                | Q(~Q(chosen__in=["schedule", "hand_over"]), owner__isnull=True),
            ),
            models.CheckConstraint(
                name="offer_scheduled_has_its_day",
                condition=Q(chosen="schedule", on__isnull=False)
                | Q(~Q(chosen="schedule"), on__isnull=True),
            ),
            models.CheckConstraint(
                name="offer_let_go_says_why", condition=~Q(chosen="let_go", line="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["owner"], name="offer_given", condition=Q(owner__isnull=False, answered="")
            )
        ]

    def __str__(self) -> str:
        return str(self.ask.get("title", self.key))[:200]

    @property
    def is_elsewhere(self) -> bool:
        """Somebody else has it now."""
        return self.owner_id is not None and self.owner_id != self.round.person_id

    @property
    def place(self) -> CenterConfig:
        return center(self.center)

    @property
    def opens(self) -> str:
        """The name of the page that does it, for those whose role may open it."""
        try:
            return resolve(urlsplit(self.ask["url"]).path).view_name
        except Resolver404:  # a page that is gone since
            return ""


class Touched(models.Model):
    """That a fact came about a client since this vital was last read; without a client it must be
    read whole. Without a vital the caps of the center must be looked at, or all of it where it
    could not be read. Rows are only added, and taken away once read."""

    center = models.CharField(max_length=40)
    vital = models.CharField(max_length=80, blank=True)
    client_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.vital or self.center


class KeptVital(models.Model):
    """When a vital was last read for everybody at once, and in which version."""

    vital = models.CharField(max_length=80, primary_key=True)
    version = models.PositiveSmallIntegerField()
    whole_at = models.DateTimeField()
    excluded = models.PositiveIntegerField(null=True, help_text="where only the rows tell")

    def __str__(self) -> str:
        return self.vital


class KeptCenter(models.Model):
    """What the days before a day say of a center's vitals. It changes once a day, and takes a year
    of rows to find out; so it is kept with the day's rows, for the facts of that day.

    `vitals` has all that the center offered then; null are those that do not count. `definitions`
    is how many were known. `whole_at` is when the first of them was last read whole. A center
    of which more must be known than this (a vital taken away or vanished lately) has no row."""

    center = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()
    definitions = models.BigIntegerField()
    whole_at = models.DateTimeField()
    vitals = models.JSONField()

    def __str__(self) -> str:
        return f"{self.center} before {self.day}"


class KeptReading(models.Model):
    """What a vital last said of one client, or of the firm itself (none). The sum of these is the
    vital's figure, so a fact about one client costs the reading of that client."""

    vital = models.CharField(max_length=80)
    client_id = models.BigIntegerField(null=True)
    numerator = models.DecimalField(max_digits=30, decimal_places=10)
    denominator = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    n = models.PositiveIntegerField()
    fresh_at = models.DateTimeField(null=True)
    excluded = models.PositiveIntegerField(null=True)
    read_at = models.DateTimeField(help_text="the end of the window it was read in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vital", "client_id"], name="kept_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.vital} of {self.client_id or 'the firm'}"


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


class NeglectBudget(models.Model):
    """What the owner agreed beforehand: how many days a center may be below its line in any 28, and
    what happens when they are spent. Never changed; another agreement is another version."""

    center = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    days_allowed = models.PositiveSmallIntegerField()
    consequence = models.CharField(max_length=400)
    agreed_by = models.CharField(max_length=200)
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "version"], name="budget_version_once"),
            models.CheckConstraint(
                condition=models.Q(days_allowed__lt=28), name="budget_within_its_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.center}, version {self.version}"


class Definition(models.Model):
    """How a vital was defined from a day on: its posts with their source, its unit, window and time
    to live. History is never rewritten; each row is a mark on the line of its center."""

    class What(models.TextChoices):
        BEGAN = "began", _("Counted from this day")
        CHANGED = "changed", _("Defined anew")
        REMOVED = "removed", _("No longer counted")
        RETURNED = "returned", _("Counted again")

    vital = models.CharField(max_length=80)
    center = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    what = models.CharField(max_length=10, choices=What.choices)
    because = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=200)
    spec = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["vital", "-id"], name="definition_newest")]

    def __str__(self) -> str:
        return f"{self.vital} version {self.version} from {self.from_day}"
