"""A mail server that delivers to a folder: where the demo's mail goes, so that it can be looked at.

The folder is a Maildir under the data directory; any mail program can open it.
"""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from django.conf import settings

from nadi.desk.mailboxes.letters import text_of_header


def folder() -> Path:
    return Path(settings.NADI_DATA) / "sent-mail"


def place() -> tuple[str, int]:
    """Where the sink listens: the port after the door's."""
    return str(settings.NADI_SMTP_HOST), int(settings.NADI_SMTP_PORT) + 1


def start_sink() -> Controller:
    """Take in whatever the demo sends. Returns once it listens."""
    where = folder()
    where.parent.mkdir(parents=True, exist_ok=True)
    host, port = place()
    sink = Controller(Mailbox(where), hostname=host, port=port, ident="nadi demo sink")
    sink.start()
    return sink


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail as it arrived on the other side."""

    to: str
    subject: str
    message_id: str
    in_reply_to: str
    text: str


def delivered(limit: int = 50) -> list[Delivered]:
    """What arrived, the latest first."""
    where = folder()
    if not where.is_dir():
        return []
    box = mailbox.Maildir(str(where), create=False)
    newest = sorted(box.keys(), reverse=True)[:limit]
    return [_read(box.get_bytes(key)) for key in newest]


def _read(raw: bytes) -> Delivered:
    message = mailbox.MaildirMessage(raw)
    body = message.get_payload(decode=True)
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
    return Delivered(
        to=parseaddr(str(message.get("X-RcptTo") or message.get("To") or ""))[1],
        subject=text_of_header(message.get("Subject")),
        message_id=str(message.get("Message-ID") or ""),
        in_reply_to=str(message.get("In-Reply-To") or ""),
        text=text,
    )
