"""Ask for a procedure to be changed, and answer such a request."""

from datetime import datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.events import announce
from nadi.learning.events import RevisionRequested
from nadi.learning.models import Procedure, ProcedureState, RequestState, RevisionRequest, Run


@action
def request_revision(
    procedure: Procedure,
    *,
    text: str,
    run: Run | None = None,
    at: datetime | None = None,
    by: Actor,
) -> RevisionRequest:
    """Anybody who works here may say what should change, at any time, most of all after a run."""
    if procedure.state == ProcedureState.RETIRED:
        raise Refused("It is retired; nothing in it will change.")
    if not text.strip():
        raise BadInput("Say what should change.", fields={"text": "missing"})
    author = by if isinstance(by, Person) else None
    now = at or timezone.now()
    request = RevisionRequest.objects.create(
        procedure=procedure,
        version=run.version if run is not None else procedure.version_in_force,
        run=run,
        text=text.strip()[:500],
        asked_by=author,
        asked_at=now,
    )
    announce(RevisionRequested(request.pk, procedure.pk, run.pk if run else None, now))
    return request


@action
def decline_revision(
    request: RevisionRequest, *, because: str, at: datetime | None = None, by: Actor
) -> RevisionRequest:
    """Say no to a request, with the reason for whoever asked."""
    held = (
        RevisionRequest.objects.select_for_update(of=("self",))
        .select_related("procedure__owner")
        .get(pk=request.pk)
    )
    keeper = held.procedure.owner
    if isinstance(by, Person) and not by.is_lead and by.pk != keeper.pk:
        raise Forbidden(f"{keeper} keeps this procedure, and those who lead do.")
    if held.state != RequestState.OPEN:
        raise Refused("It was answered already.")
    if not because.strip():
        raise BadInput("Say why, for the one who asked.", fields={"because": "missing"})
    held.state, held.answer = RequestState.DECLINED, because.strip()[:300]
    held.answered_by = by if isinstance(by, Person) else None
    held.answered_at = at or timezone.now()
    held.save()
    return held
