"""Hours of learning: a person's own, and the team's as a whole. Nobody is compared with anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from nadi.accounts.models import Person
from nadi.agreements import queries as root
from nadi.core.errors import Forbidden
from nadi.learning.models import Kind, LearningHour, LearningIntention
from nadi.learning.rules import hours
from nadi.learning.rules.hours import FOUR_WEEKS

SACRAL = 2
HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class KindHours:
    """Hours of one kind of knowledge: learned in the last four weeks, agreed for four weeks, and
    due of that since it was agreed."""

    kind: Kind
    learned: Decimal
    agreed: Decimal
    due: Decimal

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), self.due - self.learned)


def intention_of(person: Person) -> LearningIntention | None:
    """What this person has agreed and stands now."""
    return (
        LearningIntention.objects.filter(person=person, until_on__isnull=True)
        .select_related("agreed_by")
        .first()
    )


def person_for(who: Person, pk: int) -> Person:
    """A colleague whose learning `who` may agree on: oneself, or anybody for those who lead."""
    found = Person.objects.staff().filter(pk=pk).first()
    if found is None or (found.pk != who.pk and not who.is_lead):
        raise Forbidden("What somebody learns is between them and those who lead.")
    return found


def hours_of(who: Person, now: datetime) -> QuerySet[LearningHour]:
    """One's own hours of the last half year, newest first."""
    return (
        LearningHour.objects.filter(person=who, entry__ended_at__gte=now - HALF_A_YEAR)
        .annotate(minutes=F("entry__minutes"), ended_at=F("entry__ended_at"))
        .order_by("-ended_at", "-pk")
    )


def unnamed_entries(who: Person, now: datetime) -> list[tuple[int, str, int, datetime]]:
    """Own entries of the last four weeks that were timed as training, of which nobody has said yet
    what kind of knowledge they brought: number, words, minutes, when."""
    entries = [
        entry
        for entry in root.time_of(who, now - FOUR_WEEKS)
        if entry.work_type.slug == "training" and not entry.is_running and entry.minutes
    ]
    named = set(
        LearningHour.objects.filter(entry__in=[entry.pk for entry in entries]).values_list(
            "entry_id", flat=True
        )
    )
    return [
        (entry.pk, entry.about or entry.note, entry.minutes or 0, entry.started_at)
        for entry in entries
        if entry.pk not in named
    ]


def four_weeks(now: datetime, person: Person | None = None) -> list[KindHours]:
    """The last four weeks by kind: the whole team's, or one person's own."""
    start = now - FOUR_WEEKS
    learned = LearningHour.objects.filter(entry__ended_at__gte=start, entry__ended_at__lte=now)
    stood = LearningIntention.objects.filter(from_on__lte=now.date(), person__is_active=True)
    stood = stood.exclude(until_on__lt=start.date())
    if person is not None:
        learned, stood = learned.filter(person=person), stood.filter(person=person)
    minutes = dict.fromkeys(Kind.values, 0)
    for kind, each in learned.values_list("kind", "entry__minutes"):
        minutes[kind] += each or 0
    agreed = dict.fromkeys(Kind.values, Decimal(0))
    due = dict.fromkeys(Kind.values, Decimal(0))
    for one in stood:
        for kind in Kind.values:
            of_kind = hours.Agreed(
                one.pk, one.person_id, kind, getattr(one, kind), one.from_on, one.until_on
            )
            due[kind] += hours.due_hours(of_kind, start, now)
            if one.until_on is None:
                agreed[kind] += Decimal(of_kind.minutes) / 60
    return [KindHours(kind, Decimal(minutes[kind]) / 60, agreed[kind], due[kind]) for kind in Kind]


def without_intention(who: Person) -> Sequence[Person]:
    """Colleagues with whom nothing is agreed, for those who lead; for anybody else only oneself."""
    found = Person.objects.staff().exclude(
        learning_intentions__until_on__isnull=True, learning_intentions__isnull=False
    )
    return list(found if who.is_lead else found.filter(pk=who.pk))
