"""Devices by age: one statement says of each when it is due, what decided, and what was planned.

The same rule as `rules.lifecycle`, in SQL, because a firm has many devices; a test holds that both
say the same of any facts, policies and plans.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from nadi.clients.models import ClientState
from nadi.fleet.models import DeviceState
from nadi.planning.rules.lifecycle import Decider, Known, Life, Place

Value = datetime | date | str | list[int] | list[str]

#: `{some}` narrows it to some clients. Values: end (what was known by then), on (the day judged).
#: OFFSET 0 lets the date be reckoned once for each device, not once for each place it is named.
LIVES = """
WITH policies AS (
    SELECT DISTINCT ON (p.kind, p.client_id) p.kind, p.client_id, p.id
    FROM planning_replacementpolicy p
    WHERE p.since <= %(on)s::date AND p.made_at < %(end)s
    ORDER BY p.kind, p.client_id, p.since DESC, p.id DESC
)
SELECT e.item, e.name, e.kind, e.state, e.client_id, e.client, e.served, k.known, k.replace_by,
       e.ends_on, k.decided_by, e.choice, e.plan_on,
       CASE WHEN k.known = 'unknown' OR k.replace_by < %(on)s::date
                 THEN CASE WHEN e.plan_on >= %(on)s::date THEN 'planned'
                           WHEN k.known = 'unknown' THEN 'unknown' ELSE 'past' END
            WHEN k.replace_by <= %(on)s::date + 365 THEN 'due' ELSE 'inside' END AS place,
       e.cost_low, e.cost_high, e.currency
FROM (
SELECT d.id AS item, d.name, d.kind, d.state, d.client_id, c.name AS client, c.state AS served,
       a.age, f.security, a.support, a.warranty, f.goes_on, g.choice, g.plan_on, p.lead_days,
       p.cost_low, p.cost_high, coalesce(p.currency, '') AS currency,
       least(a.age, f.security, a.support, a.warranty) AS ends_on
FROM fleet_device d
JOIN clients_client c ON c.id = d.client_id
LEFT JOIN (
    SELECT n.device_id,
           max(n."on") FILTER (WHERE n.kind = 'purchased') AS bought,
           max(n."on") FILTER (WHERE n.kind = 'end_of_security') AS security,
           max(n."on") FILTER (WHERE n.kind = 'end_of_support') AS support,
           max(n."on") FILTER (WHERE n.kind = 'warranty_end') AS warranty,
           bool_or(n.state = 'supported') AS goes_on
    FROM (
        SELECT DISTINCT ON (f.device_id, f.kind) f.device_id, f.kind, f.state, f."on"
        FROM planning_lifecyclefact f
        WHERE f.noted_at < %(end)s {some_facts}
        ORDER BY f.device_id, f.kind, f.noted_at DESC, f.id DESC
    ) n GROUP BY n.device_id
) f ON f.device_id = d.id
LEFT JOIN (
    SELECT DISTINCT ON (g.device_id) g.device_id, g.choice,
           CASE WHEN g.withdrawn_at < %(end)s THEN NULL ELSE g."on" END AS plan_on
    FROM planning_deviceplan g
    WHERE g.decided_at < %(end)s {some_plans}
    ORDER BY g.device_id, g.decided_at DESC, g.id DESC
) g ON g.device_id = d.id
LEFT JOIN policies own ON own.kind = d.kind AND own.client_id = d.client_id
LEFT JOIN policies usual ON usual.kind = d.kind AND usual.client_id IS NULL
LEFT JOIN planning_replacementpolicy p ON p.id = coalesce(own.id, usual.id)
CROSS JOIN LATERAL (
    SELECT (f.bought + make_interval(months => p.useful_months))::date AS age,
           CASE WHEN p.needs_support THEN f.support END AS support,
           CASE WHEN p.needs_warranty THEN f.warranty END AS warranty
) a
WHERE d.made_at < %(end)s {some}
OFFSET 0
) e
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.ends_on IS NOT NULL THEN 'dated'
                WHEN e.goes_on THEN 'supported' ELSE 'unknown' END AS known,
           e.ends_on - e.lead_days::int AS replace_by,
           CASE e.ends_on WHEN e.age THEN 'age' WHEN e.security THEN 'end_of_security'
                WHEN e.support THEN 'end_of_support' WHEN e.warranty THEN 'warranty_end'
                ELSE '' END AS decided_by
) k
"""
_LIST = """
SELECT item, name, kind, client_id, client, known, replace_by, ends_on, decided_by, choice,
       plan_on, place, cost_low, cost_high, currency
