"""devices_in_plan."""

from datetime import UTC, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.events import ClientStateChanged
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.fleet.events import DeviceApproved, DeviceChanged, DeviceQuarantined, DeviceRetired
from nadi.planning.ages import lives_sql
from nadi.planning.events import DevicePlanned, LifecycleNoted, PolicySet
from nadi.planning.vitals import reading

_PLANNED = """
SELECT item, name AS label, client_id,
       CASE WHEN place IN ('past', 'unknown') THEN 0 ELSE 1 END AS counted,
       replace_by::timestamp AT TIME ZONE 'UTC' AS at,
       CASE WHEN state = 'retired' THEN 'the device is retired'
            WHEN state = 'pending' THEN 'the device is not in use yet'
            WHEN served NOT IN ('managed', 'notice') THEN 'we do not serve this client now'
            ELSE '' END AS excluded
FROM ({lives}) AS lives
"""


def _sql(clients: Clients) -> str:
    return _PLANNED.format(lives=lives_sql(clients))


def _values(window: Window, clients: Clients) -> reading.Values:
    return reading.span(window, clients) | {"on": window.end.astimezone(UTC).date()}


def _device_url(pk: int) -> str:
    return reverse("planning:device", args=[pk])


def _read(window: Window, population: str | None, clients: Clients = None) -> list[Reading]:
    values = _values(window, clients)
    return reading.read("planning.devices_in_plan", _sql(clients), values, window, share=True)


def _rows(window: Window, client: int | None, population: str | None) -> list[EvidenceRow]:
    clients = None if client is None else frozenset({client})
    return reading.rows(_sql(clients), _values(window, clients), client, _device_url, share=True)


DEVICES_IN_PLAN = Vital(
    name="planning.devices_in_plan",
    title=_("Devices inside the policy, or planned"),
    purpose=_(
        "Devices before their replace-by date, or past it with a plan somebody accepted. "
        "Those whose dates nobody knows do not count as inside."
    ),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        floor=Decimal(30),
        acceptable=Decimal(80),
        good=Decimal(92),
        best=Decimal(100),
        source="Karl Palachuk: a third of the machines each year; the figures are our defaults",
        grade="D",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=1),
    touched_by=(
        LifecycleNoted,
        DevicePlanned,
        PolicySet,
        DeviceApproved,
        DeviceChanged,
        DeviceQuarantined,
        DeviceRetired,
        ClientStateChanged,
    ),
    read=_read,
    rows=_rows,
)
