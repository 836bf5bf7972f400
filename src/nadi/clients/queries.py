"""What may be seen of clients, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.accounts.models import Person, Role
from nadi.clients.models import (
    OURSELVES,
    Calendar,
    Client,
    ClientLimit,
    ClientQuerySet,
    Contact,
    Site,
    Talk,
    Vendor,
    is_limited,
)
from nadi.core import centers
from nadi.core.errors import NotFound
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.core.vitals import Window

NEW_CLIENT = gettext_lazy("New client")
IMPORT = gettext_lazy("Import clients, places, contacts or devices")


def clients_visible_to(who: Person) -> ClientQuerySet:
    """The clients `who` may see."""
    return Client.objects.visible_to(who)


def visible_client_ids(who: Person) -> QuerySet[Client, int]:
    """Their ids, as a subquery for the rows of other packages."""
    return clients_visible_to(who).values_list("pk", flat=True)


def some_clients_of(who: Person) -> list[int] | None:
    """Their ids where `who` sees some clients only, None where all: for statements written out,
    which then begin `%(clients)s::bigint[] IS NULL OR client_id = ANY(%(clients)s)`."""
    if who.is_active and who.is_staff_member and not is_limited(who):
        return None
    return sorted(visible_client_ids(who))


def counted_for(who: Person, vital: str, window: Window) -> tuple[int, int]:
    """What a vital counts in a window, of how many, over the clients `who` may see; (0, 0) where
    nothing was due. The page behind `rows_url` adds up to the same."""
    seen = some_clients_of(who)
    counted = [
        one for one in centers.readings(vital, window) if seen is None or one.client_id in seen
    ]
    above = sum((one.numerator for one in counted), Decimal(0))
    below = sum((one.denominator or Decimal(0) for one in counted), Decimal(0))
    return int(above), int(below)


def client_for(who: Person, slug: str) -> Client:
    """The client behind `slug`; NotFound also where it exists but not for `who`."""
    found = clients_visible_to(who).select_related("calendar", "owner").filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such client, or none that you may see.")
    return found


def contacts_at(address: str) -> QuerySet[Contact]:
    """Everybody who uses this mail address now, at whichever client. Not bound to a viewer: mail
    that arrives has none."""
    return Contact.objects.filter(email__iexact=address, left_at=None).select_related("client")


def contacts_visible_to(who: Person) -> QuerySet[Contact]:
    """The contacts of the clients `who` may see; a contact sees their own colleagues."""
    return (
        Contact.objects.filter(client_id__in=visible_client_ids(who), left_at=None)
        .select_related("client", "site", "person")
        .order_by("name")
    )


def contact_for(who: Person, pk: int) -> Contact:
    found = contacts_visible_to(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such contact, or none that you may see.")
    return found


def site_for(who: Person, pk: int) -> Site:
    found = (
        Site.objects.filter(pk=pk, client_id__in=visible_client_ids(who))
        .select_related("client")
        .first()
    )
    if found is None:
        raise NotFound("There is no such site, or none that you may see.")
    return found


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list, with the worst thing known here. `worst` is empty where all is well."""

    client: Client
    contacts: int
    worst: str
    weight: int


def client_rows(who: Person, *, state: str, text: str, today: date) -> list[ClientRow]:
    """The clients of a state that `who` may see, those with the worst thing first; our own firm
    stands apart."""
    found = clients_visible_to(who).others().select_related("calendar", "owner")
    found = found.filter(state__in=state.split(",")) if state else found
    if text:
        found = found.filter(Q(name__icontains=text) | Q(contacts__name__icontains=text))
    here = Count("contacts", filter=Q(contacts__left_at=None), distinct=True)
    people = dict(clients_visible_to(who).order_by().annotate(n=here).values_list("pk", "n"))
    rows = [_row(one, people[one.pk], today) for one in found.distinct()]
    return sorted(rows, key=lambda row: (-row.weight, row.client.name))


def own_firm(who: Person, *, text: str) -> Client | None:
    """Our own firm, where its machines are looked after too and `text` does not pass it over."""
    found = clients_visible_to(who).filter(slug=OURSELVES, name__icontains=text)
    return found.select_related("calendar", "owner").first()


def _row(client: Client, contacts: int, today: date) -> ClientRow:
    talked = client.last_talk_on
    if client.state == "notice":
        return ClientRow(client, contacts, _("Notice given"), 4)
    if client.state == "managed" and contacts == 0:
        return ClientRow(client, contacts, _("Nobody to call: no contact is known"), 3)
    if client.state == "managed" and client.owner is None:
        return ClientRow(client, contacts, _("Nobody on our side keeps the relation"), 2)
    if client.state == "managed" and (
        talked is None or (today - talked).days > client.talk_every_days
    ):
        said = (
            _("No talk is noted yet")
            if talked is None
            else _("No talk for %(n)d days") % {"n": (today - talked).days}
        )
        return ClientRow(client, contacts, said, 1)
    return ClientRow(client, contacts, "", 0)


