"""Parts: the processes that `nadi up` keeps alive, each with its own patience."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

FIRST_WAIT = 0.2
LONGEST_WAIT = 30.0
STEADY = 60.0  # alive this long: what went wrong before no longer counts
LARGEST_LOG = 10 * 1024 * 1024


@dataclass(slots=True)
class Part:
    """One process: how it is started, and how it has fared."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    failures: int = 0
    not_before: float = 0.0
    last_end: str = ""
    born: float = field(default=0.0)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        _turn_over(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches nadi alone, which stops the parts in order
            )
        self.started_at = time.monotonic()
        with contextlib.suppress(psutil.NoSuchProcess):
            self.born = psutil.Process(self.process.pid).create_time()

    def mend(self, now: float) -> str | None:
        """Start it again if it died and its pause is over; a sentence where something changed."""
        if self.alive or self.process is None:
            return None
        if not self.last_end:
            if now - self.started_at > STEADY:
                self.failures = 0
            wait = min(FIRST_WAIT * 2**self.failures, LONGEST_WAIT)
            self.failures += 1
            self.not_before = now + wait
            self.last_end = how_it_ended(self.process.returncode)
            return f"{self.name} {self.last_end}; it starts again in {wait:.1f} s."
        if now < self.not_before:
            return None
        self.last_end = ""
        self.restarts += 1
        self.start()
        return f"{self.name} runs again."

    def ask_to_stop(self) -> None:
        if self.alive and self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def stop(self, seconds: float) -> None:
        """Wait for its end, then insist."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(seconds, 0.05))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def about(self) -> dict[str, object]:
        return {
            "pid": self.process.pid if self.process is not None and self.alive else None,
            "born": self.born,
            "restarts": self.restarts,
            "log": str(self.log),
            "sentence": "" if self.alive else f"{self.last_end or 'has not started'}",
        }


def how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by signal {signal.Signals(-code).name}"
    return f"ended with code {code}"


def end_leftovers(recorded: Mapping[str, object]) -> list[str]:
    """End the parts of a nadi that was killed itself; a number since given to another process is
    recognised by its time of birth and left alone."""
    left: dict[str, psutil.Process] = {}
    for name, about in recorded.items():
        if not isinstance(about, dict) or not isinstance(about.get("pid"), int):
            continue
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(about["pid"])
            if abs(process.create_time() - float(about.get("born") or 0)) <= 1:
                process.terminate()
                left[name] = process
    _, deaf = psutil.wait_procs(left.values(), timeout=5)
    for process in deaf:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(deaf, timeout=5)
    return list(left)


def _turn_over(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(log.name + ".1"))
