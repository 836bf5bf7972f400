"""Devices by what they could install and by when they must."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from nadi.accounts.models import Person
from nadi.clients.queries import some_clients_of
from nadi.fleet.models import Device, DeviceKind, DeviceState
from nadi.maintenance.models import RestartNeed, Update, UpdateScan
from nadi.maintenance.queries.backups import SERVED
from nadi.maintenance.rules.deadlines import RESTART_DAYS, SCAN_GOOD_FOR, Patched

COUNTED_KINDS = (DeviceKind.SERVER, DeviceKind.WORKSTATION)
URGENT = (Update.Kind.CRITICAL, Update.Kind.SECURITY)


@dataclass(frozen=True, slots=True)
class DeviceUpdates:
    """One device with its open updates by age."""

    device: Device
    state: Patched
    scanned_at: datetime | None
    late: int
    urgent: int
    other: int
    oldest_due: datetime | None
    restart_since: datetime | None

    @property
    def total(self) -> int:
        return self.urgent + self.other


def device_rows(who: Person, now: datetime, among: Q | None = None) -> list[DeviceUpdates]:
    """Servers and workstations in use, the latest first, in one statement."""
    is_open = Q(updates__gone_at=None)
    urgent = is_open & Q(updates__kind__in=URGENT)
    scans = UpdateScan.objects.filter(device=OuterRef("pk"), known=True).order_by("-at")
    restart = RestartNeed.objects.filter(device=OuterRef("pk"), until=None)
    devices = (
        Device.objects.visible_to(who)
        .filter(among or Q())
        .filter(state=DeviceState.ACTIVE, kind__in=COUNTED_KINDS, client__state__in=SERVED)
        .select_related("client")
        .annotate(
            scanned_at=Subquery(scans.values("at")[:1]),
            restart_since=Subquery(restart.values("since")[:1]),
            late=Count("updates", filter=urgent & Q(updates__due_at__lt=now)),
            urgent=Count("updates", filter=urgent & Q(updates__id__isnull=False)),
            other=Count("updates", filter=is_open & Q(updates__kind=Update.Kind.OTHER)),
            oldest_due=Min("updates__due_at", filter=urgent),
        )
    )
    rows = [_row(device, now) for device in devices]
    order = {Patched.LATE: 0, Patched.UNKNOWN: 1, Patched.IN_TIME: 2}
    far = now + timedelta(days=3650)
    return sorted(rows, key=lambda r: (order[r.state], r.oldest_due or far, r.device.name))


def _row(device: Device, now: datetime) -> DeviceUpdates:
    found = vars(device)
    scanned, restart = found["scanned_at"], found["restart_since"]
    state = Patched.IN_TIME
    if scanned is None or now - scanned > SCAN_GOOD_FOR:
        state = Patched.UNKNOWN
    elif found["late"] or (restart is not None and now - restart > RESTART_DAYS):
        state = Patched.LATE
    return DeviceUpdates(
        device, state, scanned, found["late"], found["urgent"], found["other"],
        found["oldest_due"], restart,
    )  # fmt: skip


_LATE = """
SELECT count(*), min(d.name)
FROM (
    SELECT u.device_id FROM maintenance_update u
    WHERE u.gone_at IS NULL AND u.kind IN ('critical', 'security') AND u.due_at < %(now)s
    UNION
    SELECT w.device_id FROM maintenance_restartneed w
    WHERE w.until IS NULL AND w.since < %(restarted)s
) late
JOIN fleet_device d ON d.id = late.device_id
JOIN clients_client c ON c.id = d.client_id
WHERE d.state = 'active' AND d.kind = ANY(%(kinds)s) AND c.state = ANY(%(served)s)
  AND (%(clients)s::bigint[] IS NULL OR c.id = ANY(%(clients)s))
  AND EXISTS (SELECT FROM maintenance_updatescan s
              WHERE s.device_id = late.device_id AND s.known AND s.at >= %(scanned)s)
"""


def late_devices(who: Person, now: datetime) -> tuple[int, str]:
    """How many devices are `Patched.LATE`, and the name of the only one where it is one."""
    values: dict[str, datetime | list[str] | list[int] | None] = {
        "now": now,
        "scanned": now - SCAN_GOOD_FOR,
        "restarted": now - RESTART_DAYS,
        "kinds": [str(kind) for kind in COUNTED_KINDS],
        "served": [str(state) for state in SERVED],
        "clients": some_clients_of(who),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATE, values)
        n, name = cursor.fetchone()
    return n, name or ""


def open_updates(device: Device) -> QuerySet[Update]:
    """What this device could install, the first due first."""
    return Update.objects.open().filter(device=device).order_by("due_at", "package")


def restart_of(device: Device) -> RestartNeed | None:
    return RestartNeed.objects.filter(device=device, until=None).order_by(F("since")).first()
