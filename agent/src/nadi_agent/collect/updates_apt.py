"""apt: a simulated upgrade says what would change; nothing is locked and nothing is changed."""

from __future__ import annotations

import re
from typing import Any

from nadi_agent.commands import ask

INST = re.compile(
    r"^Inst (?P<name>\S+) \[(?P<installed>[^\]]+)\]"
    r" \((?P<available>\S+) (?P<source>.*?) \[[^\]]*\]\)"
)


def read() -> dict[str, Any]:
    output = ask("apt-get", "-s", "-q", "-o", "Debug::NoLocking=true", "dist-upgrade")
    if output.code != 0:
        return {"known": False, "reason": output.problem or "apt-get gave no answer."}
    held = ask("apt-mark", "showhold", timeout=30)
    return {"known": True, "updates": parse(output.text), "held": sorted(held.text.split())}


def parse(text: str) -> list[dict[str, Any]]:
    """Lines like `Inst name [old] (new Source:1/suite [arch])`; without [old] it is new here."""
    updates = []
    for line in text.splitlines():
        found = INST.match(line)
        if found:
            source = found["source"]
            updates.append(
                {
                    "name": found["name"],
                    "installed": found["installed"],
                    "available": found["available"],
                    "source": source,
                    "security": "security" in source.lower(),
                    "severity": "",
                }
            )
    return sorted(updates, key=lambda update: str(update["name"]))
