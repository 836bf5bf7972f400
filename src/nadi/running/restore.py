"""`nadi restore FILE`: a saved nadi back, or nothing changed at all."""

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from nadi.running.archive import DUMP, Manifest, kept_files, put_back, unpack
from nadi.running.binaries import find_binaries
from nadi.running.folder import DataFolder, Trouble, UpLock, data_folder
from nadi.running.postgres import APP, DATABASE, OWNER, SUPERUSER, Cluster, running
from nadi.running.progress import say, step
from nadi.running.surroundings import external_database

INCOMING = "nadi_incoming"
OUTGOING = "nadi_outgoing"


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="nadi restore", description="Bring a backup back.")
    parser.add_argument("file", help="a file that nadi backup wrote")
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    parser.add_argument(
        "--replace", action="store_true", help="even where the data folder holds something"
    )
    asked = parser.parse_args(words)
    if external_database():
        raise Trouble(
            "nadi restores into its embedded database alone. For another PostgreSQL unpack the "
            f"file with tar and use: pg_restore --dbname=URL {DUMP}"
        )
    folder = data_folder(asked.data)
    folder.make()
    lock = UpLock(folder)
    lock.take()
    try:
        bring_back(folder, Path(asked.file).expanduser(), replace=asked.replace)
    finally:
        lock.release()
    return 0


def bring_back(folder: DataFolder, source: Path, *, replace: bool) -> None:
    """Prove the file, load it beside what is there, then change over in one transaction."""
    if not replace:
        _refuse_if_used(folder)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder.path) as name:
        place = Path(name)
        with step("reading and proving"):
            manifest = unpack(source, place)
        with running(folder.cluster):
            with step("database"):
                _load(folder.cluster, place / DUMP, manifest)
            with step("files"):
                _change_over(folder.cluster)
                count = put_back(place, folder, manifest)
    folder.migrated.unlink(missing_ok=True)  # the saved tables may be older than this nadi
    say(f"Restored what was saved at {manifest.made_at}: the database and {count} files.")
    if not manifest.keys:
        say(
            "The backup holds no keys. If this is a new data folder, copy the old ones into "
            f"{folder.keys} before the next start: stored secrets open with them alone."
        )


def _refuse_if_used(folder: DataFolder) -> None:
    used = next(kept_files(folder), None) is not None
    if not used and folder.cluster.made:
        with running(folder.cluster) as cluster, psycopg.connect(cluster.owner_url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone()
            used = bool(row and row[0])
    if used:
        raise Trouble(
            f"{folder.path} holds data already. With --replace the backup takes its place, and "
            "what is there now is gone: save it first with nadi backup."
        )


def _load(cluster: Cluster, dump: Path, manifest: Manifest) -> None:
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        version = connection.info.server_version // 10000
        if manifest.postgresql > version:
            raise Trouble(
                f"The backup was made with PostgreSQL {manifest.postgresql}, and {version} runs "
                "here. Use the newer one."
            )
        for leftover in (INCOMING, OUTGOING):
            connection.execute(_drop(leftover))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(INCOMING), sql.Identifier(OWNER)
            )
        )
        open_to_app(connection, INCOMING)
    outcome = subprocess.run(
        [
            find_binaries(version).path("pg_restore"),
            "--exit-on-error",
            f"--dbname={cluster.url(SUPERUSER, INCOMING)}",
            str(dump),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise Trouble(f"The database could not be read back: {outcome.stderr.strip()[-2000:]}")


def open_to_app(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Nobody but the two roles may connect. This right belongs to the database, not its content."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(APP))
    )


def _change_over(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE]
        )
        with connection.transaction():
            connection.execute(_rename(DATABASE, OUTGOING))
            connection.execute(_rename(INCOMING, DATABASE))
        connection.execute(_drop(OUTGOING))


def _rename(old: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(old), sql.Identifier(new)
    )


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
