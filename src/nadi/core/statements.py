"""Plain statements for what is asked again and again: planned once a connection, answered as
tuples.

The ORM writes a statement anew each time and PostgreSQL plans it anew, together some ten times what
reading a row by its key costs. Nothing here knows who may see what: that stands in the statement.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Field, Model
from psycopg import Cursor

from nadi.core.vitals import Clients

Row = tuple[Any, ...]
Answer = Cursor[Row]
Names = tuple[str, ...]
Asked = Sequence[object] | Mapping[str, object]
M = TypeVar("M", bound=Model)
WANTED = "(%(clients)s::bigint[] IS NULL OR {} = ANY(%(clients)s::bigint[]))"
_WANTED = re.compile(re.escape(WANTED).replace(r"\{\}", r"([\w.]+)"))


def rows(statement: str, asked: Asked = ()) -> list[Row]:
    """All rows of a statement that is the same text each time; what varies is in `asked`."""
    return run(statement, asked).fetchall()


def run(statement: str, asked: Asked = ()) -> Answer:
    """The same for a statement that need not answer with rows. What it answers stands until the
    next one. It goes to the driver without the layers that Django lays around a cursor."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.queries_logged or own.execute_wrappers:  # of a prepared one no text is left to log
        ordinary: Any = own.cursor()
        ordinary.execute(statement, asked)
        return cast(Answer, ordinary)
    own.ensure_connection()
    own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        return _cursor(own).execute(statement, cast(Any, asked))


_cursors: WeakKeyDictionary[BaseDatabaseWrapper, Answer] = WeakKeyDictionary()


def _cursor(own: BaseDatabaseWrapper) -> Answer:
    """The one cursor of a connection: what it learns of its types serves the next statement."""
    known = _cursors.get(own)
    if known is None or known.connection is not own.connection:
        known = _cursors[own] = cast(Any, ServerBindingCursor)(own.connection)
    return known


def wanted(column: str = "client_id") -> str:
    """The condition that a row is about the clients asked for, for statements given to `fetch`."""
    return WANTED.format(column)


def fetch(statement: str, values: Mapping[str, object], clients: Clients) -> list[Row]:
    """The rows of a statement that has the condition `wanted`. A fact leads to a look at one
    client: there planning would cost more than running, so that is planned once as well."""
    if clients is not None and len(clients) == 1:
        (client,) = clients
        return rows(_of_one(statement), {**values, "client": client})
    with connection.cursor() as cursor:
        some = None if clients is None else sorted(clients)
        about: dict[str, Any] = {**values, "clients": some}
        cursor.execute(statement, about)
        return list(cursor.fetchall())


@cache
def _of_one(statement: str) -> str:
    return _WANTED.sub(r"\1 = %(client)s::bigint", statement)


def texts(words: Sequence[str]) -> str:
    """Names of ours as one text[] argument, which costs less than a list: verbs, labels."""
    return "{" + ",".join(words) + "}"


def columns(model: type[Model], of: str, but: Names = ()) -> str:
    """All columns of a model `but` some in its own order, of the table that the statement calls
    `of`."""
    return ", ".join(f'{of}."{field.column}"' for field in _fields(model, but))


def made(model: type[M], row: Row, but: Names = ()) -> M:
    """What `columns` read, as the ORM would have made it; the others are fetched when asked for."""
    names, converted = _shape(model, but)
    values = list(row)
    for at, convert in converted:
        values[at] = convert(values[at], None, connection)
    return model.from_db(connection.alias, names, values)


def _fields(model: type[Model], but: Names) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.name not in but]


@cache
def _shape(
    model: type[Model], but: Names
) -> tuple[list[str], list[tuple[int, Callable[..., object]]]]:
    fields = _fields(model, but)
    return (
        [field.attname for field in fields],
        [(at, f.from_db_value) for at, f in enumerate(fields) if hasattr(f, "from_db_value")],
    )
