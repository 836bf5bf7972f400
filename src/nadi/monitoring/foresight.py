"""Tells each day when disks will be full, and keeps what it told."""

from datetime import datetime, timedelta

from nadi.fleet import queries as fleet
from nadi.fleet.models import Device, DeviceState
from nadi.monitoring import rules
from nadi.monitoring.checks import disk
from nadi.monitoring.models import DiskForecast, Watch
from nadi.monitoring.rules.forecast import MOST_DAYS


def foresee(now: datetime) -> int:
    """Forecast every watched disk; how many forecasts it told. Run twice, it tells once."""
    since = now - timedelta(days=MOST_DAYS + 1)
    active = set(Device.objects.filter(state=DeviceState.ACTIVE).values_list("pk", flat=True))
    mounts = (
        Watch.objects.filter(rule__kind=disk.KIND.name)
        .values_list("instance", flat=True)
        .distinct()
        .order_by("instance")
    )
    told = []
    for mount in mounts:
        highs = fleet.daily_highs(disk.KIND.series + mount, since)
        for device_id in sorted(highs.keys() & active):
            days = [rules.Day(at.date(), high) for at, high in highs[device_id]]
            found = rules.forecast(days)
            if isinstance(found, rules.Forecast):
                told.append(_row(device_id, mount, now, found))
    DiskForecast.objects.bulk_create(told, ignore_conflicts=True)
    return len(told)


def _row(device_id: int, mount: str, now: datetime, found: rules.Forecast) -> DiskForecast:
    earlier = (
        DiskForecast.objects.filter(
            device_id=device_id,
            instance=mount,
            planned_at__isnull=False,
            made_on__gte=now.date() - timedelta(days=14),
        )
        .order_by("-made_on")
        .first()
    )
    return DiskForecast(
        device_id=device_id,
        instance=mount,
        made_on=now.date(),
        slope=found.slope,
        level=found.level,
        days=found.days,
        full_on=found.full_on,
        earliest=found.earliest,
        latest=found.latest,
        planned_at=earlier.planned_at if earlier else None,
        planned_by=earlier.planned_by if earlier else None,
    )
