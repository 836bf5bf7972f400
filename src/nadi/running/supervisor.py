"""The supervisor: keeps the database and the parts alive until it is told to stop."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from nadi.running.binaries import DatabaseProblem
from nadi.running.folder import DataFolder, write_json
from nadi.running.parts import Part
from nadi.running.postgres import Cluster

PAUSE = 1.0
STOP_WITHIN = 10.0


class Supervisor:
    """Watches, mends, and writes down how each part fares: `/healthz` and `nadi status` read it."""

    def __init__(
        self, folder: DataFolder, cluster: Cluster | None, say: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.cluster = cluster
        self.say = say
        self.parts: list[Part] = []
        self.stopping = False
        self._wake = threading.Event()
        self._database_trouble = ""
        self._database_restarts = 0

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._told_to_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to stay
            signal.signal(signal.SIGHUP, self._told_to_stop)
        signal.signal(signal.SIGCHLD, self._woken)

    def add(self, part: Part) -> None:
        """Start a part and keep it."""
        part.start()
        self.parts.append(part)
        self.record()

    def watch(self) -> None:
        """Until somebody says stop."""
        while not self.stopping:
            self._wake.wait(PAUSE)
            self._wake.clear()
            if not self.stopping:
                self.mend()

    def mend(self) -> None:
        changed = self._mend_database()
        now = time.monotonic()
        for part in self.parts:
            sentence = part.mend(now)
            if sentence:
                self.say(sentence)
                changed = True
        if changed:
            self.record()
        self._hurry(now)

    def stop(self) -> None:
        """Everything that was started, the database last."""
        end = time.monotonic() + STOP_WITHIN
        for part in self.parts:
            part.ask_to_stop()
        for part in self.parts:
            part.stop(end - time.monotonic())
        if self.cluster:
            self.cluster.stop()
        self.folder.processes.unlink(missing_ok=True)

    def record(self) -> None:
        told: dict[str, object] = {part.name: part.about() for part in self.parts}
        if self.cluster:
            running = self.cluster.postmaster()
            told["database"] = {
                "pid": running.pid if running else None,
                "restarts": self._database_restarts,
                "log": str(self.cluster.log),
                "sentence": self._database_trouble,
            }
        write_json(self.folder.processes, told)

    def _mend_database(self) -> bool:
        if self.cluster is None or self.cluster.postmaster() is not None:
            return False
        self.say("The database has ended; it starts again.")
        try:
            self.cluster.start()
        except DatabaseProblem as problem:
            changed = self._database_trouble != str(problem)
            self._database_trouble = str(problem)
            if changed:
                self.say(self._database_trouble)
            return changed
        self._database_trouble = ""
        self._database_restarts += 1
        self.say("The database runs again.")
        return True

    def _hurry(self, now: float) -> None:
        """Come back when the next pause of a part is over, not a second later."""
        due = [part.not_before - now for part in self.parts if part.last_end]
        if due and min(due) < PAUSE:
            timer = threading.Timer(max(min(due), 0.01), self._wake.set)
            timer.daemon = True
            timer.start()

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        self._wake.set()

    def _woken(self, number: int, frame: FrameType | None) -> None:
        self._wake.set()


def moment() -> str:
    return datetime.now(UTC).astimezone().isoformat(sep=" ", timespec="seconds")
