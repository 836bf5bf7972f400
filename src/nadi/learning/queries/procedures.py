"""Procedures, from who is looking."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.learning.models import (
    Procedure,
    ProcedureState,
    ProcedureVersion,
    RequestState,
    RevisionRequest,
    Run,
)
from nadi.learning.rules.dates import QUARTER
from nadi.learning.rules.writing import Line

SOON = timedelta(days=14)


def procedure_in_force(slug: str) -> Procedure | None:
    """The procedure that others run by its name, where it is in force. Not bound to a viewer: how
    we do things is open to all who work here, and the clock begins runs too."""
    found: Procedure | None = (
        Procedure.objects.in_force().filter(slug=slug).select_related("owner").first()
    )
    return found


def procedures_visible_to(who: Person) -> QuerySet[Procedure]:
    found: QuerySet[Procedure] = Procedure.objects.visible_to(who).select_related("owner")
    return found


def procedure_for(who: Person, slug: str) -> Procedure:
    found = procedures_visible_to(who).select_related("drafted_by").filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such procedure, or none that you may see.")
    return found


def version_for(who: Person, slug: str, number: int) -> ProcedureVersion:
    """A version that was published; what is in writing stands on its own page."""
    procedure = procedure_for(who, slug)
    found = (
        procedure.versions.filter(number=number, published_at__isnull=False)
        .select_related("written_by", "published_by")
        .first()
    )
    if found is None:
        raise NotFound("There is no such version.")
    found.procedure = procedure
    return found


def lines_of(version: ProcedureVersion | None) -> list[Line]:
    """The steps of a version as plain lines."""
    steps = version.steps.all() if version is not None else []
    return [Line(step.text, step.hint) for step in steps]


def runs_in_quarter(procedure: Procedure, now: datetime) -> int:
    """How often it was begun in the last 90 days: what is run often is read again sooner."""
    return Run.objects.filter(
        version__procedure=procedure, begun_at__gt=now - QUARTER, begun_at__lte=now
    ).count()


def open_requests(procedure: Procedure) -> list[RevisionRequest]:
    """What people want changed and nobody has answered yet, oldest first."""
    return list(
        procedure.revision_requests.filter(state=RequestState.OPEN).select_related(
            "asked_by", "run__client"
        )
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """The procedures of one center."""

    center: int
    procedures: Sequence[Procedure]


def shelves(who: Person, *, text: str = "", since: datetime | None = None) -> list[Shelf]:
    """What is in force, by center, each with how many requests wait and when it was last run;
    with `since`, those published or read again after it."""
    found = procedures_visible_to(who).filter(state=ProcedureState.IN_FORCE)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(tags__icontains=text.lower()))
    if since is not None:
        found = found.filter(versions__reviews__at__gte=since)
    rows = found.annotate(
        waiting=Count(
            "revision_requests",
            filter=Q(revision_requests__state=RequestState.OPEN),
            distinct=True,
        ),
        last_run=Max("versions__runs__begun_at"),
    ).order_by("center", "title")
    by_center: dict[int, list[Procedure]] = defaultdict(list)
    for row in rows:
        by_center[row.center].append(row)
    return [Shelf(center, rows) for center, rows in sorted(by_center.items())]


def drafts(who: Person) -> list[Procedure]:
    """What waits to be read and published, oldest first."""
    found = procedures_visible_to(who).filter(state=ProcedureState.DRAFT)
    return list(found.order_by("made_at"))


def in_writing(who: Person) -> list[ProcedureVersion]:
    """Revisions of what is in force that nobody has published yet."""
    found = ProcedureVersion.objects.filter(
        published_at__isnull=True,
        procedure__in=procedures_visible_to(who).filter(state=ProcedureState.IN_FORCE),
    )
    return list(found.select_related("procedure__owner", "written_by").order_by("written_at"))


def due_for_review(who: Person, today: date, within: timedelta = SOON) -> list[Procedure]:
    """In force, and to be read again soon or since long; the longest overdue first."""
    found = procedures_visible_to(who).filter(
        state=ProcedureState.IN_FORCE, review_by__lte=today + within
    )
    return list(found.order_by("review_by", "title"))


def waiting_requests(who: Person) -> list[RevisionRequest]:
    """Requests that nobody has answered yet, oldest first."""
    found = RevisionRequest.objects.filter(
        state=RequestState.OPEN, procedure__in=procedures_visible_to(who)
    )
    return list(found.select_related("procedure__owner", "asked_by").order_by("asked_at"))


def request_for(who: Person, pk: int) -> RevisionRequest:
    found = (
        RevisionRequest.objects.filter(pk=pk, procedure__in=procedures_visible_to(who))
        .select_related("procedure__owner")
        .first()
    )
    if found is None:
        raise NotFound("There is no such request, or none that you may see.")
    return found
