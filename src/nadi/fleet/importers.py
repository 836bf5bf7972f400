"""Machines from a table, as the papers speak of them. No agent comes with them, so nothing is
expected to report: they stand as known. An agent that enrols under the same name at the same client
becomes the agent of that very machine."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nadi.clients.importers import headings
from nadi.clients.importers.finding import clients_of, find_clients, find_sites, same
from nadi.core.actions import Actor, Json
from nadi.core.events import announce
from nadi.core.sheets.cells import folded
from nadi.core.sheets.columns import Column, How, day, text
from nadi.core.sheets.importing import Importer, Values
from nadi.core.sheets.rules import Keys, Meant
from nadi.fleet.events import DevicesImported, DevicesTakenBack
from nadi.fleet.models import Device, DeviceKind, DeviceState

# fmt: off
DEVICE = (
    "name", "device", "device name", "asset", "asset name", "computer name", "hostname",
    "host name",
    "configuration name", "configuration", "machine", "system name", "gerät", "gerätename",
    "rechner", "rechnername", "enhet", "enhetsnamn", "datornamn", "appareil", "équipement",
    "dispositivo", "equipo", "apparaat", "apparaatnaam", "urządzenie", *headings.NAME[1:],
)
KIND = (
    "kind", "type", "asset type", "device type", "configuration type", "category", "role", "art",
    "typ", "gerätetyp", "kategori", "enhetstyp", "catégorie", "tipo", "categoría", "soort",
)
SYSTEM = (
    "system", "os", "operating system", "os name", "os type", "platform", "betriebssystem",
    "operativsystem", "système", "système d'exploitation", "sistema operativo", "besturingssysteem",
)
SERIAL = (
    "serial", "serial number", "serial no", "serialnumber", "s/n", "sn", "service tag",
    "seriennummer",
    "serien-nr", "serienummer", "numéro de série", "número de serie", "numero di serie",
    "numer seryjny",
)
MAKER = ("maker", "make", "manufacturer", "vendor", "brand", "hersteller", "tillverkare",
         "fabricant", "fabricante", "fabrikant", "produttore")
MODEL = ("model", "model number", "model name", "product", "modell", "modèle", "modelo", "modello")
BOUGHT = (
    "bought", "purchase date", "purchased", "purchased on", "date purchased", "acquired",
    "kaufdatum", "anschaffungsdatum", "inköpsdatum", "köpt", "date d'achat", "fecha de compra",
    "aankoopdatum", "data di acquisto", "data zakupu",
)
WARRANTY = (
    "warranty until", "warranty", "warranty expire", "warranty expires", "warranty expiration",
    "warranty expiration date", "warranty end", "warranty end date", "garantie bis", "garantieende",
    "garanti till", "garanti", "fin de garantie", "fin de garantía", "garantie tot",
    "fine garanzia", "gwarancja do",
)
KINDS = {
    DeviceKind.SERVER: ("server", "virtualserver", "physicalserver", "managedserver", "vm",
                        "virtualmachine", "hypervisor", "nas", "serveur", "servidor"),
    DeviceKind.WORKSTATION: ("workstation", "desktop", "laptop", "notebook", "pc", "computer",
                             "managedworkstation", "arbeitsplatz", "rechner", "dator", "ordinateur",
                             "portable", "thinclient", "mac", "imac", "macbook", "surface"),
    DeviceKind.NETWORK: ("network", "switch", "router", "firewall", "firewallrouter", "accesspoint",
                         "ap", "wifi", "wlan", "netzwerk", "nätverk", "managednetworkswitch",
                         "managedfirewall", "gateway", "modem", "vpn"),
}
# What machines without a serial number give as one.
NO_SERIAL = {"", "na", "none", "unknown", "default", "defaultstring", "tobefilledbyoem", "oem", "0",
             "systemserialnumber", "notspecified", "notapplicable", "invalid", "xxxxxxx"}
# fmt: on


def kind(cell: str, how: How) -> str:
    """Server, workstation, network; anything else is other."""
    word = folded(cell)
    return next((each.value for each, words in KINDS.items() if word in words), "other")


def serial(cell: str, how: How) -> Json:
    number = str(text(80)(cell, how)).upper()
    return "" if folded(number) in NO_SERIAL or not folded(number).strip("0") else number


def understand(who: Actor, rows: list[Meant]) -> None:
    find_clients(who, rows)
    find_sites(rows)
    for row in rows:
        maker, model = str(row.values.pop("maker", "")), str(row.values.get("model", ""))
        if maker and not model.casefold().startswith(maker.casefold()):
            row.values["model"] = f"{maker} {model}".strip()[:120]
        if row.values.get("serial") == "":
            del row.values["serial"]
    _not_elsewhere(rows)


def _not_elsewhere(rows: list[Meant]) -> None:
    """One serial number is one machine; it does not stand at two clients."""
    numbers = {row.values["serial"] for row in rows if "serial" in row.values}
    found = Device.objects.filter(serial__in=numbers).select_related("client")
    at = {device.serial: device for device in found.exclude(state=DeviceState.RETIRED)}
    for row in rows:
        other = at.get(str(row.values.get("serial", "")))
        if other is not None and row.values.get("client_id") not in (None, other.client_id):
            row.problems.append(f"its serial number is that of {other} at {other.client} already")


def present(who: Actor, rows: list[Meant]) -> Iterable[Device]:
    found = Device.objects.filter(client_id__in=clients_of(rows))
    return found.select_for_update(of=("self",)).order_by("pk")


def keys(values: Mapping[str, object]) -> Keys:
    client, name = values["client_id"], same(values.get("name"))
    any_of_name, without = ("name", client, name), ("name without serial", client, name)
    if number := values.get("serial"):
        serial_key = ("serial", client, number)
        return Keys((serial_key, any_of_name), (serial_key, without))
    return Keys((any_of_name, without), (any_of_name,), sure=0)


def make(values: Sequence[Values]) -> list[Device]:
    return [
        Device(**{"kind": DeviceKind.OTHER, "state": DeviceState.KNOWN, **each}) for each in values
    ]


def closed(row: models.Model, rows: Sequence[Meant]) -> str:
    retired = isinstance(row, Device) and row.state == DeviceState.RETIRED
    return f"{row} is retired" if retired else ""


def told(source: str, rows: Sequence[models.Model]) -> None:
    """One fact for each client, with what the papers say of each machine."""
    for client_id, devices in _by_client(rows).items():
        said = tuple(
            (device.pk, _iso(device.purchased_on), _iso(device.warranty_until))
            for device in devices
        )
        announce(DevicesImported(client_id, source, said))


def untold(source: str, rows: Sequence[models.Model]) -> None:
    for client_id, devices in _by_client(rows).items():
        announce(DevicesTakenBack(client_id, source, tuple(device.pk for device in devices)))


def _by_client(rows: Sequence[models.Model]) -> dict[int, list[Device]]:
    found: dict[int, list[Device]] = {}
    for row in rows:
        if isinstance(row, Device):
            found.setdefault(row.client_id, []).append(row)
    return found


def _iso(on: object) -> str:
    return str(on) if on else ""


DEVICES = Importer(
    kind="devices",
    title=_("Devices"),
    about=_(
        "Machines as the papers know them, without an agent. The clients must be here already. "
        "An agent that enrols under the same name at the same client takes its place here."
    ),
    model=Device,
    columns=(
        Column("client", _("Client"), headings.CLIENT, text(120)),
        Column("name", _("Name"), DEVICE, text(120)),
        Column("kind", _("Kind"), KIND, kind),
        Column("platform", _("System"), SYSTEM, text(40)),
        Column("serial", _("Serial number"), SERIAL, serial),
        Column("maker", _("Maker"), MAKER, text(60)),
        Column("model", _("Model"), MODEL, text(120)),
        Column("purchased_on", _("Bought"), BOUGHT, day),
        Column("warranty_until", _("Warranty until"), WARRANTY, day),
        Column("site", _("Place"), headings.SITE, text(80)),
    ),
    needs=(("client",), ("name",)),
    fields={
        "client_id": _("Client"), "name": _("Name"), "kind": _("Kind"), "platform": _("System"),
        "serial": _("Serial number"), "model": _("Model"), "purchased_on": _("Bought"),
        "warranty_until": _("Warranty until"), "site_id": _("Place"),
    },
    understand=understand,
    present=present,
    keys=keys,
    make=make,  # type: ignore[arg-type]
    url=lambda pk: reverse("fleet:device", args=[pk]),
    closed=closed,
    told=told,
    untold=untold,
)  # fmt: skip
IMPORTERS = (DEVICES,)
