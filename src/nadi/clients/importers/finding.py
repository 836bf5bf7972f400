"""What a table names by words, found among what is here."""

import difflib
from collections.abc import Iterable

from nadi.accounts.models import Person
from nadi.clients.models import Client, Site
from nadi.clients.queries import clients_visible_to
from nadi.core.actions import Actor
from nadi.core.errors import Forbidden
from nadi.core.sheets.rules import Meant


def same(words: object) -> str:
    """As names are compared: without case and spare spaces."""
    return " ".join(str(words or "").casefold().split())


def person_of(who: Actor) -> Person:
    if not isinstance(who, Person):
        raise Forbidden("Only people bring tables.")
    return who


def find_clients(who: Actor, rows: list[Meant]) -> None:
    """`client` becomes `client_id`. A name that is not here is never made up."""
    known = {same(one.name): one for one in clients_visible_to(person_of(who)).order_by("pk")}
    for row in rows:
        name = row.values.pop("client", None)
        found = known.get(same(name))
        if found is not None:
            row.values["client_id"] = found.pk
        else:
            row.problems.append(_no_client(str(name), known))


def _no_client(name: str, known: dict[str, Client]) -> str:
    near = difflib.get_close_matches(same(name), known, n=1, cutoff=0.75)
    hint = f"; is “{known[near[0]].name}” meant?" if near else "; import clients first"
    return f"there is no client called “{name}”{hint}"


def clients_of(rows: Iterable[Meant]) -> set[int]:
    """The clients that rows speak of, once they were found."""
    found = (row.values.get("client_id") for row in rows)
    return {each for each in found if isinstance(each, int)}


def find_sites(rows: Iterable[Meant]) -> None:
    """`site` becomes `site_id`, among the places of the row's own client."""
    rows = [row for row in rows if "site" in row.values and "client_id" in row.values]
    known: dict[tuple[object, str], int] = {
        (client, same(name)): pk
        for pk, client, name in Site.objects.filter(client_id__in=clients_of(rows)).values_list(
            "pk", "client_id", "name"
        )
    }
    for row in rows:
        name = row.values.pop("site")
        pk = known.get((row.values["client_id"], same(name)))
        if pk is None:
            row.problems.append(f"this client has no place called “{name}”; import places first")
        else:
            row.values["site_id"] = pk


def find_people(rows: Iterable[Meant], column: str, field: str) -> None:
    """Somebody of the firm, by mail address or name."""
    known: dict[str, int] = {}
    for person in Person.objects.staff():
        known[same(person.name)] = known[same(person.email)] = person.pk
    for row in rows:
        if column not in row.values:
            continue
        words = row.values.pop(column)
        if same(words) in known:
            row.values[field] = known[same(words)]
        else:
            row.problems.append(f"nobody here is called “{words}”")
