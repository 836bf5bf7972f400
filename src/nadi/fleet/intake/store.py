"""Enrolment, handshakes and what is kept for review: the rare acts, each in its own transaction."""

import base64
import os
from datetime import UTC, datetime
from typing import Any

import msgspec
import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from nadi.fleet import rules
from nadi.fleet.intake import messages
from nadi.fleet.intake.refusals import Refusal, bad_signature, malformed, not_active, unknown

Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]
Connection = psycopg.AsyncConnection[tuple[Any, ...]]
KEPT_A_DAY = 50

FIND_GRANT = """
SELECT id, client_id, site_id, approves, max_uses, uses, expires_at, withdrawn_at
FROM fleet_enrolmenttoken WHERE digest = %s FOR UPDATE
"""
FIND_AGENT = """
SELECT a.id, a.public_key, a.hardware, d.id, d.state, d.client_id
FROM fleet_agent a JOIN fleet_device d ON d.id = a.device_id WHERE a.name = %s
"""
MAKE_DEVICE = """
INSERT INTO fleet_device (client_id, site_id, name, kind, platform, state)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""
# A machine known from the papers, by its name at this client, becomes the one that enrols.
TAKE_PLACE = """
UPDATE fleet_device SET platform = %s, state = %s WHERE id = (
    SELECT d.id FROM fleet_device d
    WHERE d.client_id = %s AND d.state = 'known' AND lower(d.name) = lower(%s)
      AND NOT EXISTS (SELECT FROM fleet_agent a WHERE a.device_id = d.id)
    ORDER BY d.id LIMIT 1 FOR UPDATE)
RETURNING id
"""
MAKE_AGENT = """
INSERT INTO fleet_agent (device_id, name, public_key, hardware, version, capabilities, token_id)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
EVENT = "INSERT INTO core_event (name, facts) VALUES (%s, %s)"
NONCE = "INSERT INTO fleet_handshake (agent_id, nonce) VALUES (%s, %s) ON CONFLICT DO NOTHING"
GREETED = """
UPDATE fleet_agent SET last_handshake_at = now(), boot = %s, version = %s, capabilities = %s,
       clock_offset_ms = %s, refused_at = NULL, refused_reason = '' WHERE id = %s
"""
REFUSED = "UPDATE fleet_agent SET refused_at = now(), refused_reason = %s WHERE id = %s"
QUARANTINE = """
UPDATE fleet_device SET state = 'quarantined', state_reason = %s
WHERE id = %s AND state IN ('pending', 'active') RETURNING client_id
"""
TWO_MACHINES = (
    "Two different machines presented the same key. Both are held until a person decides which "
    "one is right; the other needs a key of its own."
)


async def enrol(pool: Pool, message: messages.Enrol, now: datetime) -> dict[str, object]:
    """Know a machine by its key. Asking again with the same key changes nothing and uses nothing
    up: a machine whose answer was lost on the way asks again with the token it has."""
    hardware = rules.hardware_text(message.hardware)
    public = _key_bytes(message.public_key)
    text = "\n".join(["nadi enrol v1", message.token, message.public_key, hardware, message.at])
    _check_signature(public, message.signature, text)
    _check_clock(messages.moment(message.at.encode()), now)
    name = rules.agent_name(public)
    async with pool.connection() as connection, connection.transaction():
        state = await _state_of(connection, name)
        if state is None:
            token = await _open_token(connection, message.token, now)  # locked: one at a time
            state = await _state_of(connection, name) or await _make(
                connection, message, token, name
            )
    return {"agent": name, "state": state, "sentence": _enrolled_sentence(state)}


async def shake_hands(
    pool: Pool, message: messages.Handshake, secret: bytes, now: datetime
) -> dict[str, object]:
    """A session for a known, active machine with a good clock and a fresh nonce."""
    hardware = rules.hardware_text(message.hardware)
    lines = ["nadi handshake v1", message.agent, hardware, message.boot, message.nonce, message.at]
    async with pool.connection() as connection:
        found = await (await connection.execute(FIND_AGENT, (message.agent,))).fetchone()
        if found is None:
            raise unknown()
        agent_id, public_key, enrolled_hardware, device_id, state, _client = found
        _check_signature(base64.b64decode(public_key), message.signature, "\n".join(lines))
        sent = messages.moment(message.at.encode())
        try:
            _check_clock(sent, now)
            await _check_nonce(connection, agent_id, message.nonce)
        except Refusal as refusal:
            await connection.execute(REFUSED, (refusal.sentence, agent_id))
            raise
        if not rules.same_hardware(enrolled_hardware, message.hardware):
            await _quarantine(connection, agent_id, device_id, message)
            state = "quarantined"
        if state != "active":
            raise not_active(state)
        offset = round((sent - now).total_seconds() * 1000)
        capabilities = Jsonb(message.capabilities)
        await connection.execute(
            GREETED, (message.boot, message.version, capabilities, offset, agent_id)
        )
    return _session(agent_id, secret, now)


async def keep(
    pool: Pool, kind: str, source: str, reason: str, raw: bytes, about: dict[str, object]
) -> bool:
    """Keep what was refused, for a person. One broken machine cannot fill the list."""
    async with pool.connection() as connection:
        row = await (
            await connection.execute(
                "SELECT count(*) FROM core_reviewitem WHERE kind = %s AND source = %s"
                " AND created_at > now() - interval '1 day'",
                (kind, source),
            )
        ).fetchone()
        if row and row[0] >= KEPT_A_DAY:
            return False
        await connection.execute(
            "INSERT INTO core_reviewitem (kind, source, reason, raw, about)"
            " VALUES (%s, %s, %s, %s, %s)",
            (kind, source, reason, raw, Jsonb(about)),
        )
    return True


