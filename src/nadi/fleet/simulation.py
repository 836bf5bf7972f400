"""How the demo's machines behave: pure, repeatable figures of a device at a moment.

Office machines are busy in office hours, servers at night while backups run, disks fill slowly and
are cleaned when they are nearly full. The same formulas stand in SQL in `demo.py` for the past.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAMES = (
    "cpu.percent",
    "cpu.load1",
    "memory.percent",
    "swap.percent",
    "disk.percent:/",
    "disk.free_gib:/",
    "net.in_kib_s",
    "net.out_kib_s",
    "processes",
    "services.failed",
)
DAY_SECONDS = 86_400.0
FULL, CLEANED = 97.0, 72.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What makes a machine itself. `disk` is its use at `told_at`, `growth` points a day."""

    cpu: float
    memory: float
    disk: float
    growth: float
    size_gib: float
    told_at: datetime

    def plain(self) -> dict[str, Any]:
        return {
            "cpu": self.cpu,
            "memory": self.memory,
            "disk": self.disk,
            "growth": self.growth,
            "size_gib": self.size_gib,
            "told_at": self.told_at.isoformat(),
        }


def profile_from(plain: dict[str, Any]) -> Profile:
    told_at = datetime.fromisoformat(plain["told_at"])
    return Profile(**{**plain, "told_at": told_at})


def busy(at: datetime) -> float:
    """How much of the office works, 0 to 1; nights and weekends nearly nothing."""
    if at.weekday() >= 5:
        return 0.08
    hour = at.hour + at.minute / 60
    return 0.08 + 0.92 * max(0.0, math.sin(math.pi * (hour - 5.0) / 12.0))


def disk(profile: Profile, at: datetime) -> float:
    """Grows, and is cleaned to 72 % when it reaches 97 %."""
    days = (at - profile.told_at).total_seconds() / DAY_SECONDS
    use = profile.disk + profile.growth * days
    if use > FULL:
        use = CLEANED + (use - CLEANED) % (FULL - CLEANED)
    return max(3.0, use)


def chance(*parts: object) -> float:
    """A number from 0 to 1 that depends on nothing but its arguments."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def figures(profile: Profile, name: str, at: datetime) -> list[float]:
    """One sample, in the order of NAMES."""
    minute = int(at.timestamp() // 60)
    work = busy(at)

    def noise(of: str) -> float:
        return 2 * chance(name, of, minute) - 1

    cpu = min(99.0, max(0.5, profile.cpu * (0.25 + work) + 4 * noise("cpu")))
    used = disk(profile, at)
    return [
        round(cpu, 2),
        round(cpu / 40, 2),
        round(min(98.0, profile.memory + 8 * work + noise("memory")), 1),
        round(max(0.0, profile.memory - 70) / 4, 1),
        round(used, 2),
        round(profile.size_gib * (1 - used / 100), 2),
        round(max(0.2, 300 * work + 60 * noise("in")), 1),
        round(max(0.2, 90 * work + 20 * noise("out")), 1),
        float(round(140 + 60 * work + 5 * noise("processes"))),
        0.0,
    ]
