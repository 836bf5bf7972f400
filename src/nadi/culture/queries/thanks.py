"""Thanks as everybody sees them, and what a stand-up begins with. Nothing here counts by
person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.agreements import queries as agreements
from nadi.agreements.queries import PromiseShelf
from nadi.clients.firm import firm_day, firm_zone
from nadi.core import centers, words
from nadi.core.errors import NotFound
from nadi.core.vitals import HoursSpent, Window
from nadi.culture.models import GuidingVersion, Kudos, StandUp, Value
from nadi.culture.rules.rhythm import monday_of
from nadi.desk import queries as desk
from nadi.learning import queries as learning
from nadi.planning import queries as planning

WEEK = timedelta(days=7)
FURTHEST = timedelta(days=28)
MOST = 8


@dataclass(frozen=True, slots=True)
class Line:
    """Something to speak of, with the page it stands on."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What this week's stand-up has before it."""

    week: date
    kudos: list[Kudos]
    team: list[Person]
    hot: list[Line]
    done: int
    hours: list[tuple[centers.CenterConfig, HoursSpent]]
    ahead: list[Line]
    lessons: list[Line]


def kudos_since(who: Person, since: datetime, until: datetime | None = None) -> QuerySet[Kudos]:
    """Thanks of the team to the team, the latest first."""
    if not who.is_staff_member:
        return Kudos.objects.none()
    found = Kudos.objects.select_related("to", "by", "value").filter(at__gte=since)
    return found if until is None else found.filter(at__lt=until)


def kudos_between(who: Person, start: datetime, end: datetime) -> QuerySet[Kudos]:
    return kudos_since(who, start, end)


def kudos_for(who: Person, since: datetime) -> QuerySet[Kudos]:
    """What colleagues thanked `who` for."""
    return kudos_since(who, since).filter(to=who)


def values_now(who: Person) -> list[Value]:
    """The values of the page that holds."""
    if not who.is_staff_member:
        return []
    newest = GuidingVersion.objects.order_by("-number").first()
    return list(newest.values.all()) if newest else []


def stand_ups(who: Person) -> QuerySet[StandUp]:
    """The minutes of every week, the latest first."""
    return (
        StandUp.objects.select_related("led_by") if who.is_staff_member else StandUp.objects.none()
    )


def stand_up_of(who: Person, week: date) -> StandUp | None:
    """The minutes of the week of this day, where there are any."""
    return stand_ups(who).prefetch_related("roll__person").filter(week=monday_of(week)).first()


def monday_morning(week: date) -> datetime:
    return datetime.combine(monday_of(week), time(), firm_zone())


def thanks_begin(who: Person, week: date, held: datetime) -> datetime:
    """From when on thanks belong to the stand-up of a week: since the one before it, at least the
    week before, at most four."""
    last_week = monday_morning(week) - WEEK
    before = stand_ups(who).filter(week__lt=week).values_list("held_at", flat=True).first()
    return max(min(before or last_week, last_week), held - FURTHEST)


def thanks_waiting(who: Person, now: datetime) -> int:
    """How many thanks the stand-up of this week begins with."""
    since = thanks_begin(who, monday_of(firm_day(now)), now)
    return kudos_since(who, since, now).count()


def agenda_for(who: Person, now: datetime) -> Agenda:
    """The kudos since the stand-up before this one, then what is hot, behind and ahead."""
    week = monday_of(firm_day(now))
    monday = monday_morning(week)
    since = thanks_begin(who, week, now)
    spent = {h.center: h for h in centers.hours_by_center(Window(monday - WEEK, monday))}
    shelf = agreements.promise_shelf(who, now)
    return Agenda(
        week=week,
        kudos=list(kudos_since(who, since, now)),
        team=list(Person.objects.staff()),
        hot=[
            Line(t.title, str(t.client or ""), reverse("desk:ticket", args=[t.number]))
            for t in desk.hot_tickets(who)
        ],
        done=desk.done_count(who, monday - WEEK) - desk.done_count(who, monday),
        hours=[(c, spent[c.label]) for c in centers.centers() if c.label in spent],
        ahead=_ahead(who, monday + WEEK, shelf),
        lessons=[
            Line(one.title, one.text, one.get_absolute_url())
            for one in learning.lessons_since(who, since)[:MOST]
        ],
    )


def _ahead(who: Person, until: datetime, promises: PromiseShelf) -> list[Line]:
    """What falls due before the week is over: meetings with clients, then words given."""
    meetings = [one for one in planning.meetings_ahead(who) if one.at < until]
    lines = [
        Line(
            _("Road map meeting with %(client)s") % {"client": one.client or _("ourselves")},
            words.moment(one.at),
            one.get_absolute_url(),
        )
        for one in meetings[:MOST]
    ]
    due = [one for one in (*promises.mine, *promises.ours) if one.due_at < until]
    return lines + [
        Line(
            one.sentence, f"{one.owner or ''} · {words.moment(one.due_at)}", one.get_absolute_url()
        )
        for one in sorted(due, key=lambda one: one.due_at)[:MOST]
    ]


def minutes_for(who: Person, week: date) -> StandUp:
    found = stand_up_of(who, week)
    if found is None:
        raise NotFound("There are no minutes of that week.")
    return found
