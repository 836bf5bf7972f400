"""A mail becomes a ticket, an answer lands in it, and nothing is lost or answered in a circle."""

from __future__ import annotations

import pytest

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core import review
from nadi.core.models import ReviewItem
from nadi.desk.actions import answer_client, close_ticket
from nadi.desk.mailboxes import identity, reading
from nadi.desk.models import Attachment, Entry, MailState, Outbox, SendState, Ticket
from nadi.desk.tests.letters import arrives, kept, letter

pytestmark = pytest.mark.django_db


def ticket_of(mail: object) -> Ticket:
    found: Ticket | None = mail.ticket  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_a_mail_becomes_a_ticket_of_its_client(sara: Person, northgate: Client) -> None:
    ticket = ticket_of(arrives(letter()))
    assert (ticket.title, ticket.client, ticket.source) == ("VPN drops at noon", northgate, "mail")
    assert ticket.requester.name == "Sara Holm"
    assert (ticket.board, ticket.priority, ticket.status) == ("help_desk", 3, "new")
    assert ticket.clock_name == "answer"
    entry = ticket.entries.get()
    assert entry.from_client
    assert entry.text == "Since Friday the VPN cuts out around noon."


def test_it_is_acknowledged_once_and_marked_automatic(sara: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    note = Outbox.objects.get(ticket=ticket)
    head = bytes(note.raw).decode()
    assert note.is_automatic
    assert "Auto-Submitted: auto-replied" in head
    assert "X-Auto-Response-Suppress: All" in head
    assert "In-Reply-To: <first@northgate.example>" in head
    assert ticket.answered_at is None  # a machine's word is no answer
    arrives(letter(subject="Another thing", message_id="<second@northgate.example>"))
    assert Outbox.objects.count() == 1


def test_the_answer_to_our_answer_lands_in_the_ticket(sara: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    answer_client(ticket, "We look at it now.", by=aisha)
    ours = ticket.entries.get(author=aisha).message_id
    assert identity.number_in(ours) == ticket.number
    sent = Outbox.objects.get(message_id=ours)
    head = bytes(sent.raw).decode()
    assert f"Re: [#{ticket.number}] VPN drops at noon" in head
    assert "<first@northgate.example>" in head
    assert "Auto-Submitted" not in head
    again = arrives(
        letter(
            subject="something else entirely",
            text="Thank you.\n\nOn Mon, 16 Nov 2026 at 09:12, Us <s@northlight.example> wrote:\n"
            "> We look at it now.\n",
            message_id="<third@northgate.example>",
            In_Reply_To=ours,
        )
    )
    assert again.ticket == ticket
    assert again.entry is not None
    assert again.entry.text == "Thank you."
    assert "> We look at it now." in again.entry.whole_text


def test_a_colleague_may_answer_the_first_mail(sara: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    mail = arrives(
        letter(
            sender="new@northgate.example",
            message_id="<other@northgate.example>",
            References="<first@northgate.example>",
        )
    )
    assert mail.ticket == ticket
    assert ticket.participants.filter(email="new@northgate.example").exists()


def test_a_guessed_tag_is_held_until_a_person_lets_it_in(sara: Person, henrik: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    mail = arrives(
        letter(
            sender="eve@gmail.com",
            subject=f"Re: [#{ticket.number}] VPN",
            message_id="<e@gmail.com>",
        )
    )
    assert mail.state == MailState.HELD
    assert mail.ticket is None
    assert ticket.entries.count() == 1
    item = ReviewItem.objects.get()
    assert item.about["ticket"] == ticket.number
    review.replay(item, by=henrik)
    mail.refresh_from_db()
    assert (mail.state, mail.ticket) == (MailState.READ, ticket)
    assert ticket.entries.exclude(kind="system").count() == 2


def test_another_client_with_our_id_is_held(sara: Person, tom: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    answer_client(ticket, "We look at it.", by=aisha)
    ours = ticket.entries.get(author=aisha).message_id
    mail = arrives(letter(sender="tom@oakiron.example", message_id="<t@oak>", In_Reply_To=ours))
    assert mail.state == MailState.HELD


def test_an_unknown_sender_waits_for_a_person_to_say_whose(northgate: Client) -> None:
    mail = arrives(letter(sender="somebody@gmail.com"), envelope_from="somebody@gmail.com")
    ticket = ticket_of(mail)
    assert ticket.client is None
    assert not Outbox.objects.exists()  # nobody we know is answered by a machine


def test_the_same_mail_again_does_nothing(sara: Person) -> None:
    first, again = arrives(letter()), arrives(letter())
    assert again.state == MailState.AGAIN
    assert again.ticket == first.ticket
    assert Ticket.objects.count() == 1


def test_a_mail_without_id_is_known_again_by_its_digest(sara: Person) -> None:
    first, again = arrives(letter(message_id=None)), arrives(letter(message_id=None))
    assert first.message_id.endswith("@without-id.invalid>")
    assert again.state == MailState.AGAIN


def test_automatic_mail_is_recorded_and_moves_nothing(sara: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    answer_client(ticket, "Done, please look.", by=aisha)
    ours = ticket.entries.get(author=aisha).message_id
    close_ticket(ticket, because="done", by=aisha)
    before = Outbox.objects.count()
    mail = arrives(letter(message_id="<ooo@x>", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    ticket.refresh_from_db()
    assert mail.ticket == ticket
    assert mail.entry is not None
    assert mail.entry.is_automatic
    assert ticket.status == "closed"
    assert Outbox.objects.count() == before


def test_a_human_answer_opens_a_finished_ticket(sara: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    for number in range(4):
        close_ticket(ticket, because="done", by=aisha)
        arrives(letter(message_id=f"<r{number}@x>", References="<first@northgate.example>"))
        ticket.refresh_from_db()
    assert ticket.reopened == 3  # the fourth within the hour is recorded only
    assert ticket.status == "closed"
    assert ticket.entries.filter(from_client=True).count() == 5


def test_a_flood_of_one_sender_is_held(sara: Person) -> None:
    mails = [arrives(letter(subject=f"n{n}", message_id=f"<n{n}@x>")) for n in range(10)]
    assert [mail.state for mail in mails] == ["read"] * 8 + ["held"] * 2


def test_a_newsletter_is_held_and_our_own_address_too(sara: Person) -> None:
    assert arrives(letter(List_Id="<news.example>")).state == MailState.HELD
    own = letter(sender="support@northlight.example", message_id="<own@x>")
    assert arrives(own).state == MailState.HELD
    assert not Ticket.objects.exists()


def test_a_bounce_marks_the_mail_that_did_not_arrive(sara: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    answer_client(ticket, "We look at it.", by=aisha)
    sent = Outbox.objects.get(is_automatic=False)
    raw = (
        "From: MAILER-DAEMON@northgate.example\r\nTo: support@northlight.example\r\n"
        "Subject: Undelivered\r\nMIME-Version: 1.0\r\nMessage-ID: <dsn@northgate.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; sara@northgate.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {sent.message_id}\r\n\r\n--b--\r\n"
    )
    mail = arrives(raw.encode(), envelope_from="")
    sent.refresh_from_db()
    assert sent.state == SendState.FAILED
    assert mail.ticket == ticket
    assert ticket.participants.get(email="sara@northgate.example").undeliverable_since
    assert ticket.entries.filter(kind="system", text__contains="refused").count() == 1


def test_html_is_cleaned_before_it_is_stored(sara: Person) -> None:
    raw = (
        letter()
        .replace(b"text/plain", b"text/html")
        .replace(
            b"Since Friday",
            b"<p onclick=x()>Hi</p><script>alert(1)</script><img src=http://t/x.gif>"
            b"<a href=javascript:x()>a</a><form><input></form>",
        )
    )
    entry = arrives(raw).entry
    assert entry is not None
    for wrong in ("script", "onclick", "img", "javascript", "form", "alert"):
        assert wrong not in entry.html
    assert entry.text.startswith("Hi")


def test_a_file_is_kept_by_its_content(sara: Person) -> None:
    raw = (
        b"From: sara@northgate.example\r\nSubject: log\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n'
        b"Content-Type: text/html\r\n"
        b'Content-Disposition: attachment; filename="../../a.html"\r\n\r\n'
        b"<script>1</script>\r\n--b--\r\n"
    )
    mail = arrives(raw)
    file = Attachment.objects.get(entry=mail.entry)
    assert file.name == "_.._a.html"
    assert file.size == 18


def test_the_sweep_reads_what_was_left(sara: Person) -> None:
    mail = kept(letter())
    assert reading.read_unread(mail.received_at) == 0
    assert reading.read_unread(mail.received_at + reading.timedelta(minutes=1)) == 1
    assert Entry.objects.count() == 1


def test_what_breaks_the_reader_ends_in_review(
    sara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    with monkeypatch.context() as patch:
        patch.setattr(reading.letters, "read", broken)
        mail = kept(letter())
        for _ in range(3):
            reading.read_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.REVIEW
    item = ReviewItem.objects.get()
    assert "ZeroDivisionError" in item.reason
    assert bytes(item.raw) == letter()
    review.replay(item, by=sara)
    assert Ticket.objects.count() == 1


def test_a_stranger_with_our_id_is_heard_and_hears_nothing(sara: Person, aisha: Person) -> None:
    ticket = ticket_of(arrives(letter()))
    answer_client(ticket, "We look at it now.", by=aisha)
    ours = ticket.entries.get(author=aisha).message_id
    stranger = "eve@elsewhere.example"
    mail = arrives(
        letter(sender=stranger, subject="hello", message_id="<eve@e.example>", In_Reply_To=ours)
    )
    assert mail.ticket == ticket
    assert ticket.entries.filter(kind="system", text__contains=stranger).count() == 1
    ticket.refresh_from_db()
    answer_client(ticket, "Done.", by=aisha)
    said = Outbox.objects.order_by("pk").values_list("recipient", flat=True)
    assert stranger not in said
    assert ticket.client is not None
    Contact.objects.create(client=ticket.client, name="Eve", email=stranger)
    ticket.refresh_from_db()
    answer_client(ticket, "Welcome.", by=aisha)
    assert stranger in Outbox.objects.values_list("recipient", flat=True)
