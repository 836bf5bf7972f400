"""Root's readings, added up by the database: one statement each for all clients, or for some.

The rows behind them are in `vitals`; a test holds that both say the same.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nadi.agreements.models.spoken import OURS
from nadi.core.statements import fetch, wanted
from nadi.core.vitals import Clients, Reading, ReadVital, Window

NIGHTLY = timedelta(days=2)
# Each gives: client, numerator, rows counted, newest moment of a counted row, rows left out.
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
        "start": window.start,
        "end": window.end,
        "nightly": NIGHTLY,
        "ours": sorted(OURS),
    }
    return fetch(statement, values, clients)
