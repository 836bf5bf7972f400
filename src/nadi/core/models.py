"""Rows that belong to no center: facts and their deliveries, the audit, what awaits review."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A fact that was announced, in the transaction of the change it states."""

    name = models.CharField(max_length=80, help_text="center.FactName")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_default=Now())
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_default=Now())
    last_error = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="event_pending",
                condition=models.Q(delivered_at__isnull=True),
            ),
            models.Index(fields=["-at"], name="event_newest"),
            models.Index(fields=["name", "id"], name="event_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """That one handler has answered one event. Its uniqueness is what makes effects happen once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_answer_per_handler")
        ]

    def __str__(self) -> str:
        return f"{self.handler} answered {self.event_id}"


class AuditRow(models.Model):
    """Who changed what, from what to what, and why. Written once, never changed, never deleted:
    the application's database role has no right to do either."""

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=120)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    arguments = models.JSONField(default=dict)
    because = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    came_from = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["verb", "-at"], name="audit_by_verb"),
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.verb} {self.subject}".strip()


class AuditSeal(models.Model):
    """A link of the hash chain over a batch of audit rows; see docs/algorithms/audit-chain.md."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"audit {self.first_id} to {self.last_id}"


class ReviewItem(models.Model):
    """Something that arrived and was not understood: kept whole, shown with the reason, and
    offered to be read again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a person")
        REPLAYED = "replayed", _("Read again, understood")
        DISMISSED = "dismissed", _("Put aside by a person")

    kind = models.CharField(max_length=40, help_text="mail, report, fact ...")
    source = models.CharField(max_length=200, blank=True, db_default="")
    reason = models.TextField()
    raw = models.BinaryField(default=b"", db_default=b"")
    about = models.JSONField(default=dict, db_default={})
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING, db_default=State.WAITING
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True, db_default="")
    note = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["-created_at"],
                name="review_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"


class Heartbeat(models.Model):
    """When each of nadi's own processes last said that it was well; read by /healthz and doctor."""

    process = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    pid = models.IntegerField(null=True, blank=True)
    sentence = models.CharField(max_length=300, blank=True, db_default="")

    def __str__(self) -> str:
        return self.process


class SheetImport(models.Model):
    """A table that somebody brought, kept as it came, and what became of it."""

    class State(models.TextChoices):
        KEPT = "kept", _("Waiting for its columns")
        LOOKING = "looking", _("Being looked through")
        LOOKED = "looked", _("Looked through, nothing written")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")
        PUT_ASIDE = "put_aside", _("Put aside")

    kind = models.CharField(max_length=40, help_text="clients, contacts, devices ...")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    by_id = models.BigIntegerField(help_text="the person who brought it")
    by = models.CharField(max_length=200)
    brought_at = models.DateTimeField(default=timezone.now)
    options = models.JSONField(default=dict, help_text="encoding, delimiter, sheet, headings, days")
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, help_text="column: place of the heading")
    fixed = models.JSONField(default=dict, help_text="column: the same for every row")
    remarks = models.JSONField(default=list)
    counts = models.JSONField(default=dict, help_text="verdict: rows")
    also = models.JSONField(default=list, help_text="lines to take back though changed since")
    state = models.CharField(max_length=10, choices=State.choices, default=State.KEPT)
    problem = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-brought_at"], name="sheet_newest")]

    def __str__(self) -> str:
        return f"{self.file_name} (import {self.pk})"

    @property
    def source(self) -> str:
        """By what name other rows remember it."""
        return f"import {self.pk}"


class SheetFile(models.Model):
    """The bytes as they came. Apart, so that no list of imports reads them."""

    sheet = models.OneToOneField(
        SheetImport, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"file of import {self.sheet_id}"


class SheetLine(models.Model):
    """One row of such a table: what it said, what it became, and what was there before."""

    class State(models.TextChoices):
        LOOKED = "looked", _("looked at")
        WRITTEN = "written", _("written")
        RETURNED = "returned", _("taken back")
        STAYS = "stays", _("stays")

    sheet = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    subject_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True, default="")
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKED)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_line_once")]
        indexes = [
            models.Index(
                fields=["subject_id", "sheet"],
                name="sheet_line_by_subject",
                condition=models.Q(state__in=["written", "stays"]),
            )
        ]

    def __str__(self) -> str:
        return f"row {self.number} of import {self.sheet_id}"

    @property
    def subject(self) -> int:
        """The row it became; 0 where it became none."""
        return self.subject_id or 0


class SheetProgress(models.Model):
    """How far a long piece of work on a table has come. Written by a connection of its own, because
    the work is one transaction and shows nothing before its end."""

    sheet = models.OneToOneField(
        SheetImport, on_delete=models.CASCADE, primary_key=True, db_constraint=False,
        related_name="progress",
    )  # fmt: skip
    step = models.CharField(max_length=40)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.step} {self.done} of {self.total}"


class Said(models.Model):
    """What the firm has said about itself, once for all: its name is what it is about
    ("desk.mail_address"). The audit holds who said so and what was said before."""

    name = models.CharField(max_length=80, unique=True)
    value = models.JSONField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
