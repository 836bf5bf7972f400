"""About thirty values, each minute. Rates are differences between two looks at the counters."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional

import psutil

from nadi_agent.collect.disks import mounts
from nadi_agent.this_platform import here

Values = dict[str, Optional[float]]
KIB = 1024.0


@dataclass(frozen=True)
class Look:
    """Counters that only grow, and what is true right now."""

    at: float
    cpu: Mapping[str, float]
    counters: Mapping[str, float]
    now: Values = field(default_factory=dict)


def read() -> Look:
    cpu = psutil.cpu_times()._asdict()
    return Look(time.monotonic(), cpu, _counters(), {**_standing(), **_disks(), **here.pressure()})


def parse(before: Look, after: Look) -> Values:
    """The values between two looks; a counter that went backwards (a restart) gives none."""
    seconds = after.at - before.at
    values: Values = dict(_processor(before.cpu, after.cpu))
    values.update(after.now)
    for name, total in after.counters.items():
        earlier = before.counters.get(name)
        if earlier is None or total < earlier or seconds <= 0:
            values[name] = None
        else:
            values[name] = round((total - earlier) / seconds, 2)
    return values


def _processor(before: Mapping[str, float], after: Mapping[str, float]) -> Values:
    """Shares of all processor time. Guest time is inside user time already."""
    spent = {
        name: max(0.0, after[name] - before.get(name, 0.0))
        for name in after
        if not name.startswith("guest")
    }
    total = sum(spent.values())
    if total <= 0:
        return {"cpu.percent": None}
    idle = spent.get("idle", 0.0) + spent.get("iowait", 0.0)
    values: Values = {"cpu.percent": round(100 * (total - idle) / total, 2)}
    for name in ("iowait", "steal"):
        if name in spent:
            values[f"cpu.{name}_percent"] = round(100 * spent[name] / total, 2)
    return values


def _standing() -> Values:
    memory = psutil.virtual_memory()
    swap = psutil.swap_memory()
    values: Values = {
        "memory.percent": memory.percent,
        "memory.available_mib": round(memory.available / KIB / KIB, 1),
        "swap.percent": swap.percent,
        "swap.used_mib": round(swap.used / KIB / KIB, 1),
        "processes": float(len(psutil.pids())),
        "uptime_s": float(round(time.time() - psutil.boot_time())),
    }
    loads = psutil.getloadavg()
    for minutes, load in zip((1, 5, 15), loads):
        values[f"cpu.load{minutes}"] = round(load, 2)
    return values


def _disks() -> Values:
    values: Values = {}
    for mount in mounts():
        try:
            usage = psutil.disk_usage(mount.path)
        except OSError:
            values[f"disk.percent:{mount.path}"] = None
            continue
        values[f"disk.percent:{mount.path}"] = usage.percent
        values[f"disk.free_gib:{mount.path}"] = round(usage.free / KIB / KIB / KIB, 2)
    return values


def _counters() -> dict[str, float]:
    found: dict[str, float] = {}
    disks = psutil.disk_io_counters()
    if disks is not None:
        found["io.read_kib_s"] = disks.read_bytes / KIB
        found["io.write_kib_s"] = disks.write_bytes / KIB
        found["io.operations_s"] = float(disks.read_count + disks.write_count)
    network = psutil.net_io_counters(nowrap=True)
    if network is not None:
        found["net.in_kib_s"] = network.bytes_recv / KIB
        found["net.out_kib_s"] = network.bytes_sent / KIB
        found["net.packets_s"] = float(network.packets_recv + network.packets_sent)
        found["net.errors_s"] = float(network.errin + network.errout)
        found["net.drops_s"] = float(network.dropin + network.dropout)
    swap = psutil.swap_memory()
    found["swap.in_kib_s"] = swap.sin / KIB
    found["swap.out_kib_s"] = swap.sout / KIB
    system = psutil.cpu_stats()
    found["cpu.switches_s"] = float(system.ctx_switches)
    found["cpu.interrupts_s"] = float(system.interrupts)
    return found
