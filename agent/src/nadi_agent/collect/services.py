"""Services that failed, and enabled ones that do not run."""

from __future__ import annotations

from typing import Any

from nadi_agent.commands import ask
from nadi_agent.this_platform import here

PROPERTIES = "Id,Type,ActiveState,UnitFileState,ConditionResult,TriggeredBy,RemainAfterExit"
#: A oneshot is meant to end; these are meant to stay.
STAYING = {"simple", "exec", "forking", "notify", "notify-reload", "dbus"}


def read() -> dict[str, Any]:
    manager, reason = here.service_manager()
    if not manager:
        return unknown(reason)
    output = ask(
        "systemctl", "show", "*.service", "--no-pager", "--property", PROPERTIES, timeout=30
    )
    if output.code != 0:
        return unknown(output.problem or "systemctl gave no answer.", manager)
    return {"known": True, "manager": manager, "reason": "", **parse(output.text)}


def unknown(reason: str, manager: str = "") -> dict[str, Any]:
    return {"known": False, "manager": manager, "reason": reason, "failed": [], "stopped": []}


def parse(text: str) -> dict[str, list[str]]:
    """Blocks of NAME=value lines, one block a unit, parted by empty lines."""
    failed, stopped = [], []
    for block in text.split("\n\n"):
        unit = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        name = unit.get("Id", "")
        if unit.get("ActiveState") == "failed":
            failed.append(name)
        elif _should_run(unit):
            stopped.append(name)
    return {"failed": sorted(failed), "stopped": sorted(stopped)}


def _should_run(unit: dict[str, str]) -> bool:
    """Enabled and meant to stay; a socket may start it later, a condition may forbid it."""
    return (
        unit.get("ActiveState") == "inactive"
        and unit.get("UnitFileState") == "enabled"
        and unit.get("Type") in STAYING
        and unit.get("ConditionResult") != "no"
        and not unit.get("TriggeredBy")
    )
