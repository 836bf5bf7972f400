"""One-on-ones and goals: everybody their own, those who lead the rhythm of all; notes are for the
two alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet

from nadi.accounts.models import Person, Role
from nadi.clients.firm import firm_today
from nadi.core import vault
from nadi.core.errors import NotFound
from nadi.core.quarters import quarter_of
from nadi.culture.models import GoalSheet, Kudos, OneOnOne, Pairing, PrivateNote
from nadi.culture.rules.rhythm import Rhythm, rhythm_of

UNTHANKED_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A pairing with its last talk and how it stands today."""

    pairing: Pairing
    last: date | None
    rhythm: Rhythm


def meetings(who: Person, on: date | None = None, *, own: bool = False) -> list[Meeting]:
    """Pairings that `who` may see, the longest overdue first; with `own` those they are in."""
    day = on or firm_today()
    found = (
        Pairing.objects.visible_to(who)
        .current()
        .filter(Q(lead=who) | Q(person=who) if own else Q(), person__is_active=True)
        .select_related("lead", "person")
        .annotate(last=Max("talks__held_on"))
    )
    return sorted((_meeting(one, day) for one in found), key=lambda m: m.rhythm.due_on)


def _meeting(pairing: Pairing, on: date) -> Meeting:
    last: date | None = pairing.last  # type: ignore[attr-defined]
    joined = pairing.person.joined_at.date()
    return Meeting(pairing, last, rhythm_of(last, joined, pairing.every_days, on))


def meeting_for(who: Person, pk: int, on: date | None = None) -> Meeting:
    found = (
        Pairing.objects.visible_to(who)
        .select_related("lead", "person")
        .annotate(last=Max("talks__held_on"))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such pairing, or none that you may see.")
    return _meeting(found, on or firm_today())


def without_pairing(who: Person) -> QuerySet[Person]:
    """Colleagues with whom nobody meets one to one; for those who lead. Owners lead and are not
    led."""
    if not who.is_lead:
        return Person.objects.none()
    met = Pairing.objects.current().values("person")
    return Person.objects.staff().exclude(role=Role.OWNER).exclude(pk__in=met)


@dataclass(frozen=True, slots=True)
class Note:
    """A private note, opened for one of the two."""

    author: Person
    at: datetime
    text: str


def notes_of(who: Person, pairing: Pairing) -> list[tuple[OneOnOne, list[Note]]]:
    """The talks of two people with their notes, the latest first. For these two; everybody else,
    whoever they are, finds that there is no such thing."""
    if not pairing.is_between(who):
        raise NotFound("There is no such pairing, or none that you may see.")
    talks = list(pairing.talks.all())
    notes: dict[int, list[Note]] = {talk.pk: [] for talk in talks}
    for note in PrivateNote.objects.filter(talk__in=talks).select_related("author"):
        notes[note.talk_id].append(Note(note.author, note.at, vault.unseal(note.sealed_text)))
    return [(talk, notes[talk.pk]) for talk in talks]


def goal_sheets(who: Person, quarter: date) -> list[GoalSheet]:
    """The sheets of one quarter that `who` may see."""
    found = GoalSheet.objects.visible_to(who).filter(quarter=quarter_of(quarter))
    return list(found.select_related("person", "lead").prefetch_related("goals"))


def agreed_so_far(who: Person, quarter: date) -> dict[int, GoalSheet]:
    """Of the same sheets only who has agreed to them, by person, without the goals."""
    found = GoalSheet.objects.visible_to(who).filter(quarter=quarter_of(quarter))
    few = found.only("person_id", "lead_id", "person_agreed_at", "lead_agreed_at")
    return {sheet.person_id: sheet for sheet in few}


def goal_sheet_for(who: Person, person: Person, quarter: date) -> GoalSheet | None:
    """One person's sheet of one quarter; None where there is none that `who` may see."""
    found = GoalSheet.objects.visible_to(who).filter(person=person, quarter=quarter_of(quarter))
    sheet: GoalSheet | None = found.select_related("person", "lead").first()
    return sheet


def sheet_to_tend(who: Person, pk: int) -> GoalSheet:
    found: GoalSheet | None = (
        GoalSheet.objects.visible_to(who).select_related("person", "lead").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound("There are no such goals, or none that you may see.")
    return found


def quietly_unthanked(who: Person, pairing: Pairing, now: datetime) -> datetime | None:
    """For the lead alone: since when nobody has thanked this colleague in words, where that is
    long ago. A day, never a count."""
    if who.pk != pairing.lead_id:
        return None
    newest = Kudos.objects.filter(to=pairing.person).aggregate(newest=Max("at"))["newest"]
    since: datetime = newest or pairing.person.joined_at
    return since if now - since > UNTHANKED_AFTER else None


def sheet_to_look_back_on(who: Person, quarter: date) -> GoalSheet | None:
    """The oldest sheet of a quarter that is over which waits for `who`: for the lead to look back
    on, or for the person to sign."""
    ended = GoalSheet.objects.visible_to(who).filter(
        quarter__lt=quarter, person_agreed_at__isnull=False, lead_agreed_at__isnull=False
    )
    to_review = Q(lead=who, lead_reviewed_at=None)
    to_sign = Q(person=who, lead_reviewed_at__isnull=False, person_reviewed_at=None)
    found = ended.filter(to_review | to_sign, person__is_active=True)
    sheet: GoalSheet | None = found.select_related("person", "lead").order_by("quarter").first()
    return sheet
