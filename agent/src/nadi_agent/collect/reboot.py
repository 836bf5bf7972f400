"""Whether a restart is needed, since when, and because of what."""

from __future__ import annotations

from typing import Any

from nadi_agent import moments
from nadi_agent.commands import ask
from nadi_agent.this_platform import here


def read() -> dict[str, Any]:
    manager = here.package_manager()
    if manager == "apt":
        since, packages = here.reboot_marks()
        return parse_marks(since, packages)
    if manager == "dnf":
        output = ask("needs-restarting", "-r", timeout=120)
        return parse_needs_restarting(output.code, output.text)
    return unknown("This agent does not know how to ask this system.")


def unknown(reason: str) -> dict[str, Any]:
    return {"known": False, "needed": False, "reason": reason, "because": [], "since": None}


def parse_marks(since: float | None, packages: str) -> dict[str, Any]:
    return {
        "known": True,
        "needed": since is not None,
        "reason": "",
        "because": sorted(set(packages.split())),
        "since": None if since is None else moments.from_epoch(since),
    }


def parse_needs_restarting(code: int, text: str) -> dict[str, Any]:
    """Exit 0 is no, 1 is yes with starred lines; anything else is not an answer."""
    if code not in (0, 1):
        return unknown("needs-restarting (package dnf-utils) gave no answer.")
    because = [line.strip(" *\t") for line in text.splitlines() if line.strip().startswith("*")]
    return {
        "known": True,
        "needed": code == 1,
        "reason": "",
        "because": sorted(because) if code == 1 else [],
        "since": None,
    }
