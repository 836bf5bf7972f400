"""Where a mail belongs. Prose: docs/algorithms/mail-threading.md."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

TAG = re.compile(r"\[#(\d{1,12})\]")
_OUR_ID = re.compile(r"^<?ticket\.(\d{1,12})\.([0-9a-z]{1,24})\.([0-9a-f]{20})@[^<>@\s]+>?$")
_ANY_ID = re.compile(r"<[^<>\s]{1,900}>")
_REPLY = re.compile(r"^\s*((re|aw|sv|vs|fw|fwd|wg|antw|odp|rif|tr)\s*(\[\d+\])?\s*:\s*)+", re.I)

FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de",
        "proton.me", "protonmail.com", "mail.com", "zoho.com", "yandex.com", "telia.com",
    }
)  # fmt: skip


def proof(number: int, entry: str, key: bytes) -> str:
    """A keyed hash nobody outside can make."""
    text = f"{number}.{entry}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:20]


def make_id(number: int, entry: str, *, key: bytes, domain: str) -> str:
    """A Message-ID that carries its own proof. The same input gives the same id for ever."""
    return f"<ticket.{number}.{entry}.{proof(number, entry, key)}@{domain}>"


def ticket_of(message_id: str, key: bytes) -> int | None:
    """The ticket an id of ours names, or None when it is not ours or its proof is wrong."""
    found = _OUR_ID.match(message_id.strip().lower())
    if found is None:
        return None
    number, entry, claimed = int(found[1]), found[2], found[3]
    return number if hmac.compare_digest(claimed, proof(number, entry, key)) else None


def ids_in(*headers: str) -> list[str]:
    """Message-IDs in In-Reply-To, then in References from last to first, each once."""
    ordered: list[str] = []
    for position, header in enumerate(headers):
        found = _ANY_ID.findall(header or "")
        for one in found if position == 0 else reversed(found):
            if one not in ordered:
                ordered.append(one)
    return ordered[:50]


def tag_in(subject: str) -> int | None:
    """The ticket number in a subject's tag."""
    found = TAG.search(subject)
    return int(found[1]) if found else None


def bare(subject: str) -> str:
    """A subject without reply marks and tag: what the mail is about."""
    return _REPLY.sub("", TAG.sub("", subject)).strip()


def reply_subject(number: int, title: str) -> str:
    """The one subject every mail of a ticket carries."""
    return f"Re: [#{number}] {bare(title)}"


def domain_of(address: str) -> str:
    """The part after the @, in small letters."""
    return address.rpartition("@")[2].strip().lower()


def is_business_domain(domain: str) -> bool:
    """Whether a domain can stand for a client; a free mail provider cannot."""
    return bool(domain) and domain not in FREE_MAIL


class Sender(StrEnum):
    """What the sender is to a ticket."""

    TAKES_PART = "takes part"
    SAME_DOMAIN = "same domain"
    OTHER_CLIENT = "other client"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Claim:
    """A ticket a mail may belong to, and what the sender is to it."""

    ticket: int
    sender: Sender


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the mail goes: into a ticket, held for a person, or a new ticket."""

    where: str
    ticket: int | None
    by: str


def place(ours: Claim | None, theirs: Claim | None, tag: Claim | None) -> Placement:
    """Decide by the first that holds: our id, an earlier mail, the tag, else new."""
    if ours is not None:
        if ours.sender is Sender.OTHER_CLIENT:
            return Placement("held", ours.ticket, "our id, written by another client")
        return Placement("ticket", ours.ticket, "our id")
    for claim, by in ((theirs, "their id"), (tag, "tag")):
        if claim is None:
            continue
        if claim.sender in {Sender.TAKES_PART, Sender.SAME_DOMAIN}:
            return Placement("ticket", claim.ticket, by)
        return Placement("held", claim.ticket, f"{by}, but the sender has no part in it")
    return Placement("new", None, "nothing known")


def relation(
    address: str,
    *,
    participants: Sequence[str],
    client: int | None,
    client_domains: Sequence[str],
    sender_clients: frozenset[int],
) -> Sender:
    """What a sender is to a ticket of a client."""
    small = address.strip().lower()
    if small in {one.strip().lower() for one in participants}:
        return Sender.TAKES_PART
    if client is not None and client in sender_clients:
        return Sender.SAME_DOMAIN
    domain = domain_of(small)
    if sender_clients:
        return Sender.OTHER_CLIENT
    if is_business_domain(domain) and domain in {one.strip().lower() for one in client_domains}:
        return Sender.SAME_DOMAIN
    return Sender.STRANGER


def digest_id(sender: str, date: str, subject: str, body: bytes) -> str:
    """An id for a mail that came without one; the same mail gets the same again."""
    facts = b"\0".join([sender.encode(), date.encode(), subject.encode("utf-8", "replace"), body])
    return f"<digest.{hashlib.sha256(facts).hexdigest()[:40]}@without-id.invalid>"
