"""Results that a backup script left in the drop folder. The agent runs no backup itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nadi_agent.identity import write_privately

KINDS = ("backup", "manifest")
OUTCOMES = ("ok", "warning", "failed")
LARGEST = 2 * 1024 * 1024


class NotUnderstood(ValueError):
    """A dropped file is not what the contract says."""


def drop_folder(home: Path) -> Path:
    folder = home / "drop"
    folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    return folder


def leave(home: Path, kind: str, run: str, at: str, body: dict[str, Any]) -> Path:
    """For backup scripts: put one result where the agent will find it, whole or not at all."""
    path = drop_folder(home) / f"{kind}-{''.join(c for c in run if c.isalnum())}.json"
    write_privately(path, json.dumps({"kind": kind, "at": at, "body": body}).encode())
    return path


def read(home: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each dropped result, oldest first. What is not understood is set aside and named."""
    files = sorted(drop_folder(home).glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in files:
        try:
            if path.stat().st_size > LARGEST:
                raise NotUnderstood("larger than 2 MiB")
            yield path, parse(path.read_text("utf-8"))
        except (NotUnderstood, UnicodeDecodeError, OSError) as problem:
            print(f"nadi-agent: {path.name} was set aside: {problem}", file=sys.stderr)
            path.rename(path.with_suffix(".refused"))


def parse(text: str) -> dict[str, Any]:
    try:
        dropped = json.loads(text)
    except ValueError:
        raise NotUnderstood("it is not JSON") from None
    if not isinstance(dropped, dict) or dropped.get("kind") not in KINDS:
        raise NotUnderstood("its kind is neither backup nor manifest")
    body = dropped.get("body")
    if not isinstance(body, dict) or not body.get("job") or not body.get("run"):
        raise NotUnderstood("it names no job or no run")
    if dropped["kind"] == "backup" and body.get("outcome") not in OUTCOMES:
        raise NotUnderstood("its outcome is not one of ok, warning, failed")
    if not isinstance(dropped.get("at"), str):
        raise NotUnderstood("it has no moment")
    return {"kind": dropped["kind"], "at": dropped["at"], "body": body}


def collect(home: Path, take: Callable[[str, str, dict[str, Any], str], None]) -> int:
    """Hand each result over, then remove its file. Killed in between, `take` knows the name."""
    count = 0
    for path, dropped in read(home):
        take(dropped["kind"], dropped["at"], dropped["body"], path.name)
        path.unlink()
        count += 1
    return count
