"""One statement of rows, two uses: summed by client it is the reading, as it stands the evidence.

Each vital gives a SELECT of (item, label, client_id, counted, at, excluded); `counted` is what one
row adds above the line, an empty `excluded` means that the row counts.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext

from nadi.core.vitals import Clients, EvidenceRow, Reading, Window

Value = datetime | date | str | int | list[int] | list[str] | None
Values = Mapping[str, Value]

_SUM = """
SELECT client_id, coalesce(sum(counted) FILTER (WHERE excluded = ''), 0),
       count(*) FILTER (WHERE excluded = ''), count(*) FILTER (WHERE excluded <> '')
FROM ({rows}) AS evidence
GROUP BY client_id ORDER BY client_id
"""
_ROWS = """
SELECT item, label, client_id, counted, at, excluded
FROM ({rows}) AS evidence
WHERE %(client)s::bigint IS NULL OR client_id = %(client)s::bigint
ORDER BY excluded <> '', counted, label, at
"""


def read(name: str, sql: str, values: Values, window: Window, *, share: bool) -> list[Reading]:
    """One reading per client. What falls due or stands is known up to the window's end."""
    with connection.cursor() as cursor:
        cursor.execute(_SUM.format(rows=sql), values)
        return [
            Reading(
                vital=name,
                client_id=client,
                numerator=Decimal(above),
                denominator=Decimal(n) if share else None,
                n=n,
                fresh_at=window.end,
                excluded=left_out,
            )
            for client, above, n, left_out in cursor.fetchall()
        ]


def rows(
    sql: str, values: Values, client: int | None, url: Callable[[int], str], *, share: bool
) -> list[EvidenceRow]:
    """The rows behind it. A row that is excluded counts nothing and says why."""
    with connection.cursor() as cursor:
        asked: dict[str, Value] = {**values, "client": client}
        cursor.execute(_ROWS.format(rows=sql), asked)
        found = cursor.fetchall()
    return [
        EvidenceRow(
            label=label,
            url=url(item),
            at=at,
            client_id=client_id,
            numerator=Decimal(0 if excluded else counted),
            denominator=Decimal(0 if excluded else 1) if share else None,
            excluded=gettext(excluded) if excluded else "",
        )
        for item, label, client_id, counted, at, excluded in found
    ]


def span(window: Window, clients: Clients) -> dict[str, Value]:
    values: dict[str, Value] = {"start": window.start, "end": window.end}
    if clients is not None:
        values["clients"] = list(clients)
    return values
