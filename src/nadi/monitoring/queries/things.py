"""What is watched: devices, disks that fill, web addresses."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.core.errors import NotFound
from nadi.fleet.models import Device
from nadi.monitoring.models import CheckResult, DiskForecast, HttpCheck, Watch

PLAN_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SoonFull:
    """The newest forecast of a disk that will be full before long."""

    forecast: DiskForecast
    days_left: int


def soon_full(who: Person, on: date, within: timedelta = PLAN_WITHIN) -> list[SoonFull]:
    """Disks that will be full within two weeks, by their newest forecast; the soonest first."""
    newest = (
        DiskForecast.objects.filter(
            device__client_id__in=visible_client_ids(who),
            made_on__gt=on - timedelta(days=3),
            made_on__lte=on,
        )
        .order_by("device_id", "instance", "-made_on")
        .distinct("device_id", "instance")
        .select_related("device__client", "planned_by")
    )
    found = [SoonFull(row, max((row.full_on - on).days, 0)) for row in newest]
    soon = [one for one in found if one.forecast.full_on <= on + within]
    return sorted(soon, key=lambda one: (one.days_left, one.forecast.device.name))


def forecast_for(who: Person, pk: int) -> DiskForecast:
    row = (
        DiskForecast.objects.filter(device__client_id__in=visible_client_ids(who), pk=pk)
        .select_related("device__client")
        .first()
    )
    if row is None:
        raise NotFound("There is no such forecast, or none that you may see.")
    return row


def watches_of(who: Person, device: Device) -> QuerySet[Watch]:
    """What is watched on one device, with the rule and the newest judged value."""
    return (
        Watch.objects.filter(device=device, client_id__in=visible_client_ids(who))
        .select_related("rule__owner", "rule__device", "rule__client", "limit")
        .order_by("key")
    )


def checks_visible_to(who: Person) -> QuerySet[HttpCheck]:
    """Web addresses, with how their watch stands."""
    return (
        HttpCheck.objects.filter(client_id__in=visible_client_ids(who))
        .select_related("client", "watch__rule")
        .order_by("client__name", "name")
    )


def check_for(who: Person, pk: int) -> HttpCheck:
    check = checks_visible_to(who).filter(pk=pk).first()
    if check is None:
        raise NotFound("There is no such check, or none that you may see.")
    return check


def newest_results(who: Person, checks: QuerySet[HttpCheck]) -> dict[int, CheckResult]:
    """The newest look at each of these addresses."""
    rows = (
        CheckResult.objects.filter(check_of__in=checks)
        .filter(check_of__client_id__in=visible_client_ids(who))
        .order_by("check_of_id", F("at").desc())
        .distinct("check_of_id")
    )
    return {row.check_of_id: row for row in rows}
