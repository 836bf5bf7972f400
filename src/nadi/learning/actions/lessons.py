"""Share what one of us learned, and take it back."""

import re
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.events import announce
from nadi.learning.events import LessonShared
from nadi.learning.models import Lesson, Procedure
from nadi.learning.papers import inside
from nadi.learning.rules import leaving_out

LONGEST = 1200


@action
def share_lesson(
    text: str,
    *,
    title: str,
    from_label: str = "",
    from_url: str = "",
    procedure: Procedure | None = None,
    names: Collection[str] = (),
    at: datetime | None = None,
    by: Actor,
) -> Lesson:
    """One paragraph for all of us. `names`, and whatever else a rule knows as personal, is left
    out of it: a lesson is about the work."""
    words = re.sub(r"\s*\n\s*", " ", leaving_out.without(text, names).text).strip()
    heading = leaving_out.without(title, names).text[:120]
    if not words or not heading:
        raise BadInput("A lesson has a title and a paragraph.", fields={"text": "missing"})
    if len(words) > LONGEST:
        raise BadInput(
            f"A lesson is one paragraph of at most {LONGEST} letters. What is longer is a "
            "procedure.",
            fields={"text": "too long"},
        )
    now = at or timezone.now()
    lesson = Lesson.objects.create(
        title=heading,
        text=words,
        from_label=from_label[:160],
        from_url=inside(from_url),
        procedure=procedure,
        shared_by=by if isinstance(by, Person) else None,
        shared_at=now,
    )
    announce(LessonShared(lesson.pk, lesson.from_url, now))
    return lesson


@action
def take_lesson_back(
    lesson: Lesson, *, because: str, at: datetime | None = None, by: Actor
) -> Lesson:
    """It turned out wrong, or said too much."""
    held = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    if isinstance(by, Person) and not by.is_lead and by.pk != held.shared_by_id:
        raise Forbidden("A lesson is taken back by who shared it, or by those who lead.")
    if held.taken_back_at is not None:
        raise Refused("It was taken back already.")
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    held.taken_back_at = at or timezone.now()
    held.save()
    return held
