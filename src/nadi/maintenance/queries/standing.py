"""How all systems and devices stand, the worst first: keys and counts in one statement each, so
that a page reads no more than it shows. Tests hold that they stand as the rules say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from nadi.accounts.models import Person
from nadi.clients.queries import some_clients_of
from nadi.core.statements import Row, rows
from nadi.maintenance.queries.backups import GRID_NIGHTS, SERVED, TESTS_SINCE
from nadi.maintenance.queries.updates import COUNTED_KINDS
from nadi.maintenance.rules.deadlines import RESTART_DAYS, SCAN_GOOD_FOR, Patched
from nadi.maintenance.rules.nights import NIGHTS_UNTIL_NEWS, NOON
from nadi.maintenance.rules.proof import PROOF_WINDOW

# Nights that went on badly since the last good one as `nights.run_of_bad_nights` counts them; what
# tests said as `proof.proven` and `proof.restorable` do.
_SYSTEMS = """
WITH nights AS (
    SELECT z.zone_name, day::date AS night, extract(isodow FROM day)::int - 1 AS weekday,
           %(now)s::timestamptz
               >= (day + interval '1 day' + %(noon)s::time) AT TIME ZONE z.zone_name AS is_over
    FROM (
        SELECT DISTINCT zone_name,
               (%(now)s::timestamptz AT TIME ZONE zone_name - %(noon)s::time)::date AS newest
        FROM clients_calendar
    ) z
    CROSS JOIN LATERAL generate_series(
        z.newest::timestamp - (%(nights)s::int - 1) * interval '1 day', z.newest::timestamp,
        interval '1 day'
    ) AS day
), shown AS (
    SELECT zone_name, min(night) AS first, max(night) AS newest FROM nights GROUP BY zone_name
), tests AS (
    SELECT system_id, max(finished_at) FILTER (WHERE outcome = 'passed') AS good,
           max(finished_at) FILTER (WHERE outcome = 'failed') AS bad,
           max(finished_at) FILTER (WHERE opened_at IS NOT NULL) AS opened,
           max(opened_at) AS proven_at
    FROM maintenance_restoretest WHERE finished_at >= %(known)s GROUP BY system_id
), systems AS (
    SELECT s.id, c.name AS client, d.name AS device, s.name, t.good, t.bad, b.run,
           coalesce(t.proven_at >= %(start)s AND (t.bad IS NULL OR t.bad < t.opened), false)
               AS is_proven
    FROM maintenance_protectedsystem s
    JOIN fleet_device d ON d.id = s.device_id
    JOIN clients_client c ON c.id = d.client_id
    JOIN clients_calendar k ON k.id = c.calendar_id
    JOIN shown ON shown.zone_name = k.zone_name
    LEFT JOIN tests t ON t.system_id = s.id
    LEFT JOIN LATERAL (
        SELECT r.night FROM maintenance_backupresult r
        WHERE r.system_id = s.id AND r.night BETWEEN shown.first AND shown.newest
          AND r.outcome IN ('ok', 'warning')
        ORDER BY r.night DESC LIMIT 1
    ) well ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS run FROM nights n
        LEFT JOIN maintenance_backupresult r ON r.system_id = s.id AND r.night = n.night
        WHERE n.zone_name = k.zone_name AND (well.night IS NULL OR n.night > well.night)
          AND CASE WHEN r.outcome IS NOT NULL THEN r.outcome = 'failed'
                   ELSE n.is_over AND (s.weekdays >> n.weekday) & 1 <> 0
                        AND n.night >= (s.protected_at AT TIME ZONE k.zone_name)::date END
    ) b
    WHERE s.ended_at IS NULL AND d.state = 'active' AND c.state = ANY(%(served)s::text[])
      AND (%(clients)s::bigint[] IS NULL OR c.id = ANY(%(clients)s::bigint[]))
)
SELECT CASE WHEN run >= %(news)s THEN 0 WHEN is_proven THEN 4
            WHEN bad IS NOT NULL AND (good IS NULL OR bad >= good) THEN 1
            WHEN good >= %(start)s THEN 3 ELSE 2 END AS place,
       array_agg(id ORDER BY client, device, name, id), count(*) FILTER (WHERE is_proven)
