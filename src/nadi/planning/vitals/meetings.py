"""clients_met, next_date_set, actions_on_time, own_plan_reviewed."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.events import ClientStateChanged
from nadi.clients.models import OURSELVES
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.planning.events import ActionSettled, MeetingClosed, MeetingPlanned, RhythmSet
from nadi.planning.vitals import reading

QUARTER = timedelta(days=91)
DAY = timedelta(days=1)

# The clients we serve at the end of the window; `{some}` narrows them.
_SERVED = f"""
SELECT c.id, c.name, c.since FROM clients_client c
WHERE c.state IN ('managed', 'notice') AND c.slug <> '{OURSELVES}'
  AND (c.since IS NULL OR c.since <= (%(end)s::timestamptz AT TIME ZONE 'UTC')::date) {{some}}
"""  # noqa: S608 - constants of this module
_MET = f"""
SELECT c.id AS item, c.name AS label, c.id AS client_id,
       CASE WHEN m.last + make_interval(months => coalesce(r.months, 3)) > %(end)s
            THEN 1 ELSE 0 END AS counted,
       m.last AS at,
       CASE WHEN m.last IS NULL AND c.since IS NOT NULL
                 AND c.since::timestamp AT TIME ZONE 'UTC'
                     + make_interval(months => coalesce(r.months, 3)) > %(end)s
            THEN 'served for less than one interval' ELSE '' END AS excluded
FROM ({_SERVED}) c
LEFT JOIN planning_meetingrhythm r ON r.client_id = c.id
LEFT JOIN (
    SELECT client_id, max(closed_at) AS last FROM planning_meeting
    WHERE closed_at < %(end)s GROUP BY client_id
) m ON m.client_id = c.id
"""  # noqa: S608 - constants of this module
_NEXT = f"""
SELECT c.id AS item, c.name AS label, c.id AS client_id,
       CASE WHEN n.at IS NULL THEN 0 ELSE 1 END AS counted, n.at AS at, '' AS excluded
FROM ({_SERVED}) c
LEFT JOIN (
    SELECT client_id, min(at) AS at FROM planning_meeting
    WHERE made_at < %(end)s AND at >= %(end)s
      AND (closed_at IS NULL OR closed_at >= %(end)s)
      AND (called_off_at IS NULL OR called_off_at >= %(end)s)
    GROUP BY client_id
) n ON n.client_id = c.id
"""  # noqa: S608 - constants of this module
_ACTIONS = """
SELECT c.meeting_id AS item, c.text AS label, c.client_id,
       CASE WHEN c.done_at < c.due_at THEN 1 ELSE 0 END AS counted, c.due_at AS at,
       CASE WHEN c.let_go_at < c.due_at THEN 'let go before it was due' ELSE '' END AS excluded
FROM planning_actionitem c
JOIN planning_meeting m ON m.id = c.meeting_id AND m.closed_at < %(end)s
WHERE c.due_at >= %(start)s AND c.due_at < %(end)s
  AND (%(side)s = '' OR c.side = %(side)s) {some}
"""
_OWN = """
SELECT m.id AS item, 'Our own review' AS label, NULL::bigint AS client_id,
       floor(extract(epoch FROM %(end)s::timestamptz - m.closed_at) / 86400) AS counted,
       m.closed_at AS at, '' AS excluded
FROM planning_meeting m
WHERE m.client_id IS NULL AND m.closed_at < %(end)s
ORDER BY m.closed_at DESC LIMIT 1
"""


def _some(sql: str, column: str, clients: Clients) -> str:
    return sql.format(some="" if clients is None else f"AND {column} = ANY(%(clients)s)")


def _client_url(pk: int) -> str:
    return reverse("planning:client", args=[pk])


def _meeting_url(pk: int) -> str:
    return reverse("planning:meeting", args=[pk])


def _read_met(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    values = reading.span(window, clients)
    sql = _some(_MET, "c.id", clients)
    return reading.read("planning.clients_met", sql, values, window, share=True)


def _rows_met(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    values, sql = reading.span(window, None), _some(_MET, "c.id", None)
    return reading.rows(sql, values, client, _client_url, share=True)


def _read_next(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    values = reading.span(window, clients)
    sql = _some(_NEXT, "c.id", clients)
    return reading.read("planning.next_date_set", sql, values, window, share=True)


def _rows_next(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    values, sql = reading.span(window, None), _some(_NEXT, "c.id", None)
    return reading.rows(sql, values, client, _client_url, share=True)


def _read_actions(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    values = reading.span(window, clients) | {"side": population or ""}
    sql = _some(_ACTIONS, "c.client_id", clients)
    return reading.read("planning.actions_on_time", sql, values, window, share=True)


def _rows_actions(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    values = reading.span(window, None) | {"side": population or ""}
    sql = _some(_ACTIONS, "c.client_id", None)
    return reading.rows(sql, values, client, _meeting_url, share=True)


def _read_own(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    if clients is not None:
        return []  # our own firm is no client
    values = reading.span(window, None)
    return reading.read("planning.own_plan_reviewed", _OWN, values, window, share=False)


def _rows_own(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(_OWN, reading.span(window, None), client, _meeting_url, share=False)


CLIENTS_MET = Vital(
    name="planning.clients_met",
    title=_("Clients met in their interval"),
    purpose=_("We look ahead with every client each quarter, or as often as was agreed."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(30),
        acceptable=Decimal(70),
        good=Decimal(90),
        best=Decimal(100),
        source="Karl Palachuk: quarterly road map meetings; 90 and 70 are nadi's own defaults",
        grade="D",
    ),
    window=DAY,
    ttl=DAY,
    touched_by=(MeetingClosed, RhythmSet, ClientStateChanged),
    read=_read_met,
    rows=_rows_met,
)
NEXT_DATE_SET = Vital(
    name="planning.next_date_set",
    title=_("Clients with a next date"),
    purpose=_("Closing one meeting makes the next: nobody is left without a date."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(30),
        acceptable=Decimal(85),
        good=Decimal(100),
        best=Decimal(100),
        source="Review practice: closing one makes the next; 85 is nadi's own default",
        grade="D",
    ),
    window=DAY,
    ttl=DAY,
    touched_by=(MeetingPlanned, MeetingClosed, ClientStateChanged),
    read=_read_next,
    rows=_rows_next,
)
ACTIONS_ON_TIME = Vital(
    name="planning.actions_on_time",
    title=_("Agreed actions done by their day"),
    purpose=_("What both sides said in a meeting happens by the day they named."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(40),
        acceptable=Decimal(75),
        good=Decimal(90),
        best=Decimal(100),
        source="nadi's own defaults: as for spoken promises, with room for the other side",
        grade="D",
    ),
    window=QUARTER,
    ttl=DAY,
    touched_by=(MeetingClosed, ActionSettled),
    read=_read_actions,
    rows=_rows_actions,
    populations={"ours": _("on our side"), "theirs": _("on their side")},
)
OWN_PLAN_REVIEWED = Vital(
    name="planning.own_plan_reviewed",
    title=_("Days since our own review"),
    purpose=_("What we do for every client each quarter we do for ourselves too."),
    unit="days",
    direction="less",
    goalposts=Goalposts(
        floor=Decimal(183),
        acceptable=Decimal(122),
        good=Decimal(92),
        best=Decimal(31),
        source="R. Tubb: firms review clients, not themselves; a quarter, 30 days late at most",
        grade="B",
    ),
    window=timedelta(days=365),
    ttl=DAY,
    touched_by=(MeetingClosed,),
    read=_read_own,
    rows=_rows_own,
)