async def _state_of(connection: Connection, name: str) -> str | None:
    found = await (await connection.execute(FIND_AGENT, (name,))).fetchone()
    return found[4] if found else None


async def _open_token(connection: Connection, text: str, now: datetime) -> tuple[Any, ...]:
    row = await (await connection.execute(FIND_GRANT, (rules.token_digest(text),))).fetchone()
    if row is None:
        raise Refusal(403, "token_unknown", "This enrolment token is not known here.")
    _id, _client, _site, _approves, max_uses, uses, expires_at, withdrawn_at = row
    if withdrawn_at is not None:
        sentence = "This enrolment token was withdrawn. Ask for a new one."
        raise Refusal(403, "token_withdrawn", sentence)
    if now >= expires_at:
        ended = f"{expires_at.astimezone(UTC):%-d %B %Y at %H:%M} UTC"
        sentence = f"This enrolment token ended on {ended}. Ask for a new one."
        raise Refusal(403, "token_expired", sentence)
    if uses >= max_uses:
        times = "once" if max_uses == 1 else f"{max_uses} times"
        sentence = f"This enrolment token was good {times} and is used up. Ask for a new one."
        raise Refusal(403, "token_used_up", sentence)
    return row


async def _make(
    connection: Connection, message: messages.Enrol, token: tuple[Any, ...], name: str
) -> str:
    token_id, client_id, site_id, approves = token[:4]
    state = "active" if approves else "pending"
    values = (client_id, site_id, message.name, message.kind, message.platform, state)
    known = (message.platform, state, client_id, message.name)
    row = await (await connection.execute(TAKE_PLACE, known)).fetchone()
    if row is None:
        row = await (await connection.execute(MAKE_DEVICE, values)).fetchone()
    device_id = row[0] if row else 0
    await connection.execute(
        MAKE_AGENT,
        (
            device_id,
            name,
            message.public_key,
            Jsonb(message.hardware),
            message.version,
            Jsonb(message.capabilities),
            token_id,
        ),
    )
    await connection.execute(
        "UPDATE fleet_enrolmenttoken SET uses = uses + 1 WHERE id = %s", (token_id,)
    )
    facts = {"device_id": device_id, "client_id": client_id, "name": message.name, "state": state}
    await connection.execute(EVENT, ("fleet.DeviceEnrolled", Jsonb(facts)))
    await connection.execute("NOTIFY nadi_events")
    await connection.execute("NOTIFY nadi_devices")
    return state


async def _quarantine(
    connection: Connection, agent_id: int, device_id: int, message: messages.Handshake
) -> None:
    async with connection.transaction():
        await connection.execute(
            "UPDATE fleet_agent SET other_hardware = %s, refused_at = now(), refused_reason = %s"
            " WHERE id = %s",
            (Jsonb(message.hardware), TWO_MACHINES, agent_id),
        )
        row = await (await connection.execute(QUARANTINE, (TWO_MACHINES, device_id))).fetchone()
        if row is not None:
            facts = {"device_id": device_id, "client_id": row[0], "reason": TWO_MACHINES}
            await connection.execute(EVENT, ("fleet.DeviceQuarantined", Jsonb(facts)))
            await connection.execute("NOTIFY nadi_events")


async def _check_nonce(connection: Connection, agent_id: int, nonce: str) -> None:
    done = await connection.execute(NONCE, (agent_id, nonce))
    if done.rowcount == 0:
        sentence = "This very handshake was received before. A new one needs a new nonce."
        raise Refusal(409, "replayed", sentence)


def _check_clock(sent: datetime, now: datetime) -> None:
    verdict = rules.clock_verdict(sent, now)
    if verdict != "fine":
        span = rules.in_words(now - sent)
        sentence = (
            f"This machine's clock is {span} {verdict}. "
            "Set it right; what was measured is not lost."
        )
        raise Refusal(409, "clock", sentence, now=now)


def _check_signature(public: bytes, signature: str, text: str) -> None:
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(base64.b64decode(signature), text.encode())
    except (InvalidSignature, ValueError):
        raise bad_signature() from None


def _key_bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise malformed("the public key is not base64") from None
    if len(raw) != 32:
        raise malformed("the public key is not an Ed25519 key")
    return raw


def _session(agent_id: int, secret: bytes, now: datetime) -> dict[str, object]:
    ends = (now + rules.SESSION_LIFE).replace(microsecond=0)
    raw = rules.make_session(agent_id, ends, os.urandom(8))
    session = base64.urlsafe_b64encode(raw).rstrip(b"=")
    return {
        "session": session.decode(),
        "key": base64.b64encode(rules.session_key(secret, session)).decode(),
        "expires_at": ends,
        "now": now,
        "report_every_seconds": 60,
    }


def _enrolled_sentence(state: str) -> str:
    if state == "active":
        return "Enrolled and approved. It may report from now on."
    if state == "pending":
        return "Enrolled. A person at the provider approves this machine before it may report."
    return not_active(state).sentence


def encode(answer: dict[str, object]) -> bytes:
    return msgspec.json.encode(answer)
