"""By when an update must be installed, and what that makes of a device."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

URGENT_DAYS = timedelta(days=14)
OTHER_DAYS = timedelta(days=30)
RESTART_DAYS = timedelta(days=14)
SCAN_GOOD_FOR = timedelta(days=7)


class UpdateClass(StrEnum):
    CRITICAL = "critical"
    SECURITY = "security"
    OTHER = "other"


URGENT = frozenset({UpdateClass.CRITICAL, UpdateClass.SECURITY})


class Patched(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pending:
    """One open update of one device."""

    package: str
    version: str
    update_class: UpdateClass
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """One update as a scan lists it."""

    package: str
    version: str
    update_class: UpdateClass
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """One open row of a device."""

    package: str
    version: str
    update_class: UpdateClass
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class ScanChange:
    """What a scan does to the rows: close these, open those with this first sight."""

    close: tuple[Open, ...]
    open: tuple[tuple[Offered, datetime], ...]


def due_at(
    update_class: UpdateClass, *, released_at: datetime | None, first_seen: datetime
) -> datetime:
    """Release plus the days of the class; first sight where no release is known or believed."""
    start = first_seen
    if released_at is not None and released_at <= first_seen:
        start = released_at
    return start + (URGENT_DAYS if update_class in URGENT else OTHER_DAYS)


def is_late(due: datetime, now: datetime) -> bool:
    return now > due


def read_scan(open_rows: Iterable[Open], offered: Iterable[Offered], at: datetime) -> ScanChange:
    """Compare what a good scan lists with the rows that are open."""
    listed = {(o.package, o.version, o.update_class): o for o in offered}
    rows = {(r.package, r.version, r.update_class): r for r in open_rows}
    first_sight: dict[tuple[str, UpdateClass], datetime] = {}
    for row in rows.values():
        key = (row.package, row.update_class)
        first_sight[key] = min(row.first_seen, first_sight.get(key, row.first_seen))
    close = tuple(row for key, row in rows.items() if key not in listed)
    new = tuple(
        (offer, first_sight.get((offer.package, offer.update_class), at))
        for key, offer in listed.items()
        if key not in rows
    )
    return ScanChange(close, new)


def patched(
    updates: Iterable[Pending],
    *,
    scanned_at: datetime | None,
    restart_since: datetime | None,
    now: datetime,
) -> Patched:
    """The state of one device; a device nobody has looked at is unknown, never in time."""
    if scanned_at is None or now - scanned_at > SCAN_GOOD_FOR:
        return Patched.UNKNOWN
    if restart_since is not None and now - restart_since > RESTART_DAYS:
        return Patched.LATE
    if any(u.update_class in URGENT and is_late(u.due_at, now) for u in updates):
        return Patched.LATE
    return Patched.IN_TIME
