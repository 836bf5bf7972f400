"""One file that holds everything: a manifest with hashes, the database, the data folder's files."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from nadi.running.folder import DataFolder, Trouble

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"
KEYS = "keys"
# The cluster is in the dump; the rest belongs to a process, or is this machine's own identity.
LEFT_OUT = frozenset(
    {
        "postgres", "postgres.log", "postgres.start", "logs", "agent", "agent.enrolled", "keys",
        "migrated", "processes.json", "processes.json.new", "up.json", "backups.json",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One file inside, as the manifest states it."""

    name: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    postgresql: int
    keys: bool
    entries: tuple[Entry, ...]
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), indent=1)


def entry(path: Path, name: str) -> Entry:
    with path.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
    found = path.stat()
    return Entry(name, found.st_size, digest, found.st_mode & 0o777)


def kept_files(folder: DataFolder) -> Iterator[tuple[Path, str]]:
    """Every file of the data folder that a backup holds, with its name inside."""
    for top in sorted(folder.path.iterdir()):
        if top.name in LEFT_OUT or top.name.startswith("."):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, f"{FILES}/{path.relative_to(folder.path).as_posix()}"


def unpack(source: Path, place: Path) -> Manifest:
    """Bring a backup's content to `place` and prove each byte of it; nothing else is touched."""
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                _check_name(member)
                _write_out(tar, member, place)
    except FileNotFoundError as error:
        raise Trouble(f"There is no file {source}.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Trouble(f"{source} cannot be read as a backup: {error}") from error
    manifest = _read_manifest(source, place)
    for stated in manifest.entries:
        path = place / stated.name
        if not path.is_file():
            raise Trouble(f"{source} is damaged: {stated.name} is missing.")
        if entry(path, stated.name).sha256 != stated.sha256:
            raise Trouble(f"{source} is damaged: {stated.name} is not what was saved.")
    return manifest


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """The content alone: no owner, mode or link of a file from outside is taken over."""
    target, source = place / member.name, tar.extractfile(member)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as copy:
        if source is not None:
            shutil.copyfileobj(source, copy)


def _check_name(member: tarfile.TarInfo) -> None:
    parts = PurePosixPath(member.name).parts
    if not member.isfile() or ".." in parts or not parts or parts[0] == "/":
        raise Trouble(f"This is no backup of nadi: it holds {member.name!r}.")


def _read_manifest(source: Path, place: Path) -> Manifest:
    try:
        told = json.loads((place / MANIFEST).read_text())
        if told["format"] != FORMAT:
            raise Trouble(
                f"{source} was written in form {told['format']}, and this nadi reads form "
                f"{FORMAT}. Use the version of nadi that wrote it."
            )
        entries = tuple(Entry(**each) for each in told.pop("entries"))
        return Manifest(entries=entries, **told)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"{source} is no backup of nadi, or it was cut off.") from error


def put_back(place: Path, folder: DataFolder, manifest: Manifest) -> int:
    """The files of an unpacked backup to their places; each replaced as a whole."""
    count = 0
    for stated in manifest.entries:
        top, _, rest = stated.name.partition("/")
        if top not in {FILES, KEYS}:
            continue
        target = folder.path / rest if top == FILES else folder.keys / rest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = target.with_name(target.name + ".restoring")
        shutil.copyfile(place / stated.name, half)
        half.chmod(stated.mode)
        half.replace(target)
        count += 1
    return count
