"""`nadi stop` and `nadi status`: the nadi that runs on some data, seen from outside."""

import argparse
import contextlib
import os
import signal
import time
from collections.abc import Sequence

import psutil

from nadi.running.folder import DataFolder, data_folder, holder, read_json, who_runs
from nadi.running.parts import end_leftovers
from nadi.running.progress import say

PATIENCE = 30.0


def stop(words: Sequence[str]) -> int:
    folder = data_folder(_arguments("stop", "Stop the nadi on some data.", words).data)
    about = holder(folder)
    if about is None:
        return _stop_leftovers(folder)
    pid = about.get("pid")
    if not isinstance(pid, int):
        say(who_runs(about))
        return 1
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holder(folder) is None:
            say("Stopped.")
            return 0
        time.sleep(0.1)
    say(f"Process {pid} has been told to stop, and still runs after {PATIENCE:.0f} s.")
    return 1


def status(words: Sequence[str]) -> int:
    """0 while everything runs, 1 where nothing does, 2 where a part is missing."""
    folder = data_folder(_arguments("status", "What runs on some data.", words).data)
    about = holder(folder)
    say(who_runs(about) if about is not None else f"No nadi runs on {folder.path}.")
    missing = False
    for name, part in sorted(read_json(folder.processes).items()):
        if not isinstance(part, dict):
            continue
        pid = part.get("pid")
        alive = isinstance(pid, int) and psutil.pid_exists(pid)
        missing = missing or not alive
        state = f"process {pid}" if alive else f"not running: {part.get('sentence') or 'unknown'}"
        say(f"  {name:<10} {state}, started again {part.get('restarts', 0)} times")
    if about is None:
        return 1
    return 2 if missing else 0


def _stop_leftovers(folder: DataFolder) -> int:
    ended = end_leftovers(read_json(folder.processes))
    if folder.cluster.postmaster():
        folder.cluster.stop()
        ended.append("database")
    folder.processes.unlink(missing_ok=True)
    told = f"Left over from a killed nadi, and now ended: {', '.join(ended)}." if ended else ""
    say(told or f"No nadi runs on {folder.path}.")
    return 0


def _arguments(name: str, about: str, words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"nadi {name}", description=about)
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    return parser.parse_args(words)
