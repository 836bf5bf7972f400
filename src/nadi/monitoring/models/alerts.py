"""Rules and the watches made from them; what was raised, said, answered and kept quiet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import visible_client_ids
from nadi.fleet.models import Device, Limit
from nadi.monitoring import rules


class Kind(models.TextChoices):
    SILENT = "silent", _("Device silent")
    DISK = "disk", _("Disk")
    MEMORY = "memory", _("Memory")
    SERVICE = "service", _("Service stopped")
    HTTP = "http", _("Web address")


class Severity(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    IMPORTANT = "important", _("Important")
    NOTICE = "notice", _("To know")


class AlertRule(models.Model):
    """What should not be, who owns the rule and why it exists. The narrowest rule wins."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, null=True, blank=True, related_name="alert_rules"
    )
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="alert_rules"
    )
    instance = models.CharField(_("of it"), max_length=180, blank=True)
    device_kinds = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, help_text=_("Empty: all kinds")
    )
    raise_at = models.FloatField(_("raises at"), null=True, blank=True)
    clear_at = models.FloatField(_("clears at"), null=True, blank=True)
    raise_seconds = models.PositiveIntegerField(_("for, seconds"), default=0)
    raise_times = models.PositiveSmallIntegerField(_("times in a row"), default=1)
    clear_seconds = models.PositiveIntegerField(_("well again for, seconds"), default=0)
    severity = models.CharField(
        _("severity"), max_length=10, choices=Severity.choices, default=Severity.IMPORTANT
    )
    answer_minutes = models.PositiveIntegerField(_("a person looks within, minutes"), default=240)
    active = models.BooleanField(_("in use"), default=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="alert_rules", verbose_name=_("owner")
    )
    reason = models.TextField(_("why this rule"))
    procedure = models.CharField(_("procedure"), max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="rule_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="rule_has_one_scope", condition=Q(client=None) | Q(device=None)
            ),
            models.UniqueConstraint(
                fields=["kind", "client", "device", "instance"],
                name="one_rule_per_scope",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        where = self.device or self.client or _("everywhere")
        what = f" {self.instance}" if self.instance else ""
        return f"{self.get_kind_display()}{what}, {where}"

    @property
    def raising(self) -> rules.Patience:
        return rules.Patience(timedelta(seconds=self.raise_seconds), self.raise_times)

    @property
    def clearing(self) -> rules.Patience:
        return rules.Patience(timedelta(seconds=self.clear_seconds), 1)


class HttpCheck(models.Model):
    """A web address that the server looks at."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="http_checks")
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500)
    expected_status = models.PositiveSmallIntegerField(_("expected status"), default=200)
    expected_text = models.CharField(_("expected text"), max_length=200, blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(_("seconds to answer"), default=10)
    interval_seconds = models.PositiveIntegerField(_("every, seconds"), default=60)
    inside = models.BooleanField(
        _("inside the client's network"),
        default=False,
        help_text=_("Only then may it look at addresses that are not on the open internet."),
    )
    active = models.BooleanField(_("in use"), default=True)
    next_at = models.DateTimeField(default=timezone.now)
    certificate_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="check_due", condition=Q(active=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "name"], name="check_name_once_per_client"),
            models.CheckConstraint(
                name="check_is_bounded",
                condition=Q(timeout_seconds__range=(1, 60), interval_seconds__range=(15, 86400)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckResult(models.Model):
    """One look at one web address."""

    check_of = models.ForeignKey(HttpCheck, on_delete=models.CASCADE, related_name="results")
    at = models.DateTimeField(default=timezone.now)
    fine = models.BooleanField()
    sentence = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField()
    phases = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["check_of", "-at"], name="checkresult_newest")]

    def __str__(self) -> str:
        return f"{self.check_of_id} at {self.at:%H:%M:%S}: {self.sentence or 'fine'}"


class Watch(models.Model):
    """One condition of one thing, and where its state machine stands (rules.State)."""

    GOES_WITH: ClassVar = {"device": Q()}  # made anew by its rule

    key = models.CharField(max_length=260, unique=True)
    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="watches")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="watches"
    )
    check_of = models.OneToOneField(
        HttpCheck, on_delete=models.CASCADE, null=True, blank=True, related_name="watch"
    )
    limit = models.OneToOneField(
        Limit, on_delete=models.SET_NULL, null=True, blank=True, related_name="watch"
    )
    instance = models.CharField(max_length=180, blank=True)
    phase = models.CharField(max_length=10, default="ok")
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    sight = models.CharField(max_length=10, default="blind")
    reference = models.DateTimeField(null=True, blank=True)
    settled = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="watch_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["device", "key"], name="watch_of_device"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def kind(self) -> str:
        return self.rule.kind

    @property
    def state(self) -> rules.State:
        return rules.State(
            rules.Phase(self.phase),
            self.since,
            self.count,
            rules.Sight(self.sight),
            self.reference,
            self.settled,
        )

    @state.setter
    def state(self, state: rules.State) -> None:
        self.phase, self.since, self.count = state.phase.value, state.since, state.count
        self.sight, self.reference = state.sight.value, state.reference
        self.settled = state.settled


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts, beginning with who is looking."""

    def visible_to(self, who: Person) -> AlertQuerySet:
        return self.filter(client_id__in=visible_client_ids(who))

    def open(self) -> AlertQuerySet:
        return self.filter(cleared_at=None)

    def asking(self) -> AlertQuerySet:
        """Told, and no person has looked since it was last raised."""
        return self.filter(
            Q(cleared_at=None) | Q(flapping=True),
            ~Q(said__in=[rules.Said.NOTHING, rules.Said.CLEARED]),
            Q(answered_at=None) | Q(answered_at__lt=models.F("last_raised_at")),
        )


class Alert(models.Model):
    """One trouble from its raise to its end; what comes back soon is the same one."""

    class Outcome(models.TextChoices):
        WORK = "work", _("It led to work")
        NOTHING = "nothing", _("Nothing to do")

    key = models.CharField(max_length=260)
    rule = models.ForeignKey(AlertRule, on_delete=models.SET_NULL, null=True, related_name="alerts")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="alerts")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    check_of = models.ForeignKey(
        HttpCheck, on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    instance = models.CharField(max_length=180, blank=True)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    sentence = models.CharField(max_length=400)
    value = models.FloatField(null=True, blank=True)
    raise_at = models.FloatField(null=True, blank=True)
    clear_at = models.FloatField(null=True, blank=True)
    raised_at = models.DateTimeField()
    last_raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    repeats = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=10, default="nothing")
    told_at = models.DateTimeField(null=True, blank=True)
    kept_back = models.CharField(max_length=300, blank=True)
    flapping = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects: ClassVar = AlertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(cleared_at=None), name="one_open_alert_per_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["key", "-raised_at"], name="alert_by_key"),
            models.Index(fields=["client", "-raised_at"], name="alert_by_client"),
            models.Index(fields=["-raised_at"], name="alert_newest"),
            models.Index(fields=["cleared_at"], name="alert_by_end"),
            models.Index(fields=["answer_by"], name="alert_by_deadline"),
            models.Index(fields=["device", "-raised_at"], name="alert_by_device"),
            models.Index(
                fields=["raised_at"],
                condition=Q(cleared_at=None) | Q(flapping=True),
                name="alert_not_over",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None and self.answered_at >= self.last_raised_at


class AlertChange(models.Model):
    """What happened to an alert, at its exact moment; also what was not said, and why."""

    class What(models.TextChoices):
        RAISED = "raised", _("Raised")
        REOPENED = "reopened", _("Came back")
        CLEARED = "cleared", _("Over")
        TOLD = "told", _("Told")
        KEPT_BACK = "kept_back", _("Not told")
        ANSWERED = "answered", _("A person looked")
        SEVERITY = "severity", _("Severity changed")
        ENDED = "ended", _("No longer watched")

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What.choices)
    note = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noticed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["alert", "at"], name="change_of_alert")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M:%S}"


