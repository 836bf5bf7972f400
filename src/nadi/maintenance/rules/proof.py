"""What may be claimed about a backup: five truths, the sample of a test, its verdict, the cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from nadi.maintenance.rules.nights import WELL, Night

PROOF_WINDOW = timedelta(days=30)
SAMPLE_FILES = 10
SAMPLE_BYTES = 256 * 2**20
GIB = 2**30
MOST_PARTS = 28
MOST_ATTEMPTS = 3
STALLED_AFTER = timedelta(seconds=60)


class Word(StrEnum):
    YES = "yes"
    OLD = "old"
    NO = "no"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_PERFORMED = "not_performed"


class Match(StrEnum):
    SAME = "same"
    MISSING = "missing"
    SIZE = "size differs"
    CONTENT = "content differs"
    REFUSED = "not restored"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the agent read it when the backup was made."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored:
    """One file as it came back: `error` holds the tool's own words when it did not."""

    path: str
    size: int | None
    sha256: str | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    path: str
    size: int
    expected: str
    actual: str | None
    match: Match
    error: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What reading the repository's own data gave: `None` when it could not be done."""

    good: bool | None
    failed_path: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    reason: str = ""
    failed_path: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    word: Word
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A finished test of one system, as the truths see it."""

    system_id: int
    at: datetime
    outcome: Outcome
    opened_at: datetime | None = None
    read_part: int | None = None
    read_parts: int | None = None
    read_good: bool | None = None


@dataclass(frozen=True, slots=True)
class Truths:
    ran: Truth
    fresh: Truth
    intact: Truth
    restorable: Truth
    proven: Truth

    @property
    def is_proven(self) -> bool:
        return self.proven.word is Word.YES


def word(good: datetime | None, bad: datetime | None, *, now: datetime, limit: timedelta) -> Word:
    """The word of one truth from its last good and last bad moment."""
    if bad is not None and (good is None or bad >= good):
        return Word.NO
    if good is None:
        return Word.UNKNOWN
    return Word.YES if now - good <= limit else Word.OLD


def _latest(moments: Iterable[datetime]) -> datetime | None:
    return max(moments, default=None)


def ran(night: Night | None, at: datetime | None) -> Truth:
    """The last night that was due; `None` when no night has been due yet."""
    if night is None:
        return Truth(Word.UNKNOWN, at)
    return Truth(Word.YES if night in WELL else Word.NO, at)


def fresh(newest_good: datetime | None, *, now: datetime, limit: timedelta) -> Truth:
    return Truth(word(newest_good, None, now=now, limit=limit), newest_good)


def restorable(tests: Sequence[Trial], *, now: datetime, limit: timedelta = PROOF_WINDOW) -> Truth:
    good = _latest(t.at for t in tests if t.outcome is Outcome.PASSED)
    bad = _latest(t.at for t in tests if t.outcome is Outcome.FAILED)
    return Truth(word(good, bad, now=now, limit=limit), good)


def proven(tests: Sequence[Trial], *, now: datetime, limit: timedelta = PROOF_WINDOW) -> Truth:
    """A person opened what a passed test brought back, and no newer test has failed."""
    opened = [t for t in tests if t.outcome is Outcome.PASSED and t.opened_at is not None]
    if not opened:
        return Truth(Word.UNKNOWN, None)
    shown_at = _latest(t.opened_at for t in opened if t.opened_at is not None)
    bad = _latest(t.at for t in tests if t.outcome is Outcome.FAILED)
    if bad is not None and bad >= max(t.at for t in opened):
        return Truth(Word.NO, shown_at)
    return Truth(word(shown_at, None, now=now, limit=limit), shown_at)


def intact(tests: Sequence[Trial], *, now: datetime, limit: timedelta = PROOF_WINDOW) -> Truth:
    """Every part of the repository was read back well, in the way it is divided now."""
    read = sorted((t for t in tests if t.read_good is not None), key=lambda t: t.at)
    if not read:
        return Truth(Word.UNKNOWN, None)
    if not read[-1].read_good:
        good = _latest(t.at for t in read if t.read_good)
        return Truth(Word.NO, good)
    parts = read[-1].read_parts or 1
    newest: dict[int, datetime] = {}
    for test in read:
        if test.read_good and test.read_parts == parts and test.read_part is not None:
            newest[test.read_part] = test.at
    if len(newest) < parts:
        return Truth(Word.UNKNOWN, None)
    oldest = min(newest.values())
    return Truth(word(oldest, None, now=now, limit=limit), oldest)


def next_part(tests: Sequence[Trial], parts: int) -> int:
    """The part to read back next: one never read, else the one read longest ago."""
    read: dict[int, datetime] = {}
    for test in sorted(tests, key=lambda t: t.at):
        if test.read_good and test.read_parts == parts and test.read_part is not None:
            read[test.read_part] = test.at
    missing = [part for part in range(1, parts + 1) if part not in read]
    return missing[0] if missing else min(read, key=lambda part: (read[part], part))


def parts_of(size: int | None) -> int:
    """Into how many parts a repository of this many bytes is divided for reading back."""
    if size is None or size <= GIB:
        return 1
    return min(-(-size // GIB), MOST_PARTS)


def sample(
    files: Iterable[Listed],
    seed: int,
    *,
    most_files: int = SAMPLE_FILES,
    most_bytes: int = SAMPLE_BYTES,
) -> list[Listed]:
    """The files of one test: the same for the same seed, whatever the order of the manifest."""

    def place(file: Listed) -> bytes:
        return sha256(
            str(seed).encode() + b"\0" + file.path.encode("utf-8", "surrogateescape")
        ).digest()

    ordered = sorted(files, key=place)
    chosen: list[Listed] = []
    room = most_bytes
    for file in ordered:
        if len(chosen) == most_files:
            break
        if file.size <= room:
            chosen.append(file)
            room -= file.size
    if not chosen and ordered:
        chosen = [min(ordered, key=lambda file: (file.size, file.path))]
    return chosen


def compare(listed: Listed, restored: Restored | None) -> Compared:
    """What the manifest says against what came back."""
    if restored is None or restored.sha256 is None or restored.size is None:
        error = restored.error if restored else ""
        match = Match.REFUSED if error else Match.MISSING
        return Compared(listed.path, listed.size, listed.sha256, None, match, error)
    match = Match.SAME
    if restored.size != listed.size:
        match = Match.SIZE
    elif restored.sha256 != listed.sha256:
        match = Match.CONTENT
    return Compared(listed.path, listed.size, listed.sha256, restored.sha256, match, restored.error)


_WRONG = {
    Match.MISSING: "a file did not come back",
    Match.REFUSED: "a file could not be restored",
    Match.SIZE: "a file came back with another size",
    Match.CONTENT: "a file came back with other content",
}


def verdict(files: Sequence[Compared], read_back: ReadBack | None) -> Verdict:
    """Passed only when every sampled file is the same and the data was read back without error."""
    if not files:
        return Verdict(Outcome.NOT_PERFORMED, "there was nothing to compare with")
    for file in files:
        if file.match is not Match.SAME:
            said = f": {file.error}" if file.error else ""
            return Verdict(Outcome.FAILED, f"{_WRONG[file.match]}{said}", file.path)
    if read_back is None or read_back.good is None:
        said = read_back.error if read_back else "it was not tried"
        return Verdict(Outcome.FAILED, f"the repository could not be read back: {said}")
    if not read_back.good:
        return Verdict(
            Outcome.FAILED,
            f"the repository is damaged: {read_back.error}",
            read_back.failed_path,
        )
    return Verdict(Outcome.PASSED)


def capping(tests: Iterable[Trial]) -> list[Trial]:
    """The newest failed test of each system that no newer test has outweighed."""
    newest: dict[int, Trial] = {}
    for test in sorted(tests, key=lambda t: t.at):
        if test.outcome is not Outcome.NOT_PERFORMED:
            newest[test.system_id] = test
    return [test for test in newest.values() if test.outcome is Outcome.FAILED]
