"""Begin trials of new technology, and decide them."""

from datetime import date, datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.events import announce
from nadi.learning.events import TrialBegun, TrialDecided
from nadi.learning.models import Trial, TrialDecision, Verdict
from nadi.learning.rules.trying import what_is_wrong_with


@action
def begin_trial(
    title: str,
    *,
    hypothesis: str,
    decide_by: date,
    owner: Person | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Trial:
    """Try something new until a date on which its owner decides."""
    keeper = owner or (by if isinstance(by, Person) else None)
    if keeper is None or not keeper.is_active or not keeper.is_staff_member:
        raise BadInput("A trial has an owner who works here.", fields={"owner": "missing"})
    if not title.strip() or not hypothesis.strip():
        raise BadInput(
            "Say what you try, and what you believe it will do: without that nobody can decide.",
            fields={"hypothesis": "missing"},
        )
    now = at or timezone.now()
    if problem := what_is_wrong_with(decide_by, now.date()):
        raise BadInput(problem, fields={"decide_by": problem})
    trial = Trial.objects.create(
        title=title.strip()[:120],
        hypothesis=hypothesis.strip(),
        owner=keeper,
        begun_at=now,
        decide_by=decide_by,
    )
    announce(TrialBegun(trial.pk, decide_by.isoformat(), now))
    return trial


@action
def decide_trial(
    trial: Trial,
    *,
    verdict: str,
    reason: str,
    next_decide_by: date | None = None,
    at: datetime | None = None,
    by: Actor,
) -> TrialDecision:
    """Adopt it, hold it, or try on until another date. A no is as good a decision as a yes; only
    none is bad. The date moves by no other way."""
    held = Trial.objects.select_for_update(of=("self",)).select_related("owner").get(pk=trial.pk)
    if isinstance(by, Person) and not by.is_lead and by.pk != held.owner_id:
        raise Forbidden(f"{held.owner} decides this trial, and those who lead do.")
    if not held.is_going:
        raise Refused("It was decided already. Begin another trial to look again.")
    if verdict not in Verdict.values:
        raise BadInput("Adopt it, try on, or hold it.", fields={"verdict": "unknown"})
    if not reason.strip():
        raise BadInput("Say why, for whoever asks in a year.", fields={"reason": "missing"})
    now = at or timezone.now()
    on = next_decide_by if verdict == Verdict.TRIAL else None
    if verdict == Verdict.TRIAL:
        if on is None:
            raise BadInput("Until when is it tried on?", fields={"next_decide_by": "missing"})
        if problem := what_is_wrong_with(on, now.date()):
            raise BadInput(problem, fields={"next_decide_by": problem})
    decision = TrialDecision.objects.create(
        trial=held,
        verdict=verdict,
        reason=reason.strip(),
        due_on=held.decide_by,
        next_decide_by=on,
        by=by if isinstance(by, Person) else None,
        at=now,
    )
    held.verdict = verdict
    held.decide_by = on or held.decide_by
    held.save()
    announce(TrialDecided(held.pk, verdict, now))
    return decision
