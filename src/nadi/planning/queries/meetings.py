"""Meetings, from who is looking, and how each client stands with them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from django.db.models import Count, Exists, Max, Model, OuterRef, QuerySet, Subquery, Window

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import NotFound
from nadi.planning import packing
from nadi.planning.models import (
    ActionItem,
    Answer,
    Decision,
    Meeting,
    MeetingRhythm,
    Question,
    QuestionGroup,
    Side,
)
from nadi.planning.models.ofclient import OfClientQuerySet
from nadi.planning.rules import meetings as rules
from nadi.planning.rules.meetings import Met

Row = TypeVar("Row", bound=Model)
STEADY = ("client__calendar", "lead", "follows")
BESIDE = ("client", "meeting", "owner", "contact")


@dataclass(frozen=True, slots=True)
class ClientStanding:
    """One client, when we met last, when we meet next, and by when that is due."""

    client: Client
    months: int
    last: datetime | None
    next: Meeting | None
    due: datetime | None
    met: Met

    @property
    def needs_date(self) -> bool:
        return self.next is None


def meetings_ahead(who: Person) -> list[Meeting]:
    """Open meetings, the nearest first; those whose day has gone are among them."""
    return list(Meeting.objects.visible_to(who).open().select_related(*STEADY).order_by("at"))


def meeting_for(who: Person, pk: int) -> Meeting:
    found = Meeting.objects.visible_to(who).filter(pk=pk).select_related(*STEADY, "closed_by")
    return _there(found.first(), "meeting")


def pack_for(who: Person, pk: int, now: datetime) -> tuple[Meeting, packing.Pack]:
    """A meeting with its one page."""
    meeting = meeting_for(who, pk)
    return meeting, packing.pack_of(meeting, now)


def meetings_of(who: Person, client: Client | None) -> list[Meeting]:
    """All meetings with one client, or our own reviews; the newest first."""
    found = Meeting.objects.visible_to(who).filter(client=client).select_related(*STEADY)
    return list(found.order_by("-at"))


def standings(who: Person, now: datetime) -> list[ClientStanding]:
    """The clients we serve, those that need a meeting or a date first. A few statements, however
    many clients there are."""
    clients = Client.objects.visible_to(who).served().others().select_related("calendar", "owner")
    months = dict(MeetingRhythm.objects.values_list("client_id", "months"))
    held = Meeting.objects.held().filter(closed_at__lt=now).order_by().values_list("client_id")
    last = dict(held.annotate(last=Max("closed_at")))
    ahead = {each.client_id: each for each in meetings_ahead(who)}
    found = []
    for client in clients:
        gap = months.get(client.pk, rules.USUAL_MONTHS)
        since = _first_day(client.since)
        met = rules.standing(last.get(client.pk), since, gap, now)
        due = rules.due_by(last.get(client.pk), since, gap)
        found.append(
            ClientStanding(client, gap, last.get(client.pk), ahead.get(client.pk), due, met)
        )
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(
        found, key=lambda row: (row.met != Met.LATE, row.next is not None, row.due or far)
    )


@dataclass(frozen=True, slots=True)
class Dateless:
    """A client we serve with whom no meeting is ahead."""

    name: str
    slug: str
    months: int
    last: datetime | None
    due: datetime | None
    met: Met


def without_date(who: Person, now: datetime) -> list[Dateless]:
    """Those of `standings` that need a date, in its order: in one statement, of these alone."""
    ahead = Meeting.objects.open().filter(client=OuterRef("pk"))
    held = Meeting.objects.held().filter(client=OuterRef("pk"), closed_at__lt=now)
    clients = Client.objects.visible_to(who).served().others().filter(~Exists(ahead))
    rows = clients.annotate(
        last=Subquery(held.order_by("-closed_at").values("closed_at")[:1])
    ).values_list("name", "slug", "since", "meeting_rhythm__months", "last")
    found = []
    for name, slug, since, months, last in rows:
        gap, first = months or rules.USUAL_MONTHS, _first_day(since)
        due, met = rules.due_by(last, first, gap), rules.standing(last, first, gap, now)
        found.append(Dateless(name, slug, gap, last, due, met))
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(found, key=lambda one: (one.met != Met.LATE, one.due or far))


def first_ahead(found: QuerySet[Meeting]) -> Meeting | None:
    """The nearest of these open meetings."""
    return found.select_related(*STEADY).order_by("at", "pk").first()


def _first_day(since: date | None) -> datetime | None:
    return None if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the questionnaire: what was answered last, and what is written here."""

    question: Question
    last: Answer | None
    here: Answer | None
    times: int


