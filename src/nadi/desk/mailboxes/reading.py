"""A kept mail is read: the steps decide, one act follows, and what was not understood waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.core import review
from nadi.core.errors import BadInput, Refused
from nadi.core.models import ReviewItem
from nadi.desk import waking
from nadi.desk.actions import Heard, NewTicket, hear_client, open_ticket
from nadi.desk.mailboxes import files, letters, steps, writing
from nadi.desk.models import (
    Attachment,
    Board,
    Entry,
    MailState,
    Outbox,
    Participant,
    RawMail,
    Source,
    Ticket,
)
from nadi.desk.rules.automatic import ACKNOWLEDGEMENT_EVERY, may_acknowledge
from nadi.desk.rules.threading import bare

log = structlog.get_logger(__name__)
TRIES = 3


def read_mail(mail_id: int) -> RawMail | None:
    """Read one kept mail; None where another process is at it or it is read already."""
    try:
        with transaction.atomic():
            mail = (
                RawMail.objects.select_for_update(skip_locked=True)
                .filter(pk=mail_id, state=MailState.UNREAD)
                .first()
            )
            if mail is not None:
                _read(mail, accepted=False)
            return mail
    except letters.Unreadable as error:
        return _to_review(mail_id, str(error))
    except Exception as error:  # boundary: a mail may break anything; it is kept and tried again
        log.exception("mail_not_read", mail_id=mail_id)
        return _try_again(mail_id, f"{type(error).__name__}: {error}")


def read_unread(now: datetime, older_than: timedelta = timedelta(seconds=20)) -> int:
    """Sweep: read what a killed process left unread."""
    left = RawMail.objects.filter(state=MailState.UNREAD, received_at__lte=now - older_than)
    numbers = list(left.order_by("received_at").values_list("pk", flat=True)[:200])
    return sum(1 for number in numbers if read_mail(number) is not None)


def _read(mail: RawMail, *, accepted: bool) -> None:
    now = timezone.now()
    letter = letters.read(bytes(mail.raw), mail.received_at)
    reading = steps.Reading(mail, letter, now, accepted=accepted)
    mail.read_at = now
    went_on = all(step(reading) for step in steps.STEPS)
    if went_on:
        _put(reading)
    elif reading.held_because:
        _hold(reading)
    mail.trace = reading.trace
    mail.save(update_fields=[f.name for f in mail._meta.concrete_fields if f.name not in FIXED])


FIXED = frozenset({"id", "raw", "size", "received_at", "mailbox", "envelope_from", "envelope_to"})


def _put(reading: steps.Reading) -> None:
    """The one act that follows: into a ticket, or a new one."""
    placed = reading.placement
    if placed is not None and placed.ticket is not None:
        entry = _into(reading, Ticket.objects.get(pk=placed.ticket))
    else:
        entry = _new(reading)
    for file in reading.letter.files:
        Attachment.objects.create(
            entry=entry,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            digest=files.keep(file.content),
        )
    reading.mail.state = MailState.READ
    reading.mail.ticket_id, reading.mail.entry = entry.ticket_id, entry


def _into(reading: steps.Reading, ticket: Ticket) -> Entry:
    letter = reading.letter
    return hear_client(
        ticket,
        Heard(
            text=letter.shown,
            name=_name(reading),
            address=letter.sender,
            contact=reading.contact if _same_client(reading, ticket) else None,
            html=letter.html,
            whole_text=letter.text if letter.text != letter.shown else "",
            message_id=reading.mail.message_id,
            is_automatic=bool(reading.automatic),
            at=reading.mail.received_at,
        ),
        by=steps.MAIL,
    )


def _name(reading: steps.Reading) -> str:
    """As they call themselves, else as we know them, else the address."""
    known = reading.contact.name if reading.contact else ""
    return reading.letter.sender_name or known or reading.letter.sender


def _same_client(reading: steps.Reading, ticket: Ticket) -> bool:
    return reading.contact is not None and reading.contact.client_id == ticket.client_id


def _new(reading: steps.Reading) -> Entry:
    letter, mail = reading.letter, reading.mail
    ticket = open_ticket(
        NewTicket(
            title=bare(letter.subject) or _first_line(letter.shown),
            source=Source.MAIL,
            text=letter.shown or letter.subject or _("A file came without words."),
            client=reading.client,
            requester=reading.contact,
            requester_name=_name(reading),
            requester_email=letter.sender,
            board=Board.MACHINES if reading.automatic else "",
            at=mail.received_at,
            is_automatic=bool(reading.automatic),
            html=letter.html,
            whole_text=letter.text if letter.text != letter.shown else "",
            message_id=mail.message_id,
        ),
        by=steps.MAIL,
    )
    if not reading.automatic:
        _acknowledge(reading, ticket)
    return ticket.entries.order_by("pk")[0]


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:100]


def _acknowledge(reading: steps.Reading, ticket: Ticket) -> None:
    """One mail that says it arrived, to people we know; no person has answered by it."""
    sender = reading.letter.sender
    if reading.client is None:
        reading.say("acknowledge", "No: the sender is unknown.")
        return
    earlier = Outbox.objects.filter(
        recipient=sender, is_automatic=True, made_at__gte=reading.now - ACKNOWLEDGEMENT_EVERY
    ).values_list("made_at", flat=True)
    if not may_acknowledge(earlier, reading.now):
        reading.say("acknowledge", "No: this address had one within four hours.")
        return
    words = _(
        "Your mail has arrived and is ticket #%(number)s.\n\n"
        "A person will read it and answer. This line was written by nadi, not by one of us."
    ) % {"number": ticket.number}
    people = Participant.objects.filter(ticket=ticket, email=sender)
    writing.post(ticket, None, words, list(people), now=reading.now, automatic="acknowledgement")
    reading.say("acknowledge", "Sent.")


def _hold(reading: steps.Reading) -> None:
    mail, placed = reading.mail, reading.placement
    reading.say("held", reading.held_because)
    mail.state = MailState.HELD
    review.keep(
        "mail",
        reading.held_because,
        bytes(mail.raw),
        source=reading.letter.sender,
        about={
            "mail": mail.pk,
            "subject": mail.subject,
            "ticket": placed.ticket if placed else None,
        },
    )


def _to_review(mail_id: int, reason: str) -> RawMail | None:
    """What cannot be understood waits for a person, its bytes unchanged."""
    with transaction.atomic():
        mail = (
            RawMail.objects.select_for_update().filter(pk=mail_id, state=MailState.UNREAD).first()
        )
        if mail is None:
            return None
        mail.state, mail.read_at = MailState.REVIEW, timezone.now()
        mail.trace = [{"step": "read", "said": reason[:500]}]
        mail.save(update_fields=["state", "read_at", "trace"])
        review.keep(
            "mail", reason, bytes(mail.raw), source=mail.envelope_from, about={"mail": mail.pk}
        )
        return mail


def _try_again(mail_id: int, reason: str) -> RawMail | None:
    mail = RawMail.objects.filter(pk=mail_id).defer("raw").first()
    if mail is None or mail.attempts + 1 >= TRIES:
        return _to_review(mail_id, reason)
    RawMail.objects.filter(pk=mail_id).update(attempts=mail.attempts + 1)
    waking.read_mail(mail_id)
    return None


@review.replays("mail")
def read_again(item: ReviewItem) -> None:
    """A person says: read it once more. What was held goes where it claimed to belong."""
    mail = RawMail.objects.select_for_update().filter(pk=item.about.get("mail")).first()
    if mail is None:
        raise BadInput("The mail itself is gone.")
    if mail.state not in (MailState.HELD, MailState.REVIEW):
        raise Refused("This mail has found its place already.")
    try:
        _read(mail, accepted=True)
    except letters.Unreadable as error:
        raise Refused(str(error)) from error
    if mail.state == MailState.HELD:
        raise Refused("It is held for the same reason as before.")
