"""Time that was worked, from who is looking."""

from datetime import datetime
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements.models import TimeEntry, WorkType
from nadi.agreements.rules import charges
from nadi.core.errors import NotFound
from nadi.core.statements import rows
from nadi.core.vitals import HoursSpent, Window

WORKED = (  # by kind of work first: a week of a large firm has thousands of entries, ten kinds
    "SELECT kind.center, sum(worked.minutes) FROM (SELECT work_type_id, sum(minutes) AS minutes"
    " FROM agreements_timeentry WHERE ended_at >= %s AND ended_at < %s GROUP BY work_type_id)"
    " AS worked JOIN agreements_worktype kind ON kind.id = worked.work_type_id"
    " GROUP BY kind.center ORDER BY kind.center"
)


def work_types() -> QuerySet[WorkType]:
    """The kinds of work on offer, in the order of the centers."""
    return WorkType.objects.filter(is_offered=True)


def work_type(slug: str) -> WorkType:
    """One kind of work by its slug, such as "reactive"."""
    found = WorkType.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such kind of work.")
    return found


def running_timer(who: Person) -> TimeEntry | None:
    """The one timer of this person that runs now."""
    found: TimeEntry | None = (
        TimeEntry.objects.running()
        .filter(person=who)
        .select_related("client", "work_type", "person")
        .first()
    )
    return found


TIMER = """
SELECT t.about, w.name, t.about_url, t.started_at FROM agreements_timeentry t
JOIN agreements_worktype w ON w.id = t.work_type_id
WHERE t.person_id = %s AND t.ended_at IS NULL LIMIT 1
"""


def timer_of(who: Person) -> tuple[str, str, datetime] | None:
    """What the running timer of `who` is about, its address, and since when: for a page that only
    shows it."""
    with connection.cursor() as cursor:
        cursor.execute(TIMER, [who.pk])
        row = cursor.fetchone()
    return (row[0] or row[1], row[2], row[3]) if row else None


def time_of(who: Person, since: datetime, person: Person | None = None) -> QuerySet[TimeEntry]:
    """Entries that `who` may see of a person (themself by default), newest first, with their
    charges."""
    found: QuerySet[TimeEntry] = (
        TimeEntry.objects.visible_to(who)
        .filter(person=person or who, started_at__gte=since)
        .select_related("client", "work_type", "person")
        .prefetch_related("charges")
    )
    return found


def time_entry_for(who: Person, pk: int) -> TimeEntry:
    found: TimeEntry | None = (
        TimeEntry.objects.visible_to(who)
        .filter(pk=pk)
        .select_related("client__calendar", "work_type", "person")
        .first()
    )
    if found is None:
        raise NotFound("There is no such time entry, or none that you may see.")
    return found


def entries_about(about_url: str) -> QuerySet[TimeEntry]:
    """All work about one thing, oldest first. Whoever may open the thing may see its time."""
    found: QuerySet[TimeEntry] = (
        TimeEntry.objects.filter(about_url=about_url)
        .select_related("person", "work_type", "client")
        .prefetch_related("charges")
        .order_by("started_at", "pk")
    )
    return found


def minutes_about(about_url: str) -> int:
    """Raw minutes of ended work about one thing."""
    total = TimeEntry.objects.filter(about_url=about_url).aggregate(all=Coalesce(Sum("minutes"), 0))
    return int(total["all"])


def overlap_warning(entry: TimeEntry, now: datetime | None = None) -> str:
    """A sentence when the same person was already at work in part of this time; empty when not."""
    end = entry.ended_at or now or timezone.now()
    others = (
        TimeEntry.objects.filter(person_id=entry.person_id, started_at__lt=end)
        .exclude(pk=entry.pk)
        .exclude(ended_at__lte=entry.started_at)
        .values_list("started_at", "ended_at")
    )
    shared = charges.overlap(
        (entry.started_at, end), [(start, stop or end) for start, stop in others]
    )
    minutes = charges.whole_minutes(shared)
    return f"{minutes} of these minutes are also on another entry." if minutes else ""


def hours_by_center(window: Window) -> list[HoursSpent]:
    """Minutes worked for each center in a window, by when the work ended. One statement."""
    span = urlencode({"start": window.start.isoformat(), "end": window.end.isoformat()})
    return [
        HoursSpent(label, int(minutes), f"{reverse('agreements:hours', args=[label])}?{span}")
        for center, minutes in rows(WORKED, [window.start, window.end])
        for label in [CENTER_LABELS[center]]
    ]


def worked_for_center(who: Person, label: str, window: Window) -> QuerySet[TimeEntry]:
    """The entries behind a center's hours that `who` may see, newest first."""
    numbers = [number for number, one in CENTER_LABELS.items() if one == label]
    if not numbers:
        raise NotFound("There is no such center.")
    found: QuerySet[TimeEntry] = (
        TimeEntry.objects.visible_to(who)
        .filter(
            work_type__center=numbers[0],
            ended_at__gte=window.start,
            ended_at__lt=window.end,
        )
        .select_related("client", "work_type", "person")
        .order_by("-ended_at", "-pk")
    )
    return found


CENTER_LABELS = {
    1: "agreements",
    2: "learning",
    3: "monitoring",
    4: "maintenance",
    5: "desk",
    6: "planning",
    7: "culture",
}
