"""What a ticket taught, for all of us."""

from collections.abc import Sequence

from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Refused
from nadi.desk import promised, taught
from nadi.desk.models import Ticket
from nadi.learning import actions as sacral


@action
def share_what_it_taught(
    ticket: Ticket, *, title: str, lesson: str, steps: Sequence[str] = (), by: Actor
) -> Ticket:
    """A lesson for all, and where there are steps a draft that somebody reads and publishes. Names
    of the client, its people and ours are left out once more, whatever was typed."""
    if ticket.is_open:
        raise Refused("It is still open. What it taught is known at its end.")
    if not lesson.strip():
        raise BadInput("Say in a few sentences what you learned.", fields={"lesson": "missing"})
    names, label, address = (
        taught.names_in(ticket, [title, lesson, *steps]),
        f"#{ticket.number}",
        promised.address_of(ticket),
    )
    draft = None
    if steps:
        draft = sacral.draft_procedure(
            title, steps, names=names, from_label=label, from_url=address, by=by
        )
    sacral.share_lesson(
        lesson,
        title=title,
        procedure=draft,
        names=names,
        from_label=label,
        from_url=address,
        by=by,
    )
    return ticket
