"""Goals, steps of the road map, accepted risks, insider signals."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.actions import action
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.events import announce
from nadi.core.quarters import quarter_of
from nadi.planning.events import InsiderSignalled
from nadi.planning.models import (
    AcceptedRisk,
    Goal,
    Horizon,
    InsiderSignal,
    RoadmapItem,
    SignalKind,
    StepState,
)


@action
def note_goal(
    client: Client | None,
    *,
    statement: str,
    horizon: Horizon,
    measure: str = "",
    due_on: date | None = None,
    now: datetime | None = None,
    by: Person,
) -> Goal:
    """Where they want to be, in their own words; without a client, where our firm does."""
    _seen(client, by)
    if not statement.strip():
        raise BadInput("What is the goal, in their words?", fields={"statement": "missing"})
    goal: Goal = Goal.objects.create(
        client=client,
        horizon=horizon,
        statement=statement.strip()[:240],
        measure=measure.strip()[:200],
        due_on=due_on,
        noted_at=now or timezone.now(),
        noted_by=by,
    )
    return goal


@action
def settle_goal(
    goal: Goal, *, met: bool, because: str = "", now: datetime | None = None, by: Person
) -> Goal:
    """It was reached, or nobody wants it any more."""
    found: Goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if not found.is_open:
        raise Refused("This goal was settled already.")
    found.state = Goal.State.MET if met else Goal.State.DROPPED
    found.settled_at, found.because = now or timezone.now(), because.strip()[:300]
    found.save(update_fields=["state", "settled_at", "because"])
    return found


@action
def add_step(
    client: Client | None,
    *,
    title: str,
    day: date,
    why: str = "",
    low: Decimal | None = None,
    high: Decimal | None = None,
    state: StepState = StepState.PROPOSED,
    now: datetime | None = None,
    by: Person,
) -> RoadmapItem:
    """A step of the road map, in the quarter of that day."""
    _seen(client, by)
    if not title.strip():
        raise BadInput("What is the step?", fields={"title": "missing"})
    if low is not None and high is not None and low > high:
        raise BadInput("A range begins with the lower figure.", fields={"low": "above the other"})
    costs = low is not None or high is not None
    step: RoadmapItem = RoadmapItem.objects.create(
        client=client,
        title=title.strip()[:160],
        why=why.strip()[:240],
        quarter=quarter_of(day),
        state=state,
        cost_low=low if low is not None else high,
        cost_high=high if high is not None else low,
        currency=settings.NADI_CURRENCY if costs else "",
        made_at=now or timezone.now(),
        made_by=by,
    )
    return step


@action
def change_step(
    step: RoadmapItem, *, state: StepState, day: date | None = None, by: Person
) -> RoadmapItem:
    """It was approved, done or dropped, or belongs to another quarter."""
    found: RoadmapItem = RoadmapItem.objects.select_for_update(of=("self",)).get(pk=step.pk)
    found.state = state
    if day is not None:
        found.quarter = quarter_of(day)
    found.save(update_fields=["state", "quarter"])
    return found


@action
def accept_risk(
    client: Client,
    *,
    statement: str,
    accepted_by: str,
    because: str,
    until: date,
    now: datetime | None = None,
    by: Person,
) -> AcceptedRisk:
    """Somebody on their side accepts a risk, by name, with a reason, until a day."""
    _seen(client, by)
    moment = now or timezone.now()
    said = {"statement": statement, "accepted_by": accepted_by, "because": because}
    missing = {name: "missing" for name, text in said.items() if not text.strip()}
    if missing:
        raise BadInput("A risk is accepted by somebody, for a reason.", fields=missing)
    if until <= moment.date():
        raise BadInput("Until a day that lies ahead.", fields={"until": "in the past"})
    risk: AcceptedRisk = AcceptedRisk.objects.create(
        client=client,
        statement=statement.strip()[:240],
        accepted_by=accepted_by.strip()[:120],
        because=because.strip()[:300],
        until=until,
        accepted_at=moment,
        noted_by=by,
    )
    return risk


@action
def end_risk(
    risk: AcceptedRisk, *, because: str, now: datetime | None = None, by: Person
) -> AcceptedRisk:
    """It is mended, or no longer accepted."""
    found: AcceptedRisk = AcceptedRisk.objects.select_for_update(of=("self",)).get(pk=risk.pk)
    if found.over_at is not None:
        raise Refused("This risk is over already.")
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    found.over_at, found.over_because = now or timezone.now(), because.strip()[:300]
    found.save(update_fields=["over_at", "over_because"])
    return found


@action
def note_signal(
    client: Client, *, kind: SignalKind, what: str, at: datetime | None = None, by: Person
) -> InsiderSignal:
    """They treated us as part of their own team: asked first, invited us, told us first."""
    _seen(client, by)
    if not what.strip():
        raise BadInput("About what?", fields={"what": "missing"})
    signal: InsiderSignal = InsiderSignal.objects.create(
        client=client, kind=kind, what=what.strip()[:240], at=at or timezone.now(), noted_by=by
    )
    announce(InsiderSignalled(signal.pk, client.pk, signal.kind, signal.at))
    return signal


def _seen(client: Client | None, by: Person) -> None:
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise NotFound("There is no such client, or none that you may see.")
