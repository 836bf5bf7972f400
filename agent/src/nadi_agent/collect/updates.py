"""Pending updates, by the system's own package manager. The agent asks; it installs nothing."""

from __future__ import annotations

from typing import Any

from nadi_agent import moments
from nadi_agent.collect import updates_apt, updates_dnf
from nadi_agent.this_platform import here

AT_MOST = 2_000


def read() -> dict[str, Any]:
    manager = here.package_manager()
    if manager == "apt":
        found = updates_apt.read()
    elif manager == "dnf":
        found = updates_dnf.read()
    else:
        found = {"known": False, "reason": "No package manager this agent knows."}
    return whole(manager, found, here.package_lists_refreshed_at() if manager == "apt" else None)


def whole(manager: str, found: dict[str, Any], refreshed: float | None) -> dict[str, Any]:
    """The body of the contract, with what is missing said to be missing."""
    return {
        "known": bool(found["known"]),
        "manager": manager,
        "reason": found.get("reason", ""),
        "lists_refreshed_at": None if refreshed is None else moments.from_epoch(refreshed),
        "updates": found.get("updates", [])[:AT_MOST],
        "held": found.get("held", []),
    }
