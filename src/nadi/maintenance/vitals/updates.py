"""updates_in_time: devices without a critical or security update past its date."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.events import ClientStateChanged
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.fleet.events import DeviceApproved, DeviceChanged, DeviceQuarantined, DeviceRetired
from nadi.maintenance.events import RestartChanged, UpdatesScanned
from nadi.maintenance.rules.deadlines import RESTART_DAYS, SCAN_GOOD_FOR
from nadi.maintenance.vitals import reading

NAME = "maintenance.updates_in_time"

# A device that nobody has looked at for a week stays here and is not in time: silence is no health.
_ROWS = """
SELECT d.id AS item,
       d.name || CASE WHEN s.at IS NULL OR s.at < %(end)s - make_interval(days => %(good_for)s) THEN
       ' (unknown)' ELSE '' END AS label, d.client_id, CASE WHEN s.at >= %(end)s -
       make_interval(days => %(good_for)s) AND NOT EXISTS (
           SELECT FROM maintenance_update u
           WHERE u.device_id = d.id AND u.kind IN ('critical', 'security') AND u.gone_at IS NULL
             AND u.first_seen < %(end)s AND u.due_at < %(end)s
       ) AND NOT EXISTS (
           SELECT FROM maintenance_update u
           WHERE u.device_id = d.id AND u.kind IN ('critical', 'security')
             AND u.first_seen < %(end)s AND u.due_at < %(end)s AND u.gone_at >= %(end)s
       ) AND NOT EXISTS (
           SELECT FROM maintenance_restartneed w
           WHERE w.device_id = d.id AND w.since < %(end)s - make_interval(days => %(restart)s)
             AND (w.until IS NULL OR w.until >= %(end)s)
       ) THEN 1 ELSE 0 END AS counted, s.at,
       CASE WHEN d.state = 'retired' THEN 'the device is retired'
            WHEN d.state <> 'active' THEN 'the device is not in use yet'
            WHEN c.state NOT IN ('managed', 'notice') THEN 'we do not serve this client now'
            ELSE '' END AS excluded
FROM fleet_device d
JOIN clients_client c ON c.id = d.client_id
LEFT JOIN LATERAL (
    SELECT at FROM maintenance_updatescan s
    WHERE s.device_id = d.id AND s.known AND s.at < %(end)s ORDER BY s.at DESC LIMIT 1
) s ON true
WHERE d.kind IN ('server', 'workstation') AND d.made_at < %(end)s
  AND (%(kind)s::text IS NULL OR d.kind = %(kind)s::text)
"""


def _values(window: Window, population: str | None) -> reading.Values:
    kind = {"servers": "server", "workstations": "workstation"}.get(population or "")
    return {
        "end": window.end,
        "good_for": SCAN_GOOD_FOR.days,
        "restart": RESTART_DAYS.days,
        "kind": kind,
    }


def _read(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    return reading.read(NAME, _ROWS, _values(window, population), None, clients)


def _rows(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(
        _ROWS,
        _values(window, population),
        client,
        lambda device_id: reverse("maintenance:device_updates", args=[device_id]),
    )


UPDATES_IN_TIME = Vital(
    name=NAME,
    title=_("Updates in time"),
    purpose=_(
        "Servers and workstations without a critical or security update past its date. "
        "Those that nobody has looked at for a week count as not in time."
    ),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(50),
        acceptable=Decimal(90),
        good=Decimal(95),
        best=Decimal(100),
        source="Small-business practice: critical updates within 14 days; the limits are ours",
        grade="C",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=3),
    touched_by=(
        UpdatesScanned,
        RestartChanged,
        DeviceApproved,
        DeviceChanged,
        DeviceQuarantined,
        DeviceRetired,
        ClientStateChanged,
    ),
    read=_read,
    rows=_rows,
    populations={"servers": _("servers"), "workstations": _("workstations")},
)
