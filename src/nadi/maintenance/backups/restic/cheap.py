"""A restic repository whose key costs nothing to derive: for the demo and for tests alone.

restic makes each command derive its key for half a second, so that nobody can try passwords fast.
What protects nothing need not pay for that. The repository is what restic's description of its
format says (https://restic.readthedocs.io/en/stable/100_references.html), in the first version,
which every restic reads; only the cost of the key is another.
"""

import json
import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.poly1305 import Poly1305

COST = {"N": 16, "r": 8, "p": 1}
POLYNOMIAL = "25b468838dcb75"  # how files are cut; any irreducible one of its degree will do
KEY_BYTES = 64


def make(repository: Path, password: str) -> None:
    """An empty repository."""
    for name in ("data", "index", "locks", "snapshots", "tmp"):
        (repository / name).mkdir(mode=0o700, parents=True)
    key = os.urandom(KEY_BYTES)
    master = {"mac": _told(k=key[32:48], r=key[48:])} | _told(encrypt=key[:32])
    add_key(repository, password, master)
    config = {"version": 1, "id": os.urandom(32).hex(), "chunker_polynomial": POLYNOMIAL}
    (repository / "config").write_bytes(_sealed(key, config))


def add_key(repository: Path, password: str, master: object) -> Path:
    """A further key to a repository, from its master key as `restic cat masterkey` tells it."""
    salt = os.urandom(KEY_BYTES)
    derived = Scrypt(salt, KEY_BYTES, COST["N"], COST["r"], COST["p"]).derive(password.encode())
    about = {"created": "2026-01-01T00:00:00Z", "username": "nadi", "hostname": "nadi"}
    told = {**about, "kdf": "scrypt", **COST, **_told(salt=salt, data=_sealed(derived, master))}
    content = json.dumps(told).encode()
    file = repository / "keys" / sha256(content).hexdigest()
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_bytes(content)
    return file


def _sealed(key: bytes, content: object) -> bytes:
    """AES-256 in counter mode, then Poly1305-AES over what came out."""
    encrypt, k, r = key[:32], key[32:48], key[48:]
    nonce = os.urandom(16)
    hidden = Cipher(AES(encrypt), CTR(nonce)).encryptor().update(json.dumps(content).encode())
    once = Cipher(AES(k), ECB()).encryptor().update(nonce)  # noqa: S305  one block, as Poly1305-AES is
    return nonce + hidden + Poly1305.generate_tag(r + once, hidden)


def _told(**values: bytes) -> dict[str, str]:
    return {name: b64encode(value).decode() for name, value in values.items()}
