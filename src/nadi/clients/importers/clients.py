"""Clients from a table. They come in as prospects: only a signed agreement makes one managed."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from nadi.clients.importers import headings
from nadi.clients.importers.finding import find_people, person_of, same
from nadi.clients.models import OURSELVES, Calendar, Client
from nadi.clients.queries import clients_visible_to
from nadi.clients.rules import domain_of
from nadi.core.actions import Actor
from nadi.core.sheets.columns import Column, day, lines, text
from nadi.core.sheets.importing import Importer, Values
from nadi.core.sheets.rules import Keys, Meant


def understand(who: Actor, rows: list[Meant]) -> None:
    find_people(rows, "owner", "owner_id")
    usual = _usual_hours()
    named = {same(one.name): one.pk for one in Calendar.objects.all()}
    for row in rows:
        _hours(row, named, usual)
        _domains(row)


def _hours(row: Meant, named: Mapping[str, int], usual: int | None) -> None:
    words = row.values.pop("hours", None)
    if words is None:
        if usual is None:
            row.problems.append("no hours are kept here yet; make them under Settings, Hours")
        return
    if same(words) not in named:
        row.problems.append(f"there are no hours called “{words}”")
    else:
        row.values["calendar_id"] = named[same(words)]


def _domains(row: Meant) -> None:
    if "domains" not in row.values:
        return
    words = [word for word in re.split(r"[\s,;]+", str(row.values["domains"])) if word]
    try:
        row.values["domains"] = sorted({domain_of(word).removeprefix("www.") for word in words})
    except ValueError as error:
        row.problems.append(str(error))


def _usual_hours() -> int | None:
    """The hours that most clients have."""
    kept = Calendar.objects.annotate(used=Count("clients")).order_by("-used", "name", "pk")
    return kept.values_list("pk", flat=True).first()


def present(who: Actor, rows: list[Meant]) -> Iterable[Client]:
    return clients_visible_to(person_of(who)).select_for_update(of=("self",)).order_by("pk")


def keys(values: Mapping[str, object]) -> Keys:
    name = ("client", same(values.get("name")))
    return Keys((name,), (name,))


def make(values: Sequence[Values]) -> list[Client]:
    usual = _usual_hours()
    taken = {"new"} | set(Client.objects.values_list("slug", flat=True))
    made = []
    for each in values:
        one = Client(**{"calendar_id": usual, **each})
        one.slug = _free(slugify(one.name)[:50] or "client", taken)
        taken.add(one.slug)
        made.append(one)
    return made


def _free(base: str, taken: set[str]) -> str:
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def url(pk: int) -> str:
    slug = Client.objects.filter(pk=pk).values_list("slug", flat=True).first()
    return reverse("clients:client", args=[slug]) if slug else ""


def closed(row: Client, rows: Sequence[Meant]) -> str:
    return "that is our own firm" if row.slug == OURSELVES else ""


CLIENTS = Importer(
    kind="clients",
    title=_("Clients"),
    about=_(
        "They come in as prospects; signing an agreement makes one managed. Without a column for "
        "their hours they get those that most clients have."
    ),
    model=Client,
    columns=(
        Column("name", _("Name"), (*headings.CLIENT, *headings.NAME), text(120)),
        Column("about", _("What they do"), headings.ABOUT, lines),
        Column("domains", _("Mail domains"), headings.DOMAIN, text(1000)),
        Column("owner", _("Owner on our side"), headings.OWNER, text(200)),
        Column("hours", _("Hours"), headings.HOURS, text(80)),
        Column("since", _("Client since"), headings.SINCE, day),
    ),
    needs=(("name",),),
    fields={
        "name": _("Name"), "about": _("What they do"), "domains": _("Mail domains"),
        "owner_id": _("Owner on our side"), "calendar_id": _("Hours"), "since": _("Client since"),
    },
    understand=understand,
    present=present,
    keys=keys,
    make=make,  # type: ignore[arg-type]
    url=url,
    closed=closed,  # type: ignore[arg-type]
)  # fmt: skip
