"""The hash chain over the audit rows, sealed in batches so that writers never wait for each other.

A seal covers the rows whose ids lie after the previous seal; its digest is SHA-256 over the
previous digest and each row in canonical JSON. Rows younger than the grace are left for the next
batch, because a transaction that is still open may hold a lower id. See
docs/algorithms/audit-chain.md.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Min

from nadi.core.actors import Actor
from nadi.core.models import AuditRow, AuditSeal

GENESIS = "0" * 64
GRACE = timedelta(minutes=2)
FIELDS = [
    "id",
    "at",
    "verb",
    "actor_id",
    "actor",
    "subject_type",
    "subject_id",
    "subject",
    "before",
    "after",
    "arguments",
    "because",
    "request_id",
    "came_from",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: `broken` is empty when every seal fits its rows."""

    seals: int
    sealed_rows: int
    open_rows: int
    broken: tuple[str, ...]
    newest: str = GENESIS


def told(verb: str, by: Actor, at: datetime, subject: str | models.Model = "") -> AuditRow:
    """The audit row, not yet saved, of what a person did in the demo's story where the rows of the
    act itself are made in bulk. It says that it comes from the story."""
    row = AuditRow(
        at=at,
        verb=verb,
        actor_id=by.pk,
        actor=str(by),
        subject=str(subject)[:200],
        came_from="demo story",
    )
    if isinstance(subject, models.Model):
        row.subject_type, row.subject_id = subject._meta.label_lower, subject.pk
    return row


def digest(previous: str, rows: Iterable[dict[str, object]]) -> str:
    """The digest of a batch that follows `previous`."""
    chain = hashlib.sha256(previous.encode())
    for row in rows:
        chain.update(json.dumps(row, sort_keys=True, default=_text, ensure_ascii=False).encode())
        chain.update(b"\n")
    return chain.hexdigest()


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def seal(now: datetime, batch: int = 5000) -> AuditSeal | None:
    """Seal the next batch of rows older than the grace; None when there is nothing to seal."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('nadi_audit_seal'))")
        last = AuditSeal.objects.order_by("-last_id").first()
        unsealed = AuditRow.objects.filter(id__gt=last.last_id if last else 0)
        young = unsealed.filter(at__gte=now - GRACE).aggregate(first=Min("id"))["first"]
        ripe = unsealed if young is None else unsealed.filter(id__lt=young)
        rows = list(ripe.order_by("id").values(*FIELDS)[:batch])
        if not rows:
            return None
        previous = last.digest if last else GENESIS
        return AuditSeal.objects.create(
            first_id=rows[0]["id"],
            last_id=rows[-1]["id"],
            count=len(rows),
            previous=previous,
            digest=digest(previous, rows),
            at=now,
        )


def verify() -> Verdict:
    """Recompute the whole chain from the rows and name every seal that does not fit."""
    previous, end, total, broken = GENESIS, 0, 0, []
    seals = list(AuditSeal.objects.order_by("last_id"))
    for link in seals:
        rows = list(
            AuditRow.objects.filter(id__gt=end, id__lte=link.last_id).order_by("id").values(*FIELDS)
        )
        total += len(rows)
        if len(rows) != link.count:
            broken.append(
                f"rows {link.first_id} to {link.last_id}: {link.count} were sealed, "
                f"{len(rows)} are there"
            )
        elif link.previous != previous or digest(previous, rows) != link.digest:
            broken.append(f"rows {link.first_id} to {link.last_id} were changed after sealing")
        previous, end = link.digest, link.last_id
    still_open = AuditRow.objects.filter(id__gt=end).count()
    return Verdict(len(seals), total, still_open, tuple(broken), previous)