class Mute(models.Model):
    """Telling is kept back here for a while; observing goes on. Ends by itself."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="mutes")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="mutes"
    )
    key = models.CharField(max_length=260, blank=True, help_text=_("Empty: everything there"))
    reason = models.CharField(_("reason"), max_length=280)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["ends_at"]
        indexes: ClassVar = [models.Index(fields=["client", "ends_at"], name="mute_by_client")]
        constraints: ClassVar = [
            models.CheckConstraint(name="mute_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="mute_ends", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} (until {self.ends_at:%Y-%m-%d %H:%M})"

    def covers(self, alert: Alert, at: datetime) -> bool:
        return (
            self.starts_at <= at < (self.lifted_at or self.ends_at)
            and self.client_id == alert.client_id
            and self.device_id in (None, alert.device_id)
            and self.key in ("", alert.key)
        )


class DiskForecast(models.Model):
    """What was said on one day about when a disk will be full, to be held against what came."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="disk_forecasts")
    instance = models.CharField(max_length=180)
    made_on = models.DateField()
    slope = models.FloatField()
    level = models.FloatField()
    days = models.PositiveSmallIntegerField()
    full_on = models.DateField()
    earliest = models.DateField()
    latest = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "instance", "made_on"], name="one_forecast_a_day"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-made_on"], name="forecast_newest")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.instance} full on {self.full_on}"
