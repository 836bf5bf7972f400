"""Some three hundred simulated machines at the demo's clients, with a year behind them.

They have no agent. `nadi.fleet.pulse` speaks for them, through the real intake and with keys of
their own, which are kept in the data directory and never in the repository. They are written as
rows, and nothing is announced: what other packages would answer, their own stories tell.
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

from nadi.clients.demo import client
from nadi.clients.models import Client, Site
from nadi.core import audit
from nadi.core.demo import TELLER, Story
from nadi.core.models import AuditRow
from nadi.fleet import rules
from nadi.fleet.demo import measured
from nadi.fleet.demo.bodies import bodies
from nadi.fleet.demo.machines import machine_list, profile
from nadi.fleet.models import (
    Agent,
    Device,
    DeviceKind,
    DeviceState,
    EnrolmentToken,
    Observation,
)
from nadi.fleet.simulation import Profile, chance

KEYS = Path("pulse") / "machines.json"


def device(name: str) -> Device:
    """One of the simulated machines, for the tellers of the packages above."""
    return Device.objects.get(name=name, simulated=True)


def tell(story: Story) -> None:
    machines = [
        (one, profile(story, one.name, one.kind))
        for one in Device.objects.bulk_create(_devices(story))
    ]
    keys = _enrol(machines)
    _write_keys(keys)
    measured.roll_up(story, machines)
    _observe(story, machines)
    AuditRow.objects.bulk_create(
        audit.told("fleet.approve_device", TELLER, one.made_at, one) for one, _profile in machines
    )
    _half_enrolled(story)


def _devices(story: Story) -> list[Device]:
    """Most are as old as the story; one in ten came since."""
    owners = {one.name: one for one in Client.objects.all()}
    sites: dict[int, Site] = {}
    for site in Site.objects.order_by("-pk"):
        sites[site.client_id] = site
    found = []
    for firm, name, kind in machine_list(whole=story.whole):
        came = chance(name, "came")
        ago = story.days if came > 0.1 or kind != DeviceKind.WORKSTATION else int(40 + 2000 * came)
        found.append(
            Device(
                client=owners[firm],
                site=sites.get(owners[firm].pk),
                name=name,
                kind=kind,
                platform="linux",
                state=DeviceState.ACTIVE,
                simulated=True,
                silent_after_minutes=15 if kind == DeviceKind.WORKSTATION else 3,
                last_seen_at=story.now,
                made_at=story.day(min(ago, story.days)),
            )
        )
    return found


def _enrol(machines: measured.Told) -> list[dict[str, Any]]:
    """An agent for each machine; returns what the pulse needs to speak for it."""
    agents, keys = [], []
    for one, behaves in machines:
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        secret = private.private_bytes(
            serialization.Encoding.Raw,
            serialization.PrivateFormat.Raw,
            serialization.NoEncryption(),
        )
        hardware = {"board": rules.token_digest(one.name)[:16]}
        agents.append(
            Agent(
                device=one,
                name=rules.agent_name(raw),
                public_key=base64.b64encode(raw).decode(),
                hardware=hardware,
                version="simulated",
                enrolled_at=one.made_at,
            )
        )
        keys.append(_key(one, behaves, secret, hardware))
    Agent.objects.bulk_create(agents)
    return keys


def _key(one: Device, behaves: Profile, secret: bytes, hardware: dict[str, str]) -> dict[str, Any]:
    return {
        "device_id": one.pk,
        "name": one.name,
        "key": base64.b64encode(secret).decode(),
        "hardware": hardware,
        "profile": behaves.plain(),
    }


def _write_keys(keys: list[dict[str, Any]]) -> None:
    """Only the pulse reads this; a stolen dump of the database cannot speak for a machine."""
    path = Path(settings.NADI_DATA) / KEYS
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(keys, out)


def _observe(story: Story, machines: measured.Told) -> None:
    """Heard in the last hours, not all in one minute: so they will be heard again."""
    rows = []
    for number, (one, behaves) in enumerate(machines):
        at = story.now - timedelta(minutes=5 + number)
        for kind, body in bodies(story, one.name, one.kind, behaves).items():
            rows.append(
                Observation(device=one, kind=kind, body=body, collected_at=at, received_at=at)
            )
    Observation.objects.bulk_create(rows)


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
        name="PC-GI18",
        kind=DeviceKind.WORKSTATION,
        platform="linux",
        simulated=True,
        made_at=story.now - timedelta(minutes=40),
    )
    Agent.objects.create(
        device=waiting,
        name=rules.agent_name(raw),
        public_key=base64.b64encode(raw).decode(),
        hardware={"board": rules.token_digest("PC-GI18")[:16]},
        version="simulated",
        token=token,
        enrolled_at=story.now - timedelta(minutes=40),
    )
