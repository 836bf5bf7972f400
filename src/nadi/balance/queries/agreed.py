"""What was agreed about neglect, and how the vitals are defined."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import sentences
from nadi.balance.definitions import counting, newest
from nadi.balance.models import Definition, NeglectBudget
from nadi.balance.queries.column import latest_states
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Budget:
    """One center: what was agreed last, where that stands, and what was agreed before."""

    center: CenterConfig
    now: NeglectBudget | None
    said: str
    is_spent: bool
    earlier: list[NeglectBudget]


@dataclass(frozen=True, slots=True)
class Defined:
    """One vital: how it is defined now, whether it counts, and what happened to it before."""

    definition: Definition
    title: str
    offered: bool
    counts: bool
    history: list[Definition]


def budgets(who: Person) -> list[Budget]:
    """Crown first."""
    if not who.is_staff_member:
        raise NotFound(_("There is nothing here."))
    latest = latest_states()
    agreed: dict[str, list[NeglectBudget]] = {}
    for row in NeglectBudget.objects.order_by("-version"):
        agreed.setdefault(row.center, []).append(row)
    found = []
    for center in reversed(centers.centers()):
        rows = agreed.get(center.label, [])
        plain = latest[center.label].neglect if center.label in latest else None
        found.append(
            Budget(
                center=center,
                now=rows[0] if rows else None,
                said=sentences.neglect(plain),
                is_spent=bool(plain and plain["spent_on"]),
                earlier=rows[1:],
            )
        )
    return found


def definitions_of(who: Person, now: datetime) -> list[tuple[CenterConfig, list[Defined]]]:
    """By center, Crown first; a vital no longer offered stands with its center too."""
    if not who.is_staff_member:
        raise NotFound(_("There is nothing here."))
    offered, removed = centers.vitals(), counting(firm_day(now)).removed
    history: dict[str, list[Definition]] = {}
    for row in Definition.objects.order_by("-id"):
        history.setdefault(row.vital, []).append(row)
    defined = [
        Defined(
            definition=row,
            title=str(offered[name].title) if name in offered else str(row.spec.get("title", name)),
            offered=name in offered,
            counts=name in offered and name not in removed,
            history=history[name],
        )
        for name, row in newest().items()
    ]
    return [
        (center, [one for one in defined if one.definition.center == center.label])
        for center in reversed(centers.centers())
    ]