FROM systems GROUP BY place ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The systems somebody may see, the worst first: those whose nights fail, failed restores, what
    is unproven, what waits to be opened, what is proven; each by client, device and name."""

    systems: list[int]
    failing: int
    """How many of the first have had no good backup for three nights or more."""
    proven: int


def systems_by_standing(who: Person, now: datetime) -> Standing:
    found = rows(
        _SYSTEMS,
        {
            "now": now,
            "noon": NOON,
            "nights": GRID_NIGHTS,
            "known": now - TESTS_SINCE,
            "start": now - PROOF_WINDOW,
            "news": NIGHTS_UNTIL_NEWS,
            "served": [str(state) for state in SERVED],
            "clients": some_clients_of(who),
        },
    )
    return Standing(
        systems=[pk for _place, keys, _proven in found for pk in keys],
        failing=sum(len(keys) for place, keys, _proven in found if place == 0),
        proven=sum(proven for _place, _keys, proven in found),
    )


# As `updates.device_rows` says it of each.
_DEVICES = """
SELECT d.id, d.name, d.client_id, u.oldest_due,
       CASE WHEN NOT EXISTS (
           SELECT FROM maintenance_updatescan s
           WHERE s.device_id = d.id AND s.known AND s.at >= %(scanned)s
       ) THEN 'unknown'
       WHEN u.oldest_due < %(now)s OR w.since < %(restarted)s THEN 'late'
       ELSE 'in_time' END AS state
FROM fleet_device d
JOIN clients_client c ON c.id = d.client_id
LEFT JOIN (
    SELECT device_id, min(due_at) AS oldest_due FROM maintenance_update
    WHERE gone_at IS NULL AND kind IN ('critical', 'security') GROUP BY device_id
) u ON u.device_id = d.id
LEFT JOIN maintenance_restartneed w ON w.device_id = d.id AND w.until IS NULL
WHERE d.state = 'active' AND d.kind = ANY(%(kinds)s::text[])
  AND c.state = ANY(%(served)s::text[])
  AND (%(clients)s::bigint[] IS NULL OR c.id = ANY(%(clients)s::bigint[]))
"""
_BY_STATE = f"""
SELECT state, array_agg(id ORDER BY oldest_due NULLS LAST, name, id)
FROM ({_DEVICES}) devices GROUP BY state
"""  # noqa: S608 - built from constants of this module
_BY_CLIENT = f"""
SELECT client_id, count(*), count(*) FILTER (WHERE state = 'in_time'),
       array_agg(id ORDER BY oldest_due NULLS LAST, name, id) FILTER (WHERE state = 'late'),
       array_agg(name ORDER BY oldest_due NULLS LAST, name, id) FILTER (WHERE state = 'late'),
       min(oldest_due) FILTER (WHERE state = 'late')
FROM ({_DEVICES}) devices GROUP BY client_id ORDER BY client_id
"""  # noqa: S608 - built from constants of this module


def devices_by_updates(who: Person, now: datetime) -> Mapping[Patched, list[int]]:
    """Servers and workstations in use that somebody may see: what is late, what nobody knows, what
    is in time; in each what is due first."""
    found = _devices(_BY_STATE, some_clients_of(who), now)
    by_state = {Patched(state): keys for state, keys in found}
    order = (Patched.LATE, Patched.UNKNOWN, Patched.IN_TIME)
    return {state: by_state.get(state, []) for state in order}


@dataclass(frozen=True, slots=True)
class Updated:
    """The servers and workstations of one client: how many there are, how many are in time; keys
    and names of the late ones, the first due first, and since when the oldest is due."""

    client_id: int
    devices: int
    in_time: int
    late: list[int]
    names: list[str]
    oldest_due: datetime | None


def clients_by_updates(clients: Collection[int], now: datetime) -> list[Updated]:
    """Of each of these clients. Not bound to a viewer: the caller says which clients."""
    return [
        Updated(client_id, devices, in_time, late or [], names or [], due)
        for client_id, devices, in_time, late, names, due in _devices(
            _BY_CLIENT, sorted(clients), now
        )
    ]


def _devices(statement: str, clients: list[int] | None, now: datetime) -> list[Row]:
    return rows(
        statement,
        {
            "now": now,
            "scanned": now - SCAN_GOOD_FOR,
            "restarted": now - RESTART_DAYS,
            "kinds": [str(kind) for kind in COUNTED_KINDS],
            "served": [str(state) for state in SERVED],
            "clients": clients,
        },
    )
