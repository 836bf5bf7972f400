"""Write, publish, read again, hand over and retire procedures."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, NotFound, Refused
from nadi.learning.models import (
    Procedure,
    ProcedureState,
    ProcedureVersion,
    RequestState,
    RevisionRequest,
)
from nadi.learning.papers import (
    colleague,
    free_slug,
    hold,
    inside,
    is_taken,
    keeper_of,
    new_draft,
    other_name,
    put_into_force,
    refuse_others,
    save,
    sound_lines,
    tidy_tags,
    write_steps,
    write_version,
)
from nadi.learning.queries.procedures import runs_in_quarter
from nadi.learning.rules import leaving_out
from nadi.learning.rules.dates import OFTEN, latest_review, review_date
from nadi.learning.rules.writing import Line, as_lines
from nadi.learning.starters import STARTERS


@action
def write_procedure(
    title: str,
    *,
    steps: Iterable[str | Line],
    center: int = 2,
    owner: Person | None = None,
    purpose: str = "",
    tags: Collection[str] = (),
    review_by: date | None = None,
    slug: str = "",
    from_label: str = "",
    from_url: str = "",
    at: datetime | None = None,
    by: Actor,
) -> Procedure:
    """Write the draft of a new procedure, with its first version not yet published. Anybody who
    works here may; in force it comes by `publish_procedure`."""
    now = at or timezone.now()
    if not title.strip():
        raise BadInput("Give it the name of the one thing it is about.", fields={"title": "empty"})
    keeper, lines = keeper_of(owner, by), sound_lines(steps)
    stands, problem = review_date(now.date(), 0, review_by)
    if problem:
        raise BadInput(problem, fields={"review_by": problem})
    return new_draft(
        title.strip(),
        lines,
        now,
        colleague(by),
        slug=slug or free_slug(title),
        center=center,
        tags=tidy_tags(tags),
        purpose=purpose.strip(),
        owner=keeper,
        review_by=stands,
        from_label=from_label[:160],
        from_url=inside(from_url),
    )


@action
def adopt_starter(
    slug: str, *, owner: Person | None = None, at: datetime | None = None, by: Actor
) -> Procedure:
    """Take up one of the procedures to begin with, as it is, read by who adopts it. It is in force
    at once and to be read again within a quarter: by then it should say it in our own words."""
    if slug not in STARTERS:
        raise NotFound("There is no such procedure to begin with.")
    if Procedure.objects.filter(slug=slug).exists():
        raise Refused("It was taken up already.")
    if isinstance(by, Person) and not by.is_lead:
        raise Forbidden("How the firm begins is decided by those who lead.")
    begin, now = STARTERS[slug], at or timezone.now()
    procedure = new_draft(
        begin.title,
        begin.steps,
        now,
        colleague(by),
        slug=slug,
        center=begin.center,
        tags=list(begin.tags),
        purpose=begin.purpose,
        owner=keeper_of(owner, by),
        review_by=latest_review(now.date(), OFTEN[0][0]),
    )
    version = procedure.version_in_writing
    assert version is not None  # noqa: S101  written two lines above
    put_into_force(procedure, version, procedure.review_by, by, now)
    return procedure


@action
def draft_procedure(
    title: str,
    steps: Iterable[str],
    *,
    from_label: str = "",
    from_url: str = "",
    names: Collection[str] = (),
    center: int = 5,
    at: datetime | None = None,
    by: Actor,
) -> Procedure:
    """A draft from what somebody did, such as the notes of a ticket. `names` and whatever else a
    rule knows as personal is left out; a person reads it before it is published. Where a procedure
    of that name stands already, the draft says that it is another one."""
    kept = leaving_out.from_notes(steps, names)
    words = leaving_out.without(title.strip(), names).text[:110] or "Draft"
    if is_taken(words):
        words = other_name(words)
    now = at or timezone.now()
    return new_draft(
        words,
        as_lines(kept.steps or ("Write the first step",)),
        now,
        colleague(by),
        slug=free_slug(words),
        center=center,
        owner=keeper_of(None, by),
        review_by=latest_review(now.date(), 0),
        from_label=from_label[:160],
        from_url=inside(from_url),
    )


@action
def revise_procedure(
    procedure: Procedure,
    *,
    steps: Iterable[str | Line],
    title: str | None = None,
    purpose: str | None = None,
    center: int | None = None,
    tags: Collection[str] | None = None,
    at: datetime | None = None,
    by: Actor,
) -> ProcedureVersion:
    """Write the next version, or go on writing it. What is in force stays so until it is
    published; anybody who works here may propose."""
    writer = colleague(by)
    now = at or timezone.now()
    lines = sound_lines(steps)
    held = hold(procedure)
    if held.state == ProcedureState.RETIRED:
        raise Refused("It is retired. Write a new one instead.")
    if title is not None and title.strip():
        held.title = title.strip()[:120]
    held.purpose = held.purpose if purpose is None else purpose.strip()
    held.center = held.center if center is None else center
    held.tags = held.tags if tags is None else tidy_tags(tags)
    save(held)
    version = held.version_in_writing
    if version is not None:
        version.steps.all().delete()
        write_steps(version, lines)
        version.written_by, version.written_at = writer, now
        version.save()
        return version
    newest = held.versions.order_by("-number").first()
    return write_version(held, newest.number + 1 if newest else 1, lines, writer, now)


@action
def publish_procedure(
    procedure: Procedure,
    *,
    what_changed: str = "",
    review_by: date | None = None,
    taking_up: Collection[int] = (),
    at: datetime | None = None,
    by: Actor,
) -> Procedure:
    """Put the version in writing into force. Its owner does it or those who lead, having read it;
    `taking_up` names the revision requests that it answers."""
    held = hold(procedure)
    refuse_others(held, by)
    version = held.version_in_writing
    if version is None:
        raise Refused("Nothing new is written. Revise it first.")
    if version.number > 1 and not what_changed.strip():
        raise BadInput("Say in a few words what changed.", fields={"what_changed": "missing"})
    now = at or timezone.now()
    stands, problem = review_date(now.date(), runs_in_quarter(held, now), review_by)
    if problem:
        raise BadInput(problem, fields={"review_by": problem})
    version.what_changed = what_changed.strip()[:240]
    put_into_force(held, version, stands, by, now)
    RevisionRequest.objects.filter(
        procedure=held, pk__in=list(taking_up), state=RequestState.OPEN
    ).update(
        state=RequestState.TAKEN_UP,
        taken_up_in=version,
        answered_by=colleague(by),
        answered_at=now,
    )
    return held
