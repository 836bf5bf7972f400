"""Four vitals. Each is one SELECT of rows: summed by client it is the reading, as it stands it is
the evidence, so the two cannot disagree.

A row is (number, title, client, counted, moment, excluded); an excluded row counts nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nadi.agreements.events import TimeLogged
from nadi.core.statements import fetch, wanted
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.desk.events import (
    TicketAnswered,
    TicketChanged,
    TicketFinished,
    TicketMoved,
    TicketOpened,
)

POPULATIONS = {
    "p1": _("P1, critical"),
    "p2": _("P2, high"),
    "p3": _("P3, normal"),
    "p4": _("P4, when convenient"),
}

# An answer is settled when it is given or when it falls due, whichever is first.
ANSWERS = """
SELECT number, title, client_id, (answered_at <= answer_due)::int AS counted,
       least(answered_at, answer_due) AS at,
       CASE WHEN answered_at IS NULL AND closed_at <= answer_due
            THEN 'Closed before an answer was due' ELSE '' END AS excluded
FROM desk_ticket
WHERE answer_budget IS NOT NULL
  AND least(answered_at, answer_due) >= %(start)s AND least(answered_at, answer_due) < %(end)s
  AND (%(priority)s::int IS NULL OR priority = %(priority)s::int)
"""
OLD = """
SELECT number, title, client_id,
       (opened_at < %(end)s::timestamptz - interval '14 days')::int AS counted, opened_at AS at,
       CASE WHEN work_type = 'project' THEN 'Project work' ELSE '' END AS excluded
FROM desk_ticket
WHERE opened_at < %(end)s AND (closed_at IS NULL OR closed_at >= %(end)s)
"""
# Each time has its ticket: joined from the left, it is read only where its title is asked for.
SAME_DAY = """
SELECT time.ticket_id AS number, ticket.title, time.client_id, time.is_same_day::int AS counted,
       time.written_at AS at, '' AS excluded
FROM desk_tickettime AS time LEFT JOIN desk_ticket AS ticket ON ticket.number = time.ticket_id
WHERE time.written_at >= %(start)s AND time.written_at < %(end)s
"""
STRAYS = """
SELECT ticket.number, ticket.title, ticket.client_id,
       (coalesce(ticket.closed_at IS NULL AND ticket.strays_at < %(end)s, false) OR EXISTS (
           SELECT FROM desk_stray AS stray WHERE stray.ticket_id = ticket.number
           AND stray.start < %(end)s AND stray."end" >= %(end)s))::int AS counted,
       ticket.opened_at AS at, '' AS excluded
FROM desk_ticket AS ticket
WHERE ticket.opened_at < %(end)s AND (ticket.closed_at IS NULL OR ticket.closed_at >= %(end)s)
"""
STANDS = "%(end)s::timestamptz"  # the clock knows it
WRITTEN = """
SELECT max(written_at) FROM desk_tickettime
WHERE written_at >= %(start)s AND written_at < %(end)s
"""
SUM = """
SELECT client_id, coalesce(sum(counted) FILTER (WHERE excluded = ''), 0),
       count(*) FILTER (WHERE excluded = ''), ({known}), count(*) FILTER (WHERE excluded <> '')
