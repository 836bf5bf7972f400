"""Figures that cost more the larger a firm is, and that pages say all day: reckoned ahead by the
worker each minute (`balance.preparing`), and reckoned afresh by whoever finds that they no longer
hold, by the same rule as what is asked (`balance.queries.prepared`)."""

import json
from dataclasses import asdict
from datetime import datetime

from nadi.balance.models import Prepared
from nadi.balance.queries.prepared import BELOW, held, still
from nadi.clients.models import OURSELVES, ClientState
from nadi.core import centers
from nadi.core.facts import name_of
from nadi.core.statements import rows
from nadi.core.vitals import HoursSpent, Window
from nadi.fleet.events import DeviceEnrolled
from nadi.fleet.models import DeviceState

PLACES = "places"
COUNTED = (
    "jsonb_build_array("
    "(SELECT count(*) FROM clients_client WHERE state <> %s AND slug <> %s),"
    " (SELECT count(*) FROM fleet_device WHERE state <> %s))"
)
WHICH = [ClientState.LEFT.value, OURSELVES, DeviceState.RETIRED.value]


def places(now: datetime) -> tuple[int, int]:
    """How many clients and devices there are, for those who see all. One statement."""
    condition, asked = still(now)
    [(found,)] = rows(  # the second is looked at only where the first is nothing
        "SELECT coalesce((SELECT p.asks FROM balance_prepared p"  # noqa: S608  words of ours
        f" WHERE p.key = %s AND {condition}), {COUNTED})",
        [PLACES, *asked, *WHICH],
    )
    clients, devices = json.loads(found)
    return clients, devices


def hours_spent(window: Window, now: datetime) -> list[HoursSpent]:
    """Where the hours of a past week went."""
    kept = held([_hours_of(window)], now).get(_hours_of(window))
    if kept is None:
        return centers.hours_by_center(window)
    return [HoursSpent(**one) for one in json.loads(kept[0])]


def figures(now: datetime, week: Window, mark: int, heard: int) -> list[Prepared]:
    """Both as they are now. Devices come and go by acts on devices and clients, and by an agent
    that enrols; hours by acts on those who keep them."""
    [(counted,)] = rows(f"SELECT {COUNTED}", WHICH)
    spent = [asdict(one) for one in centers.hours_by_center(week)]
    marks = {"mark": mark, "heard": heard, "at": now}
    keepers, enrolled = centers.keepers_of("hours_by_center"), [name_of(DeviceEnrolled)]
    return [
        Prepared(
            key=PLACES, asks=json.loads(counted), touched_by=list(BELOW), facts=enrolled, **marks
        ),
        Prepared(key=_hours_of(week), asks=spent, touched_by=keepers, **marks),
    ]


def keys_of(week: Window) -> list[str]:
    return [PLACES, _hours_of(week)]


def _hours_of(window: Window) -> str:
    return f"hours {window.start.isoformat()} {window.end.isoformat()}"
