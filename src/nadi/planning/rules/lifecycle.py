"""Until when is a device inside its policy, and which date decided?

The prose and the worked tables are in docs/algorithms/replace-by.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Known(StrEnum):
    """What is known of when a device is due."""

    DATED = "dated"
    SUPPORTED = "supported"
    UNKNOWN = "unknown"


class Decider(StrEnum):
    """The date that decided."""

    AGE = "age"
    SECURITY = "end_of_security"
    SUPPORT = "end_of_support"
    WARRANTY = "warranty_end"
    NOTHING = ""


class Place(StrEnum):
    """Where a device stands on a day."""

    INSIDE = "inside"
    DUE = "due"
    PLANNED = "planned"
    PAST = "past"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Word:
    """The newest fact of one kind: its state, and its day where it is dated."""

    state: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a kind of device serves, and how long before its end replacing it must begin."""

    useful_months: int
    lead_days: int
    needs_warranty: bool = False
    needs_support: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """When to replace it, the last day it may serve, and what decided."""

    known: Known
    replace_by: date | None = None
    ends_on: date | None = None
    decided_by: Decider = Decider.NOTHING


SUPPORT_KINDS = ("end_of_security", "end_of_support", "end_of_software")
SOON = timedelta(days=365)


def life_of(facts: Mapping[str, Word], policy: Policy) -> Life:
    """The earliest of what ends it, less the time replacing takes. On one day age speaks first,
    then security, support, warranty."""
    ends = {
        Decider.AGE: _after(_dated(facts, "purchased"), policy.useful_months),
        Decider.SECURITY: _dated(facts, "end_of_security"),
        Decider.SUPPORT: _dated(facts, "end_of_support") if policy.needs_support else None,
        Decider.WARRANTY: _dated(facts, "warranty_end") if policy.needs_warranty else None,
    }
    known = [(on, rank, by) for rank, (by, on) in enumerate(ends.items()) if on is not None]
    if known:
        ends_on, _rank, by = min(known)
        return Life(Known.DATED, ends_on - timedelta(days=policy.lead_days), ends_on, by)
    if any(kind in facts and facts[kind].state == "supported" for kind in SUPPORT_KINDS):
        return Life(Known.SUPPORTED)
    return Life(Known.UNKNOWN)


def place_of(life: Life, plan_until: date | None, on: date) -> Place:
    """Where it stands on a day; `plan_until` is the day of the plan that was accepted for it."""
    if life.known == Known.UNKNOWN:
        return Place.PLANNED if plan_until is not None and plan_until >= on else Place.UNKNOWN
    if life.replace_by is not None and life.replace_by < on:
        return Place.PLANNED if plan_until is not None and plan_until >= on else Place.PAST
    if life.replace_by is not None and life.replace_by - on <= SOON:
        return Place.DUE
    return Place.INSIDE


def is_in_plan(place: Place) -> bool:
    return place not in {Place.PAST, Place.UNKNOWN}


def _dated(facts: Mapping[str, Word], kind: str) -> date | None:
    word = facts.get(kind)
    return word.on if word is not None and word.state == "dated" else None


def _after(bought: date | None, months: int) -> date | None:
    return None if bought is None else bought + relativedelta(months=months)
