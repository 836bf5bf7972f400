"""What only Linux knows, and where it keeps it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FAMILY = "linux"
DMI = Path("/sys/class/dmi/id")
NETWORK = Path("/sys/class/net")
PLACEHOLDERS = {"", "none", "not specified", "to be filled by o.e.m.", "default string", "0"}


def read_text(path: Path | str) -> str:
    """A small file, or nothing where it cannot be read."""
    try:
        return Path(path).read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def hardware() -> dict[str, str]:
    """Identities that belong to the machine and not to what is installed on it."""
    board = [_dmi(name) for name in ("product_uuid", "board_serial")]
    found = {"board": " ".join(part for part in board if part), "nics": _built_in_networks()}
    if not any(found.values()):
        found["machine"] = read_text("/etc/machine-id")
    return {label: value for label, value in found.items() if value}


def system() -> dict[str, str]:
    release = parse_os_release(read_text("/etc/os-release"))
    return {
        "family": FAMILY,
        "name": release.get("NAME", "Linux"),
        "version": release.get("VERSION_ID", ""),
    }


def maker() -> dict[str, str]:
    return {
        "vendor": _dmi("sys_vendor"),
        "model": _dmi("product_name"),
        "serial": _dmi("product_serial"),
        "cpu": parse_cpu_model(read_text("/proc/cpuinfo")),
    }


def time_zone() -> str:
    try:
        target = os.readlink("/etc/localtime")
    except OSError:
        return read_text("/etc/timezone")
    return target.partition("zoneinfo/")[2]


def package_manager() -> str:
    for name, tool in (("apt", "apt-get"), ("dnf", "dnf")):
        if shutil.which(tool):
            return name
    return ""


def service_manager() -> tuple[str, str]:
    """Its name, or nothing and the reason."""
    if os.path.isdir("/run/systemd/system") and shutil.which("systemctl"):
        return "systemd", ""
    return "", "This machine was not started by systemd."


def reboot_marks() -> tuple[float | None, str]:
    """When Debian's family asked for a restart, and for which packages."""
    for folder in ("/run", "/var/run"):
        mark = os.path.join(folder, "reboot-required")
        try:
            since = os.stat(mark).st_mtime
        except OSError:
            continue
        return since, read_text(mark + ".pkgs")
    return None, ""


def package_lists_refreshed_at() -> float | None:
    for path in ("/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists"):
        try:
            return os.stat(path).st_mtime
        except OSError:
            continue
    return None


def pressure() -> dict[str, float | None]:
    """How much of the last minute somebody waited for processor, memory or disk."""
    found = {}
    for subject in ("cpu", "memory", "io"):
        text = read_text(f"/proc/pressure/{subject}")
        if text:
            found[f"pressure.{subject}_percent"] = parse_pressure(text)
    return found


def parse_pressure(text: str) -> float | None:
    for word in text.split("\n")[0].split():
        name, _, value = word.partition("=")
        if name == "avg60":
            return float(value)
    return None


def parse_os_release(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def parse_cpu_model(text: str) -> str:
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() in ("model name", "hardware", "cpu model"):
            return " ".join(value.split())
    return ""


def _dmi(name: str) -> str:
    value = read_text(DMI / name)
    return "" if value.lower() in PLACEHOLDERS else value


def _built_in_networks() -> str:
    """Addresses of cards on a bus; docks, bridges, tunnels and containers come and go."""
    found = []
    for card in sorted(NETWORK.glob("*")):
        device = card / "device"
        removable = "/usb" in os.path.realpath(device)
        if device.exists() and not removable:
            found.append(read_text(card / "address"))
    return " ".join(sorted(address for address in found if address.strip("0:")))
