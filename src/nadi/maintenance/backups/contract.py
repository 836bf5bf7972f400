"""What every backup tool can do for a restore test, and the two ways it can refuse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from nadi.maintenance.rules.proof import Listed, ReadBack, Restored

Tick = Callable[[], None]
"""Called at least every second while a tool works. It may raise, and then the work stops at once.
"""


class CannotBegin(Exception):
    """The test was not performed: nothing was learned about the backup."""


class CannotRestore(Exception):
    """The backup could not be opened or read: the test has failed."""


class TooSlow(CannotBegin):
    """The time for this test ran out."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a backup lies. The secret stays in memory and out of every text."""

    location: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    id: str
    at: datetime
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """The limits of one piece of work: a private folder, the last moment, and the pulse."""

    folder: Path
    seconds: float
    tick: Tick


class BackupTool(Protocol):
    name: str
    title: str
    needs_secret: bool

    def missing(self) -> str:
        """Why the tool cannot work on this machine; empty when it can."""

    def wrong_location(self, location: str) -> str:
        """Why this cannot be the place of a repository; empty when it can."""

    def snapshots(self, repository: Repository, errand: Errand) -> list[Snapshot]:
        """All snapshots, oldest first."""

    def size(self, repository: Repository, errand: Errand) -> int | None:
        """Bytes of the repository, where the tool can say."""

    def restore(
        self, repository: Repository, snapshot: str, files: Sequence[Listed], errand: Errand
    ) -> list[Restored]:
        """Bring these files back as `errand.folder / place(n)`, in the order given."""

    def read_back(
        self,
        repository: Repository,
        snapshot: str,
        part: tuple[int, int],
        files: Sequence[Listed],
        errand: Errand,
    ) -> ReadBack:
        """Read the repository's own data; `files` is the manifest, for tools without checksums."""


def place(number: int) -> str:
    """The name of the n-th restored file in the scratch folder: never a name from a backup."""
    return f"{number:04}"
