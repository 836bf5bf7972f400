"""What is announced about clients."""

from dataclasses import dataclass

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class ClientStateChanged(Fact):
    """A client became a prospect, managed, gave notice, or left."""

    client_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ContactLeft(Fact):
    """A contact no longer works at the client."""

    client_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class RelationTended(Fact):
    """Somebody talked with a client or a vendor, or the relation got another owner or interval."""

    client_id: int | None
    vendor_id: int | None
