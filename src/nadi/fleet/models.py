"""Devices, their agents, and what they reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Site
from nadi.clients.queries import visible_client_ids


class DeviceKind(models.TextChoices):
    SERVER = "server", _("Server")
    WORKSTATION = "workstation", _("Workstation")
    NETWORK = "network", _("Network")
    OTHER = "other", _("Other")


class DeviceState(models.TextChoices):
    KNOWN = "known", _("Known, without an agent")
    PENDING = "pending", _("Waiting for approval")
    ACTIVE = "active", _("Active")
    QUARANTINED = "quarantined", _("Quarantined")
    RETIRED = "retired", _("Retired")


class DeviceQuerySet(models.QuerySet["Device"]):
    """Devices, beginning with who is looking."""

    def visible_to(self, who: Person) -> DeviceQuerySet:
        return self.filter(client_id__in=visible_client_ids(who))

    def active(self) -> DeviceQuerySet:
        return self.filter(state=DeviceState.ACTIVE)


class Device(models.Model):
    """A machine we look after. `last_seen_at` is by our clock, never by its own. Serial, model and
    the two days are what the papers say; what its agent says stands in its observations."""

    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="devices", verbose_name=_("client")
    )
    site = models.ForeignKey(
        Site, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("site")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=DeviceKind.choices,
        default=DeviceKind.SERVER,
        db_default=DeviceKind.SERVER,
    )
    platform = models.CharField(_("system"), max_length=40, blank=True, db_default="")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=DeviceState.choices,
        default=DeviceState.PENDING,
        db_default=DeviceState.PENDING,
    )
    state_reason = models.TextField(_("why"), blank=True, db_default="")
    serial = models.CharField(
        _("serial number"), max_length=80, blank=True, default="", db_default=""
    )
    model = models.CharField(_("model"), max_length=120, blank=True, default="", db_default="")
    purchased_on = models.DateField(_("bought"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    simulated = models.BooleanField(default=False, db_default=False)
    silent_after_minutes = models.PositiveSmallIntegerField(
        _("silent after, minutes"), default=3, db_default=3
    )
    last_seen_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects: ClassVar = DeviceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["client", "state", "name"], name="device_by_client"),
            models.Index(
                fields=["serial"], name="device_by_serial", condition=~models.Q(serial="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def silent_after(self) -> timedelta:
        return timedelta(minutes=self.silent_after_minutes)


class EnrolmentToken(models.Model):
    """The right to enrol at one client, for a while, a few times. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True)
    approves = models.BooleanField(default=False)
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0, db_default=0)
    made_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"token for {self.client}"

    def is_open(self, now: datetime) -> bool:
        return self.withdrawn_at is None and now < self.expires_at and self.uses < self.max_uses


class Agent(models.Model):
    """The program on a device, known by its own key."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="agent")
    name = models.CharField(max_length=32, unique=True, help_text="digest of the public key")
    public_key = models.CharField(max_length=64)
    hardware = models.JSONField(default=dict, db_default={})
    other_hardware = models.JSONField(null=True, blank=True)
    version = models.CharField(max_length=40, blank=True, db_default="")
    capabilities = models.JSONField(default=list, db_default=[])
    boot = models.CharField(max_length=64, blank=True, db_default="")
    token = models.ForeignKey(EnrolmentToken, on_delete=models.SET_NULL, null=True, blank=True)
    enrolled_at = models.DateTimeField(default=timezone.now, db_default=Now())
    last_handshake_at = models.DateTimeField(null=True, blank=True)
    clock_offset_ms = models.IntegerField(default=0, db_default=0)
    dropped_samples = models.PositiveIntegerField(default=0, db_default=0)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.TextField(blank=True, db_default="")

    def __str__(self) -> str:
        return f"agent on {self.device}"


class Handshake(models.Model):
    """A nonce that was used, remembered as long as its clock would be accepted."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "nonce"], name="nonce_once_per_agent")
        ]

    def __str__(self) -> str:
        return f"handshake of {self.agent_id}"


class Report(models.Model):
    """The receipt for one report; its uniqueness is what makes a report count once.

    No foreign key in the database: the intake knows its devices, and a check per row costs more
    than the row. Rows go after ten days, when a report that old is refused by its dates.
    """

    pk = models.CompositePrimaryKey("device_id", "boot", "sequence")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    boot = models.UUIDField()
    sequence = models.BigIntegerField()
    digest = models.BinaryField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    oldest_at = models.DateTimeField(null=True)
    newest_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [BrinIndex(fields=["received_at"], name="report_by_arrival")]

    def __str__(self) -> str:
        return f"report {self.sequence} of {self.device_id}"


class Observation(models.Model):
    """A fact with a body: inventory, updates, reboot, services, backup, manifest."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="observations")
    kind = models.CharField(max_length=30)
    body = models.JSONField()
    collected_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device", "kind", "-collected_at"], name="observation_newest"),
            models.Index(fields=["kind", "-received_at"], name="observation_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.device_id}"


class SeriesLayout(models.Model):
    """What the values of a sample mean, in order; shared by all samples that say the same."""

    digest = models.CharField(max_length=64, unique=True)
    names = ArrayField(models.TextField())

    def __str__(self) -> str:
        return f"{len(self.names)} values"


class Sample(models.Model):
    """One row for each device and cycle, in day partitions (made by `fleet_keep_days`)."""

    pk = models.CompositePrimaryKey("device_id", "at")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    layout = models.ForeignKey(
        SeriesLayout, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    values = ArrayField(models.FloatField(null=True))

    def __str__(self) -> str:
        return f"sample of {self.device_id} at {self.at}"


class Rollup(models.Model):
    """Means and highs of the samples in five minutes or an hour."""

    pk = models.CompositePrimaryKey("device_id", "minutes", "at", "layout_id")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    minutes = models.SmallIntegerField()
    at = models.DateTimeField()
    layout = models.ForeignKey(
        SeriesLayout, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    n = models.IntegerField()
    means = ArrayField(models.FloatField(null=True))
    highs = ArrayField(models.FloatField(null=True))

    def __str__(self) -> str:
        return f"{self.minutes} minutes of {self.device_id} at {self.at}"


class RollupMark(models.Model):
    """Up to which arrival the samples have been rolled up."""

    minutes = models.SmallIntegerField(primary_key=True)
    rolled_to = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.minutes} minutes, to {self.rolled_to}"


class Limit(models.Model):
    """A raise and a clear value for one series of one device.

    Monitoring fills it; the intake judges it on arrival and writes the verdict back. The database
    itself tells the intake (NOTIFY nadi_limits) whenever one is made, changed or removed.
    """

    class Direction(models.TextChoices):
        ABOVE = "above", _("Above")
        BELOW = "below", _("Below")

    GOES_WITH: ClassVar = {"device": models.Q()}  # made anew by its rule

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="limits")
    name = models.CharField(max_length=200, help_text="a series: disk.percent:/")
    direction = models.CharField(max_length=5, choices=Direction.choices, default=Direction.ABOVE)
    raise_at = models.FloatField()
    clear_at = models.FloatField()
    verdict = models.CharField(max_length=7, default="within", db_default="within")
    value = models.FloatField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "name"], name="limit_by_series")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="limit_clears_on_the_right_side",
                condition=models.Q(direction="above", clear_at__lte=models.F("raise_at"))
                | models.Q(direction="below", clear_at__gte=models.F("raise_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.direction} {self.raise_at:g}"


class ObserverGap(models.Model):
    """From `start` to `end` no intake was listening: no device is called silent for it."""

    start = models.DateTimeField()
    end = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"not listening {self.start} to {self.end}"
