"""Real SMTP both ways: mail in, our answer out and threaded, the reply back in the ticket."""

from __future__ import annotations

import random
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client as Browser
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings as SettingsWrapper

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.core.tests.forked import forked
from nadi.desk import life
from nadi.desk.actions import Work, record_work
from nadi.desk.mailboxes import reading, sending
from nadi.desk.mailboxes.smtp import start_listener
from nadi.desk.mailboxes.smtp.listener import Listener
from nadi.desk.models import MailState, Outbox, RawMail, SendState, Ticket
from nadi.desk.tests.letters import letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SUPPORT = "support@northlight.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Outside:
    """A mail server somewhere else; `answer` is what it says to a letter."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.letters.append(bytes(envelope.content or b""))
        return self.answer


@pytest.fixture
def outside(settings: SettingsWrapper) -> Iterator[Outside]:
    handler = Outside()
    port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.NADI_SMTP_RELAY = f"127.0.0.1:{port}"
    yield handler
    server.stop()


@pytest.fixture
def door() -> Iterator[int]:
    port = free_port()
    listener: Listener = start_listener(port=port)
    yield port
    listener.stop()


def send(port: int, raw: bytes, to: str = SUPPORT) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as talk:
        talk.sendmail("sara@northgate.example", [to], raw)


def read_all() -> None:
    for number in RawMail.objects.filter(state=MailState.UNREAD).values_list("pk", flat=True):
        reading.read_mail(number)


def send_all() -> None:
    for number in Outbox.objects.filter(state=SendState.WAITING).values_list("pk", flat=True):
        sending.send_mail(number)


def test_a_whole_talk_by_mail(
    door: int, outside: Outside, sara: Person, aisha: Person, kinds_of_work: None
) -> None:
    send(door, letter())
    job = ProcrastinateJob.objects.get(task_name="desk.read_mail")
    assert job.args == {"mail_id": RawMail.objects.get().pk}
    read_all()
    ticket = Ticket.objects.get()
    send_all()
    arrived = message_from_bytes(outside.letters[0])
    assert arrived["Auto-Submitted"] == "auto-replied"
    assert arrived["In-Reply-To"] == "<first@northgate.example>"

    record_work(ticket, Work("We change the key at 11:30.", minutes=12), by=aisha)
    send_all()
    answer = message_from_bytes(outside.letters[1])
    assert answer["Subject"] == f"Re: [#{ticket.number}] VPN drops at noon"
    assert answer["References"].split()[0] == "<first@northgate.example>"
    assert "We change the key" in str(answer.get_payload(decode=True))

    send(
        door,
        letter(
            subject="Re: whatever", text="Thank you!", message_id="<second@northgate.example>",
            In_Reply_To=answer["Message-ID"], References=answer["References"],
        ),
    )  # fmt: skip
    read_all()
    assert Ticket.objects.count() == 1
    assert ticket.entries.filter(from_client=True).count() == 2
    assert not Outbox.objects.exclude(state=SendState.SENT).exists()


def test_the_door_refuses_with_a_clear_answer(door: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(door, letter(), to="somebody@elsewhere.example")
    assert b"northlight.example only" in next(iter(refused.value.recipients.values()))[1]
    with smtplib.SMTP("127.0.0.1", door, timeout=10) as talk:
        talk.ehlo()
        assert talk.esmtp_features["size"] == str(25 * 1024 * 1024)
        with pytest.raises(smtplib.SMTPSenderRefused) as large:
            talk.sendmail("a@b.example", [SUPPORT], b"x" * (26 * 1024 * 1024))
    assert large.value.smtp_code == 552
    assert not RawMail.objects.exists()


def waiting(sara: Person, port: int) -> Outbox:
    send(port, letter())
    read_all()
    return Outbox.objects.get()


def test_without_a_relay_mail_waits(sara: Person, door: int, settings: SettingsWrapper) -> None:
    settings.NADI_SMTP_RELAY = ""
    mail = waiting(sara, door)
    assert sending.send_mail(mail.pk) is None
    assert Outbox.objects.get().state == SendState.WAITING


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 later", SendState.WAITING), ("554 never", SendState.FAILED)],
)
def test_a_refusal_is_tried_again_or_told(
    sara: Person, door: int, outside: Outside, answer: str, state: str
) -> None:
    mail = waiting(sara, door)
    outside.answer = answer
    sending.send_mail(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (state, 1)
    assert answer.split()[1] in mail.last_error
    if state == SendState.WAITING:
        assert mail.next_try_at > timezone.now()
        assert sending.send_mail(mail.pk) is None  # not its turn yet


def test_nobody_at_the_relay_means_later(
    sara: Person, door: int, settings: SettingsWrapper
) -> None:
    settings.NADI_SMTP_RELAY = "127.0.0.1:9"
    mail = waiting(sara, door)
    sending.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == SendState.WAITING
    assert "does not answer" in mail.last_error


def test_a_send_cut_off_by_a_kill_is_one_in_doubt_and_never_repeated_by_itself(
    sara: Person, door: int, outside: Outside
) -> None:
    mail = waiting(sara, door)
    with forked(partial(_send_slowly, mail.pk)) as dying:
        assert "sent, not committed" in dying.line()
        dying.kill()
    mail.refresh_from_db()
    assert mail.state == SendState.SENDING
    assert len(outside.letters) == 1
    sending.send_due(timezone.now())
    mail.refresh_from_db()
    assert mail.state == SendState.SENDING  # it may still be alive
    sending.send_due(timezone.now() + timedelta(minutes=3))
    sending.send_mail(mail.pk)
    mail.refresh_from_db()
    assert mail.state == SendState.DOUBT
    assert len(outside.letters) == 1


def test_what_was_accepted_before_a_kill_is_read_after_it(sara: Person) -> None:
    port = free_port()
    with forked(partial(_hold_door, port)) as dying:
        assert "open" in dying.line()
        send(port, letter())
        dying.kill()
    assert RawMail.objects.get().state == MailState.UNREAD
    assert reading.read_unread(timezone.now() + timedelta(minutes=1)) == 1
    assert Ticket.objects.get().title == "VPN drops at noon"


def test_a_reader_killed_in_the_middle_leaves_nothing_half_done(sara: Person, door: int) -> None:
    send(door, letter())
    mail = RawMail.objects.get()
    with forked(partial(_read_slowly, mail.pk)) as dying:
        assert "read, not committed" in dying.line()
        dying.kill()
    assert not Ticket.objects.exists()
    assert RawMail.objects.get().state == MailState.UNREAD
    reading.read_mail(mail.pk)
    assert Ticket.objects.count() == 1


def _hold_door(port: int) -> None:
    start_listener(port=port)
    print("open", flush=True)
    time.sleep(60)


def _read_slowly(mail_id: int) -> None:
    def slowly(*_: object) -> None:
        print("read, not committed", flush=True)
        time.sleep(60)

    reading._acknowledge = slowly
    reading.read_mail(mail_id)


def _send_slowly(mail_id: int) -> None:
    class Slow(smtplib.SMTP):
        def sendmail(self, *arguments: Any, **options: Any) -> Any:
            answer = super().sendmail(*arguments, **options)
            print("sent, not committed", flush=True)
            time.sleep(60)
            return answer

    sending.smtplib.SMTP = Slow
    sending.send_mail(mail_id)


def test_a_simulated_contact_writes_through_the_real_door(
    door: int,
    sara: Person,
    maya: Person,
    browser_of: Callable[..., Browser],
    settings: SettingsWrapper,
) -> None:
    settings.NADI_DEMO, settings.NADI_SMTP_PORT = True, door
    contact = Contact.objects.get(person=sara)
    life.by_smtp(life._letter(contact, random.Random(1), timezone.now()))
    read_all()
    ticket = Ticket.objects.get()
    assert (ticket.client, ticket.requester) == (contact.client, contact)
    assert ticket.is_simulated
    address = f"/desk/{ticket.number}/"
    assert "simulated" in browser_of(maya).get(address).content.decode()
    settings.NADI_DEMO = False
    assert "simulated" not in browser_of(maya).get(address).content.decode()
