"""Some sixty simulated machines at the demo's clients, with ninety days behind them.

They have no agent. `nadi.fleet.pulse` speaks for them, through the real intake and with keys of
their own, which are kept in the data directory and never in the repository.
"""

import base64
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from nadi.clients.demo import client
from nadi.core.demo import TELLER, Story
from nadi.core.events import announce
from nadi.fleet import actions, rules
from nadi.fleet.events import ObservationReceived
from nadi.fleet.history import FIVE_MINUTES, HOUR
from nadi.fleet.models import Agent, Device, DeviceKind, EnrolmentToken, Observation, SeriesLayout
from nadi.fleet.simulation import NAMES, Profile, chance

KEYS = Path("pulse") / "machines.json"

# Servers by their names, then how many workstations, then the rest of the rack.
MACHINES: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "Harbor Dental": (("FS02", "APP-HD1"), 4, ("FW-HD1",)),
    "Oak & Iron": (("FS-OI1", "CAD-OI1"), 3, ("FW-OI1",)),
    "Dr. Patel": (("SRV-DP1",), 2, ()),
    "Lakeview School": (("DC-LV1", "FS-LV1"), 5, ("SW-LV1",)),
    "Northgate Legal": (("DC-NG1", "FS-NG1"), 4, ("FW-NG1",)),
    "Bluebird Bakery": (("POS-BB1",), 2, ()),
    "Cedar Accounting": (("FS-CA1", "APP-CA1"), 3, ()),
    "Delta Freight": (("APP-DF1",), 3, ("FW-DF1",)),
    "Elm Street Clinic": (("SRV-EC1",), 2, ()),
    "Fjord Architects": (("FS-FA1",), 3, ("SW-FA1",)),
    "Grove Insurance": (("APP-GI1",), 2, ()),
    "Hill Museum": (("FS-HM1",), 1, ()),
    "Ivory Print": (("FS-IP1",), 1, ()),
}
#: Disks that are a story of their own: use today, and points a day.
FILLING = {"FS02": (89.0, 1.2), "FS-CA1": (84.0, 0.2), "FS-FA1": (78.5, 0.35)}
TIGHT_MEMORY = {"APP-DF1": 86.0, "POS-BB1": 81.0}
#: For how many days a restart has been due. The school asked to wait until the exams are over.
NEEDS_RESTART = {"DC-LV1": 4, "APP-GI1": 4, "FS-OI1": 4} | {f"PC-LS0{n}": 19 for n in range(1, 6)}
PENDING = (
    ("openssl", "3.0.15-1~deb12u1", "3.0.17-1~deb12u1", True),
    ("linux-image-amd64", "6.1.119-1", "6.1.124-1", True),
    ("libc6", "2.36-9+deb12u9", "2.36-9+deb12u13", True),
    ("tzdata", "2025b-0+deb12u1", "2026a-0+deb12u1", False),
    ("curl", "7.88.1-10+deb12u8", "7.88.1-10+deb12u12", True),
    ("vim-common", "2:9.0.1378-2", "2:9.0.1378-2+deb12u1", False),
)

ROLLUPS = """
INSERT INTO fleet_rollup (device_id, minutes, at, layout_id, n, means, highs)
SELECT d.id, %(minutes)s, t.at, %(layout)s, %(minutes)s,
       ARRAY[f.cpu, f.cpu / 40, f.memory, f.swap, f.disk, d.size * (1 - f.disk / 100),
             300 * w.work + 20, 90 * w.work + 8, round(140 + 60 * w.work), 0]::real[],
       ARRAY[least(99, f.cpu * 1.25), f.cpu / 30, least(98, f.memory + 1), f.swap, f.disk,
             d.size * (1 - f.disk / 100), 360 * w.work + 40, 110 * w.work + 12,
             round(145 + 60 * w.work), 0]::real[]
FROM unnest(%(ids)s::bigint[], %(cpu)s::float8[], %(memory)s::float8[], %(disk)s::float8[],
            %(growth)s::float8[], %(size)s::float8[])
     AS d(id, cpu, memory, disk, growth, size)
CROSS JOIN generate_series(%(start)s::timestamptz, %(end)s::timestamptz,
                           make_interval(mins => %(minutes)s)) AS t(at)
CROSS JOIN LATERAL (
    SELECT CASE WHEN extract(isodow FROM t.at AT TIME ZONE 'UTC') > 5 THEN 0.08
           ELSE 0.08 + 0.92 * greatest(0, sin(pi() *
                (extract(hour FROM t.at AT TIME ZONE 'UTC')::float8 - 5) / 12)) END AS work,
           ('x' || substr(md5(d.id::text || t.at::text), 1, 7))::bit(28)::int / 268435456.0 AS dice,
           extract(epoch FROM t.at - %(told)s::timestamptz) / 86400 AS days
) w
CROSS JOIN LATERAL (
    SELECT greatest(0.5, d.cpu * (0.25 + w.work) + 4 * (2 * w.dice - 1)) AS cpu,
           least(97, d.memory + 8 * w.work + 2 * w.dice - 1) AS memory,
           greatest(0, d.memory - 70) / 4 AS swap,
           greatest(3, d.disk + d.growth * w.days) AS disk
) f
ON CONFLICT DO NOTHING
"""


def device(name: str) -> Device:
    """One of the simulated machines, for the tellers of the packages above."""
    return Device.objects.get(name=name, simulated=True)


def tell(story: Story) -> None:
    machines = [_machine(story, firm, name, kind) for firm, name, kind in machine_list()]
    _write_keys([each[1] for each in machines])
    devices = [each[0] for each in machines]
    profiles = [each[2] for each in machines]
    _rollups(story, devices, profiles)
    for number, (one, _key, profile) in enumerate(machines):
        _observe(story, one, profile, number)
    _half_enrolled(story)


