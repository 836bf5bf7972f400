"""What was measured and not yet received, on disk, so that a kill or a day offline loses nothing.

Items wait; a report is *sealed* from the oldest of them in one transaction and then sent, always
the same bytes, until it is answered. At most one report is sealed at a time, so making room never
changes what the server may already have. Only samples make room: events and evidence stay.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_BYTES = 50 * 1024 * 1024
LIMIT_SECONDS = 7 * 24 * 3600
SAMPLES_PER_REPORT = 120
OBSERVATIONS_PER_REPORT = 20
BYTES_PER_REPORT = 1024 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sort TEXT NOT NULL, names TEXT NOT NULL,
  body TEXT NOT NULL, stored_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sealed (
  id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL, sequence INTEGER NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Sealed:
    boot: str
    sequence: int
    body: bytes


@dataclass(frozen=True)
class Contents:
    samples: int
    observations: int
    sealed: bool
    bytes: int
    dropped: int


class Spool:
    def __init__(self, path: Path, boot: str, limit_bytes: int = LIMIT_BYTES) -> None:
        self.boot = boot
        self.limit_bytes = limit_bytes
        self.db = sqlite3.connect(path, isolation_level=None, timeout=10)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA cache_size=-512")
        self.db.execute("PRAGMA journal_size_limit=1048576")
        self.db.executescript(SCHEMA)

    def close(self) -> None:
        self.db.close()

    def add_sample(self, at: str, values: dict[str, float | None]) -> None:
        names = json.dumps(list(values))
        body = json.dumps({"at": at, "values": list(values.values())})
        self._add("sample", names, body)

    def add_observation(self, kind: str, at: str, body: dict[str, Any], origin: str = "") -> None:
        """`origin` names a file that is removed afterwards: after a kill it is not taken twice."""
        text = json.dumps({"kind": kind, "at": at, "body": body})
        if not origin:
            self._add("observation", kind, text)
            return
        mark = f"origin:{origin}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        with self._together():
            if not self.noted(mark):
                self.note(mark, "taken")
                self._add("observation", kind, text)
            self.db.execute(
                "DELETE FROM kept WHERE name LIKE 'origin:%' AND rowid NOT IN"
                " (SELECT rowid FROM kept WHERE name LIKE 'origin:%' ORDER BY rowid DESC LIMIT 50)"
            )

    def seal(self) -> Sealed | None:
        """The report to send now: the one already sealed, else a new one; None when all is said."""
        waiting = self.db.execute("SELECT boot, sequence, body FROM sealed").fetchone()
        if waiting:
            return Sealed(*waiting)
        with self._together():
            return self._seal_oldest()

    def received(self, sealed: Sealed) -> None:
        """The server has it (or keeps it for a person); let go."""
        self.db.execute(
            "DELETE FROM sealed WHERE boot = ? AND sequence = ?", (sealed.boot, sealed.sequence)
        )

    def make_room(self, now: float | None = None) -> int:
        """Drop the oldest samples beyond age and size; the count travels with the next report."""
        oldest = (time.time() if now is None else now) - LIMIT_SECONDS
        dropped = self.db.execute(
            "DELETE FROM item WHERE sort = 'sample' AND stored_at < ?", (oldest,)
        ).rowcount
        excess = self._bytes() - self.limit_bytes
        if excess > 0:
            dropped += self._drop_samples(excess)
        if dropped:
            self.note("dropped", str(int(self.noted("dropped", "0")) + dropped))
        return dropped

    def contents(self) -> Contents:
        counts = dict(self.db.execute("SELECT sort, count(*) FROM item GROUP BY sort").fetchall())
        sealed = self.db.execute("SELECT count(*) FROM sealed").fetchone()[0]
        return Contents(
            samples=counts.get("sample", 0),
            observations=counts.get("observation", 0),
            sealed=bool(sealed),
            bytes=self._bytes(),
            dropped=int(self.noted("dropped", "0")),
        )

    def note(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)", (name, value))

    def noted(self, name: str, default: str = "") -> str:
        row = self.db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    @contextmanager
    def _together(self) -> Iterator[None]:
        """All of it or none of it, also when the process dies inside."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # boundary: whatever stops us, the transaction is undone
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def _add(self, sort: str, names: str, body: str) -> None:
        self.db.execute(
            "INSERT INTO item (sort, names, body, stored_at) VALUES (?, ?, ?, ?)",
            (sort, names, body, time.time()),
        )

    def _seal_oldest(self) -> Sealed | None:
        samples = self._oldest("sample", SAMPLES_PER_REPORT)
        names = samples[0][1] if samples else "[]"
        alike = 0
        while alike < len(samples) and samples[alike][1] == names:
            alike += 1
        samples = samples[:alike]
        observations = _within_bytes(self._oldest("observation", OBSERVATIONS_PER_REPORT))
        if not samples and not observations:
            return None
        sequence = int(self.noted("sequence:" + self.boot, "0")) + 1
        text = (
            f'{{"boot":{json.dumps(self.boot)},"sequence":{sequence},"names":{names},'
            f'"samples":[{",".join(row[2] for row in samples)}],'
            f'"observations":[{",".join(row[2] for row in observations)}],'
            f'"dropped_samples":{self.noted("dropped", "0")}}}'
        )
        sealed = Sealed(self.boot, sequence, gzip.compress(text.encode(), 6, mtime=0))
        self.db.execute(
            "INSERT INTO sealed (id, boot, sequence, body) VALUES (1, ?, ?, ?)",
            (sealed.boot, sealed.sequence, sealed.body),
        )
        gone = [(row[0],) for row in (*samples, *observations)]
        self.db.executemany("DELETE FROM item WHERE id = ?", gone)
        self.note("dropped", "0")
        self.note("sequence:" + self.boot, str(sequence))
        self.db.execute(
            "DELETE FROM kept WHERE name LIKE 'sequence:%' AND name <> ?",
            ("sequence:" + self.boot,),
        )
        return sealed

    def _oldest(self, sort: str, count: int) -> list[tuple[int, str, str]]:
        return self.db.execute(
            "SELECT id, names, body FROM item WHERE sort = ? ORDER BY id LIMIT ?", (sort, count)
        ).fetchall()

    def _drop_samples(self, excess: int) -> int:
        """Oldest first, until the excess is gone or no sample is left."""
        ids = []
        for identifier, size in self.db.execute(
            "SELECT id, length(body) + length(names) FROM item WHERE sort = 'sample' ORDER BY id"
        ):
            if excess <= 0:
                break
            ids.append((identifier,))
            excess -= size
        self.db.executemany("DELETE FROM item WHERE id = ?", ids)
        return len(ids)

    def _bytes(self) -> int:
        """What the items themselves weigh; SQLite reuses freed pages, so the file follows."""
        found = self.db.execute("SELECT coalesce(sum(length(body) + length(names)), 0) FROM item")
        return int(found.fetchone()[0])


def _within_bytes(rows: Sequence[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """At least one, then as many as fit into a report."""
    taken: list[tuple[int, str, str]] = []
    weight = 0
    for row in rows:
        weight += len(row[2])
        if taken and weight > BYTES_PER_REPORT:
            break
        taken.append(row)
    return taken
