"""maintenance.checklists_filed: every client, every month, without exception."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.firm import firm_zone
from nadi.clients.models import OURSELVES
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.maintenance.events import ChecklistFiled
from nadi.maintenance.vitals import reading

NAME = "maintenance.checklists_filed"

# Months that ended in the window, times clients: those with a list, and those we served for the
# whole month who never got one.
_FILED = """
SELECT coalesce(l.id, 0) AS item,
       c.name || ', ' || to_char(m.month, 'YYYY-MM') || CASE WHEN l.id IS NULL
           THEN ': no list was made' ELSE '' END AS label,
       c.id AS client_id,
       CASE WHEN l.filed_at < m.over_at THEN 1 ELSE 0 END AS counted,
       coalesce(l.filed_at, m.over_at) AS at,
       CASE WHEN c.state IN ('managed', 'notice') THEN ''
            ELSE 'we do not serve this client now' END AS excluded
FROM (
    SELECT month::date AS month, month AT TIME ZONE %(zone)s AS begun_at,
           (month + interval '1 month') AT TIME ZONE %(zone)s AS over_at
    FROM generate_series(
        date_trunc('month', %(start)s::timestamptz AT TIME ZONE %(zone)s) - interval '1 month',
        date_trunc('month', %(end)s::timestamptz AT TIME ZONE %(zone)s), interval '1 month'
    ) AS month
) m
CROSS JOIN clients_client c
LEFT JOIN maintenance_checklist l ON l.client_id = c.id AND l.month = m.month
WHERE m.over_at >= %(start)s AND m.over_at < %(end)s AND c.slug <> %(ourselves)s
  AND (l.id IS NOT NULL OR (c.state IN ('managed', 'notice') AND c.made_at < m.begun_at
                            AND (c.since IS NULL OR c.since <= m.month)))
"""


def _values(window: Window) -> reading.Values:
    return {**reading.span(window), "zone": firm_zone().key, "ourselves": OURSELVES}


def _url(item: int) -> str:
    return reverse("maintenance:checklist", args=[item]) if item else _home()


def _home() -> str:
    return reverse("maintenance:checklists")


def _read(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    return reading.read(NAME, _FILED, _values(window), window.end, clients)


def _rows(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    return reading.rows(_FILED, _values(window), client, _url)


CHECKLISTS_FILED = Vital(
    name=NAME,
    title=_("Monthly checklists filed"),
    purpose=_("Clients whose monthly maintenance was done and filed before the month was over."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(50),
        acceptable=Decimal(90),
        good=Decimal(100),
        best=Decimal(100),
        source="Karl Palachuk: every contract client, every month; the limits are ours",
        grade="B",
    ),
    window=timedelta(days=31),
    ttl=timedelta(days=2),
    touched_by=(ChecklistFiled,),
    read=_read,
    rows=_rows,
)
