"""Reads the bytes of a mail into plain values, whatever is wrong with them.

What can be read is read, with a remark on what was odd; what cannot raises `Unreadable` with the
reason. Nothing here knows tickets or rows.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import Header, decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime

import nh3
from mailparser_reply import EmailReplyParser

MAX_PARTS = 200
MAX_DEPTH = 20
MAX_SHOWN = 200_000
MAX_HEADER = 32_000
MAX_TAGS = 5_000
MAX_LINE = 2_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LANGUAGES = ["en", "de", "sv", "fr", "nl", "da", "es", "it"]
BLOCK_ENDS = re.compile(r"(?i)<\s*(br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^>]*>")
ALLOWED = nh3.ALLOWED_TAGS - {"img", "map", "area", "figure", "figcaption"}


class _Bounded(Compat32):
    """Headers up to a length: what takes headers apart needs the square of it, and one mail must
    not hold up all others. The raw bytes are kept whole."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


BOUNDED = _Bounded()


class Unreadable(Exception):
    """The bytes are no mail that could be understood; the message is the reason."""


@dataclass(frozen=True, slots=True)
class File:
    """A part that is not shown but kept."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as plain values."""

    sender: str
    sender_name: str
    subject: str
    message_id: str
    in_reply_to: str
    references: str
    text: str
    shown: str
    html: str
    date_text: str
    sent_at: datetime | None
    people: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    files: tuple[File, ...]
    remarks: tuple[str, ...]
    reports: tuple[tuple[str, str, str], ...] = ()  # (message id, recipient, status)


@dataclass(slots=True)
class _Found:
    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    statuses: list[Message] = field(default_factory=list)
    reported_id: str = ""


def read(raw: bytes, received_at: datetime) -> Letter:
    """The letter in these bytes."""
    try:
        return _read(raw, received_at)
    except RecursionError as error:
        raise Unreadable("Parts lie in parts, too deep to follow.") from error


def _read(raw: bytes, received_at: datetime) -> Letter:
    message = message_from_bytes(raw, policy=BOUNDED)
    found = _gather(message)
    if message.defects or any(part.defects for part in _flat(message)):
        found.remarks.append("The parts are not put together as they should be.")
    headers = _headers(message)
    name, address = _sender(message)
    text = _tidy("\n".join(found.plain))
    rich = clean_html("\n".join(found.rich))
    if not text and rich:
        text = _text_of(rich)
    subject = _tidy(text_of_header(message.get("Subject"))).replace("\n", " ")
    if not (text or rich or found.files or subject):
        raise Unreadable("There is nothing in it: no words, no file, no subject.")
    date_text = str(message.get("Date") or "")
    sent_at = _date(date_text, received_at)
    if date_text and sent_at is None:
        found.remarks.append("The date cannot be true; the moment of arrival counts.")
    return Letter(
        sender=address,
        sender_name=name,
        subject=subject[:300],
        message_id=_one_id(message.get("Message-ID")),
        in_reply_to=str(message.get("In-Reply-To") or ""),
        references=str(message.get("References") or ""),
        text=text,
        shown=without_quotes(text),
        html=rich,
        date_text=date_text,
        sent_at=sent_at,
        people=_people(message),
        headers=headers,
        files=tuple(found.files),
        remarks=tuple(found.remarks),
        reports=_reports(found),
    )


