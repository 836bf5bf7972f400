"""The places of clients from a table. An address in several columns becomes one."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.importers import headings
from nadi.clients.importers.finding import clients_of, find_clients, same
from nadi.clients.models import Site
from nadi.core.actions import Actor
from nadi.core.sheets.columns import Column, lines, text
from nadi.core.sheets.importing import Importer, Values
from nadi.core.sheets.rules import Keys, Meant


def understand(who: Actor, rows: list[Meant]) -> None:
    find_clients(who, rows)
    for row in rows:
        _address(row)


def _address(row: Meant) -> None:
    part = {name: str(row.values.pop(name, "") or "") for name in PARTS}
    town = " ".join(word for word in (part["postcode"], part["city"]) if word)
    written = [part["street"], part["street_2"], town, part["region"], part["country"]]
    address = "\n".join(line for line in written if line)
    if address:
        row.values["address"] = address


PARTS = ("street", "street_2", "city", "region", "postcode", "country")


def present(who: Actor, rows: list[Meant]) -> Iterable[Site]:
    found = Site.objects.filter(client_id__in=clients_of(rows))
    return found.select_for_update(of=("self",)).order_by("pk")


def keys(values: Mapping[str, object]) -> Keys:
    name = ("site", values["client_id"], same(values.get("name")))
    return Keys((name,), (name,))


def make(values: Sequence[Values]) -> list[Site]:
    return [Site(**each) for each in values]


SITES = Importer(
    kind="sites",
    title=_("Places"),
    about=_("Where clients work. The clients must be here already, under the same name."),
    model=Site,
    columns=(
        Column("client", _("Client"), headings.CLIENT, text(120)),
        Column("name", _("Name of the place"), headings.SITE_NAME, text(80)),
        Column("street", _("Address"), headings.STREET, lines),
        Column("street_2", _("Address, second line"), headings.STREET_2, text(200)),
        Column("city", _("City"), headings.CITY, text(120)),
        Column("region", _("Region"), headings.REGION, text(120)),
        Column("postcode", _("Postcode"), headings.POSTCODE, text(20)),
        Column("country", _("Country"), headings.COUNTRY, text(80)),
    ),
    needs=(("client",), ("name",)),
    fields={"client_id": _("Client"), "name": _("Name"), "address": _("Address")},
    understand=understand,
    present=present,
    keys=keys,
    make=make,  # type: ignore[arg-type]
    url=lambda pk: reverse("clients:site", args=[pk]),
)
