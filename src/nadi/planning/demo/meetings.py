"""The road map meetings of a year, those ahead, and next Thursday's with Harbor Dental."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings

from nadi.accounts.demo import person
from nadi.clients.demo import client
from nadi.clients.models import Client, Contact
from nadi.core.audit import told
from nadi.core.demo import Story, happening
from nadi.core.models import AuditRow
from nadi.core.quarters import next_quarters
from nadi.planning import actions
from nadi.planning.demo import words
from nadi.planning.demo.telling import Asked, Held, Said, hold
from nadi.planning.models import (
    Goal,
    Horizon,
    InsiderSignal,
    Meeting,
    RoadmapItem,
    SignalKind,
    StepState,
)

TEAM = ("Tomas Vela", "Aisha Karim", "Jonas Berg", "Lena Fischer")
HARBOR = "Harbor Dental"


@dataclass(frozen=True, slots=True)
class Course:
    """How one client and we meet: who leads, the months between, the days since the last meeting,
    and in how many days the next is. None: no date stands."""

    name: str
    lead: str
    months: int
    last: int
    ahead: int | None


COURSES = (
    Course(HARBOR, "Maya Lindqvist", 3, 87, 0),  # next Thursday
    Course("Oak & Iron", "Maya Lindqvist", 3, 40, 50),
    Course("Dr. Patel", "Henrik Dahl", 6, 121, 60),
    Course("Lakeview School", "Henrik Dahl", 3, 62, 28),
    Course("Northgate Legal", "Maya Lindqvist", 3, 25, 65),
    Course("Bluebird Bakery", "Henrik Dahl", 6, 150, 31),
    Course("Cedar Accounting", "Henrik Dahl", 3, 74, 16),
    Course("Delta Freight", "Henrik Dahl", 3, 118, 12),  # late, with a date
    Course("Elm Street Clinic", "Henrik Dahl", 3, 55, None),  # they called it off
    Course("Fjord Architects", "Maya Lindqvist", 3, 13, 78),
    Course("Grove Insurance", "Henrik Dahl", 3, 171, None),  # late, and no date
    Course("Hill Museum", "Henrik Dahl", 6, 101, 80),
    Course("Ivory Print", "Maya Lindqvist", 3, 80, None),  # they close in spring
)
ROUNDS = 4
EVERY = 91


def tell(story: Story) -> None:
    for course in COURSES:
        if course.months != 3:
            with happening(story.day(380, 10)):
                actions.set_rhythm(
                    client(course.name),
                    months=course.months,
                    because="Few machines; both sides wanted it so",
                    by=person(course.lead),
                )
    before: dict[str, Meeting] = {}
    for number in range(ROUNDS):
        held = list(_round(story, number, before))
        hold(held, settings.NADI_CURRENCY)
        before |= {str(each.client): each.row for each in held if each.row}
    _tell_ahead(story, before)
    _tell_goals_and_steps(story)
    _tell_signals(story)
    _tell_thursday(story)


def _round(story: Story, number: int, before: dict[str, Meeting]) -> Iterator[Held]:
    """The oldest round first. Who meets every half year meets in every other."""
    back = ROUNDS - 1 - number
    for turn, course in enumerate(COURSES):
        if course.months == 6 and back % 2:
            continue
        one = client(course.name)
        ago = course.last + EVERY * back
        if one.since and (story.now - timedelta(days=ago)).date() < one.since:
            continue
        step = 1 if course.months == 3 else 2
        following = course.last + EVERY * (back - step) if back else -(course.ahead or 90)
        yield _meeting(story, course, one, ago, following, turn + 3 * number, number, before)


def _meeting(
    story: Story,
    course: Course,
    one: Client,
    ago: int,
    following: int,
    turn: int,
    number: int,
    before: dict[str, Meeting],
) -> Held:
    at, lead = _workday(story, ago, one), person(course.lead)
    decides = _decider(one)
    held = Held(
        client=one,
        at=at,
        lead=lead,
        zone=one.calendar.zone,
        attendees=f"{decides}, {lead.name}",
        answers=_answers(one.name, number, turn),
        next_at=_workday(story, following, one),
        follows=before.get(one.name),
    )
    question, risk, options, if_nothing = words.DECISIONS[turn % len(words.DECISIONS)]
    says_no = turn % 3 == 1
    held.decisions.append(
        Asked(
            question,
            risk,
            list(options),
            if_nothing,
            len(options) + 1 if says_no else 1,
            decides.name,
            (words.REASONS_NO if says_no else words.REASONS_YES)[turn % 3],
        )
    )
    last_of_harbor = one.name == HARBOR and number == ROUNDS - 1
    held.actions = list(
        _harbor(held, decides) if last_of_harbor else _actions(story, held, turn, decides)
    )
    return held


def _actions(story: Story, held: Held, turn: int, decides: Contact) -> Iterator[Said]:
    """Two of ours and one of theirs; most in time, some late, a few still open."""
    sides = ((words.OURS[turn % 7], None), (words.OURS[(turn + 3) % 7], None))
    for place, (text, contact) in enumerate((*sides, (words.THEIRS[turn % 5], decides))):
        due = held.at.date() + timedelta(days=18 + 9 * place + turn % 5)
        fate = (turn * 3 + place) % 11
        done_at: datetime | None = datetime.combine(due, time(14), tzinfo=held.zone)
        if fate == 4:
            done_at = _plus(done_at, 6)  # late
        elif fate != 9 or (place < 2 and due < story.now.date()):
            done_at = _plus(done_at, -(2 + turn % 6))
        else:
            done_at = None
        if done_at is not None and done_at >= story.now:
            done_at = None
        owner = held.lead if place == 2 else person(TEAM[(turn + place) % len(TEAM)])
        yield Said(text, owner, contact, due, done_at)


def _harbor(held: Held, decides: Contact) -> Iterator[Said]:
    """One in time, one late, and one on their side still open."""
    for text, theirs, days, late in words.HARBOR_LAST:
        due = held.at.date() + timedelta(days=days)
        done_at = (
            None
            if late is None
            else datetime.combine(due + timedelta(days=late), time(14), tzinfo=held.zone)
        )
        owner = held.lead if theirs else person("Aisha Karim")
        yield Said(text, owner, decides if theirs else None, due, done_at)


def _plus(moment: datetime | None, days: int) -> datetime | None:
    return None if moment is None else moment + timedelta(days=days)


def _answers(name: str, number: int, turn: int) -> dict[str, str]:
    if name == HARBOR:
        return {slug: texts[number] for slug, texts in words.HARBOR.items()}
    slugs = list(words.ANSWERS)
    chosen = [slugs[(turn + step) % len(slugs)] for step in range(5)]
    asked = dict.fromkeys(["direction", "people", *chosen])
    return {slug: words.ANSWERS[slug][(turn + number) % len(words.ANSWERS[slug])] for slug in asked}


def _decider(one: Client) -> Contact:
    found = Contact.objects.filter(client=one).order_by("-decides", "pk").first()
    if found is None:
        raise ValueError(f"{one} has nobody to talk to")
    return found


def _workday(story: Story, ago: int, one: Client) -> datetime:
    """Ten o'clock where they are, on the nearest weekday not after (or, ahead, not before)."""
    zone = one.calendar.zone
    day = (story.now.astimezone(zone) - timedelta(days=ago)).date()
    step = timedelta(days=-1 if ago > 0 else 1)
    while day.weekday() >= 5:
        day += step
    return datetime.combine(day, time(10), tzinfo=zone)


