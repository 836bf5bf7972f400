"""The evidence of the heart: five vitals, what holds it down, and the one thing it asks for."""

from nadi.maintenance.vitals.asks import asks
from nadi.maintenance.vitals.backups import FRESH_BACKUPS, NIGHTS_BACKED_UP, RESTORE_PROVEN
from nadi.maintenance.vitals.caps import CAPS_MOVED_BY, caps
from nadi.maintenance.vitals.checklists import CHECKLISTS_FILED
from nadi.maintenance.vitals.holding import held_back
from nadi.maintenance.vitals.lines import round_lines
from nadi.maintenance.vitals.telling import since
from nadi.maintenance.vitals.updates import UPDATES_IN_TIME

VITALS = (RESTORE_PROVEN, FRESH_BACKUPS, UPDATES_IN_TIME, NIGHTS_BACKED_UP, CHECKLISTS_FILED)

__all__ = ["CAPS_MOVED_BY", "VITALS", "asks", "caps", "held_back", "round_lines", "since"]
