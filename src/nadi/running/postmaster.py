"""The cluster's processes, as the process table knows them."""

import contextlib
import os
import time
from pathlib import Path

import psutil


def major_version(folder: Path) -> int | None:
    try:
        return int((folder / "PG_VERSION").read_text().split(".")[0])
    except (FileNotFoundError, ValueError):
        return None


def is_server(pid: int, started: int, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
            return False
        # The file's stamp is written a moment after the process was born; a number that was
        # given to another process since then was born later.
        return process.create_time() <= started + 2 and _works_in(process, folder)
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return bool(process.cwd()) and Path(process.cwd()).samefile(folder)
    except (psutil.AccessDenied, FileNotFoundError, PermissionError):
        return True  # somebody else's process: the other signs must do


def servers_in(folder: Path) -> list[psutil.Process]:
    """PostgreSQL processes that work in this folder, whoever started them."""
    if not folder.exists():
        return []
    found = []
    for process in psutil.process_iter():
        try:
            if "postgres" in process.name() and Path(process.cwd()).samefile(folder):
                found.append(process)
        except (psutil.Error, FileNotFoundError, PermissionError):
            continue
    return found


def reap(lock: Path) -> None:
    """Take note of the server's death where it was our child: until then it keeps its number."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        os.waitpid(int(lock.read_text().splitlines()[0]), os.WNOHANG)


def gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(timeout=1)
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def tail(log: Path, lines: int = 8) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(it has not been written)"
