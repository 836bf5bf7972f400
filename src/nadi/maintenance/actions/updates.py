"""What a device says about its updates and its restart."""

from datetime import datetime

from django.db.models import Max

from nadi.core.actions import Actor, action
from nadi.core.events import announce
from nadi.fleet.models import Device
from nadi.maintenance.bodies import Package, Reboot, Updates
from nadi.maintenance.events import RestartChanged, UpdatesScanned
from nadi.maintenance.models import RestartNeed, Update, UpdateScan
from nadi.maintenance.rules import deadlines
from nadi.maintenance.rules.deadlines import Offered, Open, UpdateClass


@action
def record_scan(device: Device, *, scan: Updates, at: datetime, by: Actor) -> UpdateScan:
    """Keep a scan; the newest good one opens and closes rows, an older or failed one does not."""
    Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    newest = UpdateScan.objects.filter(device=device, known=True).aggregate(at=Max("at"))["at"]
    row = UpdateScan.objects.create(
        device=device,
        at=at,
        known=scan.known,
        manager=scan.manager,
        reason=scan.reason,
        pending=len(scan.updates),
    )
    if scan.known and (newest is None or at > newest):
        opened, closed = _compare(device, scan.updates, at)
        announce(UpdatesScanned(device.pk, device.client_id, opened, closed))
    return row


def _compare(device: Device, packages: list[Package], at: datetime) -> tuple[int, int]:
    rows = {
        Open(u.package, u.version, UpdateClass(u.kind), u.first_seen): u.pk
        for u in Update.objects.filter(device=device, gone_at=None)
    }
    said: dict[Offered, Package] = {package.offered(): package for package in packages}
    change = deadlines.read_scan(rows, said, at)
    Update.objects.filter(pk__in=[rows[row] for row in change.close]).update(gone_at=at)
    Update.objects.bulk_create(
        Update(
            device=device,
            package=offer.package,
            installed=said[offer].installed,
            version=offer.version,
            kind=offer.update_class.value,
            source=said[offer].source,
            released_at=offer.released_at,
            first_seen=first_seen,
            due_at=deadlines.due_at(
                offer.update_class, released_at=offer.released_at, first_seen=first_seen
            ),
        )
        for offer, first_seen in change.open
    )
    return len(change.open), len(change.close)


@action
def record_restart_need(
    device: Device, *, reboot: Reboot, at: datetime, by: Actor
) -> RestartNeed | None:
    """Open, keep or close the interval in which a device waits for its restart."""
    if not reboot.known or reboot.needed is None:
        return None
    Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    newest = RestartNeed.objects.filter(device=device).order_by("-told_at").first()
    if newest is not None and at <= newest.told_at:
        return newest
    waiting = newest if newest is not None and newest.until is None else None
    if reboot.needed is (waiting is None):
        announce(RestartChanged(device.pk, device.client_id, reboot.needed))
    if reboot.needed and waiting is None:
        return RestartNeed.objects.create(
            device=device, since=reboot.since or at, because=reboot.because, told_at=at
        )
    if waiting is not None:
        waiting.told_at = at
        waiting.until = None if reboot.needed else at
        waiting.save(update_fields=["told_at", "until"])
    return waiting