def questionnaire(meeting: Meeting) -> list[tuple[str, list[Asked]]]:
    """The questions by group, each with the last answer of an earlier meeting beside the new."""
    questions = Question.objects.filter(is_asked=True) | Question.objects.filter(
        answers__meeting=meeting
    )
    ours = {"group": QuestionGroup.OURSELVES}
    questions = questions.filter(**ours) if meeting.is_own else questions.exclude(**ours)
    here = {row.question_id: row for row in Answer.objects.filter(meeting=meeting)}
    earlier: dict[int, list[Answer]] = {}
    rows = Answer.objects.filter(client=meeting.client).exclude(meeting=meeting)
    for row in rows.filter(**_before(meeting)).order_by("-at", "-pk"):
        earlier.setdefault(row.question_id, []).append(row)
    groups: dict[str, list[Asked]] = {}
    for question in questions.distinct().order_by("number", "pk"):
        before = earlier.get(question.pk, [])
        asked = Asked(question, before[0] if before else None, here.get(question.pk), len(before))
        groups.setdefault(str(question.get_group_display()), []).append(asked)
    return list(groups.items())


def questions(who: Person) -> list[Question]:
    """The questionnaire, those still asked first; for staff."""
    if not who.is_staff_member:
        return []
    return list(
        Question.objects.annotate(times=Count("answers")).order_by("-is_asked", "number", "pk")
    )


def question_for(who: Person, pk: int) -> Question:
    found = Question.objects.filter(pk=pk).first() if who.is_staff_member else None
    return _there(found, "question")


def _before(meeting: Meeting) -> dict[str, datetime]:
    return {} if meeting.closed_at is None else {"at__lt": meeting.closed_at}


def answers_over_time(
    who: Person, client: Client | None
) -> tuple[list[Meeting], list[tuple[Question, list[Answer | None]]]]:
    """Every question that was ever answered, a column for each meeting, the newest first."""
    rows = Answer.objects.visible_to(who).filter(client=client).select_related("question")
    meetings = {m.pk: m for m in meetings_of(who, client)}
    by_question: dict[Question, dict[int, Answer]] = {}
    for row in rows.order_by("question__number", "pk"):
        by_question.setdefault(row.question, {})[row.meeting_id] = row
    told = [m for m in meetings.values() if any(m.pk in said for said in by_question.values())]
    return told, [(q, [said.get(m.pk) for m in told]) for q, said in by_question.items()]


def decision_for(who: Person, pk: int) -> Decision:
    found = Decision.objects.visible_to(who).filter(pk=pk).select_related("meeting__client")
    return _there(found.first(), "decision")


def action_for(who: Person, pk: int) -> ActionItem:
    found = ActionItem.objects.visible_to(who).filter(pk=pk).select_related(*BESIDE)
    return _there(found.first(), "action")


def actions_waiting(who: Person) -> OfClientQuerySet[ActionItem]:
    """What was agreed in closed meetings and still waits, due first."""
    found: OfClientQuerySet[ActionItem] = ActionItem.objects.visible_to(who).waiting()
    return found.select_related(*BESIDE).order_by("due_at", "pk")


def late_of_ours(who: Person, now: datetime) -> tuple[ActionItem | None, int]:
    """What we said and did not do in time: the first, and how many there are."""
    late = actions_waiting(who).filter(side=Side.OURS, due_at__lte=now)
    first = late.annotate(of_all=Window(Count("pk"))).first()
    return (None, 0) if first is None else (first, vars(first)["of_all"])


def actions_of(who: Person, client: Client | None) -> list[ActionItem]:
    found = ActionItem.objects.visible_to(who).filter(client=client).select_related(*BESIDE)
    return list(found.filter(meeting__closed_at__isnull=False).order_by("-due_at", "-pk")[:60])


def actions_done(who: Person, since: datetime, now: datetime) -> int:
    return ActionItem.objects.visible_to(who).filter(done_at__gte=since, done_at__lt=now).count()


def open_decisions(who: Person) -> QuerySet[Decision]:
    """What is asked in meetings ahead and not decided yet."""
    found: QuerySet[Decision] = Decision.objects.visible_to(who).filter(
        chosen=None, meeting__closed_at=None, meeting__called_off_at=None
    )
    return found.select_related("meeting__client__calendar", "meeting__lead")


def _there(found: Row | None, kind: str) -> Row:
    if found is None:
        raise NotFound(f"There is no such {kind}, or none that you may see.")
    return found
