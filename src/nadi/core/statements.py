"""Plain statements for what every page reads: planned once a connection, answered as tuples.

The ORM writes a statement anew each time and PostgreSQL plans it anew, together some ten times what
reading a row by its key costs. Nothing here knows who may see what: that stands in the statement.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


def rows(statement: str, asked: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    """All rows of a statement that is the same text each time; what varies is in `asked`."""
    with _cursor() as opened:
        opened.execute(statement, cast(Any, asked))
        return list(opened.fetchall())


def _cursor() -> CursorWrapper:
    """While statements are written down, an ordinary cursor: of a prepared one no text is left."""
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    return connection.make_cursor(cast(Any, ServerBindingCursor)(connection.connection))


def texts(words: Sequence[str]) -> str:
    """Names of ours as one text[] argument, which costs less than a list: verbs, labels."""
    return "{" + ",".join(words) + "}"


def columns(model: type[Model], of: str) -> str:
    """All columns of a model in its own order, of the table that the statement calls `of`."""
    return ", ".join(f'{of}."{field.column}"' for field in model._meta.concrete_fields)


def made(model: type[M], row: Row) -> M:
    """What `columns` read, as the ORM would have made it."""
    names, converted = _shape(model)
    values = list(row)
    for at, convert in converted:
        values[at] = convert(values[at], None, connection)
    return model.from_db(connection.alias, names, values)


@cache
def _shape(model: type[Model]) -> tuple[list[str], list[tuple[int, Callable[..., object]]]]:
    fields = model._meta.concrete_fields
    return (
        [field.attname for field in fields],
        [(at, f.from_db_value) for at, f in enumerate(fields) if hasattr(f, "from_db_value")],
    )
