"""A machine that speaks the contract, or breaks it on purpose. Written from its prose page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import http.client
import json
import os
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMES = ["cpu.percent", "memory.percent", "disk.percent:/"]


def text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


@dataclass
class Machine:
    address: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    hardware: dict[str, str] = field(default_factory=lambda: {"board": os.urandom(8).hex()})
    boot: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequence: int = 0
    session: str = ""
    key: bytes = b""
    device_id: int = 0

    @property
    def public_key(self) -> str:
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return base64.b64encode(raw).decode()

    @property
    def agent(self) -> str:
        return hashlib.sha256(base64.b64decode(self.public_key)).hexdigest()[:32]

    @property
    def hardware_text(self) -> str:
        return " ".join(f"{label}={self.hardware[label]}" for label in sorted(self.hardware))

    def sign(self, *lines: str) -> str:
        return base64.b64encode(self.private.sign("\n".join(lines).encode())).decode()

    def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
        try:
            connection.request("POST", path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, json.loads(answer.read() or b"{}"))
        finally:
            connection.close()

    def enrol(self, token: str, *, at: datetime | None = None, **changes: Any) -> Answer:
        moment = text(at or datetime.now(UTC))
        message = {
            "token": token,
            "public_key": self.public_key,
            "hardware": self.hardware,
            "at": moment,
            "name": "machine",
            "signature": self.sign(
                "nadi enrol v1", token, self.public_key, self.hardware_text, moment
            ),
            **changes,
        }
        return self.post("/v1/enrol", json.dumps(message).encode())

    def greeting(self, *, at: datetime | None = None) -> dict[str, Any]:
        moment = text(at or datetime.now(UTC))
        nonce = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "nadi handshake v1",
            self.agent,
            self.hardware_text,
            self.boot,
            nonce,
            moment,
        ]
        return {
            "agent": self.agent,
            "hardware": self.hardware,
            "boot": self.boot,
            "nonce": nonce,
            "at": moment,
            "signature": self.sign(*lines),
        }

    def shake_hands(self, greeting: dict[str, Any] | None = None) -> Answer:
        message = greeting or self.greeting()
        answer = self.post("/v1/handshake", json.dumps(message).encode())
        if answer.status == 200:
            self.session = answer.body["session"]
            self.key = base64.b64decode(answer.body["key"])
        return answer

    def report(self, **changes: Any) -> dict[str, Any]:
        """A report with one sample of now; its sequence is the next one unless given."""
        self.sequence += 1
        now = datetime.now(UTC)
        return {
            "boot": self.boot,
            "sequence": self.sequence,
            "names": NAMES,
            "samples": [{"at": text(now), "values": [3.5, 40.0, 62.25]}],
            "observations": [],
            "dropped_samples": 0,
            **changes,
        }

    def send(self, report: dict[str, Any], **more: Any) -> Answer:
        return self.send_bytes(gzip.compress(json.dumps(report).encode(), mtime=0), **more)

    def send_bytes(
        self,
        body: bytes,
        *,
        at: datetime | None = None,
        encoding: str = "gzip",
        mac: str = "",
    ) -> Answer:
        if not self.session:
            assert self.shake_hands().status == 200
        moment = text(at or datetime.now(UTC))
        signed = b"POST\n/v1/report\n" + moment.encode() + b"\n" + body
        headers = {
            "content-encoding": encoding,
            "nadi-session": self.session,
            "nadi-at": moment,
            "nadi-mac": mac or hmac.new(self.key, signed, hashlib.sha256).hexdigest(),
        }
        return self.post("/v1/report", body, headers)


def ago(**span: float) -> str:
    return text(datetime.now(UTC) - timedelta(**span))


def until(check: Any, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.02)
