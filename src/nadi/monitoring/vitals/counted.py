"""The statements behind Solar's vitals, each read both ways: summed, and as rows."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nadi.core.statements import fetch, wanted
from nadi.core.vitals import Clients, EvidenceRow, Reading, Window

SLEEPS = timedelta(days=7)

# Every statement gives one row for each thing counted: label, address, moment, client, counts
# (1 or 0), out of, and why it is left out. `read` sums them in the database, `rows` shows them.
REPORTING = """
SELECT d.name AS label, '/devices/' || d.id || '/' AS url, d.last_seen_at AS at, d.client_id,
       (d.last_seen_at >= %(end)s - %(sleeps)s AND NOT EXISTS (
           SELECT FROM monitoring_alert a WHERE a.key = 'silent:device:' || d.id
             AND a.raised_at < %(end)s AND a.cleared_at IS NULL
       ) AND NOT EXISTS (
           SELECT FROM monitoring_alert a WHERE a.key = 'silent:device:' || d.id
             AND a.raised_at < %(end)s AND a.cleared_at >= %(end)s))::int AS counts,
       1 AS out_of,
       '' AS excluded
FROM fleet_device d JOIN clients_client c ON c.id = d.client_id
WHERE d.state = 'active' AND d.made_at < %(end)s AND c.state IN ('managed', 'notice')
  AND (%(population)s::text IS NULL OR d.kind = 'server')
"""
ANSWERED = """
SELECT a.sentence AS label, '/monitoring/alerts/' || a.id || '/' AS url, a.answer_by AS at,
       a.client_id,
       coalesce(a.answered_at >= a.last_raised_at AND a.answered_at <= a.answer_by, false)::int
           AS counts,
       1 AS out_of,
       CASE WHEN a.cleared_at <= a.answer_by AND a.answered_at IS NULL
            THEN 'over before anybody had to look' ELSE '' END AS excluded
FROM monitoring_alert a
WHERE a.told_at IS NOT NULL AND a.answer_by >= %(start)s AND a.answer_by < %(end)s
  AND (%(population)s::text IS NULL OR a.severity = 'urgent')
"""
ACTED_ON = """
SELECT a.sentence AS label, '/monitoring/alerts/' || a.id || '/' AS url, a.raised_at AS at,
       a.client_id, (a.outcome = 'work')::int AS counts, 1 AS out_of,
       CASE WHEN a.cleared_at IS NULL AND a.outcome = ''
            THEN 'still open, nobody has decided yet' ELSE '' END AS excluded
FROM monitoring_alert a
WHERE a.told_at IS NOT NULL AND a.raised_at >= %(start)s AND a.raised_at < %(end)s
  AND (%(population)s::text IS NULL OR a.severity = 'urgent')
"""
ANSWERING = """
SELECT h.name || ', ' || h.url AS label, '/monitoring/sites/' || h.id || '/' AS url,
       max(r.at) AS at, h.client_id, sum(r.fine::int) AS counts, count(*) AS out_of,
       '' AS excluded
FROM monitoring_checkresult r JOIN monitoring_httpcheck h ON h.id = r.check_of_id
WHERE r.at >= %(start)s AND r.at < %(end)s AND %(population)s::text IS NULL
GROUP BY h.id, h.client_id
"""

# Up to when somebody would have known: alerts come from the intake, so its newest sign of life in
# the window counts, or the beginning of a gap that the window ends in. The same for all clients.
JUDGED = """
SELECT coalesce(
    (SELECT min(g.start) FROM fleet_observergap g
     WHERE g.start <= %(end)s AND g."end" > %(end)s),
    (SELECT least(h.at, %(end)s) FROM core_heartbeat h WHERE h.process = 'intake')
)
"""


def _fetch(
    statement: str, window: Window, population: str | None, clients: Clients
) -> list[tuple[object, ...]]:
    values: dict[str, Any] = {
        "start": window.start,
        "end": window.end,
        "sleeps": SLEEPS,
        "population": population,
    }
    return fetch(statement, values, clients)


class Counted:
    """One vital's statement, read both ways, so that the sum and the rows cannot drift apart."""

    def __init__(self, name: str, statement: str, *, judged: bool = False) -> None:
        self.name, self.statement = name, statement
        newest = "max(at) FILTER (WHERE excluded = '')"
        self.fresh = f"greatest({newest}, ({JUDGED}))" if judged else newest

    def read(
        self, window: Window, population: str | None = None, clients: Clients = None
    ) -> Iterable[Reading]:
        """One reading for each client with something to count."""
        summed = f"""
            SELECT client_id, coalesce(sum(counts) FILTER (WHERE excluded = ''), 0),
                   coalesce(sum(out_of) FILTER (WHERE excluded = ''), 0),
                   count(*) FILTER (WHERE excluded = ''), {self.fresh},
                   count(*) FILTER (WHERE excluded <> '')
            FROM ({self.statement}) counted WHERE {wanted()} GROUP BY client_id
        """  # noqa: S608  both parts are constants of this module
        for client_id, counts, out_of, n, fresh, excluded in _fetch(
            summed, window, population, clients
        ):
            yield Reading(
                vital=self.name,
                client_id=int(str(client_id)),
                numerator=Decimal(str(counts)),
                denominator=Decimal(str(out_of)),
                n=int(str(n)),
                fresh_at=fresh if isinstance(fresh, datetime) else None,
                excluded=int(str(excluded)),
            )

    def rows(
        self, window: Window, client_id: int | None, population: str | None = None
    ) -> list[EvidenceRow]:
        """What was counted and what was left out, the newest first."""
        statement = f"""
            SELECT label, url, at, client_id, counts, out_of, excluded
            FROM ({self.statement}) counted WHERE {wanted()} ORDER BY at DESC NULLS LAST, label
        """  # noqa: S608  both parts are constants of this module
        return [
            EvidenceRow(
                label=str(label),
                url=str(url),
                at=at if isinstance(at, datetime) else None,
                client_id=int(str(client)),
                numerator=Decimal(str(counts)),
                denominator=Decimal(str(out_of)),
                excluded=str(excluded) and _(str(excluded)),
            )
            for label, url, at, client, counts, out_of, excluded in _fetch(
                statement, window, population, None if client_id is None else frozenset({client_id})
            )
        ]
