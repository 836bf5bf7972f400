"""Snapshots, a sample and the reading back of a folder of tar archives.

Read by Python's own `tarfile`, member by member, into files named by us: nothing in an archive can
choose where it lands. A tar has no checksum of contents, so reading back compares every file with
the manifest.
"""

import hashlib
import tarfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from lzma import LZMAError
from pathlib import Path
from typing import IO

from nadi.maintenance.backups import scratch
from nadi.maintenance.backups.contract import (
    CannotBegin,
    CannotRestore,
    Errand,
    Repository,
    Snapshot,
    TooSlow,
    place,
)
from nadi.maintenance.rules.proof import Listed, ReadBack, Restored

ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
DAMAGE = (tarfile.TarError, OSError, EOFError, zlib.error, LZMAError, ValueError)


class ArchiveTool:
    name = "archive"
    title = "Plain archives (tar)"
    needs_secret = False

    def missing(self) -> str:
        return ""

    def wrong_location(self, location: str) -> str:
        if location.startswith("/") and ".." not in Path(location).parts:
            return ""
        return "Give the absolute folder in which the archives lie."

    def snapshots(self, repository: Repository, errand: Errand) -> list[Snapshot]:
        folder = Path(repository.location)
        try:
            files = [f for f in folder.iterdir() if f.name.endswith(ENDINGS) and f.is_file()]
            found = [
                Snapshot(f.name, datetime.fromtimestamp(f.stat().st_mtime, UTC)) for f in files
            ]
        except OSError as problem:
            raise CannotRestore(f"the folder cannot be read: {problem.strerror}") from problem
        return sorted(found, key=lambda snapshot: (snapshot.at, snapshot.id))

    def size(self, repository: Repository, errand: Errand) -> int | None:
        """Not asked: an archive is always read back as a whole."""
        return None

    def restore(
        self, repository: Repository, snapshot: str, files: Sequence[Listed], errand: Errand
    ) -> list[Restored]:
        wanted = {_name(file.path): number for number, file in enumerate(files)}
        found: dict[int, Restored] = {}
        clock = _Clock(errand)
        broken = ""
        try:
            with _opened(_archive(repository, snapshot)) as archive:
                for member in archive:
                    clock.tick()
                    number = wanted.get(_name(member.name))
                    if number is not None and (member.isreg() or member.islnk()):
                        target = errand.folder / place(number)
                        found[number] = _bring_back(archive, member, files[number], target, clock)
        except DAMAGE as problem:
            broken = f"the archive breaks off: {problem}"[:400]
        if broken and not found:
            raise CannotRestore(f"{snapshot}: {broken}")
        return [
            found.get(number) or Restored(file.path, None, None, broken)
            for number, file in enumerate(files)
        ]

    def read_back(
        self,
        repository: Repository,
        snapshot: str,
        part: tuple[int, int],
        files: Sequence[Listed],
        errand: Errand,
    ) -> ReadBack:
        listed = {_name(file.path): file for file in files}
        clock = _Clock(errand)
        reading = snapshot
        try:
            with _opened(_archive(repository, snapshot)) as archive:
                for member in archive:
                    clock.tick()
                    if not member.isreg():
                        continue
                    reading = member.name
                    size, seen = _drain(archive.extractfile(member), clock)
                    file = listed.pop(_name(member.name), None)
                    if file and (size, seen) != (file.size, file.sha256):
                        return ReadBack(
                            good=False, failed_path=file.path, error="its content has changed"
                        )
        except DAMAGE as problem:
            return ReadBack(
                good=False, failed_path=reading, error=f"it breaks off: {problem}"[:400]
            )
        for file in listed.values():
            return ReadBack(good=False, failed_path=file.path, error="it is not in the archive")
        return ReadBack(good=True)


class _Clock:
    """Ticks, and ends the work when its time is over."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._deadline = time.monotonic() + errand.seconds

    def tick(self) -> None:
        self._errand.tick()
        if time.monotonic() > self._deadline:
            raise TooSlow(f"it took longer than {self._errand.seconds:.0f} seconds")


def _name(path: str) -> str:
    """The same name for `/srv/a`, `srv/a` and `./srv/a`: tar drops the first slash."""
    return path.removeprefix("./").lstrip("/")


def _archive(repository: Repository, snapshot: str) -> Path:
    folder = Path(repository.location)
    if Path(snapshot).name != snapshot or not snapshot.endswith(ENDINGS):
        raise CannotRestore(f"{snapshot[:80]!r} is not the name of an archive")
    if not (folder / snapshot).is_file():
        raise CannotRestore(f"there is no archive {snapshot} in {folder}")
    return folder / snapshot


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with tarfile.open(file, "r:*") as archive:
        yield archive


def _bring_back(
    archive: tarfile.TarFile, member: tarfile.TarInfo, file: Listed, target: Path, clock: _Clock
) -> Restored:
    source = archive.extractfile(member)
    if source is None:
        return Restored(file.path, None, None, "the archive holds no content for it")
    try:
        out = target.open("wb")
    except OSError as problem:
        raise CannotBegin(f"no room to restore into: {problem.strerror}") from problem
    with out:
        target.chmod(0o600)
        size, seen = _drain(source, clock, out, most=file.size + 1)
    return Restored(file.path, size, seen)


def _drain(
    source: IO[bytes] | None, clock: _Clock, out: IO[bytes] | None = None, most: int | None = None
) -> tuple[int, str]:
    """Size and SHA-256 of what a member holds, never more than `most` bytes of it."""
    size, seen = 0, hashlib.sha256()
    while source is not None and (most is None or size < most):
        piece = source.read(scratch.PIECE if most is None else min(scratch.PIECE, most - size))
        if not piece:
            break
        clock.tick()
        size += len(piece)
        seen.update(piece)
        if out is not None:
            _write(out, piece)
    return size, seen.hexdigest()


def _write(out: IO[bytes], piece: bytes) -> None:
    try:
        out.write(piece)
    except OSError as problem:
        raise CannotBegin(f"no room to restore into: {problem.strerror}") from problem