def machine_list() -> list[tuple[str, str, str]]:
    """Client, name and kind of every machine."""
    found: list[tuple[str, str, str]] = []
    for firm, (servers, workstations, rack) in MACHINES.items():
        initials = "".join(word[0] for word in firm.replace(".", "").split() if word[0].isalpha())
        found += [(firm, name, DeviceKind.SERVER) for name in servers]
        found += [
            (firm, f"PC-{initials}{number:02d}", DeviceKind.WORKSTATION)
            for number in range(1, workstations + 1)
        ]
        found += [(firm, name, DeviceKind.NETWORK) for name in rack]
    return found


def _machine(
    story: Story, firm: str, name: str, kind: str
) -> tuple[Device, dict[str, Any], Profile]:
    owner = client(firm)
    one = Device.objects.create(
        client=owner,
        site=owner.sites.order_by("pk").first(),
        name=name,
        kind=kind,
        platform="linux",
        simulated=True,
        silent_after_minutes=3 if kind == DeviceKind.SERVER else 15,
        last_seen_at=story.now,
        made_at=story.day(90),
    )
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    hardware = {"board": rules.token_digest(name)[:16]}
    Agent.objects.create(
        device=one,
        name=rules.agent_name(raw),
        public_key=base64.b64encode(raw).decode(),
        hardware=hardware,
        version="simulated",
        enrolled_at=story.day(90),
    )
    actions.approve_device(one, by=TELLER)
    profile = _profile(story, name, kind)
    secret = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    key = {
        "device_id": one.pk,
        "name": name,
        "key": base64.b64encode(secret).decode(),
        "hardware": hardware,
        "profile": profile.plain(),
    }
    return one, key, profile


def _profile(story: Story, name: str, kind: str) -> Profile:
    use, growth = FILLING.get(name, (20 + 45 * chance(name, "disk"), 0.05 * chance(name, "grows")))
    return Profile(
        cpu=8 + (30 if kind == DeviceKind.SERVER else 18) * chance(name, "cpu"),
        memory=TIGHT_MEMORY.get(name, 30 + 35 * chance(name, "memory")),
        disk=use,
        growth=growth,
        size_gib=2000.0 if name.startswith("FS") else 240.0,
        told_at=story.now,
    )


def _write_keys(keys: list[dict[str, Any]]) -> None:
    """Only the pulse reads this; a stolen dump of the database cannot speak for a machine."""
    path = Path(settings.NADI_DATA) / KEYS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(keys, out)


def _rollups(story: Story, devices: list[Device], profiles: list[Profile]) -> None:
    layout, _made = SeriesLayout.objects.get_or_create(
        digest=rules.layout_digest(NAMES), defaults={"names": list(NAMES)}
    )
    hour = story.now.replace(minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {
        "layout": layout.pk,
        "told": story.now,
        "ids": [one.pk for one in devices],
        "cpu": [each.cpu for each in profiles],
        "memory": [each.memory for each in profiles],
        "disk": [each.disk for each in profiles],
        "growth": [each.growth for each in profiles],
        "size": [each.size_gib for each in profiles],
    }
    with connection.cursor() as cursor:
        for minutes, span in ((HOUR, timedelta(days=90)), (FIVE_MINUTES, timedelta(hours=26))):
            end = hour if minutes == HOUR else story.now - timedelta(minutes=FIVE_MINUTES)
            moments: dict[str, Any] = {"minutes": minutes, "start": hour - span, "end": end}
            cursor.execute(ROLLUPS, {**values, **moments})


def _observe(story: Story, one: Device, profile: Profile, number: int) -> None:
    """The newest of each kind; the pulse goes on from here."""
    at = story.now - timedelta(minutes=5 + number)
    bodies = {
        "inventory": inventory(one.name, one.kind, profile),
        "services": {
            "known": True, "manager": "systemd", "reason": "", "failed": [], "stopped": [],
        },
        "updates": updates(one.name),
        "reboot": {
            "known": True,
            "needed": one.name in NEEDS_RESTART,
            "reason": "",
            "because": ["linux-image-6.1.0-29-amd64"] if one.name in NEEDS_RESTART else [],
            "since": (
                story.day(NEEDS_RESTART[one.name]).isoformat()
                if one.name in NEEDS_RESTART
                else None
            ),
        },
    }  # fmt: skip
    for kind, body in bodies.items():
        row = Observation.objects.create(
            device=one, kind=kind, body=body, collected_at=at, received_at=at
        )
        announce(ObservationReceived(one.pk, row.pk, kind))


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


def _half_enrolled(story: Story) -> None:
    """One machine stands at the door, so that the approval queue has something true to show."""
    token = EnrolmentToken.objects.create(
        digest=rules.token_digest(os.urandom(16).hex()),
        client=client("Grove Insurance"),
        max_uses=2,
        uses=1,
        made_at=story.day(0, 6),
        expires_at=story.day(-1, 6),
    )
    raw = os.urandom(32)
    waiting = Device.objects.create(
        client=token.client,
        name="PC-GI03",
        kind=DeviceKind.WORKSTATION,
        platform="linux",
        simulated=True,
        made_at=story.now - timedelta(minutes=40),
    )
    Agent.objects.create(
        device=waiting,
        name=rules.agent_name(raw),
        public_key=base64.b64encode(raw).decode(),
        hardware={"board": rules.token_digest("PC-GI03")[:16]},
        version="simulated",
        token=token,
        enrolled_at=story.now - timedelta(minutes=40),
    )
