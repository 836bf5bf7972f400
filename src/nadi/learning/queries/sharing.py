"""Trials and lessons, from who is looking."""

from datetime import datetime

from django.db.models import QuerySet

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.learning.models import Lesson, Trial


def trials_visible_to(who: Person) -> QuerySet[Trial]:
    found: QuerySet[Trial] = Trial.objects.visible_to(who).select_related("owner")
    return found


def trial_for(who: Person, pk: int) -> Trial:
    found = trials_visible_to(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such trial, or none that you may see.")
    return found


def trials_going(who: Person) -> list[Trial]:
    """What is being tried, what has to be decided first."""
    return list(trials_visible_to(who).going().order_by("decide_by", "pk"))  # type: ignore[attr-defined]


def lessons_visible_to(who: Person) -> QuerySet[Lesson]:
    found: QuerySet[Lesson] = Lesson.objects.visible_to(who).select_related(
        "shared_by", "procedure"
    )
    return found


def lessons_since(who: Person, since: datetime) -> QuerySet[Lesson]:
    """What stands of what was shared since a moment, newest first."""
    return lessons_visible_to(who).filter(shared_at__gte=since, taken_back_at__isnull=True)


def lesson_for(who: Person, pk: int) -> Lesson:
    found = lessons_visible_to(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such lesson, or none that you may see.")
    return found


def lesson_from(who: Person, from_url: str) -> Lesson | None:
    """The lesson that came from one thing, such as a ticket."""
    return lessons_visible_to(who).filter(from_url=from_url, taken_back_at__isnull=True).first()
