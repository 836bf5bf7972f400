"""The evidence of Third Eye: five vitals, what it asks for, and what came since."""

from nadi.planning.vitals.asking import asks
from nadi.planning.vitals.devices import DEVICES_IN_PLAN
from nadi.planning.vitals.meetings import (
    ACTIONS_ON_TIME,
    CLIENTS_MET,
    NEXT_DATE_SET,
    OWN_PLAN_REVIEWED,
)
from nadi.planning.vitals.telling import since

VITALS = (CLIENTS_MET, NEXT_DATE_SET, ACTIONS_ON_TIME, DEVICES_IN_PLAN, OWN_PLAN_REVIEWED)

__all__ = ["VITALS", "asks", "since"]
