"""The data folder: everything that nadi keeps, in one place that only its owner can read."""

import fcntl
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from nadi.running.postgres import Cluster


class Trouble(Exception):
    """Something a person has to know before the command can go on; the text is for people."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """What lies where. Made with mode 0700, its keys with 0600."""

    path: Path

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.path / "postgres")

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def secret_key(self) -> Path:
        return self.keys / "secret.key"

    @property
    def vault_keys(self) -> Path:
        return self.keys / "vault.keys"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def agent(self) -> Path:
        return self.path / "agent"

    @property
    def lock(self) -> Path:
        return self.path / "up.json"

    @property
    def processes(self) -> Path:
        return self.path / "processes.json"

    @property
    def choices(self) -> Path:
        return self.path / "choices.json"

    @property
    def migrated(self) -> Path:
        return self.path / "migrated"

    def make(self) -> None:
        """Make what is missing and close what is open; nothing that is there is replaced."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o700)
            for inside in (self.keys, self.logs):
                inside.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Trouble(
                f"The data folder {self.path} cannot be used: {error.strerror}. "
                "Choose another with --data DIR."
            ) from error
        _keep_secret(self.secret_key, secrets.token_urlsafe(48))
        # The vault's key is 32 random bytes in the form that Fernet reads.
        _keep_secret(self.vault_keys, urlsafe_b64encode(secrets.token_bytes(32)).decode())


def default_path() -> Path:
    """NADI_DATA, else the place that the desktop conventions give."""
    given = os.environ.get("NADI_DATA")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(given) if given else Path(base) / "nadi"


def data_folder(given: str | None) -> DataFolder:
    """The folder that was asked for, or the default one."""
    return DataFolder(Path(given).expanduser().absolute() if given else default_path())


def _keep_secret(path: Path, value: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        return
    with os.fdopen(handle, "w") as target:
        target.write(value + "\n")


def write_json(path: Path, value: Mapping[str, object]) -> None:
    """Replace the file as a whole: a reader never sees half of it."""
    half = path.with_name(path.name + ".new")
    half.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")
    half.chmod(0o600)
    half.replace(path)


def read_json(path: Path) -> dict[str, object]:
    """The file's content; empty where it is missing or was cut off."""
    try:
        value = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


class Held(Trouble):
    """Somebody else runs on this data."""


class UpLock:
    """Held as long as a nadi runs on the data; the kernel lets go of it when that process dies."""

    def __init__(self, folder: DataFolder) -> None:
        self.path = folder.lock
        self._open: TextIOWrapper | None = None

    def take(self) -> None:
        """Held, or the sentence who holds it."""
        handle = self.path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            raise Held(who_runs(read_json(self.path))) from None
        self._open = handle

    def tell(self, **about: object) -> None:
        """Write who holds it, in place: the lock belongs to the file that is there."""
        if self._open is None:
            return
        self._open.seek(0)
        self._open.truncate()
        self._open.write(json.dumps(about) + "\n")
        self._open.flush()

    def release(self) -> None:
        if self._open is not None:
            self._open.seek(0)
            self._open.truncate()
            self._open.close()
            self._open = None


def holder(folder: DataFolder) -> dict[str, object] | None:
    """What the nadi that runs on this data wrote about itself; None where none runs."""
    lock = UpLock(folder)
    if not lock.path.exists():
        return None
    try:
        lock.take()
    except Held:
        return read_json(lock.path)
    lock.release()
    return None


def who_runs(about: Mapping[str, object]) -> str:
    if not about:
        return "nadi is being started on this data at this very moment, by another process."
    return (
        f"nadi already runs on this data: process {about.get('pid')}, since {about.get('since')}, "
        f"at {about.get('url')}. To stop it: nadi stop --data {about.get('data')}"
    )
