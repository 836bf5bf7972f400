"""Letters of ours that are about no ticket: an answer to one becomes a ticket like any mail."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.desk import waking
from nadi.desk.mailboxes import identity
from nadi.desk.models import Outbox


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person."""

    name: str
    email: str
    subject: str
    words: str


@action
def send_letters(letters: Sequence[Letter], *, by: Actor) -> int:
    """Put letters into the outbox, one for each address; how many there are. What they say stays
    out of the audit: a letter may hold a link that is meant for its reader alone."""
    now = timezone.now()
    rows = Outbox.objects.bulk_create(
        _row(letter, now) for letter in letters if letter.email != identity.address()
    )
    for row in rows:
        waking.send_mail(row.pk)
    return len(rows)


def _row(letter: Letter, now: datetime) -> Outbox:
    message_id = identity.message_id(0, secrets.token_hex(8))
    return Outbox(
        recipient=letter.email,
        subject=_one_line(letter.subject),
        message_id=message_id,
        raw=_written(letter, message_id, now).as_bytes(policy=SMTP),
        made_at=now,
        next_try_at=now,
    )


def _written(letter: Letter, message_id: str, now: datetime) -> EmailMessage:
    local, _at, domain = letter.email.rpartition("@")
    mail = EmailMessage(policy=SMTP.clone(utf8=False))
    mail["From"] = Address(_one_line(settings.NADI_FIRM), addr_spec=identity.address())
    mail["To"] = Address(_one_line(letter.name), username=local, domain=domain)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail.set_content(f"{letter.words.rstrip()}\n\n-- \n{settings.NADI_FIRM}\n", charset="utf-8")
    return mail


def _one_line(text: str) -> str:
    """One line without anything a header could end with."""
    return " ".join(text.split())[:200]
