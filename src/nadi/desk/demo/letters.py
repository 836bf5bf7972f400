"""The mail of the last three weeks, as it came and as it was answered, and one stranger's."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from nadi.core.demo import Story
from nadi.desk.demo.book import Book
from nadi.desk.mailboxes import identity, reading
from nadi.desk.models import (
    Entry,
    MailState,
    Outbox,
    RawMail,
    SendState,
    Source,
    Talk,
    Ticket,
)

RECENT = timedelta(days=21)
ELSEWHERE = (
    ("Ada Lind <ada@unknown-firm.example>", "Do you also look after us?",
     "We are eight people and heard good things. Our printer is angry."),
)  # fmt: skip


def tell(story: Story, book: Book) -> None:
    by_ticket: dict[int, list[Entry]] = {}
    for entry in book.entries:
        is_mail = entry.ticket.source == Source.MAIL
        if is_mail and entry.ticket.opened_at >= story.now - RECENT:
            by_ticket.setdefault(entry.ticket_id, []).append(entry)
    came: list[RawMail] = []
    sent: list[Outbox] = []
    for entries in by_ticket.values():
        said: list[str] = []
        for entry in sorted(entries, key=lambda one: one.at):
            if entry.kind == Talk.PUBLIC:
                _mail(came, sent, entry, said)
    Entry.objects.bulk_update(
        [entry for entries in by_ticket.values() for entry in entries], ["message_id"]
    )
    Ticket.objects.bulk_update(
        [ticket for ticket in book.tickets if ticket.root_message_id], ["root_message_id"]
    )
    RawMail.objects.bulk_create(came)
    Outbox.objects.bulk_create(sent)
    _through_the_door(story)


def _mail(came: list[RawMail], sent: list[Outbox], entry: Entry, said: list[str]) -> None:
    ticket = entry.ticket
    domain = ticket.requester_email.rpartition("@")[2]
    entry.message_id = (
        f"<{ticket.number}.{entry.pk}@mail.{domain}>"
        if entry.from_client
        else identity.message_id(ticket.number, str(entry.pk))
    )
    letter = EmailMessage(policy=SMTP)
    pair = (ticket.requester_email, identity.address())
    letter["From"], letter["To"] = pair if entry.from_client else pair[::-1]
    title = ticket.title
    letter["Subject"] = title if entry.from_client else f"Re: [#{ticket.number}] {title}"
    letter["Date"] = format_datetime(entry.at)
    letter["Message-ID"] = entry.message_id
    if said:
        letter["In-Reply-To"], letter["References"] = said[-1], " ".join(said)
    letter.set_content(entry.text)
    said.append(entry.message_id)
    ticket.root_message_id = said[0]
    raw = letter.as_bytes()
    if entry.from_client:
        came.append(_came(entry, raw))
    else:
        sent.append(
            Outbox(
                ticket=ticket, entry=entry, recipient=ticket.requester_email, raw=raw,
                message_id=entry.message_id, state=SendState.SENT, made_at=entry.at, attempts=1,
                claimed_at=entry.at, sent_at=entry.at + timedelta(seconds=2),
            )
        )  # fmt: skip


def _came(entry: Entry, raw: bytes) -> RawMail:
    ticket = entry.ticket
    return RawMail(
        mailbox=identity.address(),
        envelope_from=ticket.requester_email,
        envelope_to=[identity.address()],
        raw=raw,
        size=len(raw),
        received_at=entry.at,
        read_at=entry.at + timedelta(seconds=1),
        state=MailState.READ,
        message_id=entry.message_id,
        sender=ticket.requester_email,
        subject=ticket.title,
        trace=[
            {"step": "who", "said": f"{ticket.requester_name}, {ticket.client}."},
            {"step": "place", "said": "new: new ticket, by nothing known."},
            {"step": "acknowledge", "said": "Sent."},
        ],
        ticket=ticket,
        entry=entry,
    )


def _through_the_door(story: Story) -> None:
    """The mail of a stranger comes in as any other: it waits until somebody says whose it is."""
    for number, (sender, subject, words) in enumerate(ELSEWHERE):
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"], letter["Subject"] = sender, identity.address(), subject
        letter["Date"] = format_datetime(story.now)
        letter["Message-ID"] = f"<story-{number}@unknown-firm.example>"
        letter.set_content(words)
        raw = letter.as_bytes()
        mail = RawMail.objects.create(
            mailbox=identity.address(),
            envelope_from=sender.partition("<")[2].rstrip(">"),
            envelope_to=[identity.address()],
            raw=raw,
            size=len(raw),
            received_at=story.now - timedelta(minutes=20),
        )
        reading.read_mail(mail.pk)
