"""SQL that is asked again and again, about everybody or about few.

A fact leads to a look at one client. There the database would spend more on planning a statement
than on running it; so a statement about one client is planned once for each connection.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

from nadi.core.vitals import Clients

WANTED = "(%(clients)s::bigint[] IS NULL OR {} = ANY(%(clients)s::bigint[]))"
_WANTED = re.compile(re.escape(WANTED).replace(r"\{\}", r"([\w.]+)"))


def wanted(column: str = "client_id") -> str:
    """The condition that a row is about the clients asked for, for statements given to `fetch`."""
    return WANTED.format(column)


def fetch(statement: str, values: Mapping[str, object], clients: Clients) -> list[Any]:
    """The rows of a statement that has the condition `wanted`."""
    if clients is not None and len(clients) == 1:
        (client,) = clients
        return planned(_of_one(statement), {**values, "client": client}).fetchall()
    with connection.cursor() as cursor:
        some = None if clients is None else sorted(clients)
        about: dict[str, Any] = {**values, "clients": some}
        cursor.execute(statement, about)
        return list(cursor.fetchall())


def planned(statement: str, values: Mapping[str, object] | Sequence[object]) -> psycopg.Cursor[Any]:
    """Run a statement that the database plans once and keeps for the connection."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection).execute(statement, values, prepare=True)


@functools.cache
def _of_one(statement: str) -> str:
    return _WANTED.sub(r"\1 = %(client)s::bigint", statement)
