"""What the intake does without being asked: hear of changes, note who was seen, beat its heart."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog

from nadi.fleet.intake.committer import Committer
from nadi.fleet.intake.register import Register
from nadi.fleet.intake.store import Pool

log = structlog.get_logger(__name__)
BEAT_SECONDS = 10
RELOAD_SECONDS = 30
SEEN_SECONDS = 3
SETTLE_SECONDS = 0.05

GAP = """
WITH last AS (SELECT at FROM core_heartbeat WHERE process = 'intake' FOR UPDATE)
INSERT INTO fleet_observergap (start, "end")
SELECT at, clock_timestamp() FROM last WHERE clock_timestamp() - at > interval '30 seconds'
"""
BEAT = """
INSERT INTO core_heartbeat (process, at, pid, sentence)
VALUES ('intake', clock_timestamp(), %s, %s)
ON CONFLICT (process) DO UPDATE
SET at = excluded.at, pid = excluded.pid, sentence = excluded.sentence
"""
SEEN = """
UPDATE fleet_device d SET last_seen_at = s.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS s(id, at)
WHERE d.id = s.id AND (d.last_seen_at IS NULL OR d.last_seen_at < s.at)
"""
MEND_SEEN = """
UPDATE fleet_device d SET last_seen_at = r.at
FROM (SELECT device_id, max(received_at) AS at FROM fleet_report
      WHERE received_at > now() - interval '1 hour' GROUP BY device_id) r
WHERE d.id = r.device_id AND (d.last_seen_at IS NULL OR d.last_seen_at < r.at)
"""
OLD_NONCES = "DELETE FROM fleet_handshake WHERE at < now() - interval '15 minutes'"


class Watch:
    def __init__(self, url: str, pool: Pool, register: Register, committer: Committer) -> None:
        self.url = url
        self.pool = pool
        self.register = register
        self.committer = committer
        self.last_beat: float | None = None
        self.reloads = 0
        self._stale = {"nadi_limits": True, "nadi_devices": True}
        self._told = asyncio.Event()

    async def begin(self) -> None:
        """Before the first agent is heard: what a killed intake left behind, and what is known."""
        async with self.pool.connection() as connection:
            await connection.execute(MEND_SEEN)
            await self.register.load_agents(connection)
            await self.register.load_limits(connection)
            await connection.execute(OLD_NONCES)
        self._stale = dict.fromkeys(self._stale, False)
        await self.beat()

    async def beat(self) -> None:
        """The heartbeat; where the last one is too old, the gap is written in the same breath."""
        sentence = f"{self.committer.stored} reports stored since its start"
        async with self.pool.connection() as connection, connection.transaction():
            await connection.execute(GAP)
            await connection.execute(BEAT, (os.getpid(), sentence))
        self.last_beat = asyncio.get_running_loop().time()

    async def note_seen(self) -> None:
        """When each device last spoke, all of them in one statement."""
        seen, self.committer.seen = self.committer.seen, {}
        if not seen:
            return
        try:
            async with self.pool.connection() as connection:
                await connection.execute(SEEN, (list(seen), list(seen.values())))
        except psycopg.Error:
            self.committer.seen = {**seen, **self.committer.seen}
            raise

    async def reload(self) -> None:
        """Wait for a notice or half a minute, then read again what may have changed."""
        try:
            await asyncio.wait_for(self._told.wait(), RELOAD_SECONDS)
        except TimeoutError:
            self._stale = dict.fromkeys(self._stale, True)
        self._told.clear()
        await asyncio.sleep(SETTLE_SECONDS)
        stale, self._stale = self._stale, dict.fromkeys(self._stale, False)
        async with self.pool.connection() as connection:
            if stale["nadi_devices"]:
                await self.register.load_agents(connection)
            if stale["nadi_limits"]:
                await self.register.load_limits(connection)
        self.reloads += 1

    async def listen(self) -> None:
        """Hear the database. A lost line means anything may have been missed: read all again."""
        connection: psycopg.AsyncConnection[tuple[Any, ...]]
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            for channel in self._stale:
                await connection.execute(f"LISTEN {channel}")
            self._hear("nadi_limits", "nadi_devices")
            async for notice in connection.notifies():
                self._hear(notice.channel)

    async def clear_nonces(self) -> None:
        async with self.pool.connection() as connection:
            await connection.execute(OLD_NONCES)

    def _hear(self, *channels: str) -> None:
        for channel in channels:
            self._stale[channel] = True
        self._told.set()

    def tasks(self) -> list["asyncio.Task[None]"]:
        every = [
            (self.beat, BEAT_SECONDS),
            (self.note_seen, SEEN_SECONDS),
            (self.clear_nonces, 300),
            (self.reload, 0.0),
            (self.listen, 1.0),
        ]
        return [asyncio.create_task(_for_ever(act, pause)) for act, pause in every]


async def _for_ever(act: Callable[[], Awaitable[None]], pause: float) -> None:
    while True:
        await asyncio.sleep(pause)
        try:
            await act()
        except (psycopg.Error, OSError, TimeoutError) as problem:
            # boundary: the database may be away for a while; we go on trying
            log.warning("intake_waits", act=act.__name__, reason=str(problem).strip())
            await asyncio.sleep(1)
