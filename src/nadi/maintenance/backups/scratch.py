"""Private folders for what came back. Names from a backup never become names on this disk."""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

PIECE = 2**20
_NOT_SAFE = os.O_NOFOLLOW | os.O_CLOEXEC


def make(folder: Path) -> Path:
    """A new empty folder that only this user can enter."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove(folder)
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)
    return folder


def remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def steps(path: str) -> list[str]:
    """The names on the way to a file of a manifest; refuses what could lead elsewhere."""
    names = path.strip("/").split("/")
    if not path.startswith("/") or "\0" in path or any(n in ("", ".", "..") for n in names):
        raise ValueError(f"not a plain absolute path: {path!r}")
    return names


def take(tree: Path, path: str, target: Path) -> None:
    """Move one restored file out of a tree, following no link on the way."""
    *folders, name = steps(path)
    here = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | _NOT_SAFE)
    try:
        for folder in folders:
            there = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _NOT_SAFE, dir_fd=here)
            os.close(here)
            here = there
        if not stat.S_ISREG(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode):
            raise ValueError("it came back as something other than a plain file")
        os.rename(name, target, src_dir_fd=here)
    finally:
        os.close(here)
    target.chmod(0o600)


def digest(file: Path, tick: Callable[[], None]) -> tuple[int, str]:
    """Size and SHA-256 of a file in the scratch folder."""
    total, seen = 0, hashlib.sha256()
    with os.fdopen(os.open(file, os.O_RDONLY | _NOT_SAFE), "rb") as stream:
        while piece := stream.read(PIECE):
            tick()
            total += len(piece)
            seen.update(piece)
    return total, seen.hexdigest()
