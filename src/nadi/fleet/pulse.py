"""`python -m nadi.fleet.pulse`: the demo's simulated machines speak, each minute, through the real
intake, signed with their own keys. Nights bring the backups they are known to make.

It knows no Django and believes the contract alone, like any agent.
"""

import base64
import gzip
import hashlib
import http.client
import json
import os
import secrets
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nadi.fleet import rules
from nadi.fleet.simulation import NAMES, Profile, figures, profile_from

EVERY_SECONDS = 60
SOON_SECONDS = 5
BACKUP_HOUR = 1
RESCAN = timedelta(hours=6)
MACHINES = Path("pulse") / "machines.json"
KINDS_RESCANNED = ("updates", "reboot", "services", "inventory")

#: The newest word of each simulated machine on each subject, and on each backup job.
NEWEST = """
SELECT DISTINCT ON (o.device_id, o.kind, o.body->>'job')
       o.device_id, o.kind, o.body, o.collected_at
FROM fleet_observation o JOIN fleet_device d ON d.id = o.device_id
WHERE d.simulated AND d.state = 'active'
ORDER BY o.device_id, o.kind, o.body->>'job', o.collected_at DESC
"""


class NoAnswer(Exception):
    """The intake said no to one machine; the next minute tries again."""


class Away(Exception):
    """Nobody listens; the next minute tries again."""


@dataclass
class Speaker:
    """One simulated machine."""

    device_id: int
    name: str
    private: Ed25519PrivateKey
    hardware: dict[str, str]
    profile: Profile
    boot: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequence: int = 0
    session: str = ""
    key: bytes = b""
    ends: datetime | None = None

    @property
    def agent(self) -> str:
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return rules.agent_name(raw)

    def greeting(self, now: datetime) -> bytes:
        at, nonce = moment(now), base64.b64encode(secrets.token_bytes(16)).decode()
        hardware = rules.hardware_text(self.hardware)
        lines = ["nadi handshake v1", self.agent, hardware, self.boot, nonce, at]
        signature = self.private.sign("\n".join(lines).encode())
        return json.dumps(
            {
                "agent": self.agent,
                "hardware": self.hardware,
                "boot": self.boot,
                "nonce": nonce,
                "at": at,
                "signature": base64.b64encode(signature).decode(),
                "version": "simulated",
                "capabilities": ["sample"],
            }
        ).encode()

    def report(self, now: datetime, observations: list[dict[str, Any]]) -> bytes:
        self.sequence += 1
        said = {
            "boot": self.boot,
            "sequence": self.sequence,
            "names": NAMES,
            "samples": [{"at": moment(now), "values": figures(self.profile, self.name, now)}],
            "observations": observations,
        }
        return gzip.compress(json.dumps(said).encode(), 6, mtime=0)


@dataclass
class Wire:
    """One kept connection to the intake."""

    address: str
    _connection: http.client.HTTPConnection | None = None

    def hang_up(self) -> None:
        """An idle connection is closed by the other side; each minute begins with a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        try:
            if self._connection is None:
                place = urlsplit(self.address)
                self._connection = http.client.HTTPConnection(
                    place.hostname or "", place.port, timeout=20
                )
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.hang_up()
            raise Away(f"The intake is away: {problem}") from None
        if answer.status != 200 and said.get("error") != "replayed":
            raise NoAnswer(said.get("sentence", str(answer.status)))
        return dict(said)


def load(path: Path) -> list[Speaker]:
    return [
        Speaker(
            device_id=each["device_id"],
            name=each["name"],
            private=Ed25519PrivateKey.from_private_bytes(base64.b64decode(each["key"])),
            hardware=each["hardware"],
            profile=profile_from(each["profile"]),
        )
        for each in json.loads(path.read_text())
    ]


def speak(wire: Wire, speaker: Speaker, now: datetime, observations: list[dict[str, Any]]) -> None:
    """One report, with a handshake first where the session is ending."""
    if speaker.ends is None or now > speaker.ends - timedelta(minutes=2):
        answer = wire.post("/v1/handshake", speaker.greeting(now), {})
        speaker.session, speaker.key = answer["session"], base64.b64decode(answer["key"])
        speaker.ends = datetime.fromisoformat(answer["expires_at"])
    body, at = speaker.report(now, observations), moment(datetime.now(UTC))
    headers = {
        "content-encoding": "gzip",
        "nadi-session": speaker.session,
        "nadi-at": at,
        "nadi-mac": rules.report_mac(speaker.key, at.encode(), body).hex(),
    }
    try:
        wire.post("/v1/report", body, headers)
    except (NoAnswer, Away):
        speaker.ends = None
        raise


def due(newest: list[tuple[int, str, Any, datetime]], now: datetime) -> dict[int, list[Any]]:
    """What is to be said again: old scans as they were, and last night's backups."""
    said: dict[int, list[Any]] = {}
    for device_id, kind, body, collected_at in newest:
        if kind in KINDS_RESCANNED and now - collected_at > RESCAN:
            again = {"kind": kind, "at": moment(now), "body": body}
            said.setdefault(device_id, []).append(again)
        elif kind in ("backup", "manifest"):
            night = last_night(now, f"{device_id}/{body.get('job')}")
            if collected_at < night <= now:
                said.setdefault(device_id, []).append(_tonight(kind, body, night))
    return said