def counts_by_state(who: Person) -> dict[str, int]:
    """How many clients `who` sees in each state, our own firm not among them."""
    others = clients_visible_to(who).others().order_by()
    rows = others.values("state").annotate(n=Count("pk", distinct=True))
    return {row["state"]: row["n"] for row in rows}


def vendors_visible_to(who: Person) -> QuerySet[Vendor]:
    """Vendors are the firm's: staff see all of them, each with only the clients they may see."""
    if not who.is_staff_member:
        return Vendor.objects.none()
    seen = Prefetch("clients", queryset=clients_visible_to(who), to_attr="seen_clients")
    return Vendor.objects.select_related("owner").prefetch_related(seen)


def vendor_for(who: Person, pk: int) -> Vendor:
    found = vendors_visible_to(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such vendor, or none that you may see.")
    return found


def calendars(who: Person) -> QuerySet[Calendar]:
    """All hours that are kept, for staff."""
    if not who.is_staff_member:
        return Calendar.objects.none()
    return Calendar.objects.annotate(used_by=Count("clients")).order_by("name")


def calendar_for(who: Person, pk: int) -> Calendar:
    found = calendars(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There are no such hours, or none that you may see.")
    return found


@dataclass(frozen=True, slots=True)
class OpenDay:
    """One day of a calendar in its own zone, in minutes after midnight."""

    on: date
    windows: Sequence[tuple[int, int]]
    is_special: bool


def talks_with(who: Person, subject: Client | Vendor) -> QuerySet[Talk]:
    """Every talk with a client or a vendor that `who` may see, the latest first."""
    if isinstance(subject, Client):
        seen = clients_visible_to(who).filter(pk=subject.pk)
        return Talk.objects.filter(client__in=seen).select_related("by")
    seen_vendors = vendors_visible_to(who).filter(pk=subject.pk)
    return Talk.objects.filter(vendor__in=seen_vendors).select_related("by")


def next_days(calendar: Calendar, now: datetime, count: int = 7) -> list[OpenDay]:
    """The next days as they will be, holidays and half-days counted in."""
    rule = calendar.rule()
    first = now.astimezone(calendar.zone).date()
    days = [first + timedelta(days=n) for n in range(count)]
    return [
        OpenDay(
            day,
            tuple(rule.holidays.get(day, rule.week[day.weekday()])),
            day in rule.holidays and rule.holidays[day] != rule.week[day.weekday()],
        )
        for day in days
    ]


def limits(who: Person) -> list[tuple[Person, list[Client]]]:
    """Each technician with the clients they are limited to; an empty list means all."""
    if not who.is_lead:
        return []
    rows = ClientLimit.objects.select_related("client").order_by("client__name")
    by_person: dict[int, list[Client]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row.client)
    technicians = Person.objects.staff().filter(role=Role.TECHNICIAN)
    return [(person, by_person.get(person.pk, [])) for person in technicians]


def find(who: Person, text: str) -> list[Found]:
    """For Ctrl K: clients, then contacts, then vendors, then the act."""
    if not who.is_staff_member:
        return []
    clients = clients_visible_to(who).filter(name__icontains=text)[:MOST_OF_A_KIND]
    word = Q(name__icontains=text) | Q(email__istartswith=text) | Q(phone__contains=text)
    contacts = contacts_visible_to(who).filter(word)[:MOST_OF_A_KIND]
    vendors = Vendor.objects.filter(name__icontains=text)[:MOST_OF_A_KIND]
    found = [
        Found(one.name, str(one.get_state_display()), client_url(one), _("Clients"))
        for one in clients
    ]
    found += [
        Found(one.name, one.client.name, reverse("clients:contact", args=[one.pk]), _("Contacts"))
        for one in contacts
    ]
    found += [
        Found(one.name, one.provides, reverse("clients:vendor", args=[one.pk]), _("Vendors"))
        for one in vendors
    ]
    if begins(NEW_CLIENT, text):
        found.append(Found(str(NEW_CLIENT), "", reverse("clients:new"), _("Do")))
    if begins(IMPORT, text) and (who.is_lead or who.role == Role.FRONT_OFFICE):
        found.append(Found(str(IMPORT), "", reverse("core:imports"), _("Do")))
    return found


def client_url(client: Client) -> str:
    return reverse("clients:client", args=[client.slug])


def list_url() -> str:
    return reverse("clients:home")


def crumbs(client: Client) -> list[tuple[str, str]]:
    """The way to a client's page, for the pages below it."""
    return [(_("Clients"), list_url()), (client.name, client_url(client))]
