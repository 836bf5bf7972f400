"""`nadi up`: from nothing, or from a killed run, to a nadi that answers."""

import argparse
import importlib.metadata
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import nadi
from nadi.running.errands import Errands
from nadi.running.folder import DataFolder, Trouble, UpLock, data_folder, read_json
from nadi.running.parts import Part, end_leftovers
from nadi.running.progress import say, step
from nadi.running.supervisor import Supervisor, moment
from nadi.running.surroundings import (
    MIGRATE,
    NOBODY,
    Choices,
    choose,
    django_command,
    external_database,
    owner_database,
    program,
    surroundings,
)

ANSWER_WITHIN = 60.0
SCHEMA_PACKAGES = ("django", "django-allauth", "procrastinate")


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nadi up", description="Start nadi, and keep it running.")
    parser.add_argument("--demo", action="store_true", help="load a small demo firm first")
    parser.add_argument("--data", metavar="DIR", help="the data folder")
    parser.add_argument("--port", type=int, help="the port of the pages")
    parser.add_argument("--host", help="the address to listen on (only this machine, if not given)")
    parser.add_argument(
        "--owner", nargs=2, metavar=("EMAIL", "NAME"), help="the first owner of an empty firm"
    )
    parser.add_argument("--no-agent", action="store_true", help="do not watch this machine itself")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    asked = arguments(words)
    folder = data_folder(asked.data)
    folder.make()
    lock = UpLock(folder)
    lock.take()
    try:
        return _run(asked, folder, lock)
    finally:
        lock.release()


def _run(asked: argparse.Namespace, folder: DataFolder, lock: UpLock) -> int:
    say(f"nadi, with its data in {folder.path}")
    for name in end_leftovers(read_json(folder.processes)):
        say(f"  {name} was left over from a nadi that was killed; it has been ended.")
    supervisor = Supervisor(folder, None if external_database() else folder.cluster, say)
    supervisor.listen_to_signals()
    try:
        choices = choose(folder, host=asked.host, port=asked.port, demo=asked.demo)
        lock.tell(pid=os.getpid(), since=moment(), url=choices.url, data=str(folder.path))
        begun = time.monotonic()
        _start(asked, folder, choices, supervisor)
        say(f"Ready in {time.monotonic() - begun:.1f} s. Ctrl-C stops everything.")
        supervisor.watch()
        say("Stopping ...")
    except (Interrupted, Trouble):
        if not supervisor.stopping:
            raise
        say("\nStopping ...")
    finally:
        supervisor.stop()
    say("Stopped.")
    return 0


class Interrupted(Exception):
    """Somebody said stop while nadi was still starting."""


def _start(
    asked: argparse.Namespace, folder: DataFolder, choices: Choices, supervisor: Supervisor
) -> None:
    around = surroundings(folder, choices)
    with Errands(around, folder.logs / "errands.log") as errands:
        if supervisor.cluster:
            with step("database"):
                supervisor.cluster.start()
        _migrate(folder, errands, supervisor)
        if choices.demo:
            _tell_demo(folder, errands, supervisor)
        _go_on(supervisor)
        supervisor.add(_part(folder, "web", program("nadi.running.web"), pooled(around)))
        for name, command in _others(choices):
            supervisor.add(_part(folder, name, command, around))
        if not asked.no_agent:
            _start_agent(folder, choices, around, errands, supervisor)
        way_in = errands.run("welcome", *(["--owner", *asked.owner] if asked.owner else []))
    with step("pages"):
        _await_answer(choices, supervisor)
    if choices.demo:  # after the intake, which it speaks to
        pulse = [sys.executable, "-m", "nadi.fleet.pulse"]
        supervisor.add(_part(folder, "pulse", pulse, around))
    say("")
    if NOBODY in way_in and sys.stdin.isatty():
        subprocess.call(django_command("welcome"), env=around)  # it asks who the first owner is
    else:
        say(f"{way_in.rstrip()}\n")