def last_night(now: datetime, of: str) -> datetime:
    """The newest moment at which this job should have finished."""
    offset = timedelta(minutes=int(hashlib.sha256(of.encode()).hexdigest()[:4], 16) % 90)
    night = now.replace(hour=BACKUP_HOUR, minute=0, second=0, microsecond=0) + offset
    return night if night <= now else night - timedelta(days=1)


def _tonight(kind: str, body: dict[str, Any], night: datetime) -> dict[str, Any]:
    """The same job once more. What failed fails again, until a person mends it."""
    again = {**body, "run": f"{night:%Y%m%dT%H%M%SZ}-demo"}
    if kind == "manifest":
        return {"kind": kind, "at": moment(night - timedelta(minutes=12)), "body": again}
    again["started_at"] = moment(night - timedelta(minutes=11))
    again["ended_at"] = moment(night)
    return {"kind": kind, "at": moment(night), "body": again}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def beat(url: str, wire: Wire, speakers: list[Speaker], now: datetime) -> int:
    """Every machine once; how many were heard. A machine that is turned away hurts nobody else."""
    with psycopg.connect(url, autocommit=True) as connection:
        newest = connection.execute(NEWEST).fetchall()
        active = {row[0] for row in connection.execute(
            "SELECT id FROM fleet_device WHERE simulated AND state = 'active'"
        )}  # fmt: skip
    again = due(newest, now)
    heard = 0
    wire.hang_up()
    for speaker in speakers:
        if speaker.device_id not in active:
            continue
        try:
            speak(wire, speaker, now, again.get(speaker.device_id, []))
            heard += 1
        except NoAnswer as problem:
            sys.stderr.write(f"{speaker.name}: {problem}\n")
    return heard


def main() -> int:
    data = os.environ.get("NADI_DATA")
    url, address = os.environ.get("NADI_DATABASE_URL"), os.environ.get("NADI_INTAKE_URL")
    if not (data and url and address):
        sys.stderr.write("The pulse needs NADI_DATA, NADI_DATABASE_URL and NADI_INTAKE_URL.\n")
        return 2
    path = Path(data) / MACHINES
    if not path.exists():
        sys.stderr.write("There are no simulated machines here: the demo was not loaded.\n")
        return 2
    wire, speakers = Wire(address), load(path)
    while True:
        begun = time.monotonic()
        pause = EVERY_SECONDS
        try:
            beat(url, wire, speakers, datetime.now(UTC))
        except psycopg.Error as problem:
            sys.stderr.write(f"The database is away: {problem}\n")
            pause = SOON_SECONDS
        except Away as problem:
            sys.stderr.write(f"{problem}\n")
            pause = SOON_SECONDS
        time.sleep(max(1.0, pause - (time.monotonic() - begun)))


if __name__ == "__main__":
    sys.exit(main())
