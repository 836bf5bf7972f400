"""Clients come, are looked after, give notice, leave; their people and hours change with them."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from nadi.accounts.models import Person, Role
from nadi.clients.events import ClientStateChanged, ContactLeft, RelationTended
from nadi.clients.models import (
    Calendar,
    Client,
    ClientLimit,
    ClientState,
    Contact,
    Site,
    Talk,
    Vendor,
)
from nadi.clients.rules import why_not_state
from nadi.core.actions import Actor, action
from nadi.core.errors import Refused
from nadi.core.events import announce


@action
def create_client(
    *,
    name: str,
    calendar: Calendar,
    owner: Person | None = None,
    domains: list[str] | None = None,
    about: str = "",
    by: Actor,
) -> Client:
    """A new client; a prospect until an agreement is signed."""
    clean = name.strip()
    if Client.objects.filter(name__iexact=clean).exists():
        raise Refused("There is a client of this name already.", fields={"name": ""})
    return Client.objects.create(
        name=clean,
        slug=_free_slug(clean),
        calendar=calendar,
        owner=owner,
        domains=domains or [],
        about=about,
    )


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "client"
    taken = {"new"} | set(
        Client.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


@action
def change_client(
    client: Client,
    *,
    name: str,
    calendar: Calendar,
    owner: Person | None,
    domains: list[str],
    about: str,
    by: Actor,
) -> Client:
    """What is known about a client. The address of its page stays."""
    if Client.objects.filter(name__iexact=name.strip()).exclude(pk=client.pk).exists():
        raise Refused("There is a client of this name already.", fields={"name": ""})
    client.name, client.calendar, client.owner = name.strip(), calendar, owner
    client.domains, client.about = domains, about
    client.save(update_fields=["name", "calendar", "owner", "domains", "about"])
    return client


@action
def change_state(client: Client, *, state: str, because: str, by: Actor) -> Client:
    """Notice is given or taken back, somebody leaves, a prospect is let go or comes back."""
    held = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    reason = why_not_state(held.state, state)
    if reason is not None:
        raise Refused(reason)
    if not because.strip():
        raise Refused("Say in a few words why.", fields={"because": ""})
    return _move(held, state)


@action
def begin_service(client: Client, *, on: date, by: Actor) -> Client:
    """An agreement was signed: from now on promises are kept for this client."""
    held = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if held.state == ClientState.MANAGED:
        return held
    if held.since is None:
        held.since = on
        held.save(update_fields=["since"])
    return _move(held, ClientState.MANAGED)


def _move(client: Client, state: str) -> Client:
    before, client.state = client.state, state
    client.save(update_fields=["state"])
    announce(ClientStateChanged(client_id=client.pk, before=before, after=state))
    return client


@action
def note_talk(
    subject: Client | Vendor, *, on: date, standing: str = "", by: Actor
) -> Client | Vendor:
    """Somebody talked with a client or a vendor; `standing` says how it stands since. Each talk is
    kept, the latest day counts."""
    if on > timezone.localdate():
        raise Refused("A talk is noted after it happened.", fields={"on": ""})
    whom = {"client": subject} if isinstance(subject, Client) else {"vendor": subject}
    teller = by if isinstance(by, Person) else None
    Talk.objects.create(**whom, held_on=on, standing=standing.strip(), by=teller)
    if subject.last_talk_on is None or on >= subject.last_talk_on:
        subject.last_talk_on = on
        subject.standing = standing.strip() or subject.standing
        subject.save(update_fields=["last_talk_on", "standing"])
    announce(_tended(subject))
    return subject


@action
def tend_relation(
    subject: Client | Vendor, *, owner: Person | None, talk_every_days: int, by: Actor
) -> Client | Vendor:
    """Who on our side keeps the relation, and how long it may go without a talk."""
    if not 7 <= talk_every_days <= 366:
        sentence = "Between a week and a year may pass between two talks."
        raise Refused(sentence, fields={"talk_every_days": sentence})
    subject.owner, subject.talk_every_days = owner, talk_every_days
    subject.save(update_fields=["owner", "talk_every_days"])
    announce(_tended(subject))
    return subject


def _tended(subject: Client | Vendor) -> RelationTended:
    is_client = isinstance(subject, Client)
    return RelationTended(
        client_id=subject.pk if is_client else None, vendor_id=None if is_client else subject.pk
    )


@action
def add_site(client: Client, *, name: str, address: str = "", by: Actor) -> Site:
    """A place where a client works."""
    if client.sites.filter(name__iexact=name.strip()).exists():
        raise Refused("This client has a site of that name already.", fields={"name": ""})
    return Site.objects.create(client=client, name=name.strip(), address=address)


@action
def change_site(site: Site, *, name: str, address: str, by: Actor) -> Site:
    same = Site.objects.filter(client=site.client, name__iexact=name.strip()).exclude(pk=site.pk)
    if same.exists():
        raise Refused("This client has a site of that name already.", fields={"name": ""})
    site.name, site.address = name.strip(), address
    site.save(update_fields=["name", "address"])
    return site


@action
def add_contact(
    client: Client,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    site: Site | None = None,
    decides: bool = False,
    by: Actor,
) -> Contact:
    """Somebody at a client."""
    contact = Contact(
        client=client, name=name.strip(), email=email.strip().lower(), phone=phone.strip()
    )
    contact.site, contact.decides = _own_site(client, site), decides
    return _save_contact(contact)


@action
def change_contact(
    contact: Contact,
    *,
    name: str,
    email: str,
    phone: str,
    site: Site | None,
    decides: bool,
    by: Actor,
) -> Contact:
    contact.name, contact.email = name.strip(), email.strip().lower()
    contact.phone, contact.decides = phone.strip(), decides
    contact.site = _own_site(contact.client, site)
    return _save_contact(contact)


def _own_site(client: Client, site: Site | None) -> Site | None:
    if site is not None and site.client_id != client.pk:
        raise Refused("That site belongs to another client.", fields={"site": ""})
    return site


def _save_contact(contact: Contact) -> Contact:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise Refused(
            "Somebody at this client has that mail address already.", fields={"email": ""}
        ) from error
    return contact


@action
def contact_left(contact: Contact, *, by: Actor) -> Contact:
    """Somebody no longer works at the client: mail from them is strange again, and they can no
    longer sign in."""
    contact.left_at = timezone.now()
    contact.save(update_fields=["left_at"])
    if contact.person is not None:
        contact.person.is_active = False
        contact.person.save(update_fields=["is_active"])
    announce(ContactLeft(client_id=contact.client_id, contact_id=contact.pk))
    return contact


@action
def let_sign_in(contact: Contact, *, by: Actor) -> Contact:
    """A contact may open the portal; they come in by a one-time link."""
    if not contact.email:
        raise Refused("They need a mail address first.", fields={"email": ""})
    if contact.left_at is not None:
        raise Refused("They no longer work there.")
    if contact.person is not None:
        raise Refused("They can sign in already.")
    if Person.objects.filter(email__iexact=contact.email).exists():
        raise Refused("Somebody else signs in with this mail address.", fields={"email": ""})
    contact.person = Person.objects.create_user(contact.email, contact.name, Role.CONTACT)
    contact.person.zone_name = contact.client.calendar.zone_name
    contact.person.save(update_fields=["zone_name"])
    contact.save(update_fields=["person"])
    return contact


@action
def keep_vendor(
    vendor: Vendor | None = None,
    *,
    name: str,
    provides: str,
    support: str,
    owner: Person | None,
    standing: str,
    clients: list[Client],
    by: Actor,
) -> Vendor:
    """A vendor, new or changed, with the clients who depend on it."""
    kept = vendor or Vendor()
    if Vendor.objects.filter(name__iexact=name.strip()).exclude(pk=kept.pk).exists():
        raise Refused("There is a vendor of this name already.", fields={"name": ""})
    kept.name, kept.provides, kept.support = name.strip(), provides, support
    kept.owner, kept.standing = owner, standing
    kept.save()
    kept.clients.set(clients)
    return kept


@action
def keep_calendar(
    calendar: Calendar | None = None,
    *,
    name: str,
    zone_name: str,
    week: list[list[list[int]]],
    holidays_of: str,
    special_days: dict[str, list[list[int]]],
    by: Actor,
) -> Calendar:
    """Hours, new or changed. Promises made before keep the due times they were given."""
    kept = calendar or Calendar()
    if Calendar.objects.filter(name__iexact=name.strip()).exclude(pk=kept.pk).exists():
        raise Refused("There are hours of this name already.", fields={"name": ""})
    kept.name, kept.zone_name, kept.week = name.strip(), zone_name, week
    kept.holidays_of, kept.special_days = holidays_of, special_days
    kept.save()
    return kept


@action
def limit_technician(person: Person, *, clients: list[Client], by: Actor) -> Person:
    """Which clients a technician may see; an empty list means all of them."""
    if person.role != Role.TECHNICIAN:
        raise Refused("Only technicians are limited to some clients.")
    ClientLimit.objects.filter(person=person).exclude(client__in=clients).delete()
    ClientLimit.objects.bulk_create(
        [ClientLimit(person=person, client=client) for client in clients], ignore_conflicts=True
    )
    return person
