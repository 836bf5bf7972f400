"""What is asked and agreed in a meeting: decisions with options, actions on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.desk.actions import NewTicket, open_ticket
from nadi.planning import opening
from nadi.planning.events import ActionSettled
from nadi.planning.models import (
    AcceptedRisk,
    ActionItem,
    Decision,
    DecisionOption,
    Meeting,
    Side,
)
from nadi.planning.rules import meetings as rules

FROM_THE_TEAM = "staff"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer a decision, with a range of cost where it costs anything."""

    text: str
    follows: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@action
def ask_decision(
    meeting: Meeting,
    *,
    question: str,
    options: Sequence[Option],
    if_nothing: str,
    risk: str = "",
    needed_by: date | None = None,
    needed_why: str = "",
    now: datetime | None = None,
    by: Person,
) -> Decision:
    """Put a question that only they can decide. Doing nothing is always an option, and what follows
    from it is said as plainly as the rest."""
    found = opening.open_meeting(meeting)
    verdict = rules.may_ask_decision(Decision.objects.filter(meeting=found).count())
    if not verdict.allowed:
        raise Refused(verdict.reason)
    named = [option for option in options if option.text.strip()]
    _whole(question, named, if_nothing)
    decision: Decision = Decision.objects.create(
        client=found.client,
        meeting=found,
        question=question.strip()[:240],
        risk=risk.strip()[:300],
        needed_by=needed_by,
        needed_why=needed_why.strip()[:200],
        asked_at=now or timezone.now(),
    )
    DecisionOption.objects.bulk_create(
        [
            *(_row(decision, number, option) for number, option in enumerate(named, 1)),
            DecisionOption(
                decision=decision,
                number=len(named) + 1,
                text="Do nothing",
                follows=if_nothing.strip()[:200],
                is_nothing=True,
            ),
        ]
    )
    return decision


@action
def take_back_decision(decision: Decision, *, because: str, by: Person) -> Meeting:
    """It need not be decided in this meeting after all."""
    found = _undecided(decision)
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    meeting = found.meeting
    found.options.all().delete()
    found.delete()
    return meeting


@action
def decide(
    decision: Decision,
    option: DecisionOption,
    *,
    decided_by: str,
    reason: str = "",
    accept_until: date | None = None,
    now: datetime | None = None,
    by: Person,
) -> Decision:
    """They have decided. A no is a decision: with `accept_until` its risk is accepted until then,
    by name and with the reason."""
    found, moment = _undecided(decision), now or timezone.now()
    if option.decision_id != found.pk:
        raise BadInput("That is no option of this decision.", fields={"option": "not one of these"})
    if not decided_by.strip():
        raise BadInput("Who decided?", fields={"decided_by": "missing"})
    if accept_until is not None and (not reason.strip() or accept_until <= moment.date()):
        raise BadInput(
            "A risk is accepted with a reason, until a day ahead.", fields={"accept_until": "why?"}
        )
    found.chosen, found.decided_at = option, moment
    found.decided_by, found.reason = decided_by.strip()[:120], reason.strip()[:300]
    found.save(update_fields=["chosen", "decided_at", "decided_by", "reason"])
    if accept_until is not None and found.client is not None:
        AcceptedRisk.objects.create(
            client=found.client,
            statement=(option.follows or found.risk or found.question)[:240],
            accepted_by=found.decided_by,
            because=found.reason,
            until=accept_until,
            accepted_at=moment,
            decision=found,
            noted_by=by,
        )
    return found


@action
def agree_action(
    meeting: Meeting,
    *,
    text: str,
    due_on: date,
    owner: Person,
    contact: Contact | None = None,
    now: datetime | None = None,
    by: Person,
) -> ActionItem:
    """Somebody will do something until a day: one of us, or `contact` at the client. It is due when
    that day is over where the client is."""
    found, moment = opening.open_meeting(meeting), now or timezone.now()
    if not text.strip():
        raise BadInput("What will be done?", fields={"text": "missing"})
    if contact is not None and contact.client_id != found.client_id:
        raise BadInput("That is nobody of this client.", fields={"contact": "not one of them"})
    over = datetime.combine(due_on + timedelta(days=1), time(0), tzinfo=found.zone)
    if over <= moment:
        raise BadInput("An action is due in the future.", fields={"due_on": "in the past"})
    item: ActionItem = ActionItem.objects.create(
        client=found.client,
        meeting=found,
        side=Side.OURS if contact is None else Side.THEIRS,
        text=text.strip()[:240],
        due_on=due_on,
        due_at=over,
        owner=owner,
        contact=contact,
        made_at=moment,
    )
    return item


@action
def put_on_the_board(item: ActionItem, *, by: Person) -> ActionItem:
    """Make a ticket of what we said we would do. When the ticket is finished, so is the action."""
    found = _waiting(item)
    if found.side != Side.OURS:
        raise Refused("Only what is ours to do goes onto our board.")
    if found.ticket_number is not None:
        raise Refused("It is on the board already.")
    ticket = open_ticket(
        NewTicket(
            title=found.text,
            source=FROM_THE_TEAM,
            text=_("Agreed in %(meeting)s, until %(day)s.")
            % {"meeting": found.meeting, "day": found.due_on},
            client=found.client,
            work_type="planning",
            owner=found.owner,
        ),
        by=by,
    )
    found.ticket_number = ticket.number
    found.save(update_fields=["ticket_number"])
    return found


@action
def finish_action(item: ActionItem, *, at: datetime | None = None, by: Actor) -> ActionItem:
    """It is done, on whichever side."""
    found, moment = _waiting(item), at or timezone.now()
    found.done_at, found.done_by = moment, str(by)[:200]
    found.save(update_fields=["done_at", "done_by"])
    announce(ActionSettled(found.pk, found.client_id, found.side, "done", moment))
    return found


@action
def let_go_of_action(
    item: ActionItem, *, because: str, at: datetime | None = None, by: Person
) -> ActionItem:
    """It no longer needs doing; the reason stays with it."""
    found, moment = _waiting(item), at or timezone.now()
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    found.let_go_at, found.because = moment, because.strip()[:300]
    found.save(update_fields=["let_go_at", "because"])
    announce(ActionSettled(found.pk, found.client_id, found.side, "let_go", moment))
    return found


def _whole(question: str, named: Sequence[Option], if_nothing: str) -> None:
    if not question.strip():
        raise BadInput("What is to be decided?", fields={"question": "missing"})
    if not named:
        raise BadInput("Name at least one option.", fields={"option_1": "missing"})
    if not if_nothing.strip():
        raise BadInput("What follows if nothing is done?", fields={"if_nothing": "missing"})
    if any(
        each.low is not None and each.high is not None and each.low > each.high for each in named
    ):
        raise BadInput("A range begins with the lower figure.", fields={"low_1": "above the other"})


def _row(decision: Decision, number: int, option: Option) -> DecisionOption:
    costs = option.low is not None or option.high is not None
    return DecisionOption(
        decision=decision,
        number=number,
        text=option.text.strip()[:200],
        follows=option.follows.strip()[:200],
        cost_low=option.low if option.low is not None else option.high,
        cost_high=option.high if option.high is not None else option.low,
        currency=settings.NADI_CURRENCY if costs else "",
    )


def _undecided(decision: Decision) -> Decision:
    opening.open_meeting(decision.meeting)
    found: Decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if found.chosen_id is not None:
        raise Refused("This was decided already.")
    return found


def _waiting(item: ActionItem) -> ActionItem:
    found: ActionItem = ActionItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not found.is_open:
        raise Refused("This action was settled already.")
    return found
