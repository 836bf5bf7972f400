"""Letters of ours: written once, kept as bytes, one row for each address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.translation import gettext as _

from nadi.desk import waking
from nadi.desk.mailboxes import identity
from nadi.desk.models import Entry, Outbox, Participant, Ticket
from nadi.desk.rules.threading import reply_subject

REFERENCES = 20


def post(
    ticket: Ticket,
    entry: Entry | None,
    words: str,
    people: Sequence[Participant],
    *,
    now: datetime,
    automatic: str = "",
) -> list[Outbox]:
    """Put one letter into the outbox for each person, and wake the sender when it is committed."""
    heard = [person for person in people if person.email and person.email != identity.address()]
    if not heard:
        return []
    message_id = identity.message_id(
        ticket.number, f"a{now:%Y%m%d%H%M%S}" if entry is None else str(entry.pk)
    )
    letter = _letter(ticket, message_id, words, heard, now, automatic)
    raw = letter.as_bytes(policy=SMTP)
    rows = Outbox.objects.bulk_create(
        Outbox(
            ticket=ticket,
            entry=entry,
            recipient=person.email,
            message_id=message_id,
            raw=raw,
            is_automatic=bool(automatic),
            made_at=now,
            next_try_at=now,
        )
        for person in heard
    )
    for row in rows:
        waking.send_mail(row.pk)
    return rows


def _letter(
    ticket: Ticket,
    message_id: str,
    words: str,
    people: Sequence[Participant],
    now: datetime,
    automatic: str,
) -> EmailMessage:
    letter = EmailMessage(policy=SMTP.clone(utf8=False))
    letter["From"] = Address(_clean(settings.NADI_FIRM), addr_spec=identity.address())
    letter["To"] = [_to(person) for person in people]
    letter["Subject"] = _clean(reply_subject(ticket.number, ticket.title))
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id
    said = _said_before(ticket)
    if said:
        letter["In-Reply-To"] = said[-1]
        letter["References"] = " ".join(said)
    if automatic:
        letter["Auto-Submitted"] = "auto-replied"
        letter["X-Auto-Response-Suppress"] = "All"
        letter["X-Nadi"] = automatic
    foot = _("Answer this mail and it reaches ticket #%(number)s.") % {"number": ticket.number}
    letter.set_content(f"{words.rstrip()}\n\n-- \n{settings.NADI_FIRM}\n{foot}\n", charset="utf-8")
    return letter


def _to(person: Participant) -> Address:
    local, _at, domain = person.email.rpartition("@")
    return Address(_clean(person.name), username=local, domain=domain)


def _clean(text: object) -> str:
    """One line without anything a header could end with."""
    return " ".join(str(text).split())[:200]


def _said_before(ticket: Ticket) -> list[str]:
    """The root of the ticket and its latest ids: what a mail program threads by."""
    latest = (
        Entry.objects.filter(ticket=ticket)
        .exclude(message_id="")
        .order_by("-at", "-pk")
        .values_list("message_id", flat=True)[:REFERENCES]
    )
    said = [ticket.root_message_id, *reversed(latest)]
    kept = [one for one in said if one and "without-id.invalid" not in one and one.isascii()]
    return list(dict.fromkeys(kept))
