"""`nadi doctor`: one line a matter; where something needs attention, what to do about it."""

import argparse
import os
import platform
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg

from nadi.running.binaries import DatabaseProblem, find_binaries
from nadi.running.folder import DataFolder, data_folder, holder, read_json
from nadi.running.postgres import running
from nadi.running.progress import say
from nadi.running.surroundings import (
    django_command,
    external_database,
    is_free,
    owner_database,
    surroundings,
)

ENOUGH_DISK = 2 * 2**30
BACKUP_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """What was found about one matter; `todo` is empty where nothing needs doing."""

    matter: str
    found: str
    todo: str = ""


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="nadi doctor", description="Is all as it should be?")
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    folder = data_folder(parser.parse_args(words).data)
    attention = 0
    for look in LOOKS:
        for line in look(folder):
            say(f"  {'attention' if line.todo else 'ok':<10} {line.matter:<11} {line.found}")
            if line.todo:
                say(f"  {'':<10} {'':<11} -> {line.todo}")
                attention += 1
    matters = "matter needs" if attention == 1 else "matters need"
    say(f"{attention} {matters} attention." if attention else "All is as it should be.")
    return 1 if attention else 0


def python(folder: DataFolder) -> Iterator[Line]:
    yield Line("python", f"{platform.python_version()} at {sys.executable}")


def platform_(folder: DataFolder) -> Iterator[Line]:
    name = f"{platform.system()} {platform.release()}, {platform.machine()}"
    if os.geteuid() == 0:
        yield Line(
            "platform",
            f"{name}; started as root, and only the database runs as another user",
            "For daily use, make a user for nadi and start it as that user.",
        )
    else:
        yield Line("platform", name)


def data(folder: DataFolder) -> Iterator[Line]:
    if not folder.path.is_dir():
        yield Line("data", f"{folder.path} does not exist yet", "nadi up makes it.")
        return
    open_to = stat.S_IMODE(folder.path.stat().st_mode)
    if open_to & 0o077:
        yield Line(
            "data",
            f"{folder.path} can be opened by others (mode {open_to:o})",
            f"chmod 700 {folder.path}",
        )
    else:
        yield Line("data", f"{folder.path}, closed to others")


def keys(folder: DataFolder) -> Iterator[Line]:
    for path in (folder.secret_key, folder.vault_keys):
        if not path.exists():
            made = folder.cluster.made
            todo = "Copy it back from where you keep it." if made else "nadi up makes it."
            yield Line("keys", f"{path} is missing", todo)
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Line("keys", f"{path} can be read by others", f"chmod 600 {path}")
        else:
            yield Line("keys", f"{path.name} is there, readable by its owner alone")


def disk(folder: DataFolder) -> Iterator[Line]:
    place = next(each for each in (folder.path, *folder.path.parents) if each.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 2**30:.1f} GiB free where the data is"
    yield Line("disk", found, "" if free > ENOUGH_DISK else "Free some space: 2 GiB at least.")


def clock(folder: DataFolder) -> Iterator[Line]:
    now = datetime.now(UTC)
    newest = max(
        (path.stat().st_mtime for path in folder.path.glob("*.json")), default=now.timestamp()
    )
    ahead = newest - now.timestamp()
    if ahead > 60:
        yield Line(
            "clock",
            f"the data was written {ahead:.0f} s in the future: the clock was set back",
            "Set the clock right, and keep it right with a time service.",
        )
        return
    yield Line("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC{_synchronised()}")


