"""Answers of Third Eye to facts from below."""

from nadi.core.actors import System
from nadi.core.facts import answers
from nadi.desk.events import TicketFinished
from nadi.fleet.events import DevicesImported, DevicesTakenBack
from nadi.planning import actions
from nadi.planning.models import ActionItem

PAPERS = System("papers of devices")


@answers(TicketFinished)
def finish_the_action(fact: TicketFinished) -> None:
    """What was agreed is done when its ticket is."""
    item = ActionItem.objects.waiting().filter(ticket_number=fact.ticket_id).first()
    if item is not None:
        actions.finish_action(item, at=fact.at, by=System(f"ticket #{fact.ticket_id}"))


@answers(DevicesImported)
def note_what_papers_say(fact: DevicesImported) -> None:
    actions.note_papers(fact.source, fact.devices, by=PAPERS)


@answers(DevicesTakenBack)
def forget_what_papers_said(fact: DevicesTakenBack) -> None:
    actions.forget_papers(fact.source, fact.device_ids, by=PAPERS)
