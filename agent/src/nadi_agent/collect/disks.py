"""Which file systems are worth watching."""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil

READ_ONLY_IMAGES = {"squashfs", "iso9660", "udf", "erofs", "cramfs"}
AT_MOST = 12


@dataclass(frozen=True)
class Mount:
    path: str
    device: str
    filesystem: str


def mounts() -> list[Mount]:
    found = [
        Mount(entry.mountpoint, entry.device, entry.fstype)
        for entry in psutil.disk_partitions(all=False)
        if os.path.isdir(entry.mountpoint)
    ]
    return parse(found, root=os.path.abspath(os.sep))


def parse(found: list[Mount], root: str) -> list[Mount]:
    """One mount for each device, the shortest path; images are full by nature. The root always."""
    chosen: dict[str, Mount] = {}
    for mount in sorted(found, key=lambda each: (len(each.path), each.path)):
        if mount.filesystem.lower() not in READ_ONLY_IMAGES:
            chosen.setdefault(mount.device, mount)
    if not any(mount.path == root for mount in chosen.values()):
        chosen[""] = Mount(root, "", "")
    return sorted(chosen.values(), key=lambda each: each.path)[:AT_MOST]
