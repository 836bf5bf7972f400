"""Each client and each vendor: who keeps the relation, the last talk, and how it stands."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from nadi.accounts.models import Person
from nadi.clients.firm import firm_today
from nadi.clients.models import Client, Vendor
from nadi.clients.queries import (
    client_for,
    clients_visible_to,
    vendor_for,
    vendors_visible_to,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation as it stands on a day."""

    subject: Client | Vendor
    on: date

    @property
    def is_client(self) -> bool:
        return isinstance(self.subject, Client)

    @property
    def since(self) -> date | None:
        """The last talk; a client who was never talked with since they came, since then."""
        talked: date | None = self.subject.last_talk_on
        return talked or (self.subject.since if isinstance(self.subject, Client) else None)

    @property
    def days(self) -> int | None:
        return None if self.since is None else (self.on - self.since).days

    @property
    def is_tended(self) -> bool:
        in_time = self.days is not None and self.days <= self.subject.talk_every_days
        return in_time and self.subject.owner_id is not None

    @property
    def url(self) -> str:
        if isinstance(self.subject, Client):
            return reverse("culture:client_relation", args=[self.subject.slug])
        return reverse("culture:vendor_relation", args=[self.subject.pk])


def relations(who: Person) -> list[Relation]:
    """All that `who` may see, the untended first, then the quietest."""
    today = firm_today()
    clients = clients_visible_to(who).served().others().select_related("owner")
    found = [Relation(one, today) for one in (*clients, *vendors_visible_to(who))]
    return sorted(found, key=lambda r: (r.is_tended, -(9999 if r.days is None else r.days)))


def relation_to(who: Person, *, client: str = "", vendor: int = 0) -> Relation:
    """One relation; NotFound where `who` may not see it."""
    subject = client_for(who, client) if client else vendor_for(who, vendor)
    return Relation(subject, firm_today())
