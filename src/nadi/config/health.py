"""How nadi's own processes fare, each with a sentence a person can act on."""

import http.client
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from nadi.config import environment as env
from nadi.desk.mailboxes import identity

PATIENCE = 2
STALE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Finding:
    """One process: whether it is well, and what there is to say."""

    name: str
    well: bool
    sentence: str


def examine(now: datetime | None = None) -> list[Finding]:
    """Everything that has to be well for nadi to keep its promises."""
    moment = now or datetime.now(UTC)
    findings = [Finding("web", True, "The pages answer.")]
    try:
        beats = heartbeats()
        findings.append(Finding("database", True, "The database answers."))
        findings.append(judge_beat("worker", beats.get("worker"), moment))
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no answer"
        findings.append(Finding("database", False, f"The database does not answer: {reason}"))
    told = supervised()
    findings.append(_ask("intake", intake_answers))
    findings.append(_ask("mail", mail_greets))
    known = {finding.name for finding in findings}
    findings += [judge_part(name, part) for name, part in told.items() if name not in known]
    return findings


def heartbeats() -> dict[str, datetime]:
    """When each process last said that it is well."""
    with psycopg.connect(database(), connect_timeout=PATIENCE) as connection:
        connection.execute(f"SET statement_timeout = '{PATIENCE}s'")
        return {
            str(name): at
            for name, at in connection.execute("SELECT process, at FROM core_heartbeat")
        }


def database() -> str:
    return env.text("NADI_DATABASE_URL", "postgresql:///nadi")


def judge_beat(name: str, at: datetime | None, now: datetime) -> Finding:
    """A heartbeat grows stale when its process hangs, even while it exists."""
    if at is None:
        return Finding(name, False, f"The {name} has not reported yet.")
    age = now - at
    if age > STALE:
        return Finding(name, False, f"The {name} last reported {age.total_seconds():.0f} s ago.")
    return Finding(name, True, f"The {name} reported {max(age.total_seconds(), 0):.0f} s ago.")


def judge_part(name: str, part: object) -> Finding:
    about: Mapping[str, object] = part if isinstance(part, dict) else {}
    if about.get("pid") is None:
        why = about.get("sentence") or "is not running"
        return Finding(name, False, f"The {name} {why}. Its log: {about.get('log')}")
    return Finding(name, True, f"The {name} runs.")


def supervised() -> dict[str, object]:
    """What the supervisor of this data wrote; empty where the processes are run by others."""
    try:
        told = json.loads((Path(settings.NADI_DATA) / "processes.json").read_text())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _ask(name: str, question: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, question())
    except (OSError, http.client.HTTPException) as error:
        return Finding(name, False, f"The {name} does not answer: {error or 'no answer'}")


def intake_answers() -> str:
    parts = urlsplit(env.text("NADI_INTAKE_URL", "http://127.0.0.1:8766"))
    connection = http.client.HTTPConnection(
        parts.hostname or "127.0.0.1", parts.port or 80, timeout=PATIENCE
    )
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise ConnectionError(f"it says {answer.status}")
    return "The intake answers."


def mail_greets() -> str:
    """The listener greets before it reads anything, so asking sends no mail."""
    address = (settings.NADI_SMTP_HOST, settings.NADI_SMTP_PORT)
    with socket.create_connection(address, timeout=PATIENCE) as line:
        greeting = line.recv(400)
    if identity.greeting().encode() not in greeting:
        raise ConnectionError("something else answers on its port")
    return "The mail listener greets."
