"""What the intake knows without asking: agents, limits, layouts. Read at start, on a notice from
the database, and every half minute in any case; a change elsewhere is never missed for longer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection

from nadi.fleet import rules
from nadi.fleet.intake import messages

Connection = AsyncConnection[tuple[Any, ...]]
MOST_LAYOUTS = 10_000

AGENTS = """
SELECT a.id, d.id, d.state, d.silent_after_minutes, d.last_seen_at
FROM fleet_agent a JOIN fleet_device d ON d.id = a.device_id
"""
LIMITS = "SELECT id, device_id, name, direction, raise_at, clear_at, verdict FROM fleet_limit"
LAYOUT = """
WITH made AS (
    INSERT INTO fleet_serieslayout (digest, names) VALUES (%s, %s)
    ON CONFLICT (digest) DO NOTHING RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM fleet_serieslayout WHERE digest = %s LIMIT 1
"""


@dataclass(slots=True)
class Known:
    """An agent's device as far as a report is concerned."""

    device_id: int
    state: str
    silent_after: timedelta
    last_seen: datetime | None
    newest_sample: datetime | None = None


@dataclass(slots=True)
class Limit:
    id: int
    name: str
    direction: str
    raise_at: float
    clear_at: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Layout:
    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict that differs from the last one."""

    limit: Limit
    device_id: int
    verdict: str
    value: float
    at: datetime


@dataclass(slots=True)
class Register:
    agents: dict[int, Known] = field(default_factory=dict)
    limits: dict[int, list[Limit]] = field(default_factory=dict)
    layouts: dict[bytes, Layout] = field(default_factory=dict)
    _places: dict[tuple[int, int], list[tuple[int, Limit]]] = field(default_factory=dict)

    async def load_agents(self, connection: Connection) -> None:
        rows = await (await connection.execute(AGENTS)).fetchall()
        fresh: dict[int, Known] = {}
        for agent_id, device_id, state, minutes, last_seen in rows:
            known = self.agents.get(agent_id) or Known(device_id, state, timedelta(), last_seen)
            known.state, known.silent_after = state, timedelta(minutes=minutes)
            if known.last_seen is None or (last_seen and last_seen > known.last_seen):
                known.last_seen = last_seen
            fresh[agent_id] = known
        self.agents = fresh

    async def load_limits(self, connection: Connection) -> None:
        rows = await (await connection.execute(LIMITS)).fetchall()
        fresh: dict[int, list[Limit]] = {}
        for limit_id, device_id, name, direction, raise_at, clear_at, verdict in rows:
            limit = Limit(limit_id, name, direction, raise_at, clear_at, verdict)
            fresh.setdefault(device_id, []).append(limit)
        self.limits = fresh
        self._places.clear()

    async def layout(self, raw: bytes, connection: Connection) -> Layout:
        """The layout behind these very bytes, made where it is new."""
        names = messages.read_names(raw)
        digest = rules.layout_digest(names)
        row = await (await connection.execute(LAYOUT, (digest, names, digest))).fetchone()
        if row is None:  # made by another process between its two halves: now it is there
            row = await (await connection.execute(LAYOUT, (digest, names, digest))).fetchone()
        assert row is not None  # noqa: S101
        found = Layout(row[0], tuple(names))
        if len(self.layouts) >= MOST_LAYOUTS:
            self.layouts.clear()
        self.layouts[raw] = found
        return found

    def judge(
        self, device_id: int, layout: Layout, values: list[float | None], at: datetime
    ) -> list[Judgement]:
        """Verdicts that change. Nothing is remembered until they are stored."""
        limits = self.limits.get(device_id)
        if not limits:
            return []
        places = self._places.get((device_id, layout.id))
        if places is None:
            index = {name: place for place, name in enumerate(layout.names)}
            places = [(index[limit.name], limit) for limit in limits if limit.name in index]
            self._places[device_id, layout.id] = places
        changed = []
        for place, limit in places:
            value = values[place]
            if value is None:
                continue
            verdict = rules.limit_verdict(limit.direction, limit.raise_at, limit.clear_at, value)
            if verdict != limit.verdict:
                changed.append(Judgement(limit, device_id, verdict, value, at))
        return changed
