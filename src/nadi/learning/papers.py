"""How a procedure's rows are written, whichever act writes them. Inside an action."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from nadi.accounts.models import Person
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden
from nadi.core.events import announce
from nadi.learning.events import ProcedurePublished
from nadi.learning.models import Procedure, ProcedureState, ProcedureVersion, Review, Step
from nadi.learning.rules.writing import Line, as_lines, what_is_wrong


def new_draft(
    title: str,
    lines: tuple[Line, ...],
    now: datetime,
    writer: Person | None,
    **values: object,
) -> Procedure:
    """A draft with its first version."""
    procedure = Procedure(title=title[:120], drafted_by=writer, made_at=now, **values)
    save(procedure)
    write_version(procedure, 1, lines, writer, now)
    return procedure


def put_into_force(
    held: Procedure, version: ProcedureVersion, review_by: date, by: Actor, now: datetime
) -> None:
    """From now on this is how we do it; who publishes it has read it."""
    version.published_at, version.published_by = now, colleague(by)
    version.save()
    held.state, held.review_by, held.retired_at = ProcedureState.IN_FORCE, review_by, None
    held.save()
    Review.objects.create(
        version=version, by=colleague(by), at=now, note=version.what_changed, review_by=review_by
    )
    announce(ProcedurePublished(held.pk, version.pk, held.slug, version.number, now))


def keeper_of(owner: Person | None, by: Actor) -> Person:
    keeper = owner or colleague(by)
    if keeper is None or not keeper.is_active or not keeper.is_staff_member:
        raise BadInput(
            "A procedure has an owner here who keeps it true.", fields={"owner": "missing"}
        )
    return keeper


def colleague(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None


def refuse_others(procedure: Procedure, by: Actor) -> None:
    if isinstance(by, Person) and not by.is_lead and by.pk != procedure.owner_id:
        raise Forbidden(f"{procedure.owner} keeps this procedure, and those who lead do.")


def hold(procedure: Procedure) -> Procedure:
    held: Procedure = (
        Procedure.objects.select_for_update(of=("self",))
        .select_related("owner")
        .get(pk=procedure.pk)
    )
    return held


def sound_lines(steps: Iterable[str | Line]) -> tuple[Line, ...]:
    lines = as_lines(steps)
    if problem := what_is_wrong(lines):
        raise BadInput(problem, fields={"steps": problem})
    return lines


def save(held: Procedure) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as problem:
        raise taken(held.title, problem) from problem


def taken(title: str, problem: IntegrityError) -> BadInput:
    if "one_policy_one_document" not in str(problem) and "slug" not in str(problem):
        raise problem
    return BadInput(
        f"There is a procedure “{title}” already. One policy, one document: revise that one.",
        fields={"title": "taken"},
    )


def write_version(
    procedure: Procedure,
    number: int,
    lines: tuple[Line, ...],
    writer: Person | None,
    now: datetime,
) -> ProcedureVersion:
    version = ProcedureVersion.objects.create(
        procedure=procedure, number=number, written_by=writer, written_at=now
    )
    write_steps(version, lines)
    return version


def write_steps(version: ProcedureVersion, lines: tuple[Line, ...]) -> None:
    Step.objects.bulk_create(
        Step(version=version, number=number, text=line.text, hint=line.hint)
        for number, line in enumerate(lines, 1)
    )


def tidy_tags(tags: Collection[str]) -> list[str]:
    words = (" ".join(tag.lower().split())[:40] for tag in tags)
    return sorted({word for word in words if word})


def free_slug(title: str) -> str:
    base = slugify(title)[:70] or "procedure"
    taken = {"new", *Procedure.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(
        slug
        for n in range(1, len(taken) + 3)
        if (slug := base if n == 1 else f"{base}-{n}") not in taken
    )


def is_taken(title: str) -> bool:
    found = Procedure.objects.exclude(state=ProcedureState.RETIRED).filter(title__iexact=title)
    return bool(found.exists())


def other_name(title: str) -> str:
    return next(name for n in range(2, 10_000) if not is_taken(name := f"{title} ({n})"))


def inside(address: str) -> str:
    """Only places inside nadi can be what something came from."""
    is_inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address[:300] if is_inside else ""
