"""Where a mail belongs, and whether a machine wrote it: the tables of the prose page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.desk.rules.automatic import (
    may_acknowledge,
    may_open,
    may_reopen,
    why_automatic,
)
from nadi.desk.rules.threading import (
    Claim,
    Sender,
    bare,
    digest_id,
    ids_in,
    make_id,
    place,
    relation,
    reply_subject,
    tag_in,
    ticket_of,
)
from nadi.desk.tests.tables import table

KEY = b"a key of the firm"
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)


@pytest.mark.parametrize("row", table("mail-threading.md", "case", 6), ids=lambda row: row[0])
def test_placement_of_the_page(row: list[str]) -> None:
    _, ours, theirs, tag, sender, goes = row

    def claim(cell: str) -> Claim | None:
        return Claim(int(cell), Sender(sender)) if cell else None

    found = place(claim(ours), claim(theirs), claim(tag))
    if goes == "new":
        assert (found.where, found.ticket) == ("new", None)
    elif goes.startswith("held"):
        assert (found.where, found.ticket) == ("held", 7)
    else:
        assert (found.where, found.ticket, f"7 by {found.by}") == ("ticket", 7, goes)


@pytest.mark.parametrize("row", table("mail-threading.md", "header", 3), ids=lambda row: row[0])
def test_automatic_mail_of_the_page(row: list[str]) -> None:
    header, value, automatic = row
    assert bool(why_automatic({header.lower(): value})) == (automatic == "yes")


def test_an_empty_envelope_sender_is_automatic() -> None:
    assert why_automatic({}, return_path="") == "empty return path"
    assert why_automatic({}, return_path="a@b.example") == ""


@given(st.integers(1, 10**9), st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True))
def test_our_id_names_its_ticket_and_cannot_be_made_without_the_key(
    number: int, entry: str
) -> None:
    made = make_id(number, entry, key=KEY, domain="help.example")
    assert ticket_of(made, KEY) == number
    assert ticket_of(made.upper(), KEY) == number
    assert ticket_of(made, b"another key") is None
    guessed = made.replace(f"ticket.{number}.", f"ticket.{number + 1}.")
    assert ticket_of(guessed, KEY) is None


@given(st.text(max_size=300))
def test_no_text_is_an_id_of_ours(text: str) -> None:
    assert ticket_of(text, KEY) is None
    ids_in(text, text)
    tag_in(text)
    bare(text)


def test_references_are_read_from_the_last() -> None:
    assert ids_in("<c@x>", "<a@x> <b@x>\r\n <c@x>") == ["<c@x>", "<b@x>", "<a@x>"]
    assert ids_in("", "") == []


@pytest.mark.parametrize(
    ("subject", "rest"),
    [
        ("Re: [#4821] VPN drops", "VPN drops"),
        ("AW: SV: Re[2]: [#4821] VPN drops", "VPN drops"),
        ("Fwd: VPN drops", "VPN drops"),
        ("Report: all well", "Report: all well"),
    ],
)
def test_a_subject_stays_the_same_through_answers(subject: str, rest: str) -> None:
    assert bare(subject) == rest
    assert reply_subject(4821, subject) == f"Re: [#4821] {rest}"
    assert tag_in(reply_subject(4821, subject)) == 4821


@pytest.mark.parametrize(
    ("address", "clients", "expected"),
    [
        ("Sara@northgate.example", frozenset({1}), Sender.TAKES_PART),
        ("tom@elsewhere.example", frozenset({1}), Sender.SAME_DOMAIN),
        ("new@northgate.example", frozenset(), Sender.SAME_DOMAIN),
        ("eve@gmail.com", frozenset(), Sender.STRANGER),
        ("eve@evil.example", frozenset(), Sender.STRANGER),
        ("mia@harbor.example", frozenset({2}), Sender.OTHER_CLIENT),
    ],
)
def test_what_a_sender_is(address: str, clients: frozenset[int], expected: Sender) -> None:
    found = relation(
        address,
        participants=["sara@northgate.example"],
        client=1,
        client_domains=["northgate.example"],
        sender_clients=clients,
    )
    assert found is expected


def test_a_free_mail_domain_is_nobody() -> None:
    found = relation(
        "eve@gmail.com",
        participants=[],
        client=1,
        client_domains=["gmail.com"],
        sender_clients=frozenset(),
    )
    assert found is Sender.STRANGER


def test_a_mail_without_id_gets_the_same_id_again() -> None:
    one = digest_id("a@x", "Mon, 1 Jan", "Hello", b"body")
    assert one == digest_id("a@x", "Mon, 1 Jan", "Hello", b"body")
    assert one != digest_id("a@x", "Mon, 1 Jan", "Hello", b"other")


def test_backstops() -> None:
    def ago(*minutes: int) -> list[datetime]:
        return [NOW - timedelta(minutes=one) for one in minutes]

    assert may_acknowledge(ago(241), NOW)
    assert not may_acknowledge(ago(239), NOW)
    assert may_reopen(ago(5, 50, 61), NOW)
    assert not may_reopen(ago(5, 10, 50), NOW)
    assert may_open(ago(*range(7)), NOW)
    assert not may_open(ago(*range(8)), NOW)
