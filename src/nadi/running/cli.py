"""The command: what it can do, in one table, each line a small function or a management command.

Nothing here imports Django. What needs it runs in a process of its own.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nadi.running import checks, stop, up
from nadi.running.entry import spoken
from nadi.running.folder import Trouble
from nadi.running.inside import manage
from nadi.running.surroundings import program

Words = Sequence[str]


# Programs of their own: what this process does not import, it does not carry while it waits.
DOCTOR, BACKUP, RESTORE = "nadi.running.doctor", "nadi.running.backup", "nadi.running.restore"
WEB, INTAKE = "nadi.running.web", "nadi.fleet.intake.__main__"


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line."""

    about: str
    run: Callable[[Words], int]


def become(module: str, words: Words) -> int:
    """Replace this process: a server needs no parent that only waits."""
    os.execv(sys.executable, program(module, *words))  # noqa: S606


def audit(words: Words) -> int:
    if list(words[:1]) != ["verify"]:
        raise Trouble("Say: nadi audit verify [--data DIR]")
    return manage("verify_audit", words[1:])


def anything(words: Words) -> int:
    return manage(words[0] if words else "help", words[1:])


COMMANDS: Mapping[str, Command] = {
    "up": Command("start nadi and keep it running: --demo, --data DIR, --port N", up.main),
    "status": Command("what runs on some data", stop.status),
    "stop": Command("stop the nadi on some data", stop.stop),
    "doctor": Command("look whether all is as it should be", partial(become, DOCTOR)),
    "owner": Command(
        "make the first owner: owner EMAIL NAME", partial(manage, "make_owner", on_tables=True)
    ),
    "link": Command("a one-time sign-in link: link EMAIL", partial(manage, "make_sign_in_link")),
    "backup": Command("save everything into one file: backup FILE", partial(become, BACKUP)),
    "restore": Command("bring it back: restore FILE [--replace]", partial(become, RESTORE)),
    "audit": Command("audit verify: check the audit's hash chain", audit),
    "demo": Command(
        "load the demo firm into empty data; --clients N --devices N --tickets N: a large one",
        partial(manage, "tell_demo", on_tables=True),
    ),
    "web": Command("only the pages", partial(become, WEB)),
    "intake": Command("only the intake of reports", partial(become, INTAKE)),
    "worker": Command("only the worker: jobs, facts, mail", partial(manage, "work")),
    "manage": Command("any command of Django: manage NAME ...", anything),
    "test": Command("run the test suite; words go to pytest", checks.test),
    "check": Command("all that has to be green before a change", checks.check),
    "lock": Command("pin the dependencies anew, with hashes", checks.lock),
}


def usage() -> str:
    name = os.environ.get("NADI_COMMAND", "nadi")
    lines = [f"  {word:<9} {command.about}" for word, command in COMMANDS.items()]
    return "\n".join(
        [f"Usage: {name} COMMAND ...", "", *lines, "", f"Begin with: {name} up --demo"]
    )


def main(words: Words | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if not given or given[0] in {"help", "-h", "--help"}:
        print(usage())
        return 0
    command = COMMANDS.get(given[0])
    if command is None:
        print(f"There is no command {given[0]!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    return spoken(command.run, given[1:])
