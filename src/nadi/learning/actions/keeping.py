"""Keep procedures true: read them again, hand them over, retire them."""

from datetime import date, datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.learning.events import ProcedureRetired, ProcedureReviewed
from nadi.learning.models import Procedure, ProcedureState, Review
from nadi.learning.papers import colleague, hold, refuse_others
from nadi.learning.queries.procedures import runs_in_quarter
from nadi.learning.rules.dates import review_date


@action
def review_procedure(
    procedure: Procedure,
    *,
    note: str,
    review_by: date | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Review:
    """Somebody read it and it still holds: what they looked at is the note, and the date moves.
    The date cannot be moved without having read."""
    held = hold(procedure)
    refuse_others(held, by)
    version = held.version_in_force
    if not held.is_in_force or version is None:
        raise Refused("Only what is in force can be found to hold.")
    if not note.strip():
        raise BadInput("Say in a few words what you looked at.", fields={"note": "missing"})
    now = at or timezone.now()
    stands, problem = review_date(now.date(), runs_in_quarter(held, now), review_by)
    if problem:
        raise BadInput(problem, fields={"review_by": problem})
    held.review_by = stands
    held.save()
    announce(ProcedureReviewed(held.pk, held.slug, now))
    return Review.objects.create(
        version=version, by=colleague(by), at=now, note=note.strip()[:300], review_by=stands
    )


@action
def hand_procedure_over(
    procedure: Procedure, *, to: Person, because: str = "", by: Actor
) -> Procedure:
    """Another colleague keeps it true from now on."""
    held = hold(procedure)
    refuse_others(held, by)
    if not to.is_active or not to.is_staff_member:
        raise Refused("Only somebody who works here can keep a procedure.")
    held.owner = to
    held.save()
    return held


@action
def retire_procedure(
    procedure: Procedure, *, because: str, at: datetime | None = None, by: Actor
) -> Procedure:
    """It is no longer how we do it. What was run by it stays readable."""
    held = hold(procedure)
    refuse_others(held, by)
    if held.state == ProcedureState.RETIRED:
        raise Refused("It is retired already.")
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    held.state, held.retired_at = ProcedureState.RETIRED, at or timezone.now()
    held.save()
    announce(ProcedureRetired(held.pk, held.slug, held.retired_at))
    return held
