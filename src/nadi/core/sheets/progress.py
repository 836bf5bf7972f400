"""How far the work on a table has come, told by a connection of its own: the work is one
transaction, and nobody else sees what it has done before it ends."""

import time
from types import TracebackType
from typing import Any

import psycopg
from django.db import connection

TELLS_EVERY = 0.4
TELL = """
INSERT INTO core_sheetprogress (sheet_id, step, done, total, at) VALUES (%s, %s, %s, %s, now())
ON CONFLICT (sheet_id) DO UPDATE SET step = EXCLUDED.step, done = EXCLUDED.done,
    total = EXCLUDED.total, at = EXCLUDED.at
"""


class Progress:
    """Called with a step, how much of it is done, and of how much. Tells at most twice a second."""

    def __init__(self, sheet_id: int) -> None:
        self.sheet_id = sheet_id
        self._line: psycopg.Connection[Any] | None = None
        self._told = 0.0

    def __enter__(self) -> "Progress":
        parameters = connection.get_connection_params()
        self._line = psycopg.connect(**{**parameters, "autocommit": True})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            self._line.close()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if self._line is None or (now - self._told < TELLS_EVERY and done < total):
            return
        self._told = now
        self._line.execute(TELL, (self.sheet_id, step, done, total))


class Silence:
    """For work that is done in a moment."""

    def __call__(self, step: str, done: int, total: int) -> None:
        pass


Tick = Progress | Silence
