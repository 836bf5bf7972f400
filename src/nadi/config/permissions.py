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
QUIET: dict[str, Roles] = {
    "learning:home": TEAM,
    "planning:home": TEAM,
    "culture:home": TEAM,
}

# -- monitoring -----------------------------------------------------------------------------------
MONITORING: dict[str, Roles] = {}

# -- maintenance ----------------------------------------------------------------------------------
MAINTENANCE: dict[str, Roles] = {}

# -- desk -----------------------------------------------------------------------------------------
DESK: dict[str, Roles] = {}

# -- balance: Today and the readings --------------------------------------------------------------
BALANCE: dict[str, Roles] = {
    "balance:home": EVERYONE,
    "balance:today": TEAM,
    "balance:state": TEAM,
    "balance:reading": TEAM,
    "balance:intention": LEADING,
}

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
