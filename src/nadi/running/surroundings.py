"""What the processes of one nadi share: addresses, keys, the database; as environment variables.

The choices that were made once (ports, demo or not) are kept in the data folder, so that agents
and bookmarks still find nadi after the next start.
"""

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import nadi
from nadi.running.folder import DataFolder, Trouble, read_json, write_json

FIRST_PORT = 8765
MAIL_PORT = 2525
TRIES = 40
MIGRATE = ("migrate", "--no-input", "--skip-checks", "--verbosity", "0")
NOBODY = "Nobody works here yet."
DEMO_FIRM = {"NADI_FIRM": "Northlight IT", "NADI_ZONE": "Europe/Stockholm"}


@dataclass(frozen=True, slots=True)
class Choices:
    """How this data is served."""

    host: str
    port: int
    intake_port: int
    mail_port: int
    demo: bool

    @property
    def url(self) -> str:
        return os.environ.get("NADI_URL") or f"http://localhost:{self.port}"

    @property
    def intake_url(self) -> str:
        return os.environ.get("NADI_INTAKE_URL") or f"http://127.0.0.1:{self.intake_port}"


def choose(folder: DataFolder, *, host: str | None, port: int | None, demo: bool) -> Choices:
    """What was asked for, else what was chosen before, else the first that is free."""
    before = read_json(folder.choices)
    where = host or str(before.get("host") or "127.0.0.1")
    taken: set[int] = set()
    web = _port(where, port, before.get("port"), FIRST_PORT, taken)
    intake = _port(where, _asked("NADI_INTAKE_PORT"), before.get("intake_port"), web + 1, taken)
    mail = _port(where, _asked("NADI_SMTP_PORT"), before.get("mail_port"), MAIL_PORT, taken)
    chosen = Choices(where, web, intake, mail, demo or bool(before.get("demo")))
    write_json(
        folder.choices,
        {
            "host": chosen.host,
            "port": chosen.port,
            "intake_port": chosen.intake_port,
            "mail_port": chosen.mail_port,
            "demo": chosen.demo,
        },
    )
    return chosen


def _asked(name: str) -> int | None:
    value = os.environ.get(name, "")
    return int(value) if value.isdigit() else None


def _port(host: str, asked: int | None, before: object, first: int, taken: set[int]) -> int:
    if asked is not None:
        if not is_free(host, asked):
            raise Trouble(f"Port {asked} is in use by another program. Choose another.")
        taken.add(asked)
        return asked
    candidates: list[int] = [*range(first, first + TRIES)]
    if isinstance(before, int):
        candidates.insert(0, before)
    for port in candidates:
        if port not in taken and is_free(host, port):
            taken.add(port)
            return port
    raise Trouble(f"No free port was found from {first} to {first + TRIES - 1}.")


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def external_database() -> str:
    """The PostgreSQL that was given; empty where the embedded one serves."""
    return os.environ.get("NADI_DATABASE_URL", "")


def owner_database(folder: DataFolder) -> str:
    """Where migrations and backups connect."""
    given = os.environ.get("NADI_OWNER_DATABASE_URL") or external_database()
    return given or folder.cluster.owner_url


def surroundings(folder: DataFolder, choices: Choices | None = None) -> dict[str, str]:
    """The environment of everything that works on this data."""
    shared = {
        "DJANGO_SETTINGS_MODULE": "nadi.config.settings",
        "MALLOC_ARENA_MAX": "2",  # glibc would keep an arena a thread: tens of MiB at rest
        "NADI_DATA": str(folder.path),
        "NADI_DATABASE_URL": external_database() or folder.cluster.app_url,
        # The intake knows no settings and derives its session keys from this one.
        "NADI_SECRET_KEY": folder.secret_key.read_text().strip(),
        "NADI_SECRET_KEY_FILE": str(folder.secret_key),
        "NADI_VAULT_KEYS_FILE": str(folder.vault_keys),
        "PYTHONPATH": _python_path(),
        "PYTHONUNBUFFERED": "1",
    }
    chosen = choices or _remembered(folder)
    if chosen:
        shared |= {
            "NADI_DEMO": "yes" if chosen.demo else "no",
            "NADI_HOST": chosen.host,
            "NADI_INTAKE_HOST": chosen.host,
            "NADI_INTAKE_PORT": str(chosen.intake_port),
            "NADI_INTAKE_URL": chosen.intake_url,
            "NADI_PORT": str(chosen.port),
            "NADI_SMTP_PORT": str(chosen.mail_port),
            "NADI_URL": chosen.url,
        }
    firm = DEMO_FIRM if chosen and chosen.demo else {}
    return {**firm, **os.environ, **shared}


def _remembered(folder: DataFolder) -> Choices | None:
    before = read_json(folder.choices)
    ports = [before.get(name) for name in ("port", "intake_port", "mail_port")]
    web, intake, mail = (port if isinstance(port, int) else 0 for port in ports)
    if not web:
        return None
    return Choices(str(before.get("host")), web, intake, mail, bool(before.get("demo")))


def _python_path() -> str:
    source = Path(nadi.__file__).parents[1]
    agent = source.parent / "agent" / "src"
    inherited = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join([str(source), str(agent), *([inherited] if inherited else [])])


def program(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "nadi.running.entry", module, *words]


def django_command(*words: str) -> list[str]:
    return program("nadi.running.manage", *words)
