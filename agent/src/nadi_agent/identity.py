"""Who this machine is: its own key, made here and never sent, and where it reports to.

Everything lies in one folder that only its owner can read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "key.pem"
ENROLMENT_FILE = "enrolment.json"


class NotEnrolled(Exception):
    """This folder holds no enrolment yet."""


@dataclass(frozen=True)
class Identity:
    """A private key and the name that follows from it."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        return base64.b64encode(self._public_bytes()).decode()

    @property
    def agent(self) -> str:
        return hashlib.sha256(self._public_bytes()).hexdigest()[:32]

    def sign(self, *lines: str) -> str:
        return base64.b64encode(self.private.sign("\n".join(lines).encode())).decode()

    def _public_bytes(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )


@dataclass(frozen=True)
class Enrolment:
    server: str
    agent: str
    ca_file: str = ""


def write_privately(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone from the first byte on."""
    draft = path.with_name(path.name + "." + uuid.uuid4().hex[:8])
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)


def make_home(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)


def load_or_make_key(home: Path) -> Identity:
    make_home(home)
    path = home / KEY_FILE
    if not path.exists():
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_privately(path, pem)
    return load_key(home)


def load_key(home: Path) -> Identity:
    try:
        pem = (home / KEY_FILE).read_bytes()
    except FileNotFoundError:
        raise NotEnrolled(f"No key in {home}. Run: nadi-agent enrol") from None
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise NotEnrolled(f"The key in {home} is not an Ed25519 key.")
    return Identity(private)


def save_enrolment(home: Path, enrolment: Enrolment) -> None:
    content = json.dumps(enrolment.__dict__, indent=2).encode()
    write_privately(home / ENROLMENT_FILE, content)


def load_enrolment(home: Path) -> Enrolment:
    try:
        return Enrolment(**json.loads((home / ENROLMENT_FILE).read_bytes()))
    except FileNotFoundError:
        raise NotEnrolled(f"This machine is not enrolled ({home}).") from None


def hardware_text(parts: dict[str, str]) -> str:
    return " ".join(f"{label}={parts[label]}" for label in sorted(parts))


def hardware_parts(raw: dict[str, str]) -> dict[str, str]:
    """Digests of what the platform could read, so that no serial number leaves the machine."""
    return {
        label: hashlib.sha256(value.encode()).hexdigest()[:16]
        for label, value in raw.items()
        if value
    }
