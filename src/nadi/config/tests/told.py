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
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error
from psycopg import sql
from pytest_django import DjangoDbBlocker

from nadi.core import centers
from nadi.core.demo import Story, storytelling

TOLD_AT = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
COPY = sql.SQL("CREATE DATABASE {copy} TEMPLATE {of} STRATEGY FILE_COPY")
GONE = sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
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
        story = Story.short(TOLD_AT)
        for tell in centers.tellers():
            tell(story)


def _held(name: str) -> BaseDatabaseWrapper:
    """A connection that stays open: what somebody is connected to, nobody else can drop."""
    held = connection.copy()
    held.settings_dict["NAME"] = name
    held.ensure_connection()
    return held


@pytest.fixture(scope="session")
def told_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Its name. It gets that name when it is whole, so nobody reads half a story."""
    name = f"told_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    half = f"{name}_half"
    spare = f"{name}_spare"  # nobody looks at it, so that it can be copied at any time
    quoted = {
        key: sql.Identifier(db) for key, db in (("name", name), ("half", half), ("spare", spare))
    }
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(LOCK)
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if server.fetchone() is None:
            for left in (half, spare):
                server.execute(GONE.format(copy=sql.Identifier(left)))
            server.execute(sql.SQL("CREATE DATABASE {half}").format(**quoted))
            with _at(half):
                _tell()
            server.execute(COPY.format(copy=quoted["spare"], of=quoted["half"]))
            server.execute(sql.SQL("ALTER DATABASE {half} RENAME TO {name}").format(**quoted))
        held = _held(name)
    yield name
    with django_db_blocker.unblock():
        held.close()
    with (
        django_db_blocker.unblock(),
        contextlib.suppress(Error),  # another worker still holds it
        connection._nodb_cursor() as server,
    ):
        for last in (name, spare):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {db}").format(db=sql.Identifier(last)))


@pytest.fixture
def told_demo(told_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The demo as it was told on a Monday morning; what the test changes is forgotten."""
    with django_db_blocker.unblock(), _at(told_database), transaction.atomic():
        yield Story.short(TOLD_AT)
        transaction.set_rollback(True)


@pytest.fixture
def told_copy(told_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A copy of the told demo to live in, for pages that write to it from threads of their own."""
    name = f"{told_database}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    copy, spare = sql.Identifier(name), sql.Identifier(f"{told_database}_spare")
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(LOCK)
        server.execute(GONE.format(copy=copy))
        server.execute(COPY.format(copy=copy, of=spare))
    with django_db_blocker.unblock(), _at(name):
        yield Story.short(TOLD_AT)
    with django_db_blocker.unblock(), connection._nodb_cursor() as server:
        server.execute(GONE.format(copy=copy))