def _flat(message: Message) -> Iterator[Message]:
    """Every part without recursion; refuses what is too much."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > MAX_PARTS:
            raise Unreadable(f"It has more than {MAX_PARTS} parts.")
        if depth > MAX_DEPTH:
            raise Unreadable("Parts lie in parts, too deep to follow.")
        yield part
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and part.get_content_type() != "message/rfc822":
            stack += [(one, depth + 1) for one in reversed(inner) if isinstance(one, Message)]


def _gather(message: Message) -> _Found:
    found = _Found()
    for part in _flat(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found.statuses += [one for one in part.get_payload() if isinstance(one, Message)]
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            _enclosed(part, found)
        elif not part.is_multipart():
            _leaf(part, kind, found)
    return found


def _enclosed(part: Message, found: _Found) -> None:
    """A mail within the mail: kept as a file; its id is what a delivery report speaks of."""
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    if isinstance(first, Message):
        found.reported_id = found.reported_id or _one_id(first.get("Message-ID"))
        with contextlib.suppress(MessageError, ValueError, LookupError, TypeError, AttributeError):
            found.files.append(File("mail.eml", "message/rfc822", first.as_bytes()))
    elif isinstance(inner, str):
        enclosed = message_from_bytes(inner.encode("utf-8", "replace"), policy=BOUNDED)
        found.reported_id = found.reported_id or _one_id(enclosed.get("Message-ID"))


def _leaf(part: Message, kind: str, found: _Found) -> None:
    content = part.get_payload(decode=True)
    body = content if isinstance(content, bytes) else b""
    name = _file_name(part)
    is_words = kind in {"text/plain", "text/html"} and not name
    if is_words and part.get_content_disposition() != "attachment":
        words = _decoded(body, part, found.remarks)
        (found.plain if kind == "text/plain" else found.rich).append(words)
    elif body or name:
        found.files.append(File(name or "without-name", kind[:120], body))


def _decoded(body: bytes, part: Message, remarks: list[str]) -> str:
    try:
        charset = part.get_content_charset() or "utf-8"
    except (LookupError, UnicodeError, ValueError):
        charset = "unknown"
    with contextlib.suppress(LookupError, UnicodeDecodeError, ValueError):
        return body.decode(charset)
    remarks.append(f"The letters are not the “{charset}” they claim to be.")
    with contextlib.suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    with contextlib.suppress(LookupError, ValueError):
        return body.decode(charset, "replace")
    return body.decode("utf-8", "replace")


def text_of_header(value: object) -> str:
    """A header as text: encoded words decoded, wrong ones left readable."""
    if value is None:
        return ""
    try:
        pieces = decode_header(value if isinstance(value, Header) else str(value))
    except (HeaderParseError, ValueError, LookupError):
        return _honest(str(value))
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return _honest(piece)
    for name in (charset or "utf-8", "utf-8"):
        with contextlib.suppress(LookupError, UnicodeDecodeError, ValueError):
            return piece.decode(name)
    return piece.decode("latin-1")


def _honest(text: str) -> str:
    """Text without the half letters that raw bytes leave in headers."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _tidy(text: str) -> str:
    clean = _honest(text).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return clean.strip()[:MAX_SHOWN]


def _headers(message: Message) -> dict[str, str]:
    return {name.lower(): _honest(str(value))[:2000] for name, value in message.items()}


def _sender(message: Message) -> tuple[str, str]:
    for header in ("From", "Sender", "Reply-To"):
        found = _addresses(message, header)
        if found:
            return found[0]
    raise Unreadable("Nobody can be seen as its sender.")


def _addresses(message: Message, header: str) -> list[tuple[str, str]]:
    values = [text_of_header(value).replace("\n", " ") for value in message.get_all(header, [])]
    pairs = getaddresses(values[:20])
    return [
        (_tidy(name)[:200], address.strip().lower()[:320])
        for name, address in pairs[:100]
        if re.fullmatch(r"[^\s@<>]{1,64}@[^\s@<>]{1,253}", address.strip())
    ]


def _people(message: Message) -> tuple[tuple[str, str], ...]:
    return tuple(_addresses(message, "To") + _addresses(message, "Cc"))


def _one_id(value: object) -> str:
    found = re.search(r"<[^<>\s]{1,900}>", str(value or ""))
    return _honest(found[0]).replace("\x00", "") if found else ""


def _date(text: str, received_at: datetime) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if EARLIEST <= moment <= received_at + timedelta(days=1) else None


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return "without-name"
    clean = _tidy(text_of_header(name)) if name else ""
    return re.sub(r"[\\/:\x01-\x1f]", "_", clean).strip(". ")[:200]


def clean_html(text: str) -> str:
    tidy = _tidy(text)
    if not tidy:
        return ""
    return nh3.clean(
        "<".join(tidy.split("<")[: MAX_TAGS + 1]),
        tags=ALLOWED,
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href", "title"}, "td": {"colspan"}, "th": {"colspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    ).strip()


def _text_of(rich: str) -> str:
    broken = BLOCK_ENDS.sub(lambda match: match[0] + "\n", rich)
    plain = html.unescape(nh3.clean(broken, tags=set()))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in plain.split("\n"))).strip()


def without_quotes(text: str) -> str:
    """What was newly said; the whole where nothing would be left."""
    if len(text) > 20_000 or max(map(len, text.split("\n"))) > MAX_LINE:
        return text
    latest = EmailReplyParser(languages=LANGUAGES).parse_reply(text=text)
    return (latest or "").strip() or text


def _reports(found: _Found) -> tuple[tuple[str, str, str], ...]:
    """Which of our mails did not arrive, at whom, and the status code."""
    told = []
    for block in found.statuses:
        status = str(block.get("Status") or "").strip()
        recipient = str(block.get("Final-Recipient") or "").rpartition(";")[2].strip().lower()
        action = str(block.get("Action") or "").strip().lower()
        if recipient and action != "delivered":
            told.append((found.reported_id, recipient[:320], status[:20]))
    return tuple(told)
