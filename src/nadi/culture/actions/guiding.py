"""The page of what we stand for: published, and read."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import Refused
from nadi.culture.models import GuidingRead, GuidingVersion, Value
from nadi.culture.rules.guiding import read_values


@action
def publish_guiding_page(
    *,
    vision: str,
    mission: str,
    values: str,
    change: str = "",
    at: datetime | None = None,
    by: Actor,
) -> GuidingVersion:
    """The next version of the page. Everybody is asked to read it anew."""
    missing = {
        name: str(_("Say it in a sentence or two."))
        for name, text in (("vision", vision), ("mission", mission))
        if len(text.split()) < 3
    }
    if missing:
        raise Refused(_("Vision and mission are a sentence or two each."), fields=missing)
    try:
        words = read_values(values)
    except ValueError as problem:
        raise Refused(str(problem), fields={"values": str(problem)}) from problem
    last = GuidingVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = GuidingVersion.objects.create(
        number=last + 1,
        vision=vision.strip(),
        mission=mission.strip(),
        because=change.strip()[:300],
        published_at=at or timezone.now(),
        published_by=by if isinstance(by, Person) else None,
    )
    Value.objects.bulk_create(
        Value(version=version, position=position, name=name, meaning=meaning)
        for position, (name, meaning) in enumerate(words)
    )
    return version


@action
def read_guiding_page(version: GuidingVersion, *, at: datetime | None = None, by: Person) -> None:
    """Somebody says that they have read it. Once a version; again changes nothing."""
    GuidingRead.objects.get_or_create(
        version=version, person=by, defaults={"at": at or timezone.now()}
    )