def next_thursday(now: datetime) -> date:
    """The Thursday after today."""
    return now.date() + timedelta(days=(3 - now.weekday()) % 7 or 7)


def _tell_ahead(story: Story, before: dict[str, Meeting]) -> None:
    """Dates made by closing. Elm Street called theirs off; Juniper is no client yet, and asked."""
    rows, audit = [], []
    for course in COURSES:
        one, last, lead = client(course.name), before[course.name], person(course.lead)
        if course.name in {"Grove Insurance", "Ivory Print"}:
            continue
        at = _workday(story, -(course.ahead or 36), one)
        if course.name == HARBOR:
            at = datetime.combine(next_thursday(story.now), time(10), tzinfo=one.calendar.zone)
        rows.append(
            Meeting(
                client=one,
                at=at,
                lead=lead,
                place="Their place",
                follows=last,
                made_at=last.closed_at or story.day(30),
                made_by=lead,
                called_off_at=story.day(4) if course.ahead is None else None,
                because="They move rooms and will say when" if course.ahead is None else "",
            )
        )
        audit.append(told("planning.plan_meeting", lead, rows[-1].made_at, course.name))
    Meeting.objects.bulk_create(rows)
    AuditRow.objects.bulk_create(audit)
    juniper = client("Juniper Hotel")
    actions.plan_meeting(
        juniper,
        at=_workday(story, -9, juniper),
        lead=person("Maya Lindqvist"),
        place="The hotel",
        now=story.day(4),
        by=person("Maya Lindqvist"),
    )


