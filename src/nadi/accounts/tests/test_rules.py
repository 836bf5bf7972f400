"""Who may change whom."""

import pytest

from nadi.accounts.rules import device_in_words, why_not_leave, why_not_link, why_not_role


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


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge, Windows"),
        ("curl/8.0", None),
        ("", None),
    ],
)
def test_devices_in_words(agent: str, said: str | None) -> None:
    assert device_in_words(agent) == said
