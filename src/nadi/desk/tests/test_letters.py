"""Broken mail: a corpus of real kinds of wrong, and whatever hypothesis makes of bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.tests.chance import tries
from nadi.desk.mailboxes.letters import Letter, Unreadable, read
from nadi.desk.models import MailState, RawMail
from nadi.desk.tests.letters import arrives, letter

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
HEAD = b"From: a@b.example\r\nSubject: Hello\r\n"
DEEP = HEAD + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(40)
)
MANY = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 300

READABLE = {
    "date in the far future": HEAD + b"Date: Mon, 1 Jan 2999 00:00:00 +0000\r\n\r\nx",
    "date of no month": HEAD + b"Date: Mon, 99 Foo 2026 77:00:00 +9999\r\n\r\nx",
    "unknown charset": HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nnuqneH \xff",
    "wrong charset": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nH\xe4lsningar",
    "8 bit in the subject": b"From: a@b.example\r\nSubject: Gr\xfc\xdfe\r\n\r\nx",
    "broken encoded word": b"From: a@b.example\r\nSubject: =?utf-8?B?x?=\r\n\r\nx",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!!abc",
    "missing end of parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nwords\r\n',
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nwords",
    "no blank line": b"From: a@b.example\r\nSubject: only headers",
    "zero bytes": HEAD + b"\r\nbe\x00fore",
    "bare line feeds": b"From: a@b.example\nSubject: x\n\nwords\n",
    "two froms": b"From: a@b.example\r\nFrom: c@d.example\r\nSubject: x\r\n\r\nx",
    "file name without end": HEAD
    + b"Content-Disposition: attachment; filename*=klingon''%ff%fe\r\n\r\nx",
    "only a file": b"From: a@b.example\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx",
}
UNREADABLE = {
    "nothing": b"",
    "no sender": b"Subject: x\r\n\r\nwords",
    "a sender without address": b"From: nobody at all\r\nSubject: x\r\n\r\nwords",
    "empty": b"From: a@b.example\r\n\r\n",
    "too deep": DEEP,
    "too many parts": MANY,
    "not a mail": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", READABLE)
def test_odd_mail_is_read_with_a_remark_or_without(name: str) -> None:
    found = read(READABLE[name], NOW)
    assert found.sender == "a@b.example"
    assert "\x00" not in found.text + found.subject
    found.text.encode()
    found.subject.encode()


@pytest.mark.parametrize(
    "name", ["date in the far future", "date of no month", "unknown charset", "wrong charset"]
)
def test_what_was_odd_is_remarked(name: str) -> None:
    found = read(READABLE[name], NOW)
    assert found.remarks
    assert found.sent_at is None


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_mail_says_why(name: str) -> None:
    with pytest.raises(Unreadable):
        read(UNREADABLE[name], NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*READABLE, *UNREADABLE])
def test_nothing_of_the_corpus_is_lost(name: str) -> None:
    raw = (READABLE | UNREADABLE)[name]
    mail = arrives(raw, envelope_from="a@b.example")
    assert bytes(RawMail.objects.get(pk=mail.pk).raw) == raw
    assert mail.state == (MailState.READ if name in READABLE else MailState.REVIEW)
    assert mail.trace


def _or_unreadable(raw: bytes) -> Letter | None:
    try:
        return read(raw, NOW)
    except Unreadable:
        return None


@tries(150)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    _or_unreadable(raw)
    _or_unreadable(HEAD + raw)
    _or_unreadable(HEAD + b"\r\n" + raw)


HEADERS = st.sampled_from(
    ["Content-Type", "Date", "Message-ID", "References", "To", "Content-Disposition",
     "Content-Transfer-Encoding", "MIME-Version", "Subject", "From"]
)  # fmt: skip


@tries(150)
@given(st.lists(st.tuples(HEADERS, st.binary(max_size=60)), max_size=6), st.binary(max_size=80))
def test_no_header_breaks_the_reader(headers: list[tuple[str, bytes]], body: bytes) -> None:
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    found = _or_unreadable(HEAD + head + b"\r\n" + body)
    if found is not None:
        (found.text + found.subject + found.message_id + found.sender_name).encode()


def test_a_plain_mail_has_no_remarks() -> None:
    found = read(letter(), NOW)
    assert found.remarks == ()
    assert found.sent_at == datetime(2026, 11, 16, 7, 51, tzinfo=UTC)
    assert found.people == (("", "support@northlight.example"),)


FROM = b"From: sara@northgate.example\r\n"
TEXT = FROM + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
SLOW = {
    "a subject of encoded words": FROM + b"Subject: " + b"=?utf-8?q?a?= " * 300_000 + b"\r\n\r\nx",
    "a type with countless parts": FROM + b"Content-Type: " + b"a;" * 500_000 + b"\r\n\r\nx",
    "countless receivers": FROM + b"To: " + b"a@b.example, " * 400_000 + b"\r\n\r\nx",
    "boxes in boxes": FROM + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "a line of beginnings of quotes": TEXT + b"On " * 6_000,
    "lines of beginnings of quotes": TEXT + (b"On " * 600 + b"\n") * 10,
}


@pytest.mark.parametrize("raw", SLOW.values(), ids=SLOW.keys())
def test_no_single_mail_holds_up_the_others(raw: bytes) -> None:
    """Each of these took from five seconds to for ever, in the worker, for anybody who can mail."""
    began = process_time()
    read(raw, NOW)
    assert process_time() - began < 3


@pytest.mark.parametrize("sender", [b"(" * 50_000, b"a:" * 30_000])
def test_an_endless_nest_of_addresses_is_told_to_be_unreadable(sender: bytes) -> None:
    with pytest.raises(Unreadable):
        read(b"From: " + sender + b"\r\n\r\nx", NOW)
