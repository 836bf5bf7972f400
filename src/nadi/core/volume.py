"""A large made-up firm, for measuring: rows by the hundred thousand, made inside the database.

Each package may have a `volume` module with `pour(volume)`, called from the foundation upward like
the tellers of the demo's story. Distributions are believable and repeatable, all constraints and
keys hold; what only the eye wants (mail, charts, archives) is left out.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models

SEED = "SELECT setseed(0.7)"
Value = int | str | datetime | None
Say = Callable[[str], None]
Values = dict[str, Value]


def _silence(sentence: str) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Volume:
    """How large, as of when, and who hears how far it is. `first` is the first ticket's number."""

    now: datetime
    clients: int = 1000
    devices: int = 50_000
    tickets: int = 1_000_000
    first: int = 1
    say: Say = field(default=_silence)

    def values(self, **more: Value) -> Values:
        """What every statement may name."""
        return {
            "now": self.now,
            "clients": self.clients,
            "devices": self.devices,
            "tickets": self.tickets,
            "first": self.first,
            **more,
        }

    def run(self, statement: str, **more: Value) -> int:
        """One statement; how many rows it made."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values(**more))
            return int(cursor.rowcount)

    def pour(
        self, model: type[models.Model], source: str, columns: dict[str, str], **more: Value
    ) -> int:
        """Fill a table: `columns` are SQL expressions over `source` (from FROM on). Fields that are
        not named get the defaults of the model, so that a new field needs no word here."""
        begun = time.monotonic()
        named = dict(_defaults(model) | columns)
        names = ", ".join(f'"{name}"' for name in named)
        expressions = ", ".join(named.values())
        table = model._meta.db_table
        n = self.run(f"INSERT INTO {table} ({names}) SELECT {expressions} {source}", **more)
        self.say(f"{n:>10,} rows of {table} in {time.monotonic() - begun:.1f} s")
        return n


def _defaults(model: type[models.Model]) -> dict[str, str]:
    """The columns that may not be empty, as SQL."""
    found: dict[str, str] = {}
    for one in model._meta.concrete_fields:
        if one.primary_key or one.null or one.column is None:
            continue
        if isinstance(one, models.DateTimeField):
            found[one.column] = "%(now)s::timestamptz"
        elif isinstance(one, models.JSONField):
            found[one.column] = "'[]'::jsonb" if one.default is list else "'{}'::jsonb"
        elif one.has_default() or isinstance(one, models.CharField | models.TextField):
            plain = one.get_default()
            if isinstance(plain, bool):
                found[one.column] = str(plain).lower()
            elif isinstance(plain, int | float):
                found[one.column] = str(plain)
            elif isinstance(plain, str):
                found[one.column] = "'" + plain.replace("'", "''") + "'"
            elif isinstance(plain, list):
                found[one.column] = "'{}'"
    return found


def listed(words: Iterable[str]) -> str:
    """Words as one value that SQL reads as text[]."""
    return "{" + ",".join(f'"{word}"' for word in words) + "}"


@contextmanager
def pouring() -> Iterator[None]:
    """The same dice each time, and room to sort in. Whatever is lost in a crash is poured anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(SEED)
    yield
