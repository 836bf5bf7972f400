"""`nadi backup FILE`: everything in one file, while nadi works."""

import argparse
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nadi.running.archive import DUMP, KEYS, MANIFEST, Entry, Manifest, entry, kept_files
from nadi.running.binaries import Binaries, find_binaries
from nadi.running.folder import DataFolder, Trouble, data_folder, write_json
from nadi.running.postgres import running
from nadi.running.progress import say, step
from nadi.running.surroundings import external_database, owner_database


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="nadi backup", description="Save everything.")
    parser.add_argument("file", help="the file to write; it must not exist")
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    parser.add_argument(
        "--with-keys", action="store_true", help="put the keys in as well, readable by anybody"
    )
    asked = parser.parse_args(words)
    folder = data_folder(asked.data)
    if not external_database() and not folder.cluster.made:
        raise Trouble(f"There is nothing to save in {folder.path}.")
    target = Path(asked.file).expanduser().absolute()
    if external_database():
        save(folder, target, with_keys=asked.with_keys)
    else:
        with running(folder.cluster):
            save(folder, target, with_keys=asked.with_keys)
    _explain(folder, target, with_keys=asked.with_keys)
    return 0


def save(folder: DataFolder, target: Path, *, with_keys: bool) -> Manifest:
    """Write the backup; the database must run. The file appears whole, or not at all."""
    if target.exists():
        raise Trouble(f"{target} exists already. A backup is never written over: take a new name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".nadi-backup-", dir=target.parent) as half:
            manifest = _write(folder, Path(half), with_keys=with_keys)
            whole = Path(half) / "whole"
            whole.chmod(0o600)
            whole.replace(target)
    except OSError as error:
        raise Trouble(f"The backup could not be written: {error}") from error
    if folder.path.is_dir():
        write_json(folder.path / "backups.json", {"last_at": manifest.made_at, "file": str(target)})
    return manifest


def _write(folder: DataFolder, place: Path, *, with_keys: bool) -> Manifest:
    program = find_binaries(_server_major(folder))
    with step("database"):
        _dump(program, owner_database(folder), place / DUMP)
    parts = [(place / DUMP, DUMP), *kept_files(folder)]
    if with_keys:
        parts += [(path, f"{KEYS}/{path.name}") for path in sorted(folder.keys.iterdir())]
    with step("files"), tarfile.open(place / "whole", "w") as tar:
        entries = [_add(tar, path, name, place) for path, name in parts]
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            postgresql=program.major,
            keys=with_keys,
            entries=tuple(each for each in entries if each),
        )
        (place / MANIFEST).write_text(manifest.text())
        tar.add(place / MANIFEST, MANIFEST)
    with (place / "whole").open("rb+") as written:
        os.fsync(written.fileno())
    return manifest


def _add(tar: tarfile.TarFile, path: Path, name: str, place: Path) -> Entry | None:
    """Add a file as it is at one moment: it is copied first, for it may change or go meanwhile."""
    still = path
    if path.parent != place:
        still = place / "still"
        try:
            still.write_bytes(path.read_bytes())
            still.chmod(path.stat().st_mode & 0o777)
        except FileNotFoundError:
            return None
    stated = entry(still, name)
    tar.add(still, name)
    still.unlink()
    return stated


def _dump(program: Binaries, url: str, target: Path) -> None:
    outcome = subprocess.run(
        [program.path("pg_dump"), "--format=custom", f"--file={target}", f"--dbname={url}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise Trouble(f"The database could not be saved: {outcome.stderr.strip()}")


def _server_major(folder: DataFolder) -> int | None:
    try:
        return int((folder.cluster.folder / "PG_VERSION").read_text())
    except (FileNotFoundError, ValueError):
        return None


def _explain(folder: DataFolder, target: Path, *, with_keys: bool) -> None:
    say(f"Saved: {target} ({target.stat().st_size / 2**20:.1f} MiB).")
    if with_keys:
        say("It holds the keys in clear: whoever reads it can open every stored secret.")
    else:
        say(
            f"It does not hold the keys in {folder.keys}. Keep a copy of them at another place: "
            "without them the stored secrets (repository passwords) cannot be opened again. "
            "With --with-keys they go into the file, in clear."
        )
    say("It holds names, mails and tickets in clear: keep it where only you can read it.")
