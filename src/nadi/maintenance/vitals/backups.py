"""restore_proven, fresh_backups and nights_backed_up."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.events import ClientStateChanged
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.fleet.events import DeviceApproved, DeviceChanged, DeviceQuarantined, DeviceRetired
from nadi.maintenance.events import (
    BackupRecorded,
    ProtectionChanged,
    RestoreOpened,
    RestoreTestFailed,
    RestoreTestPassed,
)
from nadi.maintenance.vitals import reading

# What decides whether a system counts at all.
WHOM_WE_SERVE = (
    ProtectionChanged,
    DeviceApproved,
    DeviceChanged,
    DeviceQuarantined,
    DeviceRetired,
    ClientStateChanged,
)

# Systems that were protected at the end of the window; those that no longer count say why.
_SYSTEMS = """
SELECT s.id AS system_id, d.name || ': ' || s.name AS label, d.client_id, s.fresh_hours,
       s.weekdays, s.protected_at, s.ended_at, k.zone_name,
       CASE WHEN d.state = 'retired' THEN 'the device is retired'
            WHEN d.state <> 'active' THEN 'the device is not in use yet'
            WHEN c.state NOT IN ('managed', 'notice') THEN 'we do not serve this client now'
            ELSE '' END AS excluded
FROM maintenance_protectedsystem s
JOIN fleet_device d ON d.id = s.device_id
JOIN clients_client c ON c.id = d.client_id
JOIN clients_calendar k ON k.id = c.calendar_id
WHERE s.protected_at < %(end)s
"""
_STANDING = "(s.ended_at IS NULL OR s.ended_at >= %(end)s)"
_ENDED = "'the protection has ended'"

_PROVEN = f"""
SELECT s.system_id AS item, s.label, s.client_id,
       CASE WHEN p.opened_at >= %(start)s AND (f.failed_at IS NULL OR f.failed_at < p.tested_at)
            THEN 1 ELSE 0 END AS counted,
       p.opened_at AS at,
       CASE WHEN {_STANDING} THEN s.excluded ELSE {_ENDED} END AS excluded
FROM ({_SYSTEMS} AND (s.ended_at IS NULL OR s.ended_at >= %(start)s)) s
LEFT JOIN LATERAL (
    SELECT max(t.opened_at) AS opened_at, max(t.finished_at) AS tested_at
    FROM maintenance_restoretest t
    WHERE t.system_id = s.system_id AND t.outcome = 'passed' AND t.opened_at < %(end)s
) p ON true
LEFT JOIN LATERAL (
    SELECT max(t.finished_at) AS failed_at FROM maintenance_restoretest t
    WHERE t.system_id = s.system_id AND t.outcome = 'failed' AND t.finished_at < %(end)s
) f ON true
"""  # noqa: S608 - built from constants of this module

_FRESH = f"""
SELECT s.system_id AS item, s.label, s.client_id,
       CASE WHEN g.ended_at >= %(end)s - make_interval(hours => s.fresh_hours)
            THEN 1 ELSE 0 END AS counted,
       g.ended_at AS at, s.excluded
FROM ({_SYSTEMS} AND {_STANDING}) s
LEFT JOIN LATERAL (
    SELECT max(r.ended_at) AS ended_at FROM maintenance_backupresult r
    WHERE r.system_id = s.system_id AND r.outcome IN ('ok', 'warning') AND r.ended_at < %(end)s
) g ON true
"""  # noqa: S608 - built from constants of this module

# A night ends at noon of the next day on the client's clock; it belongs to the window it ends in.
_NIGHTS = f"""
SELECT s.system_id AS item, s.label || ', ' || n.night AS label, s.client_id,
       CASE WHEN r.outcome IN ('ok', 'warning') THEN 1 ELSE 0 END AS counted,
       coalesce(r.ended_at, n.over_at) AS at, s.excluded
FROM ({_SYSTEMS} AND (s.ended_at IS NULL OR s.ended_at >= %(start)s)) s
JOIN (
    SELECT z.zone_name, day::date AS night,
           (day + interval '36 hours') AT TIME ZONE z.zone_name AS over_at
    FROM (SELECT DISTINCT zone_name FROM clients_calendar) z
    CROSS JOIN LATERAL generate_series(
        (%(start)s::timestamptz AT TIME ZONE z.zone_name)::date - interval '2 days',
        (%(end)s::timestamptz AT TIME ZONE z.zone_name)::date,
        interval '1 day'
    ) AS day
) n ON n.zone_name = s.zone_name
LEFT JOIN maintenance_backupresult r
    ON r.system_id = s.system_id AND r.night = n.night AND r.ended_at < %(end)s
   AND r.night >= (%(start)s - interval '4 days')::date
WHERE n.over_at >= %(start)s AND n.over_at < %(end)s
  AND (s.weekdays >> (extract(isodow FROM n.night)::int - 1)) & 1 <> 0
  AND n.night >= (s.protected_at AT TIME ZONE s.zone_name)::date
  AND (s.ended_at IS NULL OR n.over_at < s.ended_at)
"""  # noqa: S608 - built from constants of this module


def _system_url(system_id: int) -> str:
    return reverse("maintenance:system", args=[system_id])


def _read_proven(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    name = "maintenance.restore_proven"
    return reading.read(name, _PROVEN, reading.span(window), window.end, clients)


def _rows_proven(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(_PROVEN, reading.span(window), client, _system_url)


def _read_fresh(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    name = "maintenance.fresh_backups"
    return reading.read(name, _FRESH, reading.span(window), window.end, clients)


def _rows_fresh(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(_FRESH, reading.span(window), client, _system_url)


def _read_nights(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    name = "maintenance.nights_backed_up"
    return reading.read(name, _NIGHTS, reading.span(window), window.end, clients)


def _rows_nights(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(_NIGHTS, reading.span(window), client, _system_url)


RESTORE_PROVEN = Vital(
    name="maintenance.restore_proven",
    title=_("Proven restores"),
    purpose=_(
        "Protected systems of which a person has opened what came back from a restore, "
        "and no test has failed since."
    ),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(50),
        acceptable=Decimal(90),
        good=Decimal(100),
        best=Decimal(100),
        source="Karl Palachuk: test a restore of every backup every month; the limits are ours",
        grade="B",
    ),
    window=timedelta(days=30),
    ttl=timedelta(days=1),
    touched_by=(RestoreOpened, RestoreTestFailed, RestoreTestPassed, *WHOM_WE_SERVE),
    read=_read_proven,
    rows=_rows_proven,
)

FRESH_BACKUPS = Vital(
    name="maintenance.fresh_backups",
    title=_("Fresh backups"),
    purpose=_("Protected systems whose newest good backup is younger than their limit."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(60),
        acceptable=Decimal(90),
        good=Decimal(95),
        best=Decimal(100),
        source="nadi's default: a nightly backup, looked at every day",
        grade="D",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=1),
    touched_by=(BackupRecorded, *WHOM_WE_SERVE),
    read=_read_fresh,
    rows=_rows_fresh,
)

NIGHTS_BACKED_UP = Vital(
    name="maintenance.nights_backed_up",
    title=_("Nights backed up"),
    purpose=_("Nights on which a backup was due and one came that ended well."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(70),
        acceptable=Decimal(93),
        good=Decimal(97),
        best=Decimal(100),
        source="nadi's default: two missed nights of 28 are acceptable, one is good",
        grade="D",
    ),
    window=timedelta(days=28),
    ttl=timedelta(days=2),
    touched_by=(BackupRecorded, *WHOM_WE_SERVE),
    read=_read_nights,
    rows=_rows_nights,
)
