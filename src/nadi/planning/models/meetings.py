"""Road map meetings, what was asked and answered there, what was decided and promised."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.money import Money
from nadi.planning.models.ofclient import OfClientQuerySet


class MeetingQuerySet(OfClientQuerySet["Meeting"]):
    def open(self) -> MeetingQuerySet:
        """Planned, and neither closed nor called off."""
        return self.filter(closed_at=None, called_off_at=None)

    def held(self) -> MeetingQuerySet:
        return self.filter(closed_at__isnull=False)

    def visible_to(self, who: Person) -> MeetingQuerySet:
        found = super().visible_to(who)
        assert isinstance(found, MeetingQuerySet)  # noqa: S101
        return found


class Meeting(models.Model):
    """One road map meeting, or one review of our own firm where there is no client. Once closed,
    nothing in it changes: `document` is what both sides saw, `sha256` its hash."""

    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="road_map_meetings",
        verbose_name=_("client"),
    )
    at = models.DateTimeField(_("when"))
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="meetings_led", verbose_name=_("led by")
    )
    place = models.CharField(_("where"), max_length=120, blank=True)
    attendees = models.CharField(_("who was there"), max_length=300, blank=True)
    note = models.TextField(_("what else was said"), blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    called_off_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(blank=True)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(closed_at=None, called_off_at=None),
                nulls_distinct=False,
                name="one_meeting_ahead_of_each_client",
            ),
            models.CheckConstraint(
                name="closed_meeting_is_locked_with_its_hash",
                condition=Q(closed_at=None, sha256="")
                | Q(closed_at__isnull=False, called_off_at=None) & ~Q(sha256=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "closed_at"], name="meeting_by_client"),
            models.Index(
                fields=["at"],
                name="meeting_ahead",
                condition=Q(closed_at=None, called_off_at=None),
            ),
        ]

    def __str__(self) -> str:
        if self.client is None:
            return _now("Our own review")
        return _now("%(client)s’s road map meeting") % {"client": self.client}

    def get_absolute_url(self) -> str:
        return reverse("planning:meeting", args=[self.pk])

    @property
    def is_own(self) -> bool:
        return self.client_id is None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.called_off_at is None

    @property
    def zone(self) -> ZoneInfo:
        return self.client.calendar.zone if self.client is not None else self.lead.zone

    def day(self) -> date:
        return self.at.astimezone(self.zone).date()

    def tells(self, now: datetime) -> bool:
        """Its day has come or gone and it still waits to be closed."""
        return self.is_open and self.at <= now


class MeetingRhythm(models.Model):
    """How many months may lie between two meetings with this client. Without a row: three."""

    client = models.OneToOneField(
        Client, on_delete=models.CASCADE, related_name="meeting_rhythm", verbose_name=_("client")
    )
    months = models.PositiveSmallIntegerField(
        _("months between meetings"),
        choices=[(3, _("every quarter")), (6, _("every half year")), (12, _("every year"))],
        default=3,
    )
    because = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rhythm_of_three_six_or_twelve_months", condition=Q(months__in=[3, 6, 12])
            )
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.get_months_display()}"


class QuestionGroup(models.TextChoices):
    BUSINESS = "business", _("Their business")
    TECHNOLOGY = "technology", _("What they work with")
    RELATION = "relation", _("Them and us")
    OURSELVES = "ourselves", _("Our own firm")


class Question(models.Model):
    """One question of the questionnaire, asked again and again so that answers can be compared."""

    slug = models.SlugField(max_length=40, unique=True)
    group = models.CharField(_("about"), max_length=12, choices=QuestionGroup.choices)
    number = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("question"), max_length=240)
    is_asked = models.BooleanField(_("is still asked"), default=True)

    class Meta:
        ordering: ClassVar = ["number", "pk"]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """What was answered on a day. A newer answer stands beside it, never in its place."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = OfClientQuerySet["Answer"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "question"], name="one_answer_per_question_and_meeting"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["client", "question", "-at"], name="answer_last")]

    def __str__(self) -> str:
        return self.text


class Decision(models.Model):
    """A question only they can decide, with options. Doing nothing is always one of them, and a no
    is a decision like any other."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(_("what is to be decided"), max_length=240)
    risk = models.CharField(_("what is at stake for their business"), max_length=300, blank=True)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    needed_why = models.CharField(_("why that day"), max_length=200, blank=True)
    chosen = models.ForeignKey(
        "DecisionOption", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("their reason"), max_length=300, blank=True)
    decided_by = models.CharField(_("who decided"), max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = OfClientQuerySet["Decision"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="decision_has_option_moment_and_name",
                condition=Q(chosen=None, decided_at=None, decided_by="")
                | Q(chosen__isnull=False, decided_at__isnull=False) & ~Q(decided_by=""),
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_no(self) -> bool:
        return self.chosen is not None and self.chosen.is_nothing


class DecisionOption(models.Model):
    """One way to answer, with what it costs and what follows."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="options")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(_("option"), max_length=200)
    follows = models.CharField(_("what follows"), max_length=200, blank=True)
    cost_low = models.DecimalField(
        _("costs from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_high = models.DecimalField(_("to"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_nothing = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(is_nothing=True),
                name="doing_nothing_is_one_option",
            ),
            models.CheckConstraint(
                name="option_costs_in_order",
                condition=Q(cost_low=None)
                | Q(cost_high=None)
                | Q(cost_low__lte=models.F("cost_high")),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def low(self) -> Money | None:
        return None if self.cost_low is None else Money(self.cost_low, self.currency)

    @property
    def high(self) -> Money | None:
        return None if self.cost_high is None else Money(self.cost_high, self.currency)


class Side(models.TextChoices):
    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("Theirs")


class ActionItemQuerySet(OfClientQuerySet["ActionItem"]):
    def waiting(self) -> ActionItemQuerySet:
        """Of closed meetings, and neither done nor let go."""
        return self.filter(meeting__closed_at__isnull=False, done_at=None, let_go_at=None)

    def visible_to(self, who: Person) -> ActionItemQuerySet:
        found = super().visible_to(who)
        assert isinstance(found, ActionItemQuerySet)  # noqa: S101
        return found


class ActionItem(models.Model):
    """What one side said it would do until a day. Theirs has a name there; the owner is who does
    it on our side, or who watches over it."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    side = models.CharField(_("whose"), max_length=6, choices=Side.choices)
    text = models.CharField(_("what"), max_length=240)
    due_on = models.DateField(_("until"))
    due_at = models.DateTimeField(help_text="the moment that day is over for them")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="actions_owned")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    let_go_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)
    ticket_number = models.PositiveIntegerField(null=True, blank=True, unique=True)

    objects: ClassVar = ActionItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="action_has_somebody_on_its_side",
                condition=Q(side="ours", contact=None)
                | Q(side="theirs", contact__isnull=False, client__isnull=False),
            ),
            models.CheckConstraint(
                name="action_is_done_or_let_go",
                condition=Q(done_at=None) | Q(let_go_at=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="action_by_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def somebody(self) -> str:
        return str(self.contact or self.owner)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.let_go_at is None

    def is_late(self, now: datetime) -> bool:
        return self.is_open and now >= self.due_at

    @property
    def was_on_time(self) -> bool:
        return self.done_at is not None and self.done_at < self.due_at