def _tell_goals_and_steps(story: Story) -> None:
    maya, firsts = person("Maya Lindqvist"), next_quarters(story.now.date(), 6)
    Goal.objects.bulk_create(
        Goal(
            client=client(name),
            horizon=Horizon(horizon),
            statement=statement,
            measure=measure,
            noted_at=story.day(180),
            noted_by=maya,
        )
        for name, goals in words.GOALS.items()
        for horizon, statement, measure in goals
    )
    RoadmapItem.objects.bulk_create(
        RoadmapItem(
            client=client(name),
            title=title,
            quarter=firsts[ahead],
            state=StepState(state),
            cost_low=Decimal(low) if low else None,
            cost_high=Decimal(high) if high else None,
            currency=settings.NADI_CURRENCY if low else "",
            made_at=story.day(87),
            made_by=maya,
        )
        for name, steps in words.STEPS.items()
        for title, ahead, state, low, high in steps
    )


def _tell_signals(story: Story) -> None:
    rows = [
        InsiderSignal(
            client=client(name),
            kind=SignalKind(kind),
            what=what,
            at=story.day(ago, 10, 20),
            noted_by=client(name).owner or person("Maya Lindqvist"),
        )
        for name, kind, what, ago in words.SIGNALS
    ]
    InsiderSignal.objects.bulk_create(rows)
    AuditRow.objects.bulk_create(
        told("planning.note_signal", row.noted_by, row.at, row.what) for row in rows
    )


def _tell_thursday(story: Story) -> None:
    """Harbor Dental on Thursday: two decisions prepared, a risk whose day has come near."""
    maya, one = person("Maya Lindqvist"), client(HARBOR)
    meeting = Meeting.objects.open().get(client=one)
    actions.ask_decision(
        meeting,
        question="What becomes of the file server FS02?",
        options=[
            actions.Option(
                "Replace it in January", "Two evenings; room for four years", *_cost(5200, 6400)
            ),
            actions.Option("Add disks now", "Room for about a year", *_cost(700, 950)),
        ],
        if_nothing="Its data disk is full in about nine days, and X-rays cannot be saved.",
        risk="X-rays are the day's work; without room the surgery stops.",
        needed_by=next_thursday(story.now) + timedelta(days=5),
        needed_why="the disk fills by then",
        now=story.day(2),
        by=maya,
    )
    actions.ask_decision(
        meeting,
        question="Shall the annex get its own fast line?",
        options=[actions.Option("A line from Fiberlane", "X-rays at once", *_cost(1800, 2600))],
        if_nothing="X-rays keep opening slowly in the annex.",
        risk="On Saturdays both houses will work at once.",
        now=story.day(2),
        by=maya,
    )
    actions.accept_risk(
        one,
        statement="The two machines at reception run past their date",
        accepted_by="Dr. Anna Falk",
        because="The desk is rebuilt in spring, and new ones come with it",
        until=story.now.date() + timedelta(days=130),
        now=story.day(87),
        by=maya,
    )


def _cost(low: int, high: int) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)
