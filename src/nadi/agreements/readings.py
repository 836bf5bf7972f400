"""Root's readings, added up by the database: one statement each for all clients, or for some.

The rows behind them are in `vitals`; a test holds that both say the same.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nadi.agreements.models.spoken import OURS
from nadi.clients.models import OURSELVES
from nadi.core.statements import fetch, rows, wanted
from nadi.core.vitals import Clients, Reading, ReadVital, Window

NIGHTLY = timedelta(days=2)
# The clients we serve, each with whether the newest version signed by both is in force.
_SERVED = """
SELECT c.id, c.name, c.slug, EXISTS (
    SELECT FROM agreements_agreement a
    CROSS JOIN LATERAL (
        SELECT v.ends_on FROM agreements_agreementversion v
        WHERE v.agreement_id = a.id AND v.their_signed_at <= %(end)s AND v.our_signed_at <= %(end)s
          AND v.starts_on <= %(day)s
        ORDER BY v.number DESC LIMIT 1
    ) v
    WHERE a.client_id = c.id AND (v.ends_on IS NULL OR v.ends_on >= %(day)s)
      AND (a.ended_on IS NULL OR a.ended_on >= %(day)s)
) AS is_signed
FROM clients_client c
WHERE c.state IN ('managed', 'notice') AND c.slug <> %(ourselves)s
  AND (c.since IS NULL OR c.since <= %(day)s)
"""
_BY_NAME = f"SELECT * FROM ({_SERVED}) s WHERE {wanted('id')} ORDER BY name"  # noqa: S608  ours
# Work that began in a span ended in it or runs: said as well, so that it is found by its end.
_UNSIGNED = f"""
SELECT s.name, s.slug FROM ({_SERVED}) s
WHERE NOT s.is_signed AND EXISTS (
    SELECT FROM agreements_timeentry t
    WHERE t.client_id = s.id AND t.started_at >= %(start)s AND t.started_at < %(end)s
      AND (t.ended_at >= %(start)s OR t.ended_at IS NULL)
)
ORDER BY s.name LIMIT 3
"""  # noqa: S608  built from constants of this module
# Each gives: client, numerator, rows counted, newest moment of a counted row, rows left out.
SIGNED = f"""
SELECT id, is_signed::int, 1, NULL::timestamptz, 0 FROM ({_SERVED}) s WHERE {wanted("id")}
"""  # noqa: S608  built from constants of this module
STANDING = f"""
SELECT v.client_id, count(*) FILTER (WHERE v.answer IN ('kept', 'at_risk')),
       count(*) FILTER (WHERE v.answer <> 'not_judged'),
       max(v.window_end) FILTER (WHERE v.answer <> 'not_judged'),
       count(*) FILTER (WHERE v.answer = 'not_judged')
FROM (
    SELECT DISTINCT ON (w.promise_id) w.answer, w.window_end, a.client_id
    FROM agreements_verdict w
    JOIN agreements_standingpromise p ON p.id = w.promise_id
    JOIN agreements_agreementversion e ON e.id = p.version_id
    JOIN agreements_agreement a ON a.id = e.agreement_id
    WHERE w.window_end <= %(end)s AND w.window_end > %(end)s - %(nightly)s
      AND {wanted("a.client_id")}
    ORDER BY w.promise_id, w.window_end DESC, w.id DESC
) v
GROUP BY v.client_id
"""  # noqa: S608  built from constants of this module
ON_TIME = f"""
SELECT s.client_id,
       count(*) FILTER (WHERE s.missed_at IS NULL AND s.settled = 'kept'
                        AND s.settled_at <= s.due_at),
       count(*) FILTER (WHERE NOT s.let_go), max(s.due_at) FILTER (WHERE NOT s.let_go),
       count(*) FILTER (WHERE s.let_go)
FROM (
    SELECT *, missed_at IS NULL AND settled = 'let_go' AND settled_at <= due_at AS let_go
    FROM agreements_spokenpromise
    WHERE direction = ANY(%(ours)s) AND due_at >= %(start)s AND due_at < %(end)s
      AND {wanted()}
) s
GROUP BY s.client_id
"""  # noqa: S608  built from constants of this module
PAST_DUE = f"""
SELECT client_id,
       count(*) FILTER (WHERE (settled_at IS NULL OR settled_at > %(end)s) AND due_at < %(end)s),
       count(*), NULL::timestamptz, 0
FROM agreements_spokenpromise
WHERE direction = ANY(%(ours)s) AND said_at < %(end)s
  AND (settled = '' OR settled_at >= %(start)s) AND {wanted()}
GROUP BY client_id
"""  # noqa: S608  built from constants of this module


def summed(name: str, statement: str, *, share: bool = True, by_clock: bool = True) -> ReadVital:
    """What falls due by the clock is known up to the window's end; else up to the newest row."""

    def read(
        window: Window, population: str | None = None, clients: Clients = None
    ) -> list[Reading]:
        return [
            Reading(
                vital=name,
                client_id=client,
                numerator=Decimal(above),
                denominator=Decimal(n) if share else None,
                n=n,
                fresh_at=window.end if by_clock else newest,
                excluded=left_out,
            )
            for client, above, n, newest, left_out in _found(statement, window, clients)
        ]

    return read


def _found(
    statement: str, window: Window, clients: Clients
) -> list[tuple[int | None, int, int, datetime | None, int]]:
    values: dict[str, Any] = {
        **_until(window.end),
        "start": window.start,
        "nightly": NIGHTLY,
        "ours": sorted(OURS),
    }
    return fetch(statement, values, clients)


def _until(end: datetime) -> dict[str, Any]:
    return {"end": end, "day": end.date(), "ourselves": OURSELVES}


def served_and_signed(at: datetime, clients: Clients) -> list[tuple[int, str, str, bool]]:
    """The clients we serve by name: key, name, slug, whether a signed agreement is in force."""
    return fetch(_BY_NAME, _until(at), clients)


def worked_for_unsigned(start: datetime, end: datetime) -> list[tuple[str, str]]:
    """Name and slug of the first three for whom somebody worked without such an agreement."""
    return rows(_UNSIGNED, {**_until(end), "start": start})
