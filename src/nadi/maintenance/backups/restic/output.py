"""What restic says, read without running it. Version 0.14 gives JSON only for some commands."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from nadi.maintenance.backups.contract import CannotRestore, Snapshot

SNAPSHOT_ID = re.compile(r"[0-9a-f]{8,64}")
_FILE_ERROR = re.compile(r"^ignoring error for (?P<path>/.*?): (?P<error>.+)$")
_PACK = re.compile(r"\b(?P<id>[0-9a-f]{64})\b")
_FRACTION = re.compile(r"\.(\d{6})\d*")


def snapshots(text: str) -> list[Snapshot]:
    """`restic snapshots --json`, oldest first."""
    try:
        rows = json.loads(text or "null") or []
        found = [
            Snapshot(str(row["id"]), moment(row["time"]), tuple(map(str, row.get("paths") or ())))
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise CannotRestore(f"the list of snapshots cannot be read: {problem}") from problem
    return sorted(found, key=lambda snapshot: snapshot.at)


def moment(text: str) -> datetime:
    """A time with nanoseconds, which Python reads only to the microsecond."""
    return datetime.fromisoformat(_FRACTION.sub(r".\1", text))


def total_size(text: str) -> int | None:
    """`restic stats --json --mode raw-data`."""
    try:
        return int(json.loads(text)["total_size"])
    except (ValueError, KeyError, TypeError):
        return None


def file_errors(text: str) -> dict[str, str]:
    """The first error of each file, from what `restic restore` prints while it goes on."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if match := _FILE_ERROR.match(line.strip()):
            found.setdefault(match["path"], match["error"])
    return found


def error_of(errors: Mapping[str, str], path: str) -> str:
    """What went wrong with a file: its own error, else that of a folder it lies in."""
    while path:
        if path in errors:
            return errors[path]
        path = path.rpartition("/")[0]
    return ""


def damaged_pack(text: str) -> str:
    """The first file of the repository that `restic check --read-data` complains about."""
    match = _PACK.search(text)
    return f"data/{match['id'][:2]}/{match['id']}" if match else ""


def pattern(path: str) -> str:
    """A path that matches only itself where restic expects a pattern."""
    return re.sub(r"([*?\[\\])", r"\\\1", path)
