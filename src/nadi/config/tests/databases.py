"""The databases of a test run: the tables are made once and copied, the demo is told once.

Making the tables costs seconds and telling the firm tens of them. Whoever needs one first makes it;
the workers of a parallel run share it. A database gets its name when it is whole, so that nobody
copies half of one. The plugin that brings the server drops them when the run is over.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from psycopg import sql
from pytest_django import DjangoDbBlocker

from nadi.core import centers
from nadi.core.demo import Story, storytelling

TOLD_AT = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
TABLES, TOLD = f"tables_{os.environ['NADI_TEST_RUN']}", f"told_{os.environ['NADI_TEST_RUN']}"
LOCK = "SELECT pg_advisory_lock(hashtext(%s))"


def _statement(text: str, **names: str) -> sql.Composed:
    return sql.SQL(text).format(**{key: sql.Identifier(name) for key, name in names.items()})


def _drop(name: str) -> sql.Composed:
    return _statement("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)


def _copy(of: str, to: str) -> sql.Composed:
    return _statement("CREATE DATABASE {to} TEMPLATE {of} STRATEGY FILE_COPY", to=to, of=of)


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


def _once(name: str, of: str, fill: Callable[[], None]) -> None:
    """The database of that name, made from another and filled by the first who asks."""
    half = f"{name}_half"
    with connection._nodb_cursor() as server:
        server.execute(LOCK, [name])
        server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if server.fetchone() is not None:
            return
        server.execute(_drop(half))
        server.execute(_copy(of, half))
        with _at(half):
            fill()
        server.execute(_statement("ALTER DATABASE {half} RENAME TO {name}", half=half, name=name))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What stands on the suite's own server goes with it; dropped before, it would have to wait for
    whoever has not closed a connection yet."""
    return "NADI_TEST_APP_URL" in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The test database of each worker is a copy of one that has its tables."""
    with django_db_blocker.unblock():
        _once(TABLES, "template1", _make_tables)
        with connection._nodb_cursor() as server:
            server.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            if server.fetchone()[0]:
                connection.ops.sql_flush = _emptied  # type: ignore[method-assign]
    connection.settings_dict["TEST"]["TEMPLATE"] = TABLES
    # They ask for every model whether its rows are there, after each test that is not rolled back.
    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.create_permissions")
    post_migrate.disconnect(create_contenttypes)


def _emptied(*_asked: object, **_how: object) -> list[str]:
    """Take the rows out of the tables that have any. To truncate them all, as Django would, makes
    a thousand new files."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 0"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'"
        )
        names = [name for (name,) in cursor.fetchall()]
    quietly = "SET LOCAL session_replication_role = replica"
    return [quietly, *(f"DELETE FROM {connection.ops.quote_name(name)}" for name in names)]


def _make_tables() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)


@pytest.fixture(scope="session")
def told_firm(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the database it was told into; nobody connects to it, so it can be copied."""
    with django_db_blocker.unblock():
        _once(TOLD, TABLES, _tell)
    return TOLD


def _tell() -> None:
    with time_machine.travel(TOLD_AT, tick=False), transaction.atomic(), storytelling():
        story = Story(TOLD_AT)
        for tell in centers.tellers():
            tell(story)


@pytest.fixture(scope="module")
def shared_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For rows that all tests of a module begin with: made once, gone after the last of them. What
    a test itself changes is forgotten as ever, because its transaction is within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def _own_copy(of: str, purpose: str) -> Iterator[str]:
    """A copy for this worker: rows that two workers change would make them wait for each other."""
    name = f"{of}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{purpose}"
    with connection._nodb_cursor() as server:
        server.execute(_drop(name))
        server.execute(_copy(of, name))
    try:
        yield name
    finally:
        with connection._nodb_cursor() as server:
            server.execute(_drop(name))


@pytest.fixture(scope="session")
def told_database(told_firm: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), _own_copy(told_firm, "seen") as name:
        yield name


@pytest.fixture
def told_demo(told_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The demo as it was told on a Monday morning; what the test changes is forgotten."""
    with django_db_blocker.unblock(), _at(told_database), transaction.atomic():
        yield Story(TOLD_AT)
        transaction.set_rollback(True)


@pytest.fixture
def told_copy(told_firm: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A copy of the told demo to live in, for pages that write to it from threads of their own."""
    with django_db_blocker.unblock(), _own_copy(told_firm, "lived_in") as name, _at(name):
        yield Story(TOLD_AT)
