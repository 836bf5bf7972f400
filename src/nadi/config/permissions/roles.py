"""Who is meant by each line of the table."""

from nadi.accounts.models import LEADS, STAFF, Role

Roles = frozenset[str]
ANYBODY: Roles = frozenset({"anybody"})
EVERYONE: Roles = frozenset(Role)
OWNER: Roles = frozenset({Role.OWNER})
LEADING: Roles = frozenset(LEADS)
OFFICE: Roles = frozenset({*LEADS, Role.COORDINATOR, Role.FRONT_OFFICE})
DISPATCH: Roles = frozenset({*LEADS, Role.COORDINATOR})
DESKS: Roles = frozenset({*LEADS, Role.FRONT_OFFICE})
TEAM: Roles = frozenset(STAFF)
CONTACTS: Roles = frozenset({Role.CONTACT})
TECHNICAL: Roles = frozenset({*LEADS, Role.COORDINATOR, Role.TECHNICIAN})
NOBODY: Roles = frozenset()
HANDS: Roles = frozenset({*LEADS, Role.TECHNICIAN})
