"""What the demo's machines say of themselves, in the shapes of the contract."""

from datetime import timedelta
from typing import Any

from nadi.core.demo import Story
from nadi.fleet import rules
from nadi.fleet.models import DeviceKind
from nadi.fleet.simulation import Profile, chance

#: For how many days a restart has been due. The school asked to wait until the exams are over.
NEEDS_RESTART = {"DC-LV1": 4, "APP-GI1": 4, "FS-OI1": 4} | {
    f"PC-LS{n:02d}": 19 for n in range(1, 25)
}
PENDING = (
    ("openssl", "3.0.15-1~deb12u1", "3.0.17-1~deb12u1", True),
    ("linux-image-amd64", "6.1.119-1", "6.1.124-1", True),
    ("libc6", "2.36-9+deb12u9", "2.36-9+deb12u13", True),
    ("tzdata", "2025b-0+deb12u1", "2026a-0+deb12u1", False),
    ("curl", "7.88.1-10+deb12u8", "7.88.1-10+deb12u12", True),
    ("vim-common", "2:9.0.1378-2", "2:9.0.1378-2+deb12u1", False),
)


def bodies(story: Story, name: str, kind: str, profile: Profile) -> dict[str, dict[str, Any]]:
    """The newest word of a machine on each subject; the pulse goes on from here."""
    waits = NEEDS_RESTART.get(name)
    return {
        "inventory": inventory(name, kind, profile),
        "services": {
            "known": True,
            "manager": "systemd",
            "reason": "",
            "failed": [],
            "stopped": [],
        },
        "updates": updates(name),
        "reboot": {
            "known": True,
            "needed": waits is not None,
            "reason": "",
            "because": ["linux-image-6.1.0-29-amd64"] if waits is not None else [],
            "since": None if waits is None else story.day(waits).isoformat(),
        },
    }


def inventory(name: str, kind: str, profile: Profile) -> dict[str, Any]:
    server = kind == DeviceKind.SERVER
    return {
        "hostname": name.lower(),
        "os": {
            "family": "linux",
            "name": "Debian GNU/Linux",
            "version": "12",
            "kernel": "6.1.0-28-amd64",
            "architecture": "x86_64",
        },
        "hardware": {
            "vendor": "Northwind" if server else "Fabrikam",
            "model": "Rack 210" if server else "Desk 7",
            "serial": rules.token_digest(name)[:10].upper(),
            "cpu": "8-core server processor" if server else "4-core desktop processor",
            "cores": 8 if server else 4,
            "memory_bytes": (32 if server else 8) * 1024**3,
        },
        "disks": [
            {
                "mount": "/",
                "device": "/dev/sda2",
                "filesystem": "ext4",
                "size_bytes": int(profile.size_gib * 1024**3),
            }
        ],
        "networks": [{"name": "eno1", "mac": "", "addresses": []}],
        "booted_at": (profile.told_at - timedelta(days=3 + 40 * chance(name, "up"))).isoformat(),
        "time_zone": "Europe/Stockholm",
        "agent_version": "simulated",
    }


def updates(name: str) -> dict[str, Any]:
    """Some machines are up to date, some wait for a few packages."""
    waiting = [each for each in PENDING if chance(name, each[0]) < 0.3]
    return {
        "known": True,
        "manager": "apt",
        "reason": "",
        "lists_refreshed_at": None,
        "updates": [
            {
                "name": package,
                "installed": installed,
                "available": available,
                "source": "Debian-Security:12/stable-security" if security else "Debian:12/stable",
                "security": security,
                "severity": "",
            }
            for package, installed, available, security in waiting
        ],
        "held": [],
    }
