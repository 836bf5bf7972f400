"""Fourteen clients of Northlight IT, their places, people, hours and the vendors around them."""

from dataclasses import dataclass
from datetime import timedelta

from nadi.accounts.demo import person
from nadi.clients.actions import (
    add_contact,
    add_site,
    begin_service,
    change_state,
    create_client,
    keep_calendar,
    keep_vendor,
    let_sign_in,
    note_talk,
)
from nadi.clients.models import Calendar, Client, Contact
from nadi.core.demo import TELLER, Story, happening

Hours = list[list[int]]

OFFICE: Hours = [[480, 720], [780, 1020]]
LONG: Hours = [[420, 1140]]
SHUT: Hours = []

# Name, zone, the week, whose public holidays.
CALENDARS: tuple[tuple[str, str, list[Hours], str], ...] = (
    ("Office, Stockholm", "Europe/Stockholm", [OFFICE] * 5 + [SHUT, SHUT], "SE"),
    ("Office, New York", "America/New_York", [[[510, 1050]]] * 5 + [SHUT, SHUT], "US-NY"),
    ("Clinic", "Europe/Stockholm", [LONG] * 4 + [[[420, 900]], [[540, 780]], SHUT], "SE"),
    ("Bakery", "Europe/Stockholm", [[[120, 840]]] * 6 + [[[180, 660]]], ""),
    (
        "Freight, nights too",
        "Europe/Stockholm",
        [[[420, 960], [1320, 1800]]] * 5 + [SHUT, SHUT],
        "SE",
    ),
    ("Museum", "Europe/Stockholm", [SHUT] + [[[600, 1080]]] * 6, ""),
    ("Hotel, always", "Europe/Stockholm", [[[0, 1440]]] * 7, ""),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One client as the story has it. Contacts are (name, phone, decides); days count back."""

    name: str
    domain: str
    about: str
    calendar: str
    owner: str
    since: int
    talked: int
    sites: tuple[tuple[str, str], ...]
    contacts: tuple[tuple[str, str, bool], ...]


STORY = (
    Told(
        "Harbor Dental",
        "harbordental.example",
        "Dentists with two surgeries by the water",
        "Clinic",
        "Henrik Dahl",
        1460,
        6,
        (("Harbor Street", "Harbor Street 4, Stockholm"), ("Annex", "Quay 9, Stockholm")),
        (("Mia Chen", "+46 8 555 0101", False), ("Dr. Anna Falk", "+46 8 555 0102", True)),
    ),
    Told(
        "Oak & Iron",
        "oakiron.example",
        "Furniture makers, workshop and showroom",
        "Office, Stockholm",
        "Maya Lindqvist",
        1980,
        12,
        (("Workshop", "Smedjegatan 11, Uppsala"), ("Showroom", "Kungsgatan 30, Uppsala")),
        (("Tom Reed", "+46 18 555 0111", True), ("Ines Olin", "+46 18 555 0112", False)),
    ),
    Told(
        "Dr. Patel",
        "drpatel.example",
        "A family doctor and her front desk",
        "Clinic",
        "Ruth Osei",
        820,
        34,
        (("Practice", "Storgatan 2, Solna"),),
        (("Dr. Meera Patel", "+46 8 555 0121", True), ("Front desk", "+46 8 555 0120", False)),
    ),
    Told(
        "Lakeview School",
        "lakeview.example",
        "Four hundred pupils and a lake",
        "Office, Stockholm",
        "Henrik Dahl",
        1100,
        19,
        (("Main building", "Sjövägen 1, Nacka"), ("Sports hall", "Sjövägen 3, Nacka")),
        (("Karin Lund", "+46 8 555 0131", True), ("Ola Nyström", "+46 8 555 0132", False)),
    ),
    Told(
        "Northgate Legal",
        "northgate.example",
        "Lawyers in New York with an annex",
        "Office, New York",
        "Maya Lindqvist",
        640,
        3,
        (
            ("Fifth floor", "120 Northgate Avenue, New York"),
            ("Annex", "122 Northgate Avenue, New York"),
        ),
        (("Sara Holm", "+1 212 555 0141", False), ("Peter Grant", "+1 212 555 0142", True)),
    ),
    Told(
        "Bluebird Bakery",
        "bluebird.example",
        "Bread from two in the morning",
        "Bakery",
        "Ruth Osei",
        520,
        58,
        (("Bakery", "Bagargränd 7, Stockholm"),),
        (("Johan Ek", "+46 8 555 0151", True),),
    ),
    Told(
        "Cedar Accounting",
        "cedar.example",
        "Accountants; nothing may stop in March",
        "Office, Stockholm",
        "Henrik Dahl",
        2300,
        27,
        (("Office", "Drottninggatan 50, Stockholm"),),
        (("Eva Sand", "+46 8 555 0161", True), ("Nils Brandt", "+46 8 555 0162", False)),
    ),
    Told(
        "Delta Freight",
        "deltafreight.example",
        "Lorries by day, sorting by night",
        "Freight, nights too",
        "Priya Nair",
        930,
        45,
        (("Terminal", "Hamnvägen 22, Gävle"),),
        (("Marek Novak", "+46 26 555 0171", True), ("Night desk", "+46 26 555 0170", False)),
    ),
    Told(
        "Elm Street Clinic",
        "elmstreet.example",
        "Physiotherapy, six rooms",
        "Clinic",
        "Henrik Dahl",
        400,
        21,
        (("Clinic", "Almgatan 5, Stockholm"),),
        (("Linda Ström", "+46 8 555 0181", True),),
    ),
    Told(
        "Fjord Architects",
        "fjord.example",
        "Twelve architects and very large files",
        "Office, Stockholm",
        "Maya Lindqvist",
        1250,
        9,
        (("Studio", "Skeppsbron 14, Stockholm"),),
        (("Erik Hauge", "+46 8 555 0191", True), ("Yara Haddad", "+46 8 555 0192", False)),
    ),
    Told(
        "Grove Insurance",
        "grove.example",
        "Brokers; auditors visit every spring",
        "Office, Stockholm",
        "Henrik Dahl",
        1710,
        96,
        (("Office", "Lundvägen 8, Västerås"),),
        (("Sofia Grahn", "+46 21 555 0201", True),),
    ),
    Told(
        "Hill Museum",
        "hillmuseum.example",
        "A small museum with a large archive",
        "Museum",
        "Ruth Osei",
        760,
        40,
        (("Museum", "Kullen 1, Sigtuna"), ("Archive", "Kullen 1 B, Sigtuna")),
        (("Agnes Wall", "+46 8 555 0211", True),),
    ),
    Told(
        "Ivory Print",
        "ivoryprint.example",
        "A printing house that is closing",
        "Office, Stockholm",
        "Maya Lindqvist",
        2050,
        15,
        (("Printing hall", "Tryckargatan 6, Enköping"),),
        (("Lars Elfving", "+46 171 555 0221", True),),
    ),
    Told(
        "Juniper Hotel",
        "juniper.example",
        "Forty rooms; asked us what we would promise",
        "Hotel, always",
        "Maya Lindqvist",
        0,
        4,
        (("Hotel", "Enbacken 3, Sigtuna"),),
        (("Clara Moe", "+46 8 555 0231", True),),
    ),
)

VENDORS = (
    (
        "Fiberlane",
        "Internet lines",
        "Tomas Vela",
        20,
        "Answers within the hour; wants the line number first.",
        ("Harbor Dental", "Oak & Iron", "Lakeview School", "Delta Freight"),
    ),
    (
        "Telvia",
        "Phones and switchboards",
        "Ruth Osei",
        48,
        "Friendly, slow in July.",
        ("Dr. Patel", "Elm Street Clinic", "Juniper Hotel"),
    ),
    (
        "Dentalis",
        "The dentists' own software",
        "Aisha Karim",
        75,
        "Updates break printing; we test first, they thank us for it.",
        ("Harbor Dental",),
    ),
    (
        "Cloudspire",
        "Mail and office licences",
        "Henrik Dahl",
        11,
        "Reviewed each quarter, prices held until June.",
        ("Northgate Legal", "Cedar Accounting", "Fjord Architects", "Grove Insurance"),
    ),
    (
        "Nordprint",
        "Printers and toner",
        "",
        140,
        "Nobody has talked with them since spring.",
        ("Hill Museum", "Ivory Print"),
    ),
)


def client(name: str) -> Client:
    """One of the fourteen, for the tellers of the packages above."""
    return Client.objects.get(name=name)


def contact(name: str) -> Contact:
    return Contact.objects.get(name=name)


def tell(story: Story) -> None:
    hours = {
        name: keep_calendar(
            name=name,
            zone_name=zone,
            week=week,
            holidays_of=place,
            special_days=_half_days(story, place),
            by=TELLER,
        )
        for name, zone, week, place in CALENDARS
    }
    for told in STORY:
        _tell_client(story, told, hours[told.calendar])
    change_state(
        client("Ivory Print"), state="notice", because="The house closes in spring.", by=TELLER
    )
    let_sign_in(contact("Sara Holm"), by=TELLER)
    for name, provides, owner, talked, standing, clients in VENDORS:
        vendor = keep_vendor(
            name=name,
            provides=provides,
            support=f"support@{name.lower()}.example",
            owner=person(owner) if owner else None,
            standing=standing,
            clients=[client(one) for one in clients],
            by=TELLER,
        )
        note_talk(vendor, on=story.day(talked).date(), by=TELLER)


def _half_days(story: Story, place: str) -> dict[str, list[list[int]]]:
    """The day before Christmas Eve ends at noon, this year and next, where Sweden's days hold."""
    if place != "SE":
        return {}
    return {f"{story.now.year + n}-12-23": [[480, 720]] for n in range(2)}


def _tell_client(story: Story, told: Told, calendar: Calendar) -> None:
    with happening(story.day(told.since or 30)):
        _tell_told(story, told, calendar)


def _tell_told(story: Story, told: Told, calendar: Calendar) -> None:
    one = create_client(
        name=told.name,
        calendar=calendar,
        owner=person(told.owner),
        domains=[told.domain],
        about=told.about,
        by=TELLER,
    )
    places = [add_site(one, name=name, address=text, by=TELLER) for name, text in told.sites]
    for name, phone, decides in told.contacts:
        first = name.removeprefix("Dr. ").split()[0].lower()
        add_contact(
            one,
            name=name,
            email=f"{first}@{told.domain}",
            phone=phone,
            site=places[0],
            decides=decides,
            by=TELLER,
        )
    note_talk(one, on=story.day(told.talked).date(), by=TELLER)
    if told.since:
        begin_service(one, on=(story.now - timedelta(days=told.since)).date(), by=TELLER)
    Client.objects.filter(pk=one.pk).update(made_at=story.day(told.since or 30))
