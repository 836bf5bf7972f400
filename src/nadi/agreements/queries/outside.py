"""Time worked outside given spans, for a center above that knows whose hours these are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from nadi.core.vitals import Window

Spans = Sequence[tuple[datetime, datetime]]
Asked = dict[str, datetime | list[datetime] | list[int] | None]

# Minutes worked from `started_at` on; a part of a minute inside a span counts as inside it.
_ENTRIES = """
SELECT t.id, t.client_id, t.minutes, t.ended_at, t.started_at, w.name AS work_type,
       t.minutes - least(t.minutes, coalesce(ceil(inside.seconds / 60.0), 0)::int) AS outside
FROM agreements_timeentry t
JOIN agreements_worktype w ON w.id = t.work_type_id
LEFT JOIN LATERAL (
    SELECT sum(extract(epoch FROM
        least(t.started_at + make_interval(mins => t.minutes), s.until)
        - greatest(t.started_at, s.since))) AS seconds
    FROM unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) AS s(since, until)
    WHERE s.since < t.started_at + make_interval(mins => t.minutes) AND s.until > t.started_at
) inside ON true
WHERE t.ended_at >= %(start)s AND t.ended_at < %(end)s AND t.minutes > 0
  AND (%(clients)s::bigint[] IS NULL OR t.client_id = ANY(%(clients)s::bigint[]))
"""
_SUMS = f"""
SELECT client_id, sum(outside), sum(minutes), count(*), max(ended_at)
FROM ({_ENTRIES}) AS entries GROUP BY client_id ORDER BY client_id NULLS FIRST
"""  # noqa: S608 - built from constants of this module
_ROWS = f"""
SELECT id, client_id, work_type, minutes, outside, started_at, ended_at
FROM ({_ENTRIES}) AS entries
ORDER BY outside DESC, ended_at DESC, id
"""  # noqa: S608 - built from constants of this module


@dataclass(frozen=True, slots=True)
class OutsideShare:
    """Minutes outside among all minutes, for one client or (None) for the firm itself."""

    client_id: int | None
    outside: int
    minutes: int
    entries: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class OutsideEntry:
    """One piece of work and how much of it lay outside."""

    pk: int
    client_id: int | None
    work_type: str
    minutes: int
    outside: int
    started_at: datetime
    ended_at: datetime


def shares_outside(
    window: Window, spans: Spans, clients: Collection[int] | None = None
) -> list[OutsideShare]:
    """By client, for work that ended in the window. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, _asked(window, spans, clients))
        return [OutsideShare(row[0], int(row[1]), int(row[2]), *row[3:]) for row in cursor]


def entries_outside(
    window: Window, spans: Spans, client_id: int | None = None
) -> list[OutsideEntry]:
    """The entries behind it, the most outside first; with client None those of everybody."""
    asked = _asked(window, spans, None if client_id is None else [client_id])
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        return [OutsideEntry(*row) for row in cursor]


def _asked(window: Window, spans: Spans, clients: Collection[int] | None) -> Asked:
    return {
        "start": window.start,
        "end": window.end,
        "since": [since for since, _until in spans],
        "until": [until for _since, until in spans],
        "clients": None if clients is None else list(clients),
    }
