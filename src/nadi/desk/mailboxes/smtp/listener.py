"""The door for mail. A mail is a committed row before its sender hears “250”."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from nadi.desk import waking
from nadi.desk.mailboxes import identity
from nadi.desk.mailboxes.sink import start_sink
from nadi.desk.models import RawMail
from nadi.desk.rules.threading import domain_of

log = structlog.get_logger(__name__)
LARGEST = 25 * 1024 * 1024
MOST_RECIPIENTS = 100


def accept(raw: bytes, envelope_from: str, envelope_to: list[str]) -> int:
    """Keep a mail and wake its reader, in one transaction. Returns the row's number."""
    with transaction.atomic():
        mail = RawMail.objects.create(
            mailbox=(envelope_to[0] if envelope_to else "").lower()[:320],
            envelope_from=envelope_from[:320],
            envelope_to=[one[:320] for one in envelope_to[:MOST_RECIPIENTS]],
            raw=raw,
            size=len(raw),
            received_at=timezone.now(),
        )
        waking.read_mail(mail.pk)
    return mail.pk


class Door:
    """What aiosmtpd asks at each step of a talk."""

    def __init__(self) -> None:
        self._keepers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail-in")

    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        loop = asyncio.get_running_loop()
        ours = await loop.run_in_executor(self._keepers, self._domain)
        if ours is None:
            return "451 4.3.0 It could not be looked up just now; please try again"
        if domain_of(address) != ours:
            return f"550 5.1.1 This door keeps mail for {ours} only"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients at once"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes"

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        loop = asyncio.get_running_loop()
        number = await loop.run_in_executor(
            self._keepers, self._keep, raw, envelope.mail_from or "", list(envelope.rcpt_tos)
        )
        if number is None:
            return "451 4.3.0 It could not be kept just now; please try again"
        return f"250 2.6.0 Kept as {number}"

    def _domain(self) -> str | None:
        try:
            return identity.domain()
        except (DatabaseError, InterfaceError):
            log.exception("mail_domain_unread")
            return None
        finally:
            connection.close()

    def _keep(self, raw: bytes, envelope_from: str, envelope_to: list[str]) -> int | None:
        try:
            return accept(raw, envelope_from, envelope_to)
        except (DatabaseError, InterfaceError):
            log.exception("mail_not_kept")
            return None
        finally:
            connection.close()

    def close(self) -> None:
        self._keepers.shutdown(wait=True)


class Listener(Controller):
    """The door in a thread of its own; `stop()` closes it, and the demo's sink with it."""

    sink: Controller | None = None

    def stop(self, no_assert: bool = False) -> None:
        super().stop(no_assert)
        self.handler.close()
        if self.sink is not None:
            self.sink.stop(no_assert)


def start_listener(host: str | None = None, port: int | None = None) -> Listener:
    """Open the door, by default on loopback. Returns once it is open."""
    listener = Listener(
        Door(),
        hostname=host or settings.NADI_SMTP_HOST,
        port=settings.NADI_SMTP_PORT if port is None else port,
        data_size_limit=LARGEST,
        ident=identity.greeting(),
        enable_SMTPUTF8=True,
    )
    listener.start()
    if settings.NADI_DEMO and not settings.NADI_SMTP_RELAY:
        listener.sink = _sink()
    return listener


def _sink() -> Controller | None:
    """The demo's outside world; where its port is taken, mail waits and the page says so."""
    try:
        return start_sink()
    except OSError as error:
        log.warning("demo_sink_closed", reason=str(error))
        return None
