"""Monthly maintenance: begin the month, answer each step, revise, publish for next month, file."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.actions import Actor, action
from nadi.core.errors import NotFound, Refused
from nadi.core.events import announce
from nadi.learning import actions as learning
from nadi.learning.queries import procedure_in_force
from nadi.maintenance.events import ChecklistFiled
from nadi.maintenance.models import Checklist, OwnStep
from nadi.maintenance.queries.checklists import SLUG
from nadi.maintenance.rules import checklists as rules
from nadi.maintenance.rules.checklists import Stage


@action
def begin_month(
    client: Client, *, month: date, by: Actor, now: datetime | None = None
) -> Checklist:
    """The list of one client for one month, with the steps the client has of its own. Asked twice,
    the second time gives what is there."""
    now = now or timezone.now()
    locked = Client.objects.select_for_update().get(pk=client.pk)
    there = Checklist.objects.filter(client=locked, month=month).first()
    if there is not None:
        return there
    procedure = procedure_in_force(SLUG)
    if procedure is None:
        raise Refused(_("Monthly maintenance is not written down yet. Take up the usual list."))
    own = OwnStep.objects.filter(client=locked, ended_at=None, published_at__isnull=False)
    before = Checklist.objects.filter(client=locked).order_by("-month").first()
    run = learning.begin_run(
        procedure,
        client=locked,
        about=_("Monthly maintenance of %(month)s") % {"month": f"{month:%B %Y}"},
        about_url="",
        due=rules.last_day(month),
        owner=before.run.owner if before and before.run.owner else None,
        also=list(own.values_list("text", flat=True)),
        at=now,
        by=by,
    )
    return Checklist.objects.create(client=locked, month=month, run=run, made_at=now)


@action
def answer_step(
    checklist: Checklist, number: int, *, state: str, note: str = "", by: Person
) -> Checklist:
    """One step of the list: done, could not, not applicable, or open again. The first person who
    answers a step has the list, until somebody else takes it."""
    held = _lock(checklist)
    if held.filed_at is not None:
        raise Refused(rules.why_not_now(Stage.EXECUTE, held.standing(0)))
    step = held.run.steps.filter(number=number, improves=False).first()
    if step is None:
        raise NotFound("There is no such step.")
    learning.mark_step(step, state, note=note, by=by)
    if held.run.owner_id is None:
        learning.hand_run_over(held.run, to=by, by=by)
    return held


@action
def revise_checklist(
    checklist: Checklist,
    *,
    change: str | None = None,
    add: Iterable[str] = (),
    leave: Iterable[int] = (),
    by: Person,
    now: datetime | None = None,
) -> Checklist:
    """What should change: in the procedure for everybody (`change` becomes a revision request), and
    for this client alone (`add` steps, let steps `leave`). None of it holds before it is
    published."""
    held, now = _lock(checklist), now or timezone.now()
    _insist(Stage.REVISE, held)
    if held.run.steps.get(improves=True).is_open:
        learning.answer_improve(held.run, change=change or None, at=now, by=by)
    for text in (" ".join(line.split()) for line in add):
        if text:
            OwnStep.objects.get_or_create(
                client=held.client,
                text=text[:300],
                ended_at=None,
                defaults={"wished_by": by, "wished_at": now},
            )
    OwnStep.objects.filter(client=held.client, ended_at=None, pk__in=list(leave)).update(
        leaves=True
    )
    held.revised_at = now
    held.save(update_fields=["revised_at"])
    return held


@action
def publish_next(checklist: Checklist, *, by: Person, now: datetime | None = None) -> Checklist:
    """The list of next month, as this client will have it: wishes hold from now on."""
    held, now = _lock(checklist), now or timezone.now()
    _insist(Stage.PUBLISH, held)
    own = OwnStep.objects.filter(client=held.client, ended_at=None)
    own.filter(leaves=True).update(ended_at=now)
    own.filter(leaves=False, published_at=None).update(published_at=now)
    held.published_at = now
    held.save(update_fields=["published_at"])
    return held


@action
def file_checklist(checklist: Checklist, *, by: Person, now: datetime | None = None) -> Checklist:
    """Close the month of this client. Nothing of the list changes afterwards."""
    held, now = _lock(checklist), now or timezone.now()
    _insist(Stage.FILE, held)
    held.filed_at, held.filed_by = now, by
    held.save(update_fields=["filed_at", "filed_by"])
    learning.finish_run(held.run, at=now, by=by)
    announce(ChecklistFiled(held.pk, held.client_id, held.month, now))
    return held


def _lock(checklist: Checklist) -> Checklist:
    return (
        Checklist.objects.select_for_update(of=["self"])
        .select_related("client", "run__owner")
        .get(pk=checklist.pk)
    )


def _insist(duty: Stage, held: Checklist) -> None:
    open_steps = held.run.steps.filter(state="open", improves=False).count()
    reason = rules.why_not_now(duty, held.standing(open_steps))
    if reason:
        raise Refused(_(reason))
