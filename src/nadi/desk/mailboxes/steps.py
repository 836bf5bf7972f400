"""The steps by which a mail is read: small, named, each with its own test and its own say.

A step looks, writes a line into the trace, and says whether reading goes on. What they decided
stands on the mail for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from nadi.clients.models import Client, Contact
from nadi.clients.queries import contacts_at
from nadi.core.actors import System
from nadi.desk.mailboxes import identity
from nadi.desk.mailboxes.letters import Letter
from nadi.desk.models import (
    Entry,
    MailState,
    Outbox,
    Participant,
    RawMail,
    SendState,
    Source,
    Talk,
    Ticket,
)
from nadi.desk.rules import threading
from nadi.desk.rules.automatic import may_open, why_automatic
from nadi.desk.rules.threading import Claim, Placement

MAIL = System("mail")


@dataclass(slots=True)
class Reading:
    """A mail while it is read: what is known so far, and the trace."""

    mail: RawMail
    letter: Letter
    now: datetime
    accepted: bool = False
    automatic: str = ""
    contact: Contact | None = None
    client: Client | None = None
    sender_clients: frozenset[int] = frozenset()
    placement: Placement | None = None
    held_because: str = ""
    trace: list[dict[str, str]] = field(default_factory=list)

    def say(self, step: str, said: str) -> None:
        self.trace.append({"step": step, "said": said[:500]})


Step = Callable[[Reading], bool]


def identify(reading: Reading) -> bool:
    """Give the mail its id, its sender and its subject."""
    letter, mail = reading.letter, reading.mail
    mail.message_id = letter.message_id or threading.digest_id(
        letter.sender, letter.date_text, letter.subject, letter.text.encode("utf-8", "replace")
    )
    mail.sender, mail.subject = letter.sender, letter.subject
    if not letter.message_id:
        reading.say("identify", "It came without an id; a digest stands for it.")
    for remark in letter.remarks:
        reading.say("identify", remark)
    return True


def again(reading: Reading) -> bool:
    """The same id at the same mailbox is the same mail."""
    mail = reading.mail
    same = RawMail.objects.filter(mailbox=mail.mailbox, message_id=mail.message_id)
    first = same.exclude(pk=mail.pk).exclude(state=MailState.AGAIN).first()
    if first is None:
        return True
    reading.say("again", f"The same mail as {first.pk}; nothing was done.")
    mail.state, mail.ticket_id = MailState.AGAIN, first.ticket_id
    return False


def report(reading: Reading) -> bool:
    """A delivery report marks the mail of ours that did not arrive."""
    if not reading.letter.reports:
        return True
    for message_id, recipient, status in reading.letter.reports:
        _not_delivered(reading, message_id, recipient, status)
    reading.mail.state = MailState.READ
    return False


def _not_delivered(reading: Reading, message_id: str, recipient: str, status: str) -> None:
    sent = Outbox.objects.filter(message_id=message_id)
    mine = sent.filter(recipient=recipient).first() or sent.first()
    number = identity.number_in(message_id)
    if mine is None or number != (mine.ticket_id or 0):
        reading.say("report", f"{recipient} was not reached, but no mail of ours is named.")
        return
    for_good = status.startswith("5")
    if for_good:
        Outbox.objects.filter(pk=mine.pk).update(
            state=SendState.FAILED,
            claimed_at=reading.now,
            last_error=f"The other side refused it: {status}",
        )
    if mine.ticket_id is None:
        reading.say("report", f"A letter to {recipient}: {status}.")
        return
    if for_good:
        Participant.objects.filter(ticket=mine.ticket_id, email=recipient).update(
            undeliverable_since=reading.now
        )
    Entry.objects.create(
        ticket_id=mine.ticket_id,
        kind=Talk.SYSTEM,
        at=reading.now,
        author_name=str(MAIL),
        is_automatic=True,
        text=f"Mail to {recipient} "
        + ("was refused" if for_good else "is delayed")
        + f" ({status or 'no status given'}).",
    )
    reading.mail.ticket_id = mine.ticket_id
    reading.say("report", f"Mail to {recipient} on #{mine.ticket_id}: {status}.")


def automatic(reading: Reading) -> bool:
    """Whether a machine wrote it."""
    reading.automatic = why_automatic(
        reading.letter.headers, None if reading.mail.envelope_from else ""
    )
    if reading.automatic:
        reading.say("automatic", f"Written by a machine: {reading.automatic}.")
    return True


def ourselves(reading: Reading) -> bool:
    """Mail from our own address never becomes a ticket by itself."""
    if reading.letter.sender != identity.address() or reading.accepted:
        return True
    reading.held_because = "It bears our own address as its sender."
    return False


def who(reading: Reading) -> bool:
    """Whom the sender is known as; a business domain may stand for a client."""
    contacts = list(contacts_at(reading.letter.sender)[:20])
    reading.sender_clients = frozenset(one.client_id for one in contacts)
    if len(reading.sender_clients) == 1:
        reading.contact, reading.client = contacts[0], contacts[0].client
        reading.say("who", f"{contacts[0].name}, {contacts[0].client}.")
        return True
    if contacts:
        reading.say("who", "The address is used at several clients; a person says which.")
        return True
    domain = threading.domain_of(reading.letter.sender)
    if threading.is_business_domain(domain):
        found = list(Client.objects.filter(domains__contains=[domain])[:2])
        if len(found) == 1:
            reading.client = found[0]
            reading.say("who", f"Nobody we know, but from the domain of {found[0]}.")
            return True
    reading.say("who", "Unknown sender.")
    return True


def place(reading: Reading) -> bool:
    """Where it belongs: our id, an earlier mail, the tag, or a new ticket."""
    letter = reading.letter
    named = threading.ids_in(letter.in_reply_to, letter.references)
    ours = next((n for n in map(identity.number_in, named) if n is not None), None)
    theirs = (
        RawMail.objects.filter(message_id__in=named, ticket__isnull=False)
        .exclude(pk=reading.mail.pk)
        .values_list("ticket_id", flat=True)
        .first()
        if named and ours is None
        else None
    )
    tag = threading.tag_in(letter.subject)
    reading.placement = threading.place(
        _claim(reading, ours), _claim(reading, theirs), _claim(reading, tag)
    )
    placed = reading.placement
    where = f"#{placed.ticket}" if placed.ticket else "new ticket"
    reading.say("place", f"{placed.where}: {where}, by {placed.by}.")
    if placed.where == "held" and not reading.accepted:
        reading.held_because = f"It may belong to #{placed.ticket}: {placed.by}."
        return False
    return True


def _claim(reading: Reading, number: int | None) -> Claim | None:
    ticket = Ticket.objects.select_related("client").filter(pk=number).first() if number else None
    if ticket is None:
        return None
    people = ticket.participants.values_list("email", flat=True)
    sender = threading.relation(
        reading.letter.sender,
        participants=[ticket.requester_email, *people],
        client=ticket.client_id,
        client_domains=ticket.client.domains if ticket.client else [],
        sender_clients=reading.sender_clients,
    )
    return Claim(ticket.pk, sender)


def limits(reading: Reading) -> bool:
    """Limits that need no header: a flood of one sender is held, lists are no requests."""
    placed = reading.placement
    if placed is None or placed.where != "new" or reading.accepted:
        return True
    if reading.automatic in {"precedence", "list-id", "list-unsubscribe"}:
        reading.held_because = "A mailing list, and no ticket it could belong to."
        return False
    if reading.automatic and reading.client is None:
        reading.held_because = "A machine wrote it, and nobody knows the sender."
        return False
    earlier = Ticket.objects.filter(requester_email=reading.letter.sender, source=Source.MAIL)
    moments = earlier.order_by("-opened_at").values_list("opened_at", flat=True)[:20]
    if not may_open(moments, reading.now):
        reading.held_because = "So many mails of one sender within ten minutes."
        return False
    return True


STEPS: tuple[Step, ...] = (
    identify, again, automatic, report, ourselves, who, place, limits,
)  # fmt: skip
