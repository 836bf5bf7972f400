"""Letters of ours leave: claimed, sent, settled. A kill in between leaves one in doubt, listed."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nadi.desk import waking
from nadi.desk.mailboxes import identity, sink
from nadi.desk.models import Outbox, SendState

log = structlog.get_logger(__name__)
TIMEOUT = 30
DOUBT_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)


def relay() -> tuple[str, int] | None:
    """The server that takes our mail, the demo's sink in the demo, or none: then mail waits."""
    if settings.NADI_DEMO and not settings.NADI_SMTP_RELAY:
        return sink.place()
    host, _colon, port = str(settings.NADI_SMTP_RELAY).rpartition(":")
    if not host:
        return (port, 25) if port else None
    return host, int(port)


def send_mail(outbox_id: int) -> Outbox | None:
    """Send one letter to one address. None where it is not its turn or there is no relay."""
    server = relay()
    if server is None:
        return None
    mail = _claim(outbox_id)
    if mail is None:
        return None
    sender = "" if mail.is_automatic else identity.address()
    try:
        with smtplib.SMTP(*server, timeout=TIMEOUT, local_hostname="nadi.local") as talk:
            talk.sendmail(sender, [mail.recipient], bytes(mail.raw))
    except smtplib.SMTPResponseException as error:
        return _refused(mail, error.smtp_code, str(error))
    except smtplib.SMTPRecipientsRefused as error:
        code = next((code for code, _words in error.recipients.values()), 550)
        return _refused(mail, code, str(error))
    except smtplib.SMTPServerDisconnected as error:
        return _in_doubt(mail, f"The line broke while it was sent: {error}")
    except OSError as error:
        return _later(mail, f"{server[0]}:{server[1]} does not answer: {error}")
    mail.state, mail.sent_at, mail.last_error = SendState.SENT, timezone.now(), ""
    mail.save(update_fields=["state", "sent_at", "last_error"])
    return mail


def _claim(outbox_id: int) -> Outbox | None:
    """Committed before the first byte leaves: whoever finds it later knows it was begun."""
    with transaction.atomic():
        mail = (
            Outbox.objects.select_for_update(skip_locked=True)
            .filter(pk=outbox_id, state=SendState.WAITING, next_try_at__lte=timezone.now())
            .first()
        )
        if mail is None:
            return None
        mail.state, mail.claimed_at = SendState.SENDING, timezone.now()
        mail.attempts += 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
        return mail


def _refused(mail: Outbox, code: int, words: str) -> Outbox:
    if code < 500:
        return _later(mail, words)
    mail.state, mail.last_error = SendState.FAILED, words[:500]
    mail.save(update_fields=["state", "last_error"])
    return mail


def _in_doubt(mail: Outbox, words: str) -> Outbox:
    mail.state, mail.last_error = SendState.DOUBT, words[:500]
    mail.save(update_fields=["state", "last_error"])
    return mail


def _later(mail: Outbox, words: str) -> Outbox:
    if mail.attempts >= MOST_ATTEMPTS:
        mail.state = SendState.FAILED
    else:
        wait = min(timedelta(seconds=30 * 2 ** min(mail.attempts, 12)), LONGEST_WAIT)
        mail.state, mail.next_try_at = SendState.WAITING, timezone.now() + wait
    mail.last_error = words[:500]
    mail.save(update_fields=["state", "next_try_at", "last_error"])
    return mail


def send_due(now: datetime) -> int:
    """Sweep: wake what waits and is due; list what a killed process left half sent."""
    Outbox.objects.filter(state=SendState.SENDING, claimed_at__lte=now - DOUBT_AFTER).update(
        state=SendState.DOUBT,
        last_error="nadi was stopped while it was sent. It may or may not have arrived.",
    )
    if relay() is None:
        return 0
    due = Outbox.objects.filter(
        state=SendState.WAITING, next_try_at__lte=now, made_at__lte=now - timedelta(seconds=30)
    )
    numbers = list(due.order_by("next_try_at").values_list("pk", flat=True)[:200])
    for number in numbers:
        waking.send_mail(number)
    return len(numbers)