FROM ({lives}) AS lives
WHERE state = ANY(%(states)s) AND served = ANY(%(served)s) {wanted}
ORDER BY CASE place WHEN 'past' THEN 0 WHEN 'unknown' THEN 1 WHEN 'due' THEN 2
         WHEN 'planned' THEN 3 ELSE 4 END, replace_by NULLS LAST, client, name
{most}
"""
_COUNTS = """
SELECT place, count(*) FROM ({lives}) AS lives
WHERE state = ANY(%(states)s) AND served = ANY(%(served)s) GROUP BY place
"""
IN_USE = [DeviceState.ACTIVE.value, DeviceState.QUARANTINED.value]
SERVED = [ClientState.MANAGED.value, ClientState.NOTICE.value]
MOST = 200


@dataclass(frozen=True, slots=True)
class DeviceLife:
    """One device by age on a day."""

    device_id: int
    name: str
    kind: str
    client_id: int
    client: str
    life: Life
    choice: str
    plan_until: date | None
    place: Place
    low: Decimal | None
    high: Decimal | None
    currency: str


def lives_sql(clients: Iterable[int] | None) -> str:
    """The statement for everybody, or narrowed to the clients that `%(clients)s` holds."""
    if clients is None:
        return LIVES.format(some="", some_facts="", some_plans="")
    theirs = "IN (SELECT id FROM fleet_device WHERE client_id = ANY(%(clients)s))"
    return LIVES.format(
        some="AND d.client_id = ANY(%(clients)s)",
        some_facts=f"AND f.device_id {theirs}",
        some_plans=f"AND g.device_id {theirs}",
    )


def lives(
    clients: Iterable[int] | None,
    on: date,
    known_by: datetime,
    *,
    place: str = "",
    most: int | None = None,
) -> list[DeviceLife]:
    """Devices in use at clients we serve: past their date first, then unknown, then due."""
    values: dict[str, Value] = {"on": on, "end": known_by, "states": IN_USE, "served": SERVED}
    if clients is not None:
        values["clients"] = list(clients)
    if place:
        values["place"] = place
    wanted = "AND place = %(place)s" if place else ""
    sql = _LIST.format(
        lives=lives_sql(clients), wanted=wanted, most=f"LIMIT {most:d}" if most else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_life(row) for row in cursor.fetchall()]


def counts(clients: Iterable[int] | None, on: date, known_by: datetime) -> dict[Place, int]:
    """How many stand where."""
    values: dict[str, Value] = {"on": on, "end": known_by, "states": IN_USE, "served": SERVED}
    if clients is not None:
        values["clients"] = list(clients)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(lives=lives_sql(clients)), values)
        found = {Place(place): n for place, n in cursor.fetchall()}
    return {place: found.get(place, 0) for place in Place}


def _life(row: tuple[object, ...]) -> DeviceLife:
    item, name, kind, client_id, client, known, replace_by, ends_on, by, choice, plan_on = row[:11]
    place, low, high, currency = row[11:]
    return DeviceLife(
        device_id=item,  # type: ignore[arg-type]
        name=str(name),
        kind=str(kind),
        client_id=client_id,  # type: ignore[arg-type]
        client=str(client),
        life=Life(Known(str(known)), replace_by, ends_on, Decider(str(by))),  # type: ignore[arg-type]
        choice=str(choice or ""),
        plan_until=plan_on,  # type: ignore[arg-type]
        place=Place(str(place)),
        low=low,  # type: ignore[arg-type]
        high=high,  # type: ignore[arg-type]
        currency=str(currency),
    )
