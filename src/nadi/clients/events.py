"""What is announced about clients."""

from dataclasses import dataclass

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class ClientStateChanged(Fact):
    client_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ContactLeft(Fact):
    client_id: int
    contact_id: int
