"""Thinking about check-ins, without a database or a clock. docs/algorithms/check-in.md, in code."""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST = timedelta(days=8)
JUDGED_WITHIN = timedelta(minutes=5)
GAP_AFTER = timedelta(seconds=30)
SESSION_LIFE = timedelta(hours=1)

Clock = Literal["fine", "behind", "ahead"]
Date = Literal["fine", "too old", "future"]
Told = Literal["new", "again", "replayed", "conflict"]
LimitVerdict = Literal["beyond", "between", "within"]


# -- who is speaking -------------------------------------------------------------------------------


def agent_name(public_key: bytes) -> str:
    """What an agent is called: half the digest of its public key."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def token_digest(token: str) -> str:
    """How an enrolment token is stored. It is random and long, so a plain digest is enough."""
    return hashlib.sha256(token.strip().encode()).hexdigest()


def layout_digest(names: Iterable[str]) -> str:
    """How a layout is known: by its names in their order."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def hardware_text(parts: Mapping[str, str]) -> str:
    return " ".join(f"{label}={parts[label]}" for label in sorted(parts))


def same_hardware(enrolled: Mapping[str, str], presented: Mapping[str, str]) -> bool:
    """False only where both name parts in common and not one of them agrees."""
    common = enrolled.keys() & presented.keys()
    return not common or any(enrolled[label] == presented[label] for label in common)


@dataclass(frozen=True, slots=True)
class SessionId:
    """What a session id says by itself: the agent's number and when it ends."""

    agent_id: int
    ends: datetime


_SESSION = struct.Struct(">QI8s")


def make_session(agent_id: int, ends: datetime, salt: bytes) -> bytes:
    return _SESSION.pack(agent_id, int(ends.timestamp()), salt)


def read_session(raw: bytes) -> SessionId | None:
    """None where the bytes are no session id. Whether it is ours, only the MAC tells."""
    if len(raw) != _SESSION.size:
        return None
    agent_id, ends, _salt = _SESSION.unpack(raw)
    return SessionId(agent_id, datetime.fromtimestamp(ends, UTC))


def session_key(secret: bytes, session: bytes) -> bytes:
    """The MAC key of a session: made from the secret whenever it is needed, stored nowhere."""
    return hmac.digest(secret, b"nadi session v1" + session, "sha256")


def report_mac(key: bytes, sent_at: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"POST\n/v1/report\n" + sent_at + b"\n" + body, "sha256")


# -- when it was said ------------------------------------------------------------------------------


def clock_verdict(sent: datetime, received: datetime) -> Clock:
    if received - sent > CLOCK_TOLERANCE:
        return "behind"
    if sent - received > CLOCK_TOLERANCE:
        return "ahead"
    return "fine"


def date_verdict(collected: datetime, received: datetime) -> Date:
    if received - collected > OLDEST:
        return "too old"
    if collected - received > CLOCK_TOLERANCE:
        return "future"
    return "fine"


def in_words(span: timedelta) -> str:
    """`2 days`, `3 hours`, `12 minutes`, `40 seconds`: one unit, for a sentence."""
    seconds = round(abs(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"


# -- said once -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is stored of a report: which bytes, and when the agent said it sent them."""

    digest: bytes
    sent_at: datetime


def told(stored: Receipt | None, arriving: Receipt) -> Told:
    if stored is None:
        return "new"
    if stored.digest != arriving.digest:
        return "conflict"
    return "replayed" if stored.sent_at == arriving.sent_at else "again"


# -- beyond a limit --------------------------------------------------------------------------------


def limit_verdict(direction: str, raise_at: float, clear_at: float, value: float) -> LimitVerdict:
    """The raise value counts as beyond, the clear value as within; raising wins."""
    if direction == "above":
        if value >= raise_at:
            return "beyond"
        return "within" if value <= clear_at else "between"
    if value <= raise_at:
        return "beyond"
    return "within" if value >= clear_at else "between"


def may_judge(collected: datetime, newest: datetime | None, received: datetime) -> bool:
    """Only the newest sample of a device, and only a young one: the past raises no alarm."""
    return received - collected <= JUDGED_WITHIN and (newest is None or collected > newest)


# -- when we were not looking ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """From `start` to `end` nobody was listening."""

    start: datetime
    end: datetime


def gap_between(last_beat: datetime | None, beat: datetime) -> Gap | None:
    if last_beat is None or beat - last_beat <= GAP_AFTER:
        return None
    return Gap(last_beat, beat)


def silent_since(
    last_seen: datetime, allowed: timedelta, gaps: Iterable[Gap], now: datetime
) -> datetime | None:
    """The moment the promise to report was broken, or None. A gap begins the grace anew."""
    deadline = last_seen + allowed
    for gap in sorted(gaps, key=lambda each: each.start):
        if gap.end > last_seen and gap.start < deadline:
            deadline = max(deadline, gap.end + allowed)
    return deadline if now > deadline else None
