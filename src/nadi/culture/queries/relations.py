"""Each client and each vendor: who keeps the relation, the last talk, and how it stands."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.urls import reverse

from nadi.accounts.models import Person
from nadi.clients.firm import firm_today
from nadi.clients.models import OURSELVES, Client, Vendor
from nadi.clients.queries import (
    client_for,
    clients_visible_to,
    some_clients_of,
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


@dataclass(frozen=True, slots=True)
class Untended:
    """A relation that nobody tends, as far as one line about it says."""

    name: str
    url: str
    owner_id: int | None
    days: int | None
    every: int


# `Relation.is_tended` in rows; in the order of `relations`, one's own before those of others.
_UNTENDED = """
SELECT r.name, r.slug, r.id, r.owner_id, r.days, r.talk_every_days
FROM (
    SELECT name, slug, id, owner_id, talk_every_days, 0 AS kind,
           %(on)s - coalesce(last_talk_on, since) AS days
    FROM clients_client
    WHERE state IN ('managed', 'notice') AND slug <> %(ourselves)s
      AND (%(clients)s::bigint[] IS NULL OR id = ANY(%(clients)s))
    UNION ALL
    SELECT name, '', id, owner_id, talk_every_days, 1, %(on)s - last_talk_on FROM clients_vendor
) r
WHERE (r.days IS NULL OR r.days > r.talk_every_days OR r.owner_id IS NULL)
  AND (%(others)s OR r.owner_id = %(who)s)
ORDER BY r.owner_id IS NOT DISTINCT FROM %(who)s DESC, coalesce(r.days, 9999) DESC, r.kind, r.name
LIMIT 1
"""


def first_untended(who: Person, on: date, *, others: bool) -> Untended | None:
    """The quietest untended relation that `who` keeps; with `others`, then anybody's."""
    if not who.is_staff_member:
        return None
    values: dict[str, date | str | int | list[int] | None] = {
        "on": on,
        "ourselves": OURSELVES,
        "clients": some_clients_of(who),
        "who": who.pk,
        "others": others,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNTENDED, values)
        found = cursor.fetchone()
    if found is None:
        return None
    name, slug, pk, owner_id, days, every = found
    url = (
        reverse("culture:client_relation", args=[slug])
        if slug
        else reverse("culture:vendor_relation", args=[pk])
    )
    return Untended(name, url, owner_id, days, every)


def relation_to(who: Person, *, client: str = "", vendor: int = 0) -> Relation:
    """One relation; NotFound where `who` may not see it."""
    subject = client_for(who, client) if client else vendor_for(who, vendor)
    return Relation(subject, firm_today())
