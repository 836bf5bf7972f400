"""Mails as tests write them: a few words become the bytes a mail program would send."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from django.utils import timezone

from nadi.desk.mailboxes.reading import read_mail
from nadi.desk.models import RawMail


def letter(
    sender: str = "Sara Holm <sara@northgate.example>",
    subject: str = "VPN drops at noon",
    text: str = "Since Friday the VPN cuts out around noon.",
    message_id: str | None = "<first@northgate.example>",
    **headers: str,
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "support@northlight.example"
    message["Subject"] = subject
    message["Date"] = "Mon, 16 Nov 2026 08:51:00 +0100"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def kept(raw: bytes, envelope_from: str = "sara@northgate.example") -> RawMail:
    return RawMail.objects.create(
        mailbox="support@northlight.example",
        envelope_from=envelope_from,
        envelope_to=["support@northlight.example"],
        raw=raw,
        size=len(raw),
        received_at=timezone.now(),
    )


def arrives(raw: bytes, envelope_from: str = "sara@northgate.example") -> RawMail:
    """The mail comes in and is read; gives its row as the database holds it."""
    mail = kept(raw, envelope_from)
    read_mail(mail.pk)
    mail.refresh_from_db()
    return mail
