"""The one table of URLs and the roles that may open them. A URL that is not here stays closed.

Roles open the door; what stands behind it is still chosen by who is looking (`visible_to`).
"""

from nadi.accounts.models import LEADS, STAFF, Role

Roles = frozenset[str]
ANYBODY: Roles = frozenset({"anybody"})
EVERYONE: Roles = frozenset(Role)
OWNER: Roles = frozenset({Role.OWNER})
LEADING: Roles = frozenset(LEADS)
OFFICE: Roles = frozenset({*LEADS, Role.COORDINATOR, Role.FRONT_OFFICE})
DISPATCH: Roles = frozenset({*LEADS, Role.COORDINATOR})
TEAM: Roles = frozenset(STAFF)
CONTACTS: Roles = frozenset({Role.CONTACT})

# -- config ---------------------------------------------------------------------------------------
CONFIG: dict[str, Roles] = {}

# -- accounts: sign-in, people --------------------------------------------------------------------
ACCOUNTS: dict[str, Roles] = {}

# -- core: review list, search --------------------------------------------------------------------
CORE: dict[str, Roles] = {}

# -- clients --------------------------------------------------------------------------------------
CLIENTS: dict[str, Roles] = {}

# -- fleet ----------------------------------------------------------------------------------------
FLEET: dict[str, Roles] = {}

# -- agreements -----------------------------------------------------------------------------------
AGREEMENTS: dict[str, Roles] = {}

# -- learning, planning, culture ------------------------------------------------------------------
QUIET: dict[str, Roles] = {}

# -- monitoring -----------------------------------------------------------------------------------
MONITORING: dict[str, Roles] = {}

# -- maintenance ----------------------------------------------------------------------------------
HANDS: Roles = frozenset({*LEADS, Role.TECHNICIAN})
MAINTENANCE: dict[str, Roles] = {
    "maintenance:home": TEAM,
    "maintenance:system": TEAM,
    "maintenance:protect": HANDS,
    "maintenance:end_protection": LEADING,
    "maintenance:tests": TEAM,
    "maintenance:start_tests": HANDS,
    "maintenance:test": TEAM,
    "maintenance:open_test": HANDS,
    "maintenance:restored_file": HANDS,
    "maintenance:take_file": HANDS,
    "maintenance:updates": TEAM,
    "maintenance:device_updates": TEAM,
    "maintenance:client_panel": TEAM,
    "maintenance:device_panel": TEAM,
}

# -- desk -----------------------------------------------------------------------------------------
DESK: dict[str, Roles] = {}

# -- balance: Today and the readings --------------------------------------------------------------
BALANCE: dict[str, Roles] = {}

TABLE: dict[str, Roles] = {
    **CONFIG,
    **ACCOUNTS,
    **CORE,
    **CLIENTS,
    **FLEET,
    **AGREEMENTS,
    **QUIET,
    **MONITORING,
    **MAINTENANCE,
    **DESK,
    **BALANCE,
}
