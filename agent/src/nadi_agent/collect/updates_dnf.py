"""dnf: what is newer, which of it is a security advisory, and what is installed now."""

from __future__ import annotations

import re
from typing import Any

from nadi_agent.commands import ask

UPDATES_WAIT = 100
#: dnf says `ID Severity/Sec. package`, dnf 5 says `ID security Severity package issued`.
ADVISORY = re.compile(
    r"^\S+\s+(?:security\s+(?P<five>\w+)|(?P<four>\w+)/Sec\.)\s+(?P<package>\S+?)-[^-\s]+-[^-\s]+(\s|$)"
)
WORST_FIRST = ("critical", "important", "moderate", "low")


def read() -> dict[str, Any]:
    waiting = ask("dnf", "-q", "check-update", timeout=300)
    if waiting.code not in (0, UPDATES_WAIT):
        return {"known": False, "reason": waiting.problem or "dnf gave no answer."}
    advisories = ask("dnf", "-q", "updateinfo", "list", "--security", timeout=300)
    installed = ask("rpm", "-qa", "--qf", "%{NAME}.%{ARCH} %{EVR}\\n")
    return {"known": True, "updates": parse(waiting.text, advisories.text, installed.text)}


def parse(waiting: str, advisories: str, installed: str) -> list[dict[str, Any]]:
    severities = parse_advisories(advisories)
    versions = dict(line.split(None, 1) for line in installed.splitlines() if " " in line)
    updates = []
    for name, available, source in parse_waiting(waiting):
        package = name.rpartition(".")[0]
        severity = severities.get(package)
        updates.append(
            {
                "name": package,
                "installed": versions.get(name, "").strip(),
                "available": available,
                "source": source,
                "security": severity is not None,
                "severity": severity or "",
            }
        )
    return sorted(updates, key=lambda update: str(update["name"]))


def parse_waiting(text: str) -> list[tuple[str, str, str]]:
    """`name.arch version repository`; a long name wraps; obsoleted packages come last."""
    rows, words = [], []  # type: list[tuple[str, str, str]], list[str]
    for line in text.splitlines():
        if line.lower().startswith("obsoleting"):
            break
        words = words + line.split() if line.startswith(" ") and words else line.split()
        if len(words) == 3 and "." in words[0] and words[1][0].isdigit():
            rows.append((words[0], words[1], words[2]))
            words = []
    return rows


def parse_advisories(text: str) -> dict[str, str]:
    """The worst severity of the advisories that wait for each package. A newer version that is no
    advisory itself still brings the fix, so versions are not compared."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = ADVISORY.match(line.strip())
        if match:
            severity = (match["five"] or match["four"]).lower()
            package = match["package"]
            found[package] = min(found.get(package, severity), severity, key=_badness)
    return found


def _badness(severity: str) -> int:
    return WORST_FIRST.index(severity) if severity in WORST_FIRST else len(WORST_FIRST)
