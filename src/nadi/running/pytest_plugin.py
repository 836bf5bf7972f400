"""The test suite brings its own PostgreSQL: started once, before Django reads its settings.

Workers of a parallel run share the server of the process that started them. A server given by
NADI_DATABASE_URL is used instead; its role must be allowed to create databases.
"""

import atexit
import contextlib
import gc
import os
import tempfile

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import sql

from nadi.running.postgres import ephemeral

_open = contextlib.ExitStack()
atexit.register(_open.close)  # also where a mistyped argument ends the run before it begins


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if not os.environ.get("NADI_DATABASE_URL"):
        server = _open.enter_context(ephemeral())
        os.environ["NADI_DATABASE_URL"] = server.owner_url
        os.environ["NADI_TEST_APP_URL"] = server.app_url
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        os.environ["NADI_TEST_RUN"] = str(os.getpid())
        os.environ["NADI_TEST_TEMPLATES"] = _open.enter_context(
            tempfile.TemporaryDirectory(prefix="nadi-test-templates-")
        )
        _open.callback(_drop_what_workers_shared, os.environ["NADI_TEST_RUN"])
    if worker or not os.environ.get("NADI_DATA"):
        # Each worker of a parallel run keeps its files apart: one may tidy up what another reads.
        os.environ["NADI_DATA"] = _open.enter_context(
            tempfile.TemporaryDirectory(prefix=f"nadi-test-data-{worker or 'one'}-")
        )
    os.environ.setdefault("NADI_VAULT_KEYS", Fernet.generate_key().decode())
    os.environ.setdefault("NADI_SECRET_KEY", "a secret for tests, worth nothing")
    gc.disable()  # what is imported and collected stays


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that no worker is left alone with one at the end: of them
    one that tells the demo, and the others that need it last, so that nobody waits for it."""
    long = ("slow", "browser")
    slow = {item.path for item in items if any(map(item.get_closest_marker, long))}
    told = {item.path for item in items if "told_firm" in getattr(item, "fixturenames", ())}
    teller = next((item.path for item in items if item.path in slow & told), None)

    def place(item: pytest.Item) -> int:
        if item.path == teller:
            return 0
        return 3 if item.path not in slow else 2 if item.path in told else 1

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector need not look at it again and again."""
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 50)
    gc.enable()


def _drop_what_workers_shared(run: str) -> None:
    """Each worker drops its own databases; those they copied are left until the last has ended."""
    names = [f"{kind}_{run}{half}" for kind in ("tables", "told") for half in ("", "_half")]
    with psycopg.connect(os.environ["NADI_DATABASE_URL"], autocommit=True) as server:
        for name in names:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
