"""Who may report: session, MAC, state, clock, size, then the words themselves. In this order, so
that nothing is unpacked for a stranger and every later refusal is about a known machine."""

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nadi.fleet import rules
from nadi.fleet.intake import messages
from nadi.fleet.intake.committer import Committer, Pending
from nadi.fleet.intake.refusals import (
    Refusal,
    bad_mac,
    malformed,
    no_session,
    not_active,
    unknown,
)
from nadi.fleet.intake.register import Known, Layout, Register
from nadi.fleet.intake.store import Pool

MOST_KEYS = 50_000
LONGEST_SESSION = 40


@dataclass(slots=True)
class Admitted:
    """A known, active machine whose bytes are its own."""

    known: Known
    sent_at: datetime


class Door:
    def __init__(self, secret: bytes, register: Register, committer: Committer, pool: Pool) -> None:
        self.secret = secret
        self.register = register
        self.committer = committer
        self.pool = pool
        self._keys: dict[bytes, tuple[bytes, rules.SessionId]] = {}

    async def admit(self, headers: Mapping[bytes, bytes], body: bytes, now: datetime) -> Admitted:
        """Check who speaks; Refusal with the reason."""
        key, session = self._session(headers.get(b"nadi-session", b""))
        if now >= session.ends:
            raise no_session()
        sent_text = headers.get(b"nadi-at", b"")
        mac = rules.report_mac(key, sent_text, body)
        if not hmac.compare_digest(mac.hex().encode(), headers.get(b"nadi-mac", b"")):
            raise bad_mac()
        known = self.register.agents.get(session.agent_id) or await self._look_up(session.agent_id)
        if known.state != "active":
            raise not_active(known.state)
        sent_at = messages.moment(sent_text)
        verdict = rules.clock_verdict(sent_at, now)
        if verdict != "fine":
            span = rules.in_words(now - sent_at)
            sentence = f"This was sent with a clock {span} {verdict}. Nothing was stored."
            raise Refusal(409, "clock", sentence, now=now)
        return Admitted(known, sent_at)

    async def take(self, admitted: Admitted, body: bytes, encoding: bytes, now: datetime) -> bytes:
        """Understand the report, store it, answer after the commit."""
        if len(body) > messages.LARGEST_BODY:
            raise messages.too_large("A report is at most 1 MiB, compressed.")
        report = messages.read_report(messages.unpack(body, encoding))
        check_dates(report, now)
        layout = await self._layout(report)
        pending = Pending(
            known=admitted.known,
            report=report,
            layout=layout,
            digest=hashlib.blake2b(body, digest_size=16).digest(),
            sent_at=admitted.sent_at,
            received_at=now,
            done=asyncio.get_running_loop().create_future(),
            key=(admitted.known.device_id, str(report.boot), report.sequence),
        )
        new = await self.committer.store(pending)
        again = b"false" if new else b"true"
        return b'{"stored":true,"again":%b,"sequence":%d}' % (again, report.sequence)

    async def _look_up(self, agent_id: int) -> Known:
        """Its session is ours, so it was enrolled a moment ago or shook another process's hand."""
        async with self.pool.connection() as connection:
            await self.register.load_agents(connection)
        if agent_id not in self.register.agents:
            raise unknown()
        return self.register.agents[agent_id]

    async def _layout(self, report: messages.Report) -> Layout | None:
        """What the values mean. The common case costs one look into a dictionary."""
        if not report.samples:
            return None
        raw = bytes(report.names)
        layout = self.register.layouts.get(raw)
        if layout is None:
            async with self.pool.connection() as connection:
                layout = await self.register.layout(raw, connection)
        width = len(layout.names)
        for sample in report.samples:
            if len(sample.values) != width:
                raise malformed(f"a sample has {len(sample.values)} values for {width} names")
        return layout

    def _session(self, text: bytes) -> tuple[bytes, rules.SessionId]:
        found = self._keys.get(text)
        if found is None:
            if len(text) > LONGEST_SESSION:  # what a stranger sends is remembered below
                raise no_session()
            try:
                raw = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
            except (binascii.Error, ValueError):
                raise no_session() from None
            session = rules.read_session(raw)
            if session is None:
                raise no_session()
            found = (rules.session_key(self.secret, text), session)
            if len(self._keys) >= MOST_KEYS:
                self._keys.clear()
            self._keys[text] = found
        return found


def check_dates(report: messages.Report, now: datetime) -> None:
    """Every collected moment must be possible; the sentence names the first that is not."""
    moments = [sample.at for sample in report.samples]
    moments += [observation.at for observation in report.observations]
    for collected in moments:
        verdict = rules.date_verdict(collected, now)
        if verdict != "fine":
            moment = _in_utc(collected)
            wrong = "too long ago" if verdict == "too old" else "yet to come"
            sentence = f"A moment of {moment} is {wrong}."
            raise Refusal(422, "impossible_date", sentence, keep=True)


def _in_utc(moment: datetime) -> str:
    try:
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:  # at the edge of the years another zone may lie beyond it
        return moment.isoformat()
