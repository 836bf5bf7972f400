"""What may be seen of machines, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.core.errors import NotFound
from nadi.core.models import Heartbeat
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.fleet import rules
from nadi.fleet.history import FIVE_MINUTES, HOUR
from nadi.fleet.models import (
    Device,
    DeviceQuerySet,
    DeviceState,
    EnrolmentToken,
    Observation,
    ObserverGap,
    Rollup,
    Sample,
)

INTAKE = "intake"
ENROL = gettext_lazy("Enrol a machine")
RAW_UP_TO = timedelta(hours=6)
FINE_UP_TO = timedelta(days=3)


def devices_visible_to(who: Person) -> DeviceQuerySet:
    """The devices `who` may see, retired ones too."""
    return Device.objects.visible_to(who).select_related("client", "site")


def device_for(who: Person, pk: int) -> Device:
    """The device `pk`; NotFound also where it exists but not for `who`."""
    device = devices_visible_to(who).filter(pk=pk).first()
    if device is None:
        raise NotFound("There is no such device, or none that you may see.")
    return device


def device_counts(who: Person) -> Mapping[str, int]:
    """How many devices `who` sees in each state."""
    rows = Device.objects.visible_to(who).order_by().values_list("state").annotate(n=Count("pk"))
    found = dict(rows)
    return {state: found.get(state, 0) for state in DeviceState.values}


def open_tokens(who: Person, now: datetime) -> QuerySet[EnrolmentToken]:
    """Tokens a machine could still enrol with."""
    return (
        EnrolmentToken.objects.filter(withdrawn_at=None, expires_at__gt=now, uses__lt=F("max_uses"))
        .filter(client_id__in=visible_client_ids(who))
        .select_related("client", "made_by")
        .order_by("expires_at")
    )


Newest = dict[str, Observation]


def find_devices(who: Person, *, state: str, text: str, first: list[int]) -> DeviceQuerySet:
    """Devices in one state whose name, client or place fits; those in `first` before the others."""
    found = devices_visible_to(who).filter(state=state)
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(client__name__icontains=word)
            | Q(site__name__icontains=word)
        )
    calm = ("simulated", "client__name", "name")
    if not first:
        return found.order_by(*calm)  # an empty Case would be ORDER BY 1: by the first column
    return found.order_by(Case(When(pk__in=first, then=0), default=1), *calm)


def find(who: Person, text: str) -> list[Found]:
    """For Ctrl K: devices by name, then the act."""
    if not who.is_staff_member:
        return []
    devices = devices_visible_to(who).filter(name__icontains=text).order_by("name")
    found = [
        Found(one.name, one.client.name, reverse("fleet:device", args=[one.pk]), _("Devices"))
        for one in devices[:MOST_OF_A_KIND]
    ]
    if begins(ENROL, text):
        found.append(Found(str(ENROL), "", reverse("fleet:tokens"), _("Do")))
    return found


def observations_of(who: Person, device: Device, kind: str) -> QuerySet[Observation]:
    """All of one kind, the newest first."""
    return Observation.objects.filter(
        device=device, device__in=Device.objects.visible_to(who), kind=kind
    ).order_by("-collected_at", "-pk")


def newest_observations(who: Person, device: Device) -> Newest:
    """The newest observation of each kind of one device."""
    rows = (
        Observation.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .order_by("kind", "-collected_at", "-pk")
        .distinct("kind")
    )
    return {row.kind: row for row in rows}


@dataclass(frozen=True, slots=True)
class Figures:
    """A sample with its names: what the machine said of itself at one moment."""

    at: datetime
    values: Mapping[str, float | None]


def newest_figures(who: Person, device: Device) -> Figures | None:
    """The newest sample of one device, with names."""
    row = (
        Sample.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .select_related("layout")
        .order_by("-at")
        .first()
    )
    if row is None:
        return None
    return Figures(row.at, dict(zip(row.layout.names, row.values, strict=True)))


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line; `n` samples stand behind it."""

    at: datetime
    mean: float | None
    high: float | None
    n: int


def line(
    who: Person, device: Device, name: str, start: datetime, end: datetime
) -> tuple[int, list[Point]]:
    """One series over time: samples for a short while, rollups for a longer one. The first value
    is how many minutes a point stands for; 0 means single samples."""
    minutes = _resolution(end - start)
    if minutes == 0:
        return 0, _sample_points(who, device, name, start, end)
    rows = (
        Rollup.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .filter(minutes=minutes, at__gte=start, at__lt=end, layout__names__contains=[name])
        .select_related("layout")
        .order_by("at")
    )
    points = []
    for row in rows.iterator():
        place = row.layout.names.index(name)
        points.append(Point(row.at, row.means[place], row.highs[place], row.n))
    return minutes, points


