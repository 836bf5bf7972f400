"""What each machine lists for installation, since when, and what it installed in the year.

What a machine's newest scan lists has been pending for days. Three offices want no restart by day,
and nobody has found an evening: there security updates are past their date.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from nadi.core.demo import Story
from nadi.fleet.models import Device, Observation
from nadi.maintenance import bodies
from nadi.maintenance.models import RestartNeed, Update
from nadi.maintenance.rules import deadlines

NO_EVENING_FOUND = ("Northgate Legal", "Fjord Architects", "Grove Insurance")
DAILY = 35

SCANS = """
INSERT INTO maintenance_updatescan (device_id, at, known, manager, reason, pending)
SELECT d.id, %(newest)s - make_interval(days => ago), true, 'apt', '', d.pending
FROM unnest(%(ids)s::bigint[], %(pending)s::int[]) AS d(id, pending)
JOIN fleet_device f ON f.id = d.id
CROSS JOIN generate_series(0, %(days)s) AS ago
WHERE (ago <= %(daily)s OR ago %% 5 = 0)
  AND f.made_at <= %(newest)s - make_interval(days => ago)
"""
# Each month two packages came and were installed after 2 to 17 days; 14 are allowed.
INSTALLED = """
INSERT INTO maintenance_update (device_id, package, installed, version, kind, source, released_at,
    first_seen, due_at, gone_at)
SELECT d.id, p.package, '1.' || m.month, '1.' || m.month + 1, p.kind, 'Debian:12/stable',
       s.seen - interval '1 day', s.seen,
       s.seen - interval '1 day' + make_interval(days => p.days),
       s.seen + make_interval(days => 2 + s.dice %% 16)
FROM unnest(%(ids)s::bigint[]) AS d(id)
JOIN fleet_device f ON f.id = d.id
CROSS JOIN generate_series(2, %(months)s) AS m(month)
CROSS JOIN (VALUES ('openssl', 'security', %(urgent)s), ('tzdata', 'other', %(other)s))
     AS p(package, kind, days)
CROSS JOIN LATERAL (
    SELECT %(newest)s - make_interval(days => 30 * m.month + (d.id %% 9)::int) AS seen,
           abs(hashtext(d.id || p.package || m.month)) AS dice
) s
WHERE f.made_at <= s.seen
"""


def tell(story: Story, devices: Sequence[Device]) -> None:
    said = Observation.objects.filter(device__in=devices, kind="updates")
    scans = {
        row.device_id: bodies.read(row.body, bodies.Updates, row.collected_at)
        for row in said.order_by("device_id", "-collected_at").distinct("device_id")
    }
    pending = []
    for device in devices:
        no_evening = device.client.name in NO_EVENING_FOUND
        for package in scans[device.pk].updates if device.pk in scans else ():
            is_late = no_evening and package.security
            age = story.rng.randrange(17, 29) if is_late else story.rng.randrange(1, 7)
            pending.append(_pending(story, device, package, age))
    Update.objects.bulk_create(pending)
    _tell_restarts(devices)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "ids": list(scans),
            "pending": [len(scan.updates) for scan in scans.values()],
            "newest": _scanned(story, 0),
            "days": story.days,
            "daily": DAILY,
            "months": story.days // 30,
            "urgent": deadlines.URGENT_DAYS.days,
            "other": deadlines.OTHER_DAYS.days,
        }
        cursor.execute(SCANS, values)
        cursor.execute(INSTALLED, values)


def _tell_restarts(devices: Sequence[Device]) -> None:
    """Since when a machine waits for its restart, as it says itself."""
    said = Observation.objects.filter(device__in=devices, kind="reboot", body__needed=True)
    needs = []
    for row in said.order_by("device_id", "-collected_at").distinct("device_id"):
        reboot = bodies.read(row.body, bodies.Reboot, row.collected_at)
        needs.append(
            RestartNeed(
                device_id=row.device_id,
                since=reboot.since or row.collected_at,
                because=reboot.because,
                told_at=row.collected_at,
            )
        )
    RestartNeed.objects.bulk_create(needs)


def _scanned(story: Story, ago: int) -> datetime:
    return story.now - timedelta(days=ago, hours=2)


def _pending(story: Story, device: Device, package: bodies.Package, age: int) -> Update:
    seen, offer = _scanned(story, age), package.offered()
    released = seen - timedelta(days=1, hours=story.rng.randrange(20))
    return Update(
        device=device,
        package=offer.package,
        installed=package.installed,
        version=offer.version,
        kind=offer.update_class.value,
        source=package.source,
        released_at=released,
        first_seen=seen,
        due_at=deadlines.due_at(offer.update_class, released_at=released, first_seen=seen),
    )
