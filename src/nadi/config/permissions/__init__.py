"""The one table of URLs and the roles that may open them. A URL that is not here stays closed.

Roles open the door; what stands behind it is still chosen by who is looking (`visible_to`).
"""

from nadi.config.permissions.centers import (
    AGREEMENTS,
    CULTURE,
    DESK,
    LEARNING,
    MAINTENANCE,
    MONITORING,
    PLANNING,
)
from nadi.config.permissions.foundation import ACCOUNTS, CLIENTS, CONFIG, CORE, FLEET
from nadi.config.permissions.roles import ANYBODY, NOBODY, Roles
from nadi.config.permissions.whole import BALANCE

TABLE: dict[str, Roles] = {
    **CONFIG,
    **ACCOUNTS,
    **CORE,
    **CLIENTS,
    **FLEET,
    **AGREEMENTS,
    **LEARNING,
    **PLANNING,
    **MONITORING,
    **MAINTENANCE,
    **DESK,
    **CULTURE,
    **BALANCE,
}

__all__ = ["ANYBODY", "NOBODY", "TABLE", "Roles"]
