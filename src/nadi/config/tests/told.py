"""The whole demo, told once for a test run, in a database of its own.

Telling costs tens of seconds. Whoever asks first tells; the workers of a parallel run share what
was told. Each test sees it in a transaction that is rolled back.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import Error
from psycopg import sql
from pytest_django import DjangoDbBlocker

from nadi.core import centers
from nadi.core.demo import Story, storytelling

TOLD_AT = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
LOCK = "SELECT pg_advisory_lock(hashtext('nadi told demo'))"


@contextlib.contextmanager
def _at(name: str) -> Iterator[None]:
    """The default connection, led to another database for a while."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _tell() -> None:
    call_command("migrate", verbosity=0)
    with time_machine.travel(TOLD_AT, tick=False), transaction.atomic(), storytelling():
        story = Story(TOLD_AT)
        for tell in centers.tellers():
            tell(story)


@pytest.fixture(scope="session")
def told_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Its name. It gets that name when it is whole, so nobody reads half a story."""
    name = f"told_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    half = f"{name}_half"
    quoted = {"name": sql.Identifier(name), "half": sql.Identifier(half)}
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(LOCK)
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if server.fetchone() is None:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {half}").format(**quoted))
            server.execute(sql.SQL("CREATE DATABASE {half}").format(**quoted))
            with _at(half):
                _tell()
            server.execute(sql.SQL("ALTER DATABASE {half} RENAME TO {name}").format(**quoted))
    yield name
    with (
        django_db_blocker.unblock(),
        contextlib.suppress(Error),  # another worker may still read
        connection._nodb_cursor() as server,
    ):
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {name}").format(**quoted))


@pytest.fixture
def told_demo(told_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The demo as it was told on a Monday morning; what the test changes is forgotten."""
    with django_db_blocker.unblock(), _at(told_database), transaction.atomic():
        yield Story(TOLD_AT)
        transaction.set_rollback(True)
