"""Thanks, and the stand-up that begins with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person, Role
from nadi.core.actions import action
from nadi.core.errors import Forbidden, Refused
from nadi.core.events import announce
from nadi.culture.events import KudosGiven, StandUpHeld
from nadi.culture.models import GuidingVersion, Kudos, Presence, RollCall, StandUp, Value
from nadi.culture.rules.rhythm import monday_of

FEWEST_WORDS = 3
RUNS_IT = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a stand-up leaves behind. `roll` says by person who was there."""

    roll: Mapping[int, str]
    hot: str = ""
    behind: str = ""
    ahead: str = ""
    lessons: str = ""


@action
def give_kudos(
    to: Person,
    *,
    value: Value,
    work: str,
    about_url: str = "",
    at: datetime | None = None,
    by: Person,
) -> Kudos:
    """Thank a colleague for a piece of work in which a value of ours showed."""
    if to == by:
        sentence = _("Thank somebody else.")
        raise Refused(sentence, fields={"to": sentence})
    if not to.is_active or not to.is_staff_member:
        raise Refused(_("Thanks go to those who work here."), fields={"to": ""})
    newest = GuidingVersion.objects.order_by("-number").first()
    if newest is None or value.version_id != newest.pk:
        sentence = _("That value is not on today's page any more.")
        raise Refused(sentence, fields={"value": sentence})
    if len(work.split()) < FEWEST_WORDS:
        sentence = _("Name the work: what did they do, for whom?")
        raise Refused(sentence, fields={"work": sentence})
    local = about_url if about_url.startswith("/") and not about_url.startswith("//") else ""
    kudos = Kudos.objects.create(
        to=to,
        value=value,
        work=" ".join(work.split())[:400],
        about_url=local[:300],
        by=by,
        at=at or timezone.now(),
    )
    announce(KudosGiven(kudos.pk))
    return kudos


@action
def keep_minutes(week: date, minutes: Minutes, *, by: Person) -> StandUp:
    """Write the minutes of this week's stand-up, as often as needed until it is closed."""
    _runs_it(by)
    monday = monday_of(week)
    if monday > timezone.localdate():
        raise Refused(_("That week has not begun."))
    held, _is_new = StandUp.objects.select_for_update(of=("self",)).get_or_create(
        week=monday, defaults={"led_by": by}
    )
    if held.closed_at is not None:
        raise Refused(_("These minutes are closed."))
    held.hot, held.behind = minutes.hot.strip(), minutes.behind.strip()
    held.ahead, held.lessons = minutes.ahead.strip(), minutes.lessons.strip()
    held.save()
    here = {pk: said for pk, said in minutes.roll.items() if said in Presence.values}
    staff = set(Person.objects.staff().filter(pk__in=here).values_list("pk", flat=True))
    held.roll.all().delete()
    RollCall.objects.bulk_create(
        RollCall(stand_up=held, person_id=pk, presence=said)
        for pk, said in here.items()
        if pk in staff
    )
    return held


@action
def close_stand_up(stand_up: StandUp, *, by: Person) -> StandUp:
    """It is over; the minutes stand as they are."""
    _runs_it(by)
    held = StandUp.objects.select_for_update(of=("self",)).get(pk=stand_up.pk)
    if held.closed_at is not None:
        raise Refused(_("These minutes are closed."))
    if not held.roll.exists():
        raise Refused(_("Call the roll first: who is here?"))
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    announce(StandUpHeld(held.pk, held.week))
    return held


def _runs_it(by: Person) -> None:
    if by.role not in RUNS_IT:
        raise Forbidden(_("The stand-up is run by those who lead or coordinate."))
