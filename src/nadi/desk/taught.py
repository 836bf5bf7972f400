"""What a ticket taught: its notes as a lesson and as steps, for a person to read.

The board keeps no procedures; here it gathers what was written and hands it to the center that
does. What is personal is left out as far as a rule can, and a person reads the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.core.vitals import Text
from nadi.desk import promised
from nadi.desk.models import Entry, Talk, Ticket
from nadi.desk.rules import teaching
from nadi.learning import queries as sacral

LONGEST_LESSON = 1100
TWO_WORDS = re.compile(r"(?=\b([^\W\d_][\w'’-]* [^\W\d_][\w'’-]*)\b)")
KINDS: dict[str, Text] = {
    "secret": _("what followed a word like password"),
    "link": _("links"),
    "address": _("mail addresses"),
    "account": _("account numbers"),
    "network address": _("network addresses"),
    "number": _("numbers to call"),
    "name": _("names"),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """What the form begins with."""

    title: str
    lesson: str
    steps: tuple[str, ...]
    left_out: tuple[Text, ...]


def is_hard(ticket: Ticket) -> bool:
    """Whether its end is a moment to ask what it taught."""
    minutes = promised.minutes_used(ticket)
    notes = own_notes(ticket).count()
    return teaching.is_hard(minutes=minutes, notes=notes, reopened=ticket.reopened)


def own_notes(ticket: Ticket) -> QuerySet[Entry]:
    """What people of ours wrote, to the client or inside, oldest first."""
    return Entry.objects.filter(
        ticket=ticket,
        kind__in=[Talk.PUBLIC, Talk.INTERNAL],
        from_client=False,
        is_automatic=False,
        author__isnull=False,
    )


def begin_with(ticket: Ticket) -> Taught:
    """Title, paragraph and steps from the notes, without what is personal."""
    said = list(own_notes(ticket).values_list("kind", "text"))
    notes = [text for _, text in said]
    inside = [text for kind, text in said if kind == Talk.INTERNAL]
    names = names_in(ticket, notes)
    draft = sacral.draft_from_notes([*inside, *notes[-1:]] if inside else notes, names)
    last = sacral.draft_from_notes(notes[-1:], names)
    return Taught(
        title=sacral.without_names(ticket.title, names),
        lesson=" ".join(last.steps)[:LONGEST_LESSON],
        steps=draft.steps,
        left_out=tuple(KINDS[kind] for kind in sorted(draft.left_out)),
    )


def names_in(ticket: Ticket, texts: Iterable[str]) -> list[str]:
    """Everybody and everything of the client that the notes may name, any contact of another that
    `texts` name, and ourselves: roles stay when people go."""
    found = {ticket.requester_name, *(one.name for one in ticket.participants.all())}
    if ticket.client is not None:
        found.add(ticket.client.name)
        found |= set(Contact.objects.filter(client=ticket.client).values_list("name", flat=True))
    if ticket.device is not None:
        found.add(ticket.device.name)
    pairs = {pair for text in texts for pair in TWO_WORDS.findall(text)}
    found |= set(Contact.objects.filter(name__in=pairs).values_list("name", flat=True))
    found |= set(Person.objects.staff().values_list("name", flat=True))
    return sorted(name for name in found if name)
