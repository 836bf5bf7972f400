"""What the service board says of itself."""

from dataclasses import dataclass
from datetime import datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class TicketOpened(Fact):
    """A request became a ticket."""

    ticket_id: int
    client_id: int | None
    priority: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketAnswered(Fact):
    """A person of the firm wrote to the client; `first` where it was the first time."""

    ticket_id: int
    client_id: int | None
    first: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketMoved(Fact):
    """A ticket entered another status."""

    ticket_id: int
    client_id: int | None
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketChanged(Fact):
    """Whose a ticket is, how pressing it is, or whether it is out of process is another than
    before; said for the client it left too."""

    ticket_id: int
    client_id: int | None


@dataclass(frozen=True, slots=True)
class TicketFinished(Fact):
    """A ticket was completed or closed."""

    ticket_id: int
    client_id: int | None
    at: datetime
