"""The page of what we stand for, and who has read it."""

from django.db.models import QuerySet

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.culture.models import GuidingRead, GuidingVersion


def versions(who: Person) -> QuerySet[GuidingVersion]:
    """Every version, the newest first; the page is the team's."""
    if not who.is_staff_member:
        return GuidingVersion.objects.none()
    return GuidingVersion.objects.prefetch_related("values").select_related("published_by")


def guiding_page(who: Person, number: int | None = None) -> GuidingVersion | None:
    """The version that holds, or an earlier one by its number; None where nothing is written."""
    if number is None:
        return versions(who).first()
    found = versions(who).filter(number=number).first()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def readers_of(who: Person, version: GuidingVersion) -> list[tuple[Person, GuidingRead | None]]:
    """Those who lead see everybody with the day they read it; others see themselves."""
    read = {row.person_id: row for row in version.reads.all()}
    people = Person.objects.staff() if who.is_lead else [who]
    return [(person, read.get(person.pk)) for person in people]


def is_written(who: Person) -> bool:
    """Whether any version holds that `who` may read."""
    return versions(who).exists()


def unread_by(who: Person) -> GuidingVersion | None:
    """The newest version, where `who` has not read it yet."""
    newest = versions(who).prefetch_related(None).first()
    if newest is None or newest.reads.filter(person=who).exists():
        return None
    return newest
