"""A seeded sample of quiet files with their digests, written at backup time.

A later restore is compared with this and never with the live files, which have moved on.
"""

from __future__ import annotations

import hashlib
import os
import random
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nadi_agent import moments

LARGEST_FILE = 256 * 1024 * 1024
CHUNK = 1024 * 1024


def make(
    roots: list[str], *, seed: int, count: int, quiet_hours: float, now: float | None = None
) -> dict[str, Any]:
    """The body of a manifest, without job and run. The same tree and seed choose the same files."""
    before = (time.time() if now is None else now) - quiet_hours * 3600
    chosen, candidates = choose(quiet_files(roots, before), seed, count)
    files = [entry for entry in (describe(path) for path in sorted(chosen)) if entry]
    return {
        "roots": [os.path.abspath(root) for root in roots],
        "seed": seed,
        "quiet_hours": quiet_hours,
        "candidates": candidates,
        "files": files,
    }


def choose(paths: Iterable[str], seed: int, count: int) -> tuple[list[str], int]:
    """A fair sample of a stream (reservoir), so that a million names need no memory."""
    draw = random.Random(seed)  # noqa: S311  (a fair draw that can be repeated)
    chosen: list[str] = []
    seen = 0
    for path in paths:
        seen += 1
        if len(chosen) < count:
            chosen.append(path)
            continue
        place = draw.randrange(seen)
        if place < count:
            chosen[place] = path
    return chosen, seen


def quiet_files(roots: list[str], before: float) -> Iterator[str]:
    """Ordinary files, not empty, unchanged since `before`, in a stable order; no links."""
    for root in roots:
        for folder, folders, names in os.walk(os.path.abspath(root)):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                try:
                    found = os.lstat(path)
                except OSError:
                    continue
                if (
                    stat.S_ISREG(found.st_mode)
                    and found.st_mtime < before
                    and 0 < found.st_size <= LARGEST_FILE
                ):
                    yield path


def describe(path: str) -> dict[str, Any] | None:
    """Size and digest of one file; none if it changed or vanished while we read it."""
    digest = hashlib.sha256()
    try:
        before = os.stat(path)
        with Path(path).open("rb") as content:
            for chunk in iter(lambda: content.read(CHUNK), b""):
                digest.update(chunk)
        after = os.stat(path)
    except OSError:
        return None
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        return None
    return {
        "path": path,
        "size": after.st_size,
        "sha256": digest.hexdigest(),
        "modified_at": moments.from_epoch(after.st_mtime),
    }
