"""Goals, steps, risks and signals, from who is looking."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import NotFound
from nadi.planning.models import AcceptedRisk, Goal, InsiderSignal, RoadmapItem, StepState

Row = TypeVar("Row", bound=Model)


def goals_of(who: Person, client: Client | None) -> list[Goal]:
    """Goals ahead first, then what became of the others."""
    found = Goal.objects.visible_to(who).filter(client=client)
    return sorted(found, key=lambda goal: (not goal.is_open, goal.horizon != "year", goal.pk))


def goal_for(who: Person, pk: int) -> Goal:
    return _there(Goal.objects.visible_to(who).filter(pk=pk).first(), "goal")


def steps_of(who: Person, client: Client | None) -> list[RoadmapItem]:
    found = RoadmapItem.objects.visible_to(who).filter(client=client)
    return list(found.exclude(state=StepState.DROPPED).order_by("quarter", "pk"))


def step_for(who: Person, pk: int) -> RoadmapItem:
    found = RoadmapItem.objects.visible_to(who).filter(pk=pk).select_related("client")
    return _there(found.first(), "step")


def risks_of(who: Person, client: Client) -> list[AcceptedRisk]:
    """Risks accepted and not over; those whose day has gone are still there and say so."""
    found = AcceptedRisk.objects.visible_to(who).filter(client=client, over_at=None)
    return list(found.order_by("until", "pk"))


def risk_for(who: Person, pk: int) -> AcceptedRisk:
    found = AcceptedRisk.objects.visible_to(who).filter(pk=pk).select_related("client")
    return _there(found.first(), "risk")


def signals(who: Person) -> QuerySet[InsiderSignal]:
    """Every signal `who` may see, the newest first."""
    found: QuerySet[InsiderSignal] = InsiderSignal.objects.visible_to(who)
    return found.select_related("client", "noted_by").order_by("-at", "-pk")


def signals_since(who: Person, client: Client | None, since: datetime) -> list[InsiderSignal]:
    found = signals(who).filter(at__gte=since)
    return list(found if client is None else found.filter(client=client))


def _there(found: Row | None, kind: str) -> Row:
    if found is None:
        raise NotFound(f"There is no such {kind}, or none that you may see.")
    return found