def pooled(around: dict[str, str]) -> dict[str, str]:
    """The pages keep database connections; a process without threads needs no pool."""
    return {**around, "NADI_POOL": "yes"}


def _part(folder: DataFolder, name: str, command: list[str], around: dict[str, str]) -> Part:
    return Part(name, command, around, folder.logs / f"{name}.log")


def _others(choices: Choices) -> list[tuple[str, list[str]]]:
    return [("intake", _intake(choices)), ("worker", django_command("work"))]


def _intake(choices: Choices) -> list[str]:
    place = ["--host", choices.host, "--port", str(choices.intake_port)]
    return program("nadi.fleet.intake.__main__", *place)


def _migrate(folder: DataFolder, errands: Errands, supervisor: Supervisor) -> None:
    """Bring the tables up to date, as the role that may; skipped where nothing has changed."""
    mark = schema_mark()
    done = folder.migrated
    if supervisor.cluster and done.exists() and done.read_text() == mark:
        return
    _go_on(supervisor)
    with step("tables"):
        errands.run(*MIGRATE, database=owner_database(folder))
    done.write_text(mark)


def _tell_demo(folder: DataFolder, errands: Errands, supervisor: Supervisor) -> None:
    told = folder.path / "demo"
    if told.exists():
        return
    _go_on(supervisor)
    with step("demo firm"):
        errands.run("tell_demo")
    told.write_text(f"{moment()}\n")


def schema_mark() -> str:
    """Changes whenever a migration or a package that brings migrations does."""
    source = Path(nadi.__file__).parent
    digest = sha256()
    for path in sorted(source.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(source)}".encode() + path.read_bytes())
    for package in SCHEMA_PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}".encode())
    return digest.hexdigest()


def _start_agent(
    folder: DataFolder,
    choices: Choices,
    around: dict[str, str],
    errands: Errands,
    supervisor: Supervisor,
) -> None:
    """This machine is the first device: its agent is enrolled once, then only started."""
    own = [sys.executable, "-m", "nadi_agent"]
    place = ["--dir", str(folder.agent)]
    if not (folder.path / "agent.enrolled").exists():
        with step("this machine's agent"):
            token = errands.run("make_enrolment_token").strip()
            _await_port(choices.intake_port, supervisor)
            enrol = [*own, "enrol", *place, "--server", choices.intake_url, "--token", token]
            _succeed(enrol, around, supervisor)
        (folder.path / "agent.enrolled").write_text(f"{moment()}\n")
    supervisor.add(_part(folder, "agent", [*own, "run", *place], around))


def _succeed(command: list[str], around: dict[str, str], supervisor: Supervisor) -> str:
    outcome = subprocess.run(
        command, env=around, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    _go_on(supervisor)  # Ctrl-C reaches the command as well; then its words are of no interest
    if outcome.returncode:
        said = (outcome.stderr or outcome.stdout).strip()
        raise Trouble(f"{' '.join(command[1:4])} did not succeed:\n{said[-3000:]}")
    return outcome.stdout


def _await_answer(choices: Choices, supervisor: Supervisor) -> None:
    """Until a page is answered; what died on the way is started again meanwhile."""
    end = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < end:
        _go_on(supervisor)
        if answers("127.0.0.1" if choices.host == "0.0.0.0" else choices.host, choices.port):  # noqa: S104
            return
        supervisor.mend()
        time.sleep(0.05)
    raise Trouble(
        f"The pages do not answer after {ANSWER_WITHIN:.0f} s. "
        f"The reason stands in {supervisor.folder.logs / 'web.log'}."
    )


def _await_port(port: int, supervisor: Supervisor) -> None:
    end = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < end and not answers("127.0.0.1", port):
        _go_on(supervisor)
        supervisor.mend()
        time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whether something speaks HTTP there; what it says does not matter."""
    try:
        with socket.create_connection((host, port), timeout=2) as line:
            line.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(16).startswith(b"HTTP/")
    except OSError:
        return False


def _go_on(supervisor: Supervisor) -> None:
    if supervisor.stopping:
        raise Interrupted
