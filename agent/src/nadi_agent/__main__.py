"""`nadi-agent`: enrol, run, once, status, and two helpers for backup scripts."""

from __future__ import annotations

import argparse
import os
import random
import secrets
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from nadi_agent import __version__, identity, manifest, moments, runner
from nadi_agent import channel as wire
from nadi_agent.collect import backups
from nadi_agent.spool import Spool
from nadi_agent.this_platform import here


class AlreadyRunning(Exception):
    """Two agents in one folder would measure everything twice."""


def main(argv: list[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.act(arguments))
    except identity.NotEnrolled as problem:
        return _fail(str(problem), 3)
    except wire.BadAddress as problem:
        return _fail(str(problem), 2)
    except wire.Refusal as refusal:
        return _fail(refusal.sentence or refusal.error, 4)
    except AlreadyRunning as problem:
        return _fail(str(problem), 6)
    except wire.Unreachable as problem:
        return _fail(f"The server cannot be reached: {problem}", 5)


def enrol(arguments: argparse.Namespace) -> int:
    """Make a key if there is none, ask to be known, remember the server."""
    token = arguments.token or os.environ.get("NADI_TOKEN", "")
    if not token:
        return _fail("Give the enrolment token with --token or in NADI_TOKEN.", 2)
    me = identity.load_or_make_key(arguments.dir)
    facts = {"name": arguments.name, "kind": arguments.kind, "platform": here.FAMILY}
    channel = wire.Channel(arguments.server, arguments.ca)
    hardware = identity.hardware_parts(here.hardware())
    answer = wire.enrol(channel, me, token, facts, hardware)
    identity.save_enrolment(
        arguments.dir, identity.Enrolment(channel.server, me.agent, arguments.ca)
    )
    print(answer.get("sentence", "Enrolled."))
    return 0


def run(arguments: argparse.Namespace) -> int:
    me, enrolment = identity.load_key(arguments.dir), identity.load_enrolment(arguments.dir)
    stop = threading.Event()
    with _only_one(arguments.dir):
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        beginning = f"nadi-agent {__version__}: reporting to {enrolment.server}"
        print(beginning, file=sys.stderr, flush=True)
        runner.run(arguments.dir, me, enrolment, stop)
    return 0


def once(arguments: argparse.Namespace) -> int:
    me, enrolment = identity.load_key(arguments.dir), identity.load_enrolment(arguments.dir)
    with _only_one(arguments.dir):
        sent = runner.once(arguments.dir, me, enrolment)
    print(f"{sent} report{'' if sent == 1 else 's'} received by {enrolment.server}.")
    return 0


def status(arguments: argparse.Namespace) -> int:
    enrolment = identity.load_enrolment(arguments.dir)
    spool = Spool(runner.spool_path(arguments.dir), "")
    waiting, received = spool.contents(), spool.noted("received_at")
    problem = spool.noted("problem")
    spool.close()
    print(f"Agent {enrolment.agent}, reporting to {enrolment.server}")
    if received:
        print(f"Last received {round(time.time() - float(received))} seconds ago")
    else:
        print("Nothing received yet")
    print(
        f"Waiting: {waiting.samples} samples, {waiting.observations} observations"
        f"{', one report on its way' if waiting.sealed else ''}"
    )
    if problem:
        print(f"Trouble: {problem}")
    return 0


def backup_result(arguments: argparse.Namespace) -> int:
    """Leave the result of a finished run for the agent."""
    ended = moments.text(moments.now())
    body = {
        "job": arguments.job,
        "run": arguments.run,
        "tool": arguments.tool,
        "outcome": arguments.outcome,
        "started_at": arguments.started_at or ended,
        "ended_at": ended,
        "repository": arguments.repository,
        "snapshot": arguments.snapshot,
        "bytes_added": arguments.bytes_added,
        "bytes_total": arguments.bytes_total,
        "files_total": arguments.files_total,
        "files_changed": arguments.files_changed,
        "unreadable": arguments.unreadable[:100],
        "message": arguments.message[:2000],
    }
    backups.leave(arguments.dir, "backup", arguments.run, ended, body)
    return 0


def write_manifest(arguments: argparse.Namespace) -> int:
    """Leave a seeded sample of quiet files; prints the run id for `backup-result --run`."""
    now = moments.now()
    run_id = arguments.run or f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    seed = random.SystemRandom().randrange(2**31) if arguments.seed is None else arguments.seed
    body = manifest.make(
        arguments.root, seed=seed, count=arguments.count, quiet_hours=arguments.quiet_hours
    )
    body = {"job": arguments.job, "run": run_id, **body}
    backups.leave(arguments.dir, "manifest", run_id, moments.text(now), body)
    print(run_id)
    return 0


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """A lock that works on every system and falls with its process."""
    with closing(sqlite3.connect(home / "lock.db", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise AlreadyRunning(f"An agent is already running in {home}.") from None
        yield


def _fail(sentence: str, code: int) -> int:
    print(f"nadi-agent: {sentence}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nadi-agent", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    acts = parser.add_subparsers(required=True, metavar="COMMAND")

    def act(name: str, function: object, sentence: str) -> argparse.ArgumentParser:
        found = acts.add_parser(name, help=sentence, description=sentence)
        found.add_argument("--dir", type=Path, required=True, help="the agent's own folder")
        found.set_defaults(act=function)
        return found

    one = act("enrol", enrol, "Make a key and ask the server to know this machine.")
    one.add_argument("--server", required=True, help="https://nadi.example")
    one.add_argument("--token", default="", help="from the Devices page; or NADI_TOKEN")
    one.add_argument("--name", default=socket.gethostname())
    one.add_argument("--kind", choices=("server", "workstation"), default="server")
    one.add_argument("--ca", default="", help="a private certificate authority to trust")
    act("run", run, "Measure every minute and report, until stopped.")
    act("once", once, "Measure once and report.")
    act("status", status, "Say what is waiting and when the server last answered.")
    _backup_parsers(act)
    return parser


def _backup_parsers(act: Callable[..., argparse.ArgumentParser]) -> None:
    result = act("backup-result", backup_result, "For backup scripts: leave the result of a run.")
    result.add_argument("--job", required=True)
    result.add_argument("--run", required=True, help="what the manifest command printed")
    result.add_argument("--outcome", choices=backups.OUTCOMES, required=True)
    result.add_argument("--tool", default="restic")
    result.add_argument("--started-at", default="")
    for name in ("repository", "snapshot", "message"):
        result.add_argument("--" + name, default="")
    for name in ("bytes-added", "bytes-total", "files-total", "files-changed"):
        result.add_argument("--" + name, type=int, default=None)
    result.add_argument("--unreadable", action="append", default=[], metavar="PATH")
    sample = act("manifest", write_manifest, "For backup scripts: record a sample of quiet files.")
    sample.add_argument("--job", required=True)
    sample.add_argument("--run", default="")
    sample.add_argument("--root", action="append", required=True, metavar="PATH")
    sample.add_argument("--count", type=int, default=25)
    sample.add_argument("--quiet-hours", type=float, default=24)
    sample.add_argument("--seed", type=int, default=None)


if __name__ == "__main__":
    sys.exit(main())
