"""Rows of updates: who looked for them, what is open on which device, what waits for a restart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.fleet.models import Device


class UpdateScan(models.Model):
    """That a device looked for updates; one that could not look says why and changes nothing."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="update_scans")
    at = models.DateTimeField()
    known = models.BooleanField()
    manager = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True, db_default="", default="")
    pending = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["device", "-at"], condition=Q(known=True), name="scan_newest_good"
            ),
        ]

    def __str__(self) -> str:
        return f"scan of {self.device_id} at {self.at}"


class UpdateQuerySet(models.QuerySet["Update"]):
    def visible_to(self, who: Person) -> UpdateQuerySet:
        return self.filter(device__client_id__in=visible_client_ids(who))

    def open(self) -> UpdateQuerySet:
        return self.filter(gone_at=None)


class Update(models.Model):
    """One package that one device could install, from the first scan that listed it to the first
    that did not.
    """

    class Kind(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        SECURITY = "security", _("Security")
        OTHER = "other", _("Other")

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, db_index=False, related_name="updates"
    )
    package = models.CharField(max_length=200)
    installed = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    first_seen = models.DateTimeField()
    due_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = UpdateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "package", "version", "kind"],
                condition=Q(gone_at=None),
                name="update_open_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["device", "due_at"], condition=Q(gone_at=None), name="update_open_by_due"
            ),
            models.Index(fields=["device", "gone_at"], name="update_by_device"),
            models.Index(
                fields=["due_at", "device"],
                condition=Q(gone_at=None, kind__in=["critical", "security"]),
                name="update_urgent_by_due",
            ),
            models.Index(fields=["device", "first_seen"], name="update_history"),
            models.Index(
                fields=["gone_at"], condition=Q(gone_at__isnull=False), name="update_by_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


class RestartNeed(models.Model):
    """From when to when a device waited for a restart so that updates take effect."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="restart_needs")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    because = models.JSONField(default=list, db_default=[])
    told_at = models.DateTimeField(help_text="collection time of the newest report about it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(until=None), name="restart_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} waits for a restart"