def _resolution(span: timedelta) -> int:
    if span <= RAW_UP_TO:
        return 0
    return FIVE_MINUTES if span <= FINE_UP_TO else HOUR


def _sample_points(
    who: Person, device: Device, name: str, start: datetime, end: datetime
) -> list[Point]:
    rows = (
        Sample.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .filter(at__gte=start, at__lt=end, layout__names__contains=[name])
        .select_related("layout")
        .order_by("at")
    )
    points = []
    for row in rows.iterator():
        value = row.values[row.layout.names.index(name)]
        points.append(Point(row.at, value, value, 1))
    return points


def series_names(who: Person, device: Device, since: datetime) -> list[str]:
    """Every series the device has spoken of since then, in the order it names them."""
    layouts = (
        Rollup.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .filter(at__gte=since)
        .values_list("layout__names", flat=True)
        .distinct()
    )
    found: dict[str, None] = {}
    for names in layouts:
        found.update(dict.fromkeys(names))
    newest = newest_figures(who, device)
    if newest is not None:
        found.update(dict.fromkeys(newest.values))
    return list(found)


def observer_gaps(since: datetime, now: datetime) -> list[rules.Gap]:
    """When no intake was listening, up to and including right now."""
    gaps = [
        rules.Gap(row.start, row.end)
        for row in ObserverGap.objects.filter(end__gt=since).order_by("start")
    ]
    beat = Heartbeat.objects.filter(process=INTAKE).first()
    still = rules.gap_between(beat.at, now) if beat else None
    return [*gaps, still] if still else gaps


@dataclass(frozen=True, slots=True)
class Silence:
    """A device that should have spoken, and the exact moment its promise ended."""

    device: Device
    since: datetime


def _overdue(gaps: list[rules.Gap], now: datetime) -> DeviceQuerySet:
    """Of the active devices those that may be silent: their promise ended, and where we are blind
    now, it ended before we were."""
    blind_since = min((gap.start for gap in gaps if gap.end >= now), default=now)
    allowed = ExpressionWrapper(
        F("silent_after_minutes") * Value(timedelta(minutes=1)), DurationField()
    )
    return Device.objects.active().filter(last_seen_at__lte=Value(blind_since) - allowed)


def silent_devices(now: datetime) -> list[Silence]:
    """Active devices that are silent at `now`, observer gaps taken into account. For the clock: it
    has no viewer. A device that never spoke is not silent, it is new."""
    gaps = observer_gaps(now - timedelta(days=7), now)
    silences = []
    for device in _overdue(gaps, now).select_related("client"):
        seen = device.last_seen_at
        since = rules.silent_since(seen, device.silent_after, gaps, now) if seen else None
        if since is not None:
            silences.append(Silence(device, since))
    return silences


def silences_visible_to(who: Person, now: datetime) -> dict[int, datetime]:
    """Silent devices that `who` may see, and since when."""
    gaps = observer_gaps(now - timedelta(days=7), now)
    overdue = _overdue(gaps, now).visible_to(who)
    found = overdue.values_list("pk", "last_seen_at", "silent_after_minutes")
    silences = {
        pk: rules.silent_since(seen, timedelta(minutes=minutes), gaps, now)
        for pk, seen, minutes in found
        if seen
    }
    return {pk: since for pk, since in silences.items() if since}


def sample_rows(
    who: Person, device: Device, name: str, start: datetime, end: datetime
) -> QuerySet[Sample]:
    """The samples behind a line, the newest first."""
    return (
        Sample.objects.filter(device=device, device__in=Device.objects.visible_to(who))
        .filter(at__gte=start, at__lt=end, layout__names__contains=[name])
        .select_related("layout")
        .order_by("-at")
    )


DAILY_HIGHS = """
SELECT r.device_id, date_trunc('day', r.at, 'UTC') AS day, max(r.highs[l.place])
FROM fleet_rollup r
JOIN (SELECT id, array_position(names, %(name)s) AS place FROM fleet_serieslayout
      WHERE names @> ARRAY[%(name)s::text]) l ON l.id = r.layout_id
WHERE r.minutes = %(hour)s AND r.at >= %(since)s AND r.highs[l.place] IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2
"""


def daily_highs(name: str, since: datetime) -> dict[int, list[tuple[datetime, float]]]:
    """The highest value of a series for each device and day, from the hourly rollups. For the
    clock: it has no viewer."""
    found: dict[int, list[tuple[datetime, float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(DAILY_HIGHS, {"name": name, "hour": HOUR, "since": since})
        for device_id, day, high in cursor.fetchall():
            found.setdefault(device_id, []).append((day, high))
    return found
