"""Carry a procedure out: begin, settle each step by itself, answer its last question, finish."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.events import announce
from nadi.learning.actions.revising import request_revision
from nadi.learning.events import ImproveAnswered, RunBegun, RunFinished, RunLeft
from nadi.learning.models import Procedure, Run, RunStep, StepState
from nadi.learning.papers import inside
from nadi.learning.rules import running

NOTHING = "Nothing to change"


@action
def begin_run(
    procedure: Procedure,
    *,
    client: Client | None = None,
    about: str = "",
    about_url: str = "",
    due: date | None = None,
    owner: Person | None = None,
    also: Iterable[str] = (),
    at: datetime | None = None,
    by: Actor,
) -> Run:
    """Begin to carry out the version in force. The run keeps that version, whatever is published
    later, and gets the last step that no procedure is without. `also` are steps of this run alone,
    after those of the version."""
    _seen(client, by)
    stands = Procedure.objects.in_force().filter(pk=procedure.pk).first()
    version = stands.version_in_force if stands else None
    if version is None:
        raise Refused(f"“{procedure.title}” is not in force. Publish it first.")
    now = at or timezone.now()
    beginner = by if isinstance(by, Person) else None
    run = Run.objects.create(
        version=version,
        client=client,
        about=about[:160],
        about_url=inside(about_url),
        owner=owner or beginner,
        begun_by=beginner,
        begun_at=now,
        due=due,
    )
    steps = [
        RunStep(run=run, number=step.number, text=step.text, hint=step.hint)
        for step in version.steps.all()
    ]
    for text in also:
        steps.append(RunStep(run=run, number=len(steps) + 1, text=text[:300]))
    steps.append(RunStep(run=run, number=len(steps) + 1, text=running.IMPROVE, improves=True))
    RunStep.objects.bulk_create(steps)
    announce(RunBegun(run.pk, procedure.pk, procedure.slug, run.client_id, now))
    return run


@action
def mark_step(
    run_step: RunStep,
    state: str,
    *,
    note: str = "",
    at: datetime | None = None,
    by: Actor,
) -> RunStep:
    """Settle one step: done, could not, or not applicable, the last two with a note; or open it
    again. One step at a time: there is no door for several."""
    run = _hold(run_step.run_id, by)
    step = run.steps.get(pk=run_step.pk)
    if state not in StepState.values:
        raise BadInput("A step is done, could not be done, or does not apply.")
    to = running.State(state)
    said = running.may_mark(ended=not run.is_going, improves=step.improves, to=to, note=note)
    if not said.may:
        raise Refused(said.reason)
    _insist(run, step.number, to.value)
    step.state, step.note = to.value, note.strip()[:500]
    if to is running.State.OPEN:
        step.by, step.at = None, None
    else:
        step.by, step.at = (by if isinstance(by, Person) else None), at or timezone.now()
    step.save()
    return step


@action
def answer_improve(
    run: Run, *, change: str | None, at: datetime | None = None, by: Actor
) -> RunStep:
    """Answer the last step: what should change in the procedure, or None for nothing. A change
    becomes a revision request, which its owner sees. It is asked when the other steps are settled:
    before that nobody knows."""
    held = _hold(run.pk, by)
    step = held.steps.get(improves=True)
    open_steps = held.steps.filter(improves=False, state=StepState.OPEN).count()
    said = running.may_answer(
        ended=not held.is_going, answered=not step.is_open, open_steps=open_steps
    )
    if not said.may:
        raise Refused(said.reason)
    if change is not None and not change.strip():
        raise BadInput("Say what should change, or that nothing should.", fields={"change": ""})
    now = at or timezone.now()
    author = by if isinstance(by, Person) else None
    if change is not None:
        request_revision(held.procedure, text=change, run=held, at=now, by=by)
    step.state, step.by, step.at = StepState.DONE, author, now
    step.note = NOTHING if change is None else change.strip()[:500]
    step.save()
    announce(ImproveAnswered(held.pk, held.procedure.pk, held.client_id, change is not None, now))
    return step


@action
def finish_run(run: Run, *, at: datetime | None = None, by: Actor) -> Run:
    """End a run of which every step is settled, the last one included."""
    held = _hold(run.pk, by)
    states = [running.State(state) for state in held.steps.values_list("state", flat=True)]
    said = running.may_finish(states, ended=not held.is_going)
    if not said.may:
        raise Refused(said.reason)
    _insist(held, 0, "finished")
    now = at or timezone.now()
    held.ended_at = now
    held.save()
    announce(RunFinished(held.pk, held.procedure.pk, held.procedure.slug, held.client_id, now))
    return held


@action
def leave_run(run: Run, *, because: str, at: datetime | None = None, by: Actor) -> Run:
    """End a run whose steps are not settled. It says why, and counts as one that taught nothing."""
    held = _hold(run.pk, by)
    if not held.is_going:
        raise Refused("This run has ended already.")
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    _insist(held, 0, "left")
    now = at or timezone.now()
    held.ended_at, held.left_because = now, because.strip()[:300]
    held.save()
    announce(RunLeft(held.pk, held.procedure.pk, held.procedure.slug, held.client_id, now))
    return held


@action
def hand_run_over(run: Run, *, to: Person, by: Actor) -> Run:
    """Somebody else goes on with it."""
    held = _hold(run.pk, by)
    if not held.is_going:
        raise Refused("This run has ended already.")
    if not to.is_active or not to.is_staff_member:
        raise Refused("Only somebody who works here can go on with it.")
    _seen(held.client, to)
    held.owner = to
    held.save()
    return held


def _hold(pk: int, by: Actor) -> Run:
    """The run, locked, so that two people who press at once take turns; nothing to somebody who
    may not see it."""
    held: Run | None = (
        Run.objects.select_for_update(of=("self",))
        .select_related("version__procedure", "client")
        .filter(pk=pk)
        .first()
    )
    if held is None:
        raise NotFound("There is no such run, or none that you may see.")
    _seen(held.client, by)
    return held


def _insist(run: Run, number: int, to: str) -> None:
    """Who began the run for its own ends may hold a step or its end back."""
    for reason in centers.held_back(run.pk, number, to):
        raise Refused(str(reason))


def _seen(client: Client | None, by: Actor) -> None:
    if not isinstance(by, Person):
        return
    hidden = client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists()
    if hidden or not by.is_staff_member:
        raise NotFound("There is no such client, or none that you may see.")
