"""What is looked at when, and what of it is worth saying again."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from nadi_agent import moments
from nadi_agent.collect import backups, inventory, reboot, sample, services, updates
from nadi_agent.spool import Spool

DAY = 24 * 3600.0


@dataclass(frozen=True)
class Subject:
    """Looked at `every` so often; said when it changed, and in any case each `say_every`."""

    kind: str
    read: Callable[[], dict[str, Any]]
    every: float
    say_every: float


SUBJECTS = (
    Subject("inventory", inventory.read, 3600, DAY),
    Subject("services", services.read, 120, 6 * 3600),
    Subject("reboot", reboot.read, 1800, 6 * 3600),
    Subject("updates", updates.read, 4 * 3600, 4 * 3600),
)


@dataclass
class Watch:
    """Turns looking into items in the spool."""

    home: Path
    spool: Spool
    subjects: tuple[Subject, ...] = SUBJECTS
    _before: sample.Look | None = None
    _due: dict[str, float] = field(default_factory=dict)
    _said: dict[str, tuple[str, float]] = field(default_factory=dict)
    _services: dict[str, Any] = field(default_factory=dict)
    _self: psutil.Process = field(default_factory=psutil.Process)

    def prime(self) -> None:
        """The first look; rates need two."""
        self._before = sample.read()
        self._self.cpu_percent()

    def take_sample(self) -> None:
        after = sample.read()
        values = sample.parse(self._before or after, after)
        self._before = after
        if self._services.get("known"):
            values["services.failed"] = float(len(self._services["failed"]))
            values["services.stopped"] = float(len(self._services["stopped"]))
        values["agent.memory_mib"] = round(self._self.memory_info().rss / 1048576, 1)
        values["agent.cpu_percent"] = round(self._self.cpu_percent(), 2)
        self.spool.add_sample(moments.text(moments.now()), values)

    def look_around(self, now: float | None = None) -> int:
        """Every subject that is due; the number of things said."""
        clock = time.monotonic() if now is None else now
        said = backups.collect(self.home, self._take_dropped)
        for subject in self.subjects:
            if clock >= self._due.get(subject.kind, float("-inf")):
                self._due[subject.kind] = clock + subject.every
                said += self._look_at(subject, clock)
        self.spool.make_room()
        return said

    def _look_at(self, subject: Subject, clock: float) -> int:
        at = moments.text(moments.now())
        try:
            body = subject.read()
        except Exception as problem:  # noqa: BLE001  boundary: one blind collector must not blind the others
            body = {"known": False, "reason": f"{type(problem).__name__}: {problem}"}
            print(f"nadi-agent: {subject.kind} could not be read: {problem}", file=sys.stderr)
        if subject.kind == "services":
            self._services = body
        text = json.dumps(body, sort_keys=True)
        before, said_at = self._said.get(subject.kind, ("", float("-inf")))
        if text == before and clock - said_at < subject.say_every:
            return 0
        self._said[subject.kind] = (text, clock)
        self.spool.add_observation(subject.kind, at, body)
        return 1

    def _take_dropped(self, kind: str, at: str, body: dict[str, Any], origin: str) -> None:
        self.spool.add_observation(kind, at, body, origin=origin)
