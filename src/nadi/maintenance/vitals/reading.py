"""One statement of rows, two uses: summed by client it is the reading, as it stands the evidence.

Each vital gives a SELECT of (item, label, client_id, counted, at, excluded), where `counted` is 0
or 1 and an empty `excluded` means that the row counts.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext

from nadi.core.statements import fetch, wanted
from nadi.core.vitals import Clients, EvidenceRow, Reading, Window

Values = Mapping[str, datetime | str | int | list[int] | None]

_SUM = """
SELECT client_id, coalesce(sum(counted) FILTER (WHERE excluded = ''), 0),
       count(*) FILTER (WHERE excluded = ''), max(at) FILTER (WHERE excluded = ''),
       count(*) FILTER (WHERE excluded <> '')
FROM ({rows}) AS evidence
WHERE {wanted}
GROUP BY client_id ORDER BY client_id
"""
_ROWS = """
SELECT item, label, client_id, counted, at, excluded
FROM ({rows}) AS evidence
WHERE %(client)s::bigint IS NULL OR client_id = %(client)s::bigint
ORDER BY excluded <> '', counted, label, at
"""


def read(
    name: str, sql: str, values: Values, fresh_at: datetime | None, clients: Clients = None
) -> list[Reading]:
    """One reading per client; `fresh_at` where absence itself is known, else the newest row."""
    found = fetch(_SUM.format(rows=sql, wanted=wanted()), values, clients)
    return [
        Reading(name, client, Decimal(good), Decimal(n), int(n), fresh_at or newest, excluded)
        for client, good, n, newest, excluded in found
    ]


def rows(
    sql: str, values: Values, client: int | None, url: Callable[[int], str]
) -> list[EvidenceRow]:
    """The rows behind it. A row that is excluded counts nothing and says why."""
    asked: dict[str, datetime | str | int | list[int] | None] = {**values, "client": client}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(rows=sql), asked)
        found = cursor.fetchall()
    return [
        EvidenceRow(
            label=label,
            url=url(item),
            at=at,
            client_id=client_id,
            numerator=Decimal(0 if excluded else counted),
            denominator=Decimal(0 if excluded else 1),
            excluded=gettext(excluded) if excluded else "",
        )
        for item, label, client_id, counted, at, excluded in found
    ]


def span(window: Window) -> Values:
    return {"start": window.start, "end": window.end}
