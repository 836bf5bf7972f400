"""A real intake process on a database of its own, and a machine that speaks to it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import conninfo

from nadi.fleet.tests.machine import Machine

SECRET = "an intake secret for tests"


@dataclass
class IntakeProcess:
    """`python -m nadi.fleet.intake`, started, killed and started again."""

    url: str
    port: int
    process: subprocess.Popen[bytes] | None = None
    machines: int = field(default=0)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "NADI_DATABASE_URL": self.url,
            "NADI_SECRET_KEY": SECRET,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-m", "nadi.fleet.intake", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self.process.poll() is None, "the intake ended at its start"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.address + "/health", timeout=2).close()
                return
            time.sleep(0.05)
        raise AssertionError("the intake did not answer within 30 seconds")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def reloads(self) -> int:
        with urllib.request.urlopen(self.address + "/health", timeout=10) as answer:
            return int(json.loads(answer.read())["reloads"])

    def heard(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Change something the intake listens for, and wait until it has heard."""
        rows = self.rows(query, *values)
        # The reading that is under way may have begun before the change; the one after has not.
        for _reading in range(2):
            before, end = self.reloads(), time.monotonic() + 20
            self.rows("NOTIFY nadi_devices; NOTIFY nadi_limits")
            while self.reloads() == before:
                assert time.monotonic() < end, "the intake did not hear of it"
                time.sleep(0.02)
        return rows

    def machine(self, *, approves: bool = True, **more: Any) -> Machine:
        """A machine of a client of its own, enrolled with a fresh token."""
        machine = Machine(self.address)
        token = self.token(approves=approves)
        answer = machine.enrol(token, **more)
        assert answer.status == 200, answer
        machine.device_id = self.one(
            "SELECT device_id FROM fleet_agent WHERE name = %s", machine.agent
        )
        return machine

    def token(
        self, *, approves: bool = False, max_uses: int = 1, hours: float = 1, client: int = 0
    ) -> str:
        self.machines += 1
        text = f"nadi-token-{self.machines}"
        self.rows(
            "INSERT INTO fleet_enrolmenttoken"
            " (digest, client_id, approves, max_uses, made_at, expires_at)"
            " VALUES (encode(sha256(%s), 'hex'), %s, %s, %s, now(),"
            " now() + %s * interval '1 hour')",
            text.encode(),
            client or self.client(f"client {self.machines}"),
            approves,
            max_uses,
            hours,
        )
        return text

    def client(self, name: str) -> int:
        self.rows(
            "INSERT INTO clients_calendar (name, zone_name, week, holidays_of, special_days)"
            " VALUES ('intake tests', 'UTC', '[[],[],[],[],[],[],[]]', '', '{}')"
            " ON CONFLICT DO NOTHING"
        )
        return int(
            self.one(
                "INSERT INTO clients_client"
                " (name, slug, state, calendar_id, domains, about, made_at)"
                " SELECT %s, replace(%s, ' ', '-'), 'managed', id, '[]', '', now()"
                " FROM clients_calendar WHERE name = 'intake tests' RETURNING id",
                name,
                name,
            )
        )

    def kept_of(self, device_id: int) -> list[str]:
        """Why something of this device waits for review."""
        rows = self.rows(
            "SELECT about->>'error' FROM core_reviewitem WHERE source = %s ORDER BY id",
            f"device {device_id}",
        )
        return [row[0] for row in rows]

    def samples_of(self, device_id: int) -> int:
        return int(self.one("SELECT count(*) FROM fleet_sample WHERE device_id = %s", device_id))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def intake_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, so that a second process may commit as it likes: copied from the one
    with the tables, to which nobody is connected."""
    with django_db_blocker.unblock():
        settings = connections["default"].settings_dict
    source = settings["TEST"]["TEMPLATE"]
    copy = f"{settings['NAME']}_{secrets.token_hex(3)}"
    owner = conninfo.make_conninfo(os.environ["NADI_DATABASE_URL"], dbname="postgres")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}" STRATEGY FILE_COPY')
    yield conninfo.make_conninfo(
        os.environ.get("NADI_TEST_APP_URL") or os.environ["NADI_DATABASE_URL"], dbname=copy
    )
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@pytest.fixture(scope="session")
def _intake(intake_database: str) -> Iterator[IntakeProcess]:
    process = IntakeProcess(intake_database, _free_port())
    process.start()
    yield process
    process.stop()


@pytest.fixture
def intake(_intake: IntakeProcess) -> IntakeProcess:
    """The running intake; started again where a test killed it."""
    if _intake.process is None or _intake.process.poll() is not None:
        _intake.start()
    return _intake
