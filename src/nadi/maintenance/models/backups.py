"""Rows of the heart: what must come back, what the nights said, what tests found, what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.fleet.models import Device
from nadi.maintenance.backups import TOOLS
from nadi.maintenance.rules.nights import EVERY_NIGHT, Night
from nadi.maintenance.rules.proof import Listed, Outcome, Trial


class ProtectedSystemQuerySet(models.QuerySet["ProtectedSystem"]):
    """Protected systems, beginning with who is looking."""

    def visible_to(self, who: Person) -> ProtectedSystemQuerySet:
        return self.filter(device__client_id__in=visible_client_ids(who))

    def current(self) -> ProtectedSystemQuerySet:
        return self.filter(ended_at=None)


class ProtectedSystem(models.Model):
    """Something on a device that must come back. `job` is the name its agent reports under."""

    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="protected_systems", verbose_name=_("device")
    )
    name = models.CharField(_("what must come back"), max_length=120)
    job = models.CharField(_("name of the job"), max_length=80)
    tool = models.CharField(_("tool"), max_length=20)
    location = models.CharField(_("repository"), max_length=400)
    sealed_secret = models.TextField(blank=True, db_default="", default="")
    weekdays = models.PositiveSmallIntegerField(default=EVERY_NIGHT, db_default=EVERY_NIGHT)
    fresh_hours = models.PositiveSmallIntegerField(
        _("a backup is fresh for, hours"), default=30, db_default=30
    )
    protected_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True, db_default="", default="")
    bad_run_told = models.BooleanField(default=False, db_default=False)

    objects: ClassVar = ProtectedSystemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["device__name", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "job"], condition=Q(ended_at=None), name="system_job_once"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=EVERY_NIGHT), name="system_has_nights"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.device}"

    @property
    def tool_title(self) -> str:
        return TOOLS[self.tool].title if self.tool in TOOLS else self.tool

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.device.client.calendar.zone_name)

    @property
    def first_night(self) -> date:
        return self.protected_at.astimezone(self.zone).date()


class BackupOutcome(models.TextChoices):
    OK = "ok", _("Good")
    WARNING = "warning", _("Good, with files left out")
    FAILED = "failed", _("Failed")


AS_NIGHT = {
    BackupOutcome.OK: Night.GOOD,
    BackupOutcome.WARNING: Night.WARNED,
    BackupOutcome.FAILED: Night.FAILED,
}


class BackupResult(models.Model):
    """What one night said about one system. A better second run replaces a worse first one."""

    system = models.ForeignKey(ProtectedSystem, on_delete=models.CASCADE, related_name="results")
    night = models.DateField(help_text="the evening, on the client's clock")
    outcome = models.CharField(max_length=8, choices=BackupOutcome.choices)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField()
    run = models.CharField(max_length=80, blank=True)
    snapshot = models.CharField(max_length=200, blank=True)
    bytes_added = models.BigIntegerField(null=True, blank=True)
    bytes_total = models.BigIntegerField(null=True, blank=True)
    files_total = models.BigIntegerField(null=True, blank=True)
    unreadable = models.JSONField(default=list, db_default=[])
    message = models.TextField(blank=True, db_default="", default="")
    runs = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "night"],
                include=["outcome", "ended_at"],
                name="result_once_a_night",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "-ended_at"], name="result_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.night}: {self.outcome}"

    @property
    def as_night(self) -> Night:
        return AS_NIGHT[BackupOutcome(self.outcome)]


class Manifest(models.Model):
    """The files an agent read just before a backup, with size and SHA-256; joined by its run."""

    system = models.ForeignKey(ProtectedSystem, on_delete=models.CASCADE, related_name="manifests")
    run = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    seed = models.BigIntegerField(null=True, blank=True)
    candidates = models.BigIntegerField(null=True, blank=True)
    files = models.JSONField(default=list, help_text="[path, size, sha256] each")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "run"], name="manifest_once_a_run")
        ]

    def __str__(self) -> str:
        return f"manifest of run {self.run}"

    def listed(self) -> list[Listed]:
        return [Listed(path, size, digest) for path, size, digest in self.files]


class RestoreTestQuerySet(models.QuerySet["RestoreTest"]):
    def visible_to(self, who: Person) -> RestoreTestQuerySet:
        return self.filter(system__device__client_id__in=visible_client_ids(who))

    def unfinished(self) -> RestoreTestQuerySet:
        return self.filter(state__in=[RestoreTest.State.WAITING, RestoreTest.State.RUNNING])

    def to_open(self) -> RestoreTestQuerySet:
        """Passed, nothing newer said otherwise, and what came back still lies there."""
        newer = RestoreTest.objects.filter(
            system=OuterRef("system"), finished_at__gt=OuterRef("finished_at")
        ).exclude(outcome=Outcome.NOT_PERFORMED)
        return self.filter(
            ~Exists(newer),
            outcome=Outcome.PASSED,
            opened_at=None,
            removed_at=None,
            system__ended_at=None,
        )


class RestoreTest(models.Model):
    """One restore of a sample: what was tried, what came back, who opened it.

    `attempt` fences: a runner writes only while the row still carries the attempt it began.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a free hand")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    class OutcomeChoice(models.TextChoices):
        PASSED = Outcome.PASSED.value, _("Passed")
        FAILED = Outcome.FAILED.value, _("Failed")
        NOT_PERFORMED = Outcome.NOT_PERFORMED.value, _("Not performed")

    system = models.ForeignKey(ProtectedSystem, on_delete=models.CASCADE, related_name="tests")
    requested_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    outcome = models.CharField(max_length=14, choices=OutcomeChoice.choices, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=40, blank=True, default="")
    percent = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seed = models.BigIntegerField()
    snapshot = models.CharField(max_length=200, blank=True, default="")
    backup_at = models.DateTimeField(null=True, blank=True)
    files = models.JSONField(default=list)
    restored_bytes = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    read_part = models.PositiveSmallIntegerField(null=True, blank=True)
    read_parts = models.PositiveSmallIntegerField(null=True, blank=True)
    read_good = models.BooleanField(null=True, blank=True)
    failed_path = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_note = models.TextField(blank=True, default="")

    objects: ClassVar = RestoreTestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-requested_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_test_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="done") & Q(outcome="", finished_at=None),
                name="test_done_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False, outcome="passed"),
                name="only_passed_is_opened",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["system", "-finished_at"], name="test_newest"),
            models.Index(fields=["state", "beat_at"], name="test_unfinished"),
            models.Index(
                fields=["opened_at", "finished_at", "system"],
                condition=Q(opened_at__isnull=False),
                name="test_by_opening",
            ),
            models.Index(
                fields=["system", "finished_at"], condition=Q(outcome="failed"), name="test_failed"
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(outcome="passed", opened_at=None, removed_at=None),
                name="test_to_open",
            ),
        ]

    def __str__(self) -> str:
        return f"restore of {self.system}"

    @property
    def bytes_per_second(self) -> int | None:
        return round(self.restored_bytes / self.seconds) if self.seconds else None

    @property
    def can_be_opened(self) -> bool:
        return self.outcome == Outcome.PASSED and not self.opened_at and not self.removed_at

    def as_trial(self) -> Trial:
        if self.finished_at is None:
            raise ValueError("only a finished test says anything")
        return Trial(
            self.system_id,
            self.finished_at,
            Outcome(self.outcome),
            self.opened_at,
            self.read_part,
            self.read_parts,
            self.read_good,
        )


class RestoreLook(models.Model):
    """That nadi showed or handed one restored file to one person."""

    test = models.ForeignKey(RestoreTest, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=8, choices=[("shown", _("shown")), ("taken", _("taken"))])
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person} and file {self.number} of test {self.test_id}"


def trials(tests: Iterable[RestoreTest]) -> list[Trial]:
    """Finished tests as the rules see them."""
    return [test.as_trial() for test in tests if test.finished_at is not None]
