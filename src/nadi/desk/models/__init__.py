"""Rows of the service board: tickets and what was said in them, and the mail in and out."""

from nadi.desk.models.mail import MailState, Outbox, RawMail, SendState
from nadi.desk.models.talk import Attachment, Entry, Participant, Talk, TicketTime
from nadi.desk.models.tickets import (
    SIMULATED_MAIL,
    Board,
    Jump,
    Priority,
    Source,
    StatusSpan,
    Stray,
    Ticket,
    TicketAlert,
    TicketStatus,
)

__all__ = [
    "SIMULATED_MAIL",
    "Attachment",
    "Board",
    "Entry",
    "Jump",
    "MailState",
    "Outbox",
    "Participant",
    "Priority",
    "RawMail",
    "SendState",
    "Source",
    "StatusSpan",
    "Stray",
    "Talk",
    "Ticket",
    "TicketAlert",
    "TicketStatus",
    "TicketTime",
]
