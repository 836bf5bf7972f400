"""A system nobody has written a file for yet: what is not known is said to be unknown."""

from __future__ import annotations

import platform
import uuid

FAMILY = platform.system().lower() or "other"


def hardware() -> dict[str, str]:
    node = uuid.getnode()
    invented = bool(node & (1 << 40))
    return {} if invented else {"nics": f"{node:012x}"}


def system() -> dict[str, str]:
    return {"family": FAMILY, "name": platform.system(), "version": platform.release()}


def maker() -> dict[str, str]:
    return {"vendor": "", "model": "", "serial": "", "cpu": platform.processor()}


def time_zone() -> str:
    return ""


def package_manager() -> str:
    return ""


def service_manager() -> tuple[str, str]:
    return "", f"This agent cannot ask {platform.system()} for its services yet."


def reboot_marks() -> tuple[float | None, str]:
    return None, ""


def package_lists_refreshed_at() -> float | None:
    return None


def pressure() -> dict[str, float | None]:
    return {}
