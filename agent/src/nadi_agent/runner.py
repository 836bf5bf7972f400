"""The two hands of the agent: one measures on time, the other talks to the server.

They meet only in the spool, so a slow network never makes a gap in what was measured.
"""

from __future__ import annotations

import random
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from nadi_agent import channel as wire
from nadi_agent import moments
from nadi_agent.identity import Enrolment, Identity, hardware_parts
from nadi_agent.spool import Spool
from nadi_agent.this_platform import here
from nadi_agent.watch import Watch

EVERY_SECONDS = 60
LONGEST_WAIT = 60.0
#: Answers after which a report needs no second sending.
RECEIPTS = {"replayed"}
SESSION_ENDED = {"session", "mac"}


def new_boot() -> str:
    """A fresh id for each start, so that a lost spool can never reuse a number."""
    return str(uuid.uuid4())


def spool_path(home: Path) -> Path:
    return home / "spool.db"


def phase(agent: str) -> float:
    """Its own second of the minute, so that a fleet does not knock all at once."""
    return int(agent[:8], 16) % EVERY_SECONDS


def wait_after(failures: int, draw: random.Random) -> float:
    """Exponential with full jitter: after an outage a fleet comes back spread out."""
    return draw.uniform(0.5, min(LONGEST_WAIT, 2.0 ** min(failures, 10)))


def lets_go(refusal: wire.Refusal) -> bool:
    """Whether the server has the bytes, as rows or for a person to look at."""
    return refusal.error in RECEIPTS or refusal.kept


@dataclass
class Speaker:
    """Drains the spool. Each sending is at least once; the server makes it exactly once."""

    identity: Identity
    enrolment: Enrolment
    spool: Spool
    draw: random.Random = field(default_factory=random.Random)
    session: Optional[wire.Session] = None
    last_sentence: str = ""

    def __post_init__(self) -> None:
        self.channel = wire.Channel(self.enrolment.server, self.enrolment.ca_file)

    def send_one(self) -> bool:
        """Send the oldest report. True if there may be more to send."""
        sealed = self.spool.seal()
        if sealed is None:
            return False
        session = self._session()
        try:
            wire.report(self.channel, session, sealed.body)
        except wire.Refusal as refusal:
            if refusal.error in SESSION_ENDED:
                self.session = None
            if not lets_go(refusal):
                raise
            self._say(refusal.sentence)
        else:
            self._say("")
        self.spool.received(sealed)
        self.spool.note("received_at", str(time.time()))
        return True

    def drain(self) -> int:
        """Everything there is, for `once` and tests; the first problem is the caller's."""
        count = 0
        while self.send_one():
            count += 1
        return count

    def speak(self, wake: threading.Event, stop: threading.Event) -> None:
        """Until told to stop: send, pause a little between reports, wait longer after trouble."""
        failures = 0
        while not stop.is_set():
            try:
                more = self.send_one()
                failures = 0
                pause = self.draw.uniform(0.1, 0.6) if more else None
            except (wire.Unreachable, wire.Refusal) as problem:
                failures += 1
                self._say(str(problem))
                pause = wait_after(failures, self.draw)
            if pause is None:
                wake.wait(EVERY_SECONDS)
                wake.clear()
            else:
                stop.wait(pause)

    def _session(self) -> wire.Session:
        if self.session is None or not self.session.is_fresh(moments.now()):
            hardware = hardware_parts(here.hardware())
            self.session = wire.shake_hands(
                self.channel, self.identity, self.enrolment, self.spool.boot, hardware
            )
        return self.session

    def _say(self, sentence: str) -> None:
        """Once per change, for the journal and for `status`."""
        if sentence != self.last_sentence:
            self.last_sentence = sentence
            self.spool.note("problem", sentence)
            print(f"nadi-agent: {sentence or 'reporting again'}", file=sys.stderr, flush=True)


def run(home: Path, identity: Identity, enrolment: Enrolment, stop: threading.Event) -> None:
    """Measure every minute at this agent's own second until `stop` is set."""
    boot = new_boot()
    wake = threading.Event()

    def speak() -> None:
        spool = Spool(spool_path(home), boot)
        Speaker(identity, enrolment, spool).speak(wake, stop)
        spool.close()

    mouth = threading.Thread(target=speak, name="speaker", daemon=True)
    spool = Spool(spool_path(home), boot)
    watch = Watch(home, spool)
    watch.prime()
    mouth.start()
    stop.wait(1)
    offset = phase(enrolment.agent)
    while not stop.is_set():
        watch.take_sample()
        wake.set()
        if watch.look_around():
            wake.set()
        stop.wait(until_next(time.time(), offset))
    wake.set()
    mouth.join(5)
    spool.close()


def until_next(now: float, offset: float) -> float:
    """Seconds to this agent's next moment, at least half an interval after the last."""
    remaining = (offset - now) % EVERY_SECONDS
    return remaining if remaining >= 1 else remaining + EVERY_SECONDS


def once(home: Path, identity: Identity, enrolment: Enrolment) -> int:
    """Measure once, send everything, say how many reports were received."""
    spool = Spool(spool_path(home), new_boot())
    watch = Watch(home, spool)
    watch.prime()
    time.sleep(1)
    watch.look_around()
    watch.take_sample()
    sent = Speaker(identity, enrolment, spool).drain()
    spool.close()
    return sent
