"""Running a backup program: argument vector, own environment, bounded time, bounded output."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from nadi.maintenance.backups.contract import Errand, TooSlow

MOST_OUTPUT = 4 * 2**20
PULSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The last thing the program said about its trouble, in one line."""
        lines = [line.strip() for line in self.err.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith("Fatal:")] or lines
        return told[-1].removeprefix("Fatal: ")[:400] if told else f"exit code {self.code}"


def run(arguments: Sequence[str], environment: Mapping[str, str], errand: Errand) -> Finished:
    """Run to the end, or kill the whole process group when the time is over or the tick raises."""
    with TemporaryFile(dir=errand.folder) as out, TemporaryFile(dir=errand.folder) as err:
        process = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=errand.folder,
            env=_environment(environment, errand.folder),
            start_new_session=True,
        )
        try:
            _wait(process, errand)
        finally:
            _end(process)
        return Finished(process.returncode, _text(out), _text(err))


def _environment(extra: Mapping[str, str], folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_FILE") if name in os.environ}
    return {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8", **kept, **extra}


def _wait(process: subprocess.Popen[bytes], errand: Errand) -> None:
    deadline = time.monotonic() + errand.seconds
    while True:
        errand.tick()
        try:
            process.wait(timeout=PULSE_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise TooSlow(f"it took longer than {errand.seconds:.0f} seconds") from None
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read(MOST_OUTPUT).decode("utf-8", "replace")
