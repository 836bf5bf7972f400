"""What agents say in observations of the kinds updates, reboot, manifest and backup, read strictly.

The shapes are those of `agent/contract/v1`. Anything else raises `NotUnderstood` with a reason for
the review list.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from nadi.core.errors import BadInput
from nadi.maintenance.rules.deadlines import Offered, UpdateClass
from nadi.maintenance.rules.proof import Listed

SKEW = timedelta(minutes=10)
SHA256 = re.compile(r"[0-9a-f]{64}")
Text = Annotated[str, Meta(max_length=4000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Version = Annotated[str, Meta(max_length=120)]
Job = Annotated[str, Meta(min_length=1, max_length=80)]
Count = Annotated[int, Meta(ge=0, le=2**62)]
Path = Annotated[str, Meta(min_length=1, max_length=4096)]


class NotUnderstood(BadInput):
    """The body cannot be read; the sentence says where."""


class Package(Struct):
    name: Name
    available: Annotated[str, Meta(min_length=1, max_length=120)]
    installed: Version = ""
    source: Annotated[str, Meta(max_length=200)] = ""
    security: bool = False
    severity: str | None = ""
    released_at: datetime | None = None

    def offered(self) -> Offered:
        update_class = UpdateClass.SECURITY if self.security else UpdateClass.OTHER
        if (self.severity or "").lower() == UpdateClass.CRITICAL:
            update_class = UpdateClass.CRITICAL
        return Offered(self.name, self.available, update_class, self.released_at)


class Updates(Struct):
    known: bool
    manager: Annotated[str, Meta(max_length=20)] = ""
    reason: Text = ""
    updates: Annotated[list[Package], Meta(max_length=5000)] = []


class Reboot(Struct):
    known: bool
    needed: bool | None = None
    reason: Text = ""
    because: Annotated[list[Text], Meta(max_length=200)] = []
    since: datetime | None = None


class ManifestFile(Struct):
    path: Path
    size: Count
    sha256: str

    def listed(self) -> Listed:
        return Listed(self.path, self.size, self.sha256)


class ManifestBody(Struct):
    job: Job
    run: Job
    files: Annotated[list[ManifestFile], Meta(max_length=5000)]
    seed: int | None = None
    candidates: Count | None = None


class Backup(Struct):
    job: Job
    run: Annotated[str, Meta(max_length=80)]
    outcome: Literal["ok", "warning", "failed"]
    ended_at: datetime
    started_at: datetime | None = None
    snapshot: Annotated[str, Meta(max_length=200)] = ""
    bytes_added: Count | None = None
    bytes_total: Count | None = None
    files_total: Count | None = None
    unreadable: Annotated[list[Path], Meta(max_length=1000)] = []
    message: Text = ""


Body = TypeVar("Body", Updates, Reboot, ManifestBody, Backup)


def read(body: Mapping[str, object], kind: type[Body], collected_at: datetime) -> Body:
    """The body as `kind`, with every moment in UTC and none later than when it was collected."""
    try:
        found = msgspec.convert(body, kind, strict=True)
    except msgspec.ValidationError as problem:
        raise NotUnderstood(f"{problem}") from problem
    _check(found, collected_at)
    return found


def _check(found: Updates | Reboot | ManifestBody | Backup, collected_at: datetime) -> None:
    if isinstance(found, Backup):
        found.ended_at = _moment(found.ended_at, collected_at, "ended_at")
        if found.started_at is not None:
            found.started_at = _moment(found.started_at, collected_at, "started_at")
            if found.started_at > found.ended_at:
                raise NotUnderstood("The backup ended before it started.")
    elif isinstance(found, Reboot) and found.since is not None:
        found.since = min(_utc(found.since, "since"), collected_at)
    elif isinstance(found, Updates):
        for package in found.updates:
            if package.released_at is not None:
                package.released_at = _utc(package.released_at, "released_at")
    elif isinstance(found, ManifestBody):
        _check_manifest(found)


def _check_manifest(manifest: ManifestBody) -> None:
    for file in manifest.files:
        if not SHA256.fullmatch(file.sha256):
            raise NotUnderstood(f"{file.path} has no SHA-256 but {file.sha256[:80]!r}.")
    if len({file.path for file in manifest.files}) != len(manifest.files):
        raise NotUnderstood("The manifest names a file twice.")


def _utc(moment: datetime, name: str) -> datetime:
    if moment.tzinfo is None:
        raise NotUnderstood(f"{name} has no time zone.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise NotUnderstood(f"{name} lies beyond all years.") from problem


def _moment(moment: datetime, collected_at: datetime, name: str) -> datetime:
    moment = _utc(moment, name)
    if moment > collected_at + SKEW:
        raise NotUnderstood(f"{name} lies after the moment at which it was reported.")
    return moment
