"""Write down hours of learning, and agree how many there shall be."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements import actions as agreements
from nadi.agreements import queries as root
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.events import announce
from nadi.learning.events import LearningAgreed, LearningLogged
from nadi.learning.models import Kind, LearningHour, LearningIntention

WORK = "training"
SACRAL = 2
MOST_IN_FOUR_WEEKS = 4 * 40 * 60


@action
def learn(
    person: Person,
    *,
    kind: str,
    topic: str,
    minutes: int,
    ended_at: datetime | None = None,
    about_url: str = "",
    by: Actor,
) -> LearningHour:
    """Write down time that was spent learning, on our own account like any other work, with the
    kind of knowledge that it brought."""
    _sound(kind, topic)
    if minutes < 1:
        raise BadInput("How many minutes was it?", fields={"minutes": "missing"})
    entry = agreements.log_time(
        person,
        work_type=root.work_type(WORK),
        minutes=minutes,
        ended_at=ended_at,
        note=topic,
        about=topic,
        about_url=about_url,
        by=by,
    )
    return _name(entry.pk, person, kind, topic, ended_at or timezone.now())


@action
def name_learning(
    person: Person, *, entry_id: int, kind: str, topic: str, by: Actor
) -> LearningHour:
    """Say what kind of knowledge an entry of one's own brought that was timed as training."""
    _sound(kind, topic)
    entry = root.time_entry_for(person, entry_id)
    if (isinstance(by, Person) and by.pk != person.pk) or entry.person_id != person.pk:
        raise Forbidden("What an hour taught is said by the person who learned.")
    if entry.is_running:
        raise Refused("It is still running. Stop it first.")
    if entry.work_type.center != SACRAL:
        raise Refused("Only time of the kinds Training and Documentation is learning.")
    if LearningHour.objects.filter(entry_id=entry_id).exists():
        raise Refused("This entry was named already.")
    return _name(entry_id, person, kind, topic, timezone.now())


@action
def agree_learning(
    person: Person,
    *,
    technical: int = 0,
    business: int = 0,
    craft: int = 0,
    topics: str = "",
    from_on: date | None = None,
    at: datetime | None = None,
    by: Actor,
) -> LearningIntention:
    """Agree how many minutes of each kind a person learns in four weeks. It takes the place of
    what was agreed before, from its first day; what is past stays as it was."""
    _may_agree(person, by)
    now = at or timezone.now()
    first = from_on or now.date()
    if min(technical, business, craft) < 0 or not technical + business + craft > 0:
        raise BadInput("Agree on some time, of one kind at least.", fields={"technical": "missing"})
    if technical + business + craft > MOST_IN_FOUR_WEEKS:
        raise BadInput("Nobody has more than 160 hours in four weeks.")
    stands = _standing(person)
    if stands is not None:
        if stands.from_on > first:
            raise BadInput(f"Something is agreed from {stands.from_on} on. Begin later than that.")
        _end(stands, first - timedelta(days=1))
    intention = LearningIntention.objects.create(
        person=person,
        technical=technical,
        business=business,
        craft=craft,
        topics=topics.strip()[:240],
        from_on=first,
        agreed_by=by if isinstance(by, Person) else None,
        agreed_at=now,
    )
    announce(LearningAgreed(intention.pk, person.pk, now))
    return intention


@action
def end_learning_agreement(
    person: Person, *, because: str, at: datetime | None = None, by: Actor
) -> LearningIntention:
    """Nothing is agreed any more from tomorrow on."""
    _may_agree(person, by)
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    stands = _standing(person)
    if stands is None:
        raise Refused("Nothing is agreed that could end.")
    now = at or timezone.now()
    stands.until_on = max(now.date(), stands.from_on)
    stands.save()
    announce(LearningAgreed(stands.pk, person.pk, now))
    return stands


def _name(entry_id: int, person: Person, kind: str, topic: str, now: datetime) -> LearningHour:
    hour = LearningHour.objects.create(
        entry_id=entry_id, person=person, kind=kind, topic=topic.strip()[:120], made_at=now
    )
    announce(LearningLogged(hour.pk, entry_id, person.pk, kind))
    return hour


def _sound(kind: str, topic: str) -> None:
    if kind not in Kind.values:
        raise BadInput("Which kind of knowledge was it?", fields={"kind": "unknown"})
    if not topic.strip():
        raise BadInput("What was it about?", fields={"topic": "missing"})


def _may_agree(person: Person, by: Actor) -> None:
    if not person.is_active or not person.is_staff_member:
        raise Refused("Learning is agreed with those who work here.")
    if isinstance(by, Person) and by.pk != person.pk and not by.is_lead:
        raise Forbidden("It is agreed between a person and those who lead.")


def _standing(person: Person) -> LearningIntention | None:
    Person.objects.select_for_update().get(pk=person.pk)
    return LearningIntention.objects.filter(person=person, until_on__isnull=True).first()


def _end(stands: LearningIntention, last: date) -> None:
    """What began on the very day that it is replaced never stood."""
    if last < stands.from_on:
        stands.delete()
    else:
        stands.until_on = last
        stands.save()
