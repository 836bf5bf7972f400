"""Families of watches, one folder for each kind. A new one adds its line here."""

from nadi.monitoring.checks import disk, http, memory, service, silent
from nadi.monitoring.checks.kind import Found, Usual, WatchKind

KINDS: dict[str, WatchKind] = {
    kind.name: kind
    for kind in (
        silent.KIND,
        disk.KIND,
        memory.KIND,
        service.KIND,
        http.KIND,
    )
}

__all__ = ["KINDS", "Found", "Usual", "WatchKind"]