def _synchronised() -> str:
    if not shutil.which("timedatectl"):
        return ""
    answer = subprocess.run(
        ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return {"yes": ", kept by a time service", "no": ", kept by no time service"}.get(
        answer.stdout.strip(), ""
    )


def processes(folder: DataFolder) -> Iterator[Line]:
    about = holder(folder)
    if about is None:
        yield Line("processes", "nadi does not run on this data", "Start it: nadi up")
        return
    yield Line("processes", f"nadi runs as process {about.get('pid')} since {about.get('since')}")
    for name, part in sorted(read_json(folder.processes).items()):
        pid = part.get("pid") if isinstance(part, dict) else None
        if isinstance(pid, int) and psutil.pid_exists(pid):
            continue
        log = part.get("log") if isinstance(part, dict) else ""
        yield Line("processes", f"{name} does not run", f"Its log says why: {log}")


def database(folder: DataFolder) -> Iterator[Line]:
    try:
        if external_database():
            yield from _database_lines(owner_database(folder))
            yield _migrations(folder)
            return
        program = find_binaries(_major(folder))
        yield Line("postgresql", f"{program.major}, from {program.folder}")
        if not folder.cluster.made:
            yield Line("database", "not made yet", "nadi up makes it.")
            return
        with running(folder.cluster) as cluster:
            yield from _database_lines(cluster.owner_url)
            yield _migrations(folder)
    except (DatabaseProblem, psycopg.Error) as problem:
        yield Line(
            "database",
            str(problem).strip(),
            "Start nadi; if this stays, look into the database's log.",
        )


def _database_lines(url: str) -> Iterator[Line]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), "
            "current_setting('fsync'), now()"
        ).fetchone()
    if row is None:
        return
    version, size, fsync, now = row
    found = f"PostgreSQL {version}, {size / 2**20:.0f} MiB"
    off = "" if fsync == "on" else "fsync is off: a power cut loses data. Switch it on."
    yield Line("database", found, off)
    apart = abs((datetime.now(UTC) - now).total_seconds())
    if apart > 5:
        yield Line(
            "clock",
            f"the database's clock and this machine's are {apart:.0f} s apart",
            "Set both right: deadlines are computed from them.",
        )


def _migrations(folder: DataFolder) -> Line:
    outcome = subprocess.run(
        django_command("migrate", "--check"),
        env={**surroundings(folder), "NADI_DATABASE_URL": owner_database(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode == 0:
        return Line("tables", "up to date")
    missing = len([line for line in outcome.stdout.splitlines() if line.startswith("  ")])
    found = f"{missing} migrations are missing" if missing else outcome.stderr.strip()[-300:]
    return Line("tables", found, "Start nadi anew: nadi up brings the tables up to date.")


def mail(folder: DataFolder) -> Iterator[Line]:
    host = os.environ.get("NADI_SMTP_HOST") or "127.0.0.1"
    chosen = read_json(folder.choices).get("mail_port")
    port = chosen if isinstance(chosen, int) else 2525
    if _greets(host, port):
        yield Line("mail", f"{host} port {port}: a mail listener greets")
    elif holder(folder) is not None:
        yield Line(
            "mail",
            f"{host} port {port}: nadi runs, and nothing greets",
            f"Look into {folder.logs / 'worker.log'}.",
        )
    elif not is_free(host, port):
        yield Line(
            "mail",
            f"{host} port {port} is in use by another program",
            "Give nadi another: NADI_SMTP_PORT.",
        )
    else:
        yield Line("mail", f"{host} port {port} is free for the listener")


def _greets(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2) as line:
            return line.recv(100).startswith(b"220")
    except OSError:
        return False


def backups(folder: DataFolder) -> Iterator[Line]:
    if not folder.cluster.made:
        return
    last = read_json(folder.path / "backups.json").get("last_at")
    if not isinstance(last, str):
        yield Line("backup", "never made on this data", "nadi backup FILE, and keep it elsewhere.")
        return
    age = datetime.now(UTC) - datetime.fromisoformat(last)
    todo = "" if age <= BACKUP_EVERY else "Make one: nadi backup FILE. Best is every night."
    yield Line("backup", f"the last one is {age.days} days old", todo)


def _major(folder: DataFolder) -> int | None:
    version = Path(folder.cluster.folder / "PG_VERSION")
    return int(version.read_text()) if version.exists() else None


LOOKS: tuple[Callable[[DataFolder], Iterator[Line]], ...] = (
    python,
    platform_,
    data,
    keys,
    disk,
    clock,
    database,
    processes,
    mail,
    backups,
)
