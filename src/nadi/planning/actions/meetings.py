"""Meetings: plan, move, call off, answer, close."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.actions import action
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.events import announce
from nadi.planning import opening, packing
from nadi.planning.events import MeetingClosed, MeetingPlanned, RhythmSet
from nadi.planning.models import (
    Answer,
    Decision,
    DecisionOption,
    Meeting,
    MeetingRhythm,
    Question,
    QuestionGroup,
)
from nadi.planning.rules import meetings as rules


@action
def plan_meeting(
    client: Client | None,
    *,
    at: datetime,
    lead: Person,
    place: str = "",
    now: datetime | None = None,
    by: Person,
) -> Meeting:
    """Make the date of the next meeting; without a client, of our own review."""
    moment = now or timezone.now()
    _seen(client, by)
    _ahead(at, moment)
    return _planned(client, at=at, lead=lead, place=place, moment=moment, by=by)


@action
def move_meeting(
    meeting: Meeting, *, at: datetime, because: str, now: datetime | None = None, by: Person
) -> Meeting:
    """Another date for the same meeting."""
    found = opening.open_meeting(meeting)
    _ahead(at, now or timezone.now())
    found.at = at
    found.because = _why(because)
    found.save(update_fields=["at", "because"])
    announce(MeetingPlanned(found.pk, found.client_id, found.at))
    return found


@action
def call_off_meeting(
    meeting: Meeting, *, because: str, now: datetime | None = None, by: Person
) -> Meeting:
    """It will not be held. Until another date is made, the client has none, and that shows."""
    found = opening.open_meeting(meeting)
    found.called_off_at, found.because = now or timezone.now(), _why(because)
    found.save(update_fields=["called_off_at", "because"])
    announce(MeetingPlanned(found.pk, found.client_id, found.at))
    return found


@action
def answer_questions(
    meeting: Meeting, answers: Mapping[str, str], *, at: datetime | None = None, by: Person
) -> Meeting:
    """Write down answers by the slug of their question. What is empty stays unasked; what was
    answered in an earlier meeting stays as it was."""
    found = opening.open_meeting(meeting)
    ours = {"group": QuestionGroup.OURSELVES}
    asked = Question.objects.filter(slug__in=answers)
    asked = asked.filter(**ours) if found.is_own else asked.exclude(**ours)
    known = {question.slug: question for question in asked}
    unknown = sorted(set(answers) - set(known))
    if unknown:
        raise BadInput(
            "There is no such question.", fields=dict.fromkeys(unknown, "no such question")
        )
    for slug, text in answers.items():
        here = Answer.objects.filter(meeting=found, question=known[slug])
        if not text.strip():
            here.delete()
        elif not here.filter(text=text.strip()).exists():
            Answer.objects.update_or_create(
                meeting=found,
                question=known[slug],
                defaults={
                    "client": found.client,
                    "text": text.strip()[:4000],
                    "at": at or timezone.now(),
                    "by": by,
                },
            )
    return found


@action
def close_meeting(
    meeting: Meeting,
    *,
    next_at: datetime | None,
    next_lead: Person | None = None,
    attendees: str = "",
    note: str = "",
    now: datetime | None = None,
    by: Person,
) -> Meeting:
    """Make the next date, bring along what was not decided, lock this meeting with its hash. The
    next meeting is returned. Without a next date it does not close."""
    found, moment = opening.open_meeting(meeting), now or timezone.now()
    if found.at > moment and found.at.date() != moment.date():
        raise Refused("This meeting lies ahead. Move it to today if you hold it today.")
    verdict = rules.may_close(packing.said_in(found), next_at, moment, is_own=found.is_own)
    if not verdict.allowed or next_at is None:
        raise Refused(verdict.reason, fields={"next_at": verdict.reason})
    found.attendees = attendees.strip()[:300] or found.attendees
    found.note = note.strip() or found.note
    found.closed_at, found.closed_by = moment, by
    found.document = packing.document_of(found, next_at, moment)
    found.sha256 = rules.seal(found.document)
    undecided = list(Decision.objects.filter(meeting=found, chosen=None).order_by("pk"))
    found.save()
    following = _planned(
        found.client,
        at=next_at,
        lead=next_lead or found.lead,
        place=found.place,
        moment=moment,
        by=by,
        follows=found,
    )
    for decision in undecided:
        _carry(decision, following)
    announce(MeetingClosed(found.pk, found.client_id, following.pk, found.sha256, moment))
    return following


@action
def ask_question(
    text: str, *, group: QuestionGroup, now: datetime | None = None, by: Person
) -> Question:
    """One more question for every meeting from now on."""
    words = " ".join(text.split())[:240]
    if not words:
        raise BadInput("What do you want to ask?", fields={"text": "missing"})
    if Question.objects.filter(text__iexact=words, is_asked=True).exists():
        raise Refused("That is asked already.")
    last = Question.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    question: Question = Question.objects.create(
        slug=f"q{number}-{slugify(words)[:30]}".rstrip("-"), group=group, text=words, number=number
    )
    return question


@action
def change_question(question: Question, *, is_asked: bool, by: Person) -> Question:
    """Stop asking it, or ask it again. What was answered stays."""
    found: Question = Question.objects.select_for_update().get(pk=question.pk)
    found.is_asked = is_asked
    found.save(update_fields=["is_asked"])
    return found


@action
def set_rhythm(client: Client, *, months: int, because: str = "", by: Person) -> MeetingRhythm:
    """How many months may lie between two meetings with this client."""
    _seen(client, by)
    if months not in {3, 6, 12}:
        raise BadInput("Every three, six or twelve months.", fields={"months": "not one of these"})
    rhythm, _made = MeetingRhythm.objects.update_or_create(
        client=client, defaults={"months": months, "because": because.strip()[:200]}
    )
    announce(RhythmSet(client.pk, months))
    return rhythm


def _planned(
    client: Client | None,
    *,
    at: datetime,
    lead: Person,
    place: str,
    moment: datetime,
    by: Person,
    follows: Meeting | None = None,
) -> Meeting:
    if Meeting.objects.open().filter(client=client).exists():
        raise Refused("There is a meeting ahead already. Move that one.")
    meeting: Meeting = Meeting.objects.create(
        client=client,
        at=at,
        lead=lead,
        place=place.strip()[:120],
        made_at=moment,
        made_by=by,
        follows=follows,
    )
    announce(MeetingPlanned(meeting.pk, meeting.client_id, meeting.at))
    return meeting


def _carry(decision: Decision, meeting: Meeting) -> None:
    """The same question in the next meeting. Where it was asked first stays known."""
    options = list(decision.options.all())
    asked = Decision.objects.create(
        client=meeting.client,
        meeting=meeting,
        question=decision.question,
        risk=decision.risk,
        needed_by=decision.needed_by,
        needed_why=decision.needed_why,
        carried_from=decision,
        asked_at=decision.asked_at,
    )
    for option in options:
        option.pk, option.decision = None, asked
        option._state.adding = True
    DecisionOption.objects.bulk_create(options)


def _seen(client: Client | None, by: Person) -> None:
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise NotFound("There is no such client, or none that you may see.")


def _ahead(at: datetime, moment: datetime) -> None:
    if at <= moment:
        raise BadInput("A meeting is planned ahead.", fields={"at": "in the past"})


def _why(because: str) -> str:
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    return because.strip()[:300]
