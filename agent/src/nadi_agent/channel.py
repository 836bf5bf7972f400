"""Talking to the server: enrol, shake hands, report. Nothing here retries; the runner decides."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from nadi_agent import CAPABILITIES, __version__, moments
from nadi_agent.identity import Enrolment, Identity, hardware_text

TIMEOUT_SECONDS = 30
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ANSWER_LIMIT = 65_536


class Unreachable(Exception):
    """The server did not answer; nothing is known about what it has."""


@dataclass(eq=False)
class Refusal(Exception):
    """The server answered no, with a word for us and a sentence for people."""

    status: int
    error: str
    sentence: str
    kept: bool = False

    def __str__(self) -> str:
        return self.sentence


class BadAddress(Exception):
    """The server's address is not one we may speak to."""


@dataclass(frozen=True)
class Session:
    id: str
    key: bytes
    expires_at: datetime
    report_every: int = 60

    def is_fresh(self, now: datetime) -> bool:
        return now < self.expires_at - timedelta(seconds=60)


def check_address(server: str) -> str:
    """Only HTTPS, except to this very machine."""
    parts = urlsplit(server)
    if parts.scheme == "https" and parts.hostname:
        return server.rstrip("/")
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return server.rstrip("/")
    raise BadAddress(
        "The server's address must begin with https:// (http:// only for this machine)."
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass
class Channel:
    server: str
    ca_file: str = ""
    _opener: urllib.request.OpenerDirector | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.server = check_address(self.server)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310  (check_address)
            self.server + path,
            data=body,
            method="POST",
            headers={"content-type": "application/json", **headers},
        )
        try:
            with self._open().open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _decode(answer.read(ANSWER_LIMIT))
        except urllib.error.HTTPError as problem:
            raise _refusal(problem) from None
        except urllib.error.URLError as problem:
            raise Unreachable(str(problem.reason)) from None
        except (OSError, http.client.HTTPException) as problem:
            raise Unreachable(str(problem) or type(problem).__name__) from None
        except ValueError as problem:
            raise Unreachable(f"The answer was not understood: {problem}") from None

    def _open(self) -> urllib.request.OpenerDirector:
        if self._opener is None:
            handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
            if self.server.startswith("https:"):
                context = ssl.create_default_context(cafile=self.ca_file or None)
                handlers.append(urllib.request.HTTPSHandler(context=context))
            else:
                handlers.append(urllib.request.ProxyHandler({}))
            self._opener = urllib.request.build_opener(*handlers)
        return self._opener


def _decode(raw: bytes) -> dict[str, Any]:
    answer = json.loads(raw)
    if not isinstance(answer, dict):
        raise ValueError("not an object")
    return answer


def _refusal(problem: urllib.error.HTTPError) -> Exception:
    """A proxy's error page is not an answer of our server; only its own JSON is a refusal."""
    try:
        answer = _decode(problem.read(ANSWER_LIMIT))
        return Refusal(
            status=problem.code,
            error=str(answer["error"]),
            sentence=str(answer.get("sentence", "")),
            kept=answer.get("kept") is True,
        )
    except (ValueError, KeyError, OSError):
        return Unreachable(f"HTTP {problem.code}")


def enrol(
    channel: Channel,
    identity: Identity,
    token: str,
    facts: dict[str, str],
    hardware: dict[str, str],
) -> dict[str, Any]:
    """Ask to be known. `facts` is name, kind and platform."""
    at = moments.text(moments.now())
    signature = identity.sign(
        "nadi enrol v1", token, identity.public_key, hardware_text(hardware), at
    )
    message = {
        "token": token,
        "public_key": identity.public_key,
        "hardware": hardware,
        "at": at,
        **facts,
        "version": __version__,
        "capabilities": list(CAPABILITIES),
        "signature": signature,
    }
    return channel.post("/v1/enrol", json.dumps(message).encode(), {})


def shake_hands(
    channel: Channel, identity: Identity, enrolment: Enrolment, boot: str, hardware: dict[str, str]
) -> Session:
    at = moments.text(moments.now())
    nonce = base64.b64encode(os.urandom(16)).decode()
    signature = identity.sign(
        "nadi handshake v1", enrolment.agent, hardware_text(hardware), boot, nonce, at
    )
    message = {
        "agent": enrolment.agent,
        "hardware": hardware,
        "boot": boot,
        "nonce": nonce,
        "at": at,
        "version": __version__,
        "capabilities": list(CAPABILITIES),
        "signature": signature,
    }
    answer = channel.post("/v1/handshake", json.dumps(message).encode(), {})
    try:
        return Session(
            id=str(answer["session"]),
            key=base64.b64decode(answer["key"]),
            expires_at=moments.parse(answer["expires_at"]),
            report_every=int(answer.get("report_every_seconds", 60)),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreachable(f"The answer was not understood: {problem}") from None


def report_mac(key: bytes, at: str, body: bytes) -> str:
    signed = b"POST\n/v1/report\n" + at.encode() + b"\n" + body
    return hmac.new(key, signed, hashlib.sha256).hexdigest()


def report(channel: Channel, session: Session, body: bytes) -> dict[str, Any]:
    """Send one sealed report: gzip bytes exactly as they lie in the spool."""
    at = moments.text(moments.now())
    headers = {
        "content-encoding": "gzip",
        "nadi-session": session.id,
        "nadi-at": at,
        "nadi-mac": report_mac(session.key, at, body),
    }
    return channel.post("/v1/report", body, headers)
