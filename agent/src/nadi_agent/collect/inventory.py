"""What this machine is."""

from __future__ import annotations

import os
import platform
import socket
from typing import Any

import psutil

from nadi_agent import __version__, moments
from nadi_agent.collect.disks import mounts
from nadi_agent.this_platform import here


def read() -> dict[str, Any]:
    uname = platform.uname()
    return {
        "hostname": socket.gethostname(),
        "os": {**here.system(), "kernel": uname.release, "architecture": uname.machine},
        "hardware": {
            **here.maker(),
            "cores": os.cpu_count() or 1,
            "memory_bytes": psutil.virtual_memory().total,
        },
        "disks": [
            {
                "mount": mount.path,
                "device": mount.device,
                "filesystem": mount.filesystem,
                "size_bytes": psutil.disk_usage(mount.path).total,
            }
            for mount in mounts()
        ],
        "networks": parse_networks(
            {
                name: [(int(entry.family), entry.address) for entry in entries]
                for name, entries in psutil.net_if_addrs().items()
            }
        ),
        "booted_at": moments.from_epoch(round(psutil.boot_time(), -1)),
        "time_zone": here.time_zone(),
        "agent_version": __version__,
    }


def parse_networks(found: dict[str, list[tuple[int, str]]]) -> list[dict[str, Any]]:
    """Cards with their addresses; loopback and link-local ones say nothing about the machine."""
    networks = []
    for name in sorted(found):
        mac, addresses = "", []
        for family, address in found[name]:
            if family == int(psutil.AF_LINK):
                mac = address.lower().replace("-", ":")
            elif not address.startswith(("127.", "169.254.", "fe80:", "::1")):
                addresses.append(address)
        if addresses:
            networks.append({"name": name, "mac": mac, "addresses": sorted(addresses)})
    return networks