FROM ({rows}) AS evidence
WHERE {wanted}
GROUP BY client_id ORDER BY client_id
"""
ROWS = """
SELECT number, title, client_id, counted, at, excluded FROM ({rows}) AS evidence
WHERE %(client)s::bigint IS NULL OR client_id = %(client)s::bigint
ORDER BY excluded <> '', counted, at
"""


def _values(window: Window, population: str | None) -> dict[str, datetime | int | None]:
    priority = int(population[1:]) if population in POPULATIONS else None
    return {"start": window.start, "end": window.end, "priority": priority}


def _read(
    name: str,
    sql: str,
    window: Window,
    population: str | None,
    clients: Clients,
    *,
    is_share: bool = True,
    known: str = STANDS,
) -> list[Reading]:
    """One reading per client. What stands or falls due is known up to the window's end; what people
    must write down, up to the newest that anybody wrote: a quiet client makes nothing old."""
    statement = SUM.format(rows=sql, known=known, wanted=wanted())
    found = fetch(statement, _values(window, population), clients)
    return [
        Reading(
            vital=name,
            client_id=client,
            numerator=Decimal(counted or 0),
            denominator=Decimal(n) if is_share else None,
            n=int(n),
            fresh_at=fresh_at,
            excluded=excluded,
        )
        for client, counted, n, fresh_at, excluded in found
    ]


def _rows(
    sql: str, window: Window, client: int | None, population: str | None, *, is_share: bool
) -> list[EvidenceRow]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(rows=sql), {**_values(window, population), "client": client})
        found = cursor.fetchall()
    return [
        EvidenceRow(
            label=f"#{number} {title}",
            url=reverse("desk:ticket", args=[number]),
            at=at,
            client_id=client_id,
            numerator=Decimal(0 if excluded else counted or 0),
            denominator=Decimal(0 if excluded else 1) if is_share else None,
            excluded=gettext(excluded) if excluded else "",
        )
        for number, title, client_id, counted, at, excluded in found
    ]


FIRST_ANSWER = Vital(
    name="desk.first_answer",
    title=_("First answer on time"),
    purpose=_("Whoever writes to us hears a person in the time we promised."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(70),
        acceptable=Decimal(92),
        good=Decimal(97),
        best=Decimal(100),
        source="Service benchmarks: human acknowledgement on time, 97 % good, 92 % acceptable",
        grade="B",
    ),
    window=timedelta(days=28),
    ttl=timedelta(days=7),
    touched_by=(TicketOpened, TicketAnswered, TicketFinished, TicketChanged),
    read=lambda window, population, clients=None: _read(
        "desk.first_answer", ANSWERS, window, population, clients
    ),
    rows=lambda window, client, population: _rows(
        ANSWERS, window, client, population, is_share=True
    ),
    populations=POPULATIONS,
)

OLD_TICKETS = Vital(
    name="desk.old_tickets",
    title=_("Open tickets older than 14 days"),
    purpose=_("What was asked is finished while it still matters."),
    unit="percent",
    direction="less",
    goalposts=Goalposts(
        floor=Decimal(50),
        acceptable=Decimal(15),
        good=Decimal(5),
        best=Decimal(0),
        source="Backlog benchmarks: non-project tickets older than 14 days, at most 5 % good",
        grade="C",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=14),
    touched_by=(TicketOpened, TicketMoved, TicketFinished, TicketChanged),
    read=lambda window, population, clients=None: _read(
        "desk.old_tickets", OLD, window, population, clients
    ),
    rows=lambda window, client, population: _rows(OLD, window, client, population, is_share=True),
)

TIME_SAME_DAY = Vital(
    name="desk.time_same_day",
    title=_("Time written on the day it was worked"),
    purpose=_("Time is written as the last minute of the job, while it is still true."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(50),
        acceptable=Decimal(85),
        good=Decimal(95),
        best=Decimal(100),
        source="Real-time time entry, the author's rule; the figures are our default",
        grade="C",
    ),
    window=timedelta(days=28),
    ttl=timedelta(days=7),
    touched_by=(TimeLogged, TicketChanged),
    read=lambda window, population, clients=None: _read(
        "desk.time_same_day", SAME_DAY, window, population, clients, known=WRITTEN
    ),
    rows=lambda window, client, population: _rows(
        SAME_DAY, window, client, population, is_share=True
    ),
)

OUT_OF_PROCESS = Vital(
    name="desk.out_of_process",
    title=_("Tickets out of process"),
    purpose=_("Of every open ticket somebody can say what happens next."),
    unit="count",
    direction="less",
    goalposts=Goalposts(
        floor=Decimal(30),
        acceptable=Decimal(10),
        good=Decimal(3),
        best=Decimal(0),
        source="Hunting tickets out of process, a coordinator's practice; figures are our default",
        grade="C",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=14),
    touched_by=(TicketOpened, TicketMoved, TicketFinished, TicketChanged),
    read=lambda window, population, clients=None: _read(
        "desk.out_of_process", STRAYS, window, population, clients, is_share=False
    ),
    rows=lambda window, client, population: _rows(
        STRAYS, window, client, population, is_share=False
    ),
)
