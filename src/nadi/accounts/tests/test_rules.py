"""Who may change whom."""

import pytest

from nadi.accounts.rules import why_not_leave, why_not_link, why_not_role


@pytest.mark.parametrize(
    ("actor", "old", "new", "owners", "allowed"),
    [
        (None, None, "owner", 0, True),
        ("owner", None, "technician", 1, True),
        ("service_manager", None, "technician", 1, True),
        ("service_manager", None, "owner", 1, False),
        ("coordinator", None, "technician", 1, False),
        ("owner", "owner", "technician", 1, False),
        ("owner", "owner", "technician", 2, True),
        ("service_manager", "owner", "technician", 2, False),
        ("service_manager", "technician", "coordinator", 1, True),
        ("owner", "contact", "technician", 1, False),
        ("owner", "technician", "contact", 1, False),
    ],
)
def test_roles(actor: str, old: str, new: str, owners: int, allowed: bool) -> None:
    assert (why_not_role(actor, old, new, owners) is None) is allowed


@pytest.mark.parametrize(
    ("actor", "role", "owners", "oneself", "allowed"),
    [
        ("owner", "technician", 1, False, True),
        ("owner", "owner", 2, True, False),
        ("owner", "owner", 2, False, True),
        (None, "owner", 1, False, False),
        ("service_manager", "owner", 2, False, False),
        ("technician", "front_office", 1, False, False),
    ],
)
def test_leaving(actor: str, role: str, owners: int, oneself: bool, allowed: bool) -> None:
    assert (why_not_leave(actor, role, owners, oneself=oneself) is None) is allowed


@pytest.mark.parametrize(
    ("actor", "role", "oneself", "allowed"),
    [
        (None, "owner", False, True),
        ("owner", "owner", False, True),
        ("service_manager", "owner", False, False),
        ("service_manager", "technician", False, True),
        ("technician", "technician", False, False),
        ("technician", "technician", True, True),
    ],
)
def test_links(actor: str, role: str, oneself: bool, allowed: bool) -> None:
    assert (why_not_link(actor, role, oneself=oneself) is None) is allowed
