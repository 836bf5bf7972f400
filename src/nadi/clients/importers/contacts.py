"""The people of clients from a table. Somebody is known by their mail address, else by their name;
two of one name are two people where each has an address of their own."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.importers import headings
from nadi.clients.importers.finding import clients_of, find_clients, find_sites, same
from nadi.clients.models import Contact
from nadi.core.actions import Actor
from nadi.core.sheets.columns import Column, mail, text, yes_or_no
from nadi.core.sheets.importing import Importer, Values
from nadi.core.sheets.rules import Keys, Meant


def understand(who: Actor, rows: list[Meant]) -> None:
    find_clients(who, rows)
    find_sites(rows)
    for row in rows:
        parts = [str(row.values.pop(part, "") or "") for part in ("first", "last")]
        row.values.setdefault("name", " ".join(part for part in parts if part)[:120])
        mobile = row.values.pop("mobile", "")
        if mobile:
            row.values.setdefault("phone", mobile)


def present(who: Actor, rows: list[Meant]) -> Iterable[Contact]:
    found = Contact.objects.filter(client_id__in=clients_of(rows))
    return found.select_for_update(of=("self",)).order_by("pk")


def keys(values: Mapping[str, object]) -> Keys:
    client, name = values["client_id"], same(values.get("name"))
    anybody, without = ("name", client, name), ("name without address", client, name)
    if address := values.get("email"):
        mail_key = ("mail", client, str(address).lower())
        return Keys((mail_key, anybody), (mail_key, without))
    return Keys((anybody, without), (anybody,), sure=0)


def make(values: Sequence[Values]) -> list[Contact]:
    return [Contact(**each) for each in values]


def closed(row: models.Model, rows: Sequence[Meant]) -> str:
    left = isinstance(row, Contact) and row.left_at is not None
    return f"{row} no longer works there" if left else ""


CONTACTS = Importer(
    kind="contacts",
    title=_("Contacts"),
    about=_("The people of clients. The clients must be here already, under the same name."),
    model=Contact,
    columns=(
        Column("client", _("Client"), headings.CLIENT, text(120)),
        Column("name", _("Name"), headings.CONTACT, text(120)),
        Column("first", _("First name"), headings.FIRST, text(60)),
        Column("last", _("Last name"), headings.LAST, text(60)),
        Column("email", _("Mail address"), headings.MAIL, mail),
        Column("phone", _("Phone"), headings.PHONE, text(40)),
        Column("mobile", _("Mobile, where there is no phone"), headings.MOBILE, text(40)),
        Column("site", _("Place"), headings.SITE, text(80)),
        Column("decides", _("Decides for the client"), headings.DECIDES, yes_or_no),
    ),
    needs=(("client",), ("name", "first", "last")),
    fields={
        "client_id": _("Client"), "name": _("Name"), "email": _("Mail address"),
        "phone": _("Phone"), "site_id": _("Place"), "decides": _("Decides for the client"),
    },
    understand=understand,
    present=present,
    keys=keys,
    make=make,  # type: ignore[arg-type]
    url=lambda pk: reverse("clients:contact", args=[pk]),
    closed=closed,
)  # fmt: skip
