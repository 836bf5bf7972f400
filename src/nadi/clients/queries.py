"""What may be seen of clients, and by whom."""

from django.db.models import QuerySet

from nadi.accounts.models import Person
from nadi.clients.models import Client, ClientQuerySet, Contact
from nadi.core.errors import NotFound


def clients_visible_to(who: Person) -> ClientQuerySet:
    """The clients `who` may see."""
    return Client.objects.visible_to(who)


def visible_client_ids(who: Person) -> QuerySet[Client, int]:
    """Their ids, as a subquery for the rows of other packages."""
    return clients_visible_to(who).values_list("pk", flat=True)


def client_for(who: Person, slug: str) -> Client:
    """The client behind `slug`; NotFound also where it exists but not for `who`."""
    client = clients_visible_to(who).filter(slug=slug).first()
    if client is None:
        raise NotFound("There is no such client, or none that you may see.")
    return client


def contacts_at(address: str) -> QuerySet[Contact]:
    """Everybody who uses this mail address now, at whichever client. Not bound to a viewer: mail
    that arrives has none."""
    return Contact.objects.filter(email__iexact=address, left_at=None).select_related("client")
