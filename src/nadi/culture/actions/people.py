"""One-on-ones and their private notes; goals, proposed, agreed by both and looked back on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core import vault
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import Forbidden, Refused
from nadi.core.events import announce
from nadi.core.quarters import quarter_of
from nadi.culture.events import GoalsAgreed, GoalsReviewed, OneOnOneHeld, PairingChanged
from nadi.culture.models import Goal, GoalSheet, OneOnOne, Outcome, Pairing, PrivateNote
from nadi.culture.rules import rhythm

MOST_GOALS = 5


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal as it is proposed."""

    text: str
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How one goal went."""

    outcome: str
    words: str = ""


@action
def agree_pairing(
    person: Person, *, lead: Person, every_days: int, on: date | None = None, by: Actor
) -> Pairing:
    """These two meet one to one, at least every so many days. Whoever led before hands over."""
    if isinstance(by, Person) and not by.is_lead:
        raise Forbidden(_("Who meets whom is agreed by those who lead."))
    if person == lead:
        sentence = _("A one-on-one needs two.")
        raise Refused(sentence, fields={"lead": sentence})
    if not rhythm.SHORTEST_INTERVAL <= every_days <= rhythm.LONGEST_INTERVAL:
        sentence = _("Between %(low)s and %(high)s days.") % {
            "low": rhythm.SHORTEST_INTERVAL,
            "high": rhythm.LONGEST_INTERVAL,
        }
        raise Refused(sentence, fields={"every_days": sentence})
    today = on or timezone.localdate()
    before = Pairing.objects.select_for_update().current().filter(person=person).first()
    if before is not None and before.lead_id == lead.pk:
        before.every_days = every_days
        before.save(update_fields=["every_days"])
        announce(PairingChanged(before.pk))
        return before
    if before is not None:
        before.ended_on = today
        before.save(update_fields=["ended_on"])
    made = Pairing.objects.create(person=person, lead=lead, every_days=every_days, begun_on=today)
    announce(PairingChanged(made.pk))
    return made


@action
def end_pairing(pairing: Pairing, *, because: str, by: Actor) -> Pairing:
    """They meet no longer. What they wrote stays between them."""
    if isinstance(by, Person) and not by.is_lead:
        raise Forbidden(_("Who meets whom is agreed by those who lead."))
    pairing.ended_on = timezone.localdate()
    pairing.save(update_fields=["ended_on"])
    announce(PairingChanged(pairing.pk))
    return pairing


@action
def hold_one_on_one(pairing: Pairing, *, on: date, by: Person) -> OneOnOne:
    """One of the two says that they talked on this day."""
    _one_of_two(pairing, by)
    if on > timezone.localdate():
        sentence = _("A talk is noted after it happened.")
        raise Refused(sentence, fields={"on": sentence})
    if on < pairing.begun_on or pairing.ended_on is not None:
        sentence = _("That day lies outside of what you two agreed.")
        raise Refused(sentence, fields={"on": sentence})
    talk, _is_new = OneOnOne.objects.get_or_create(
        pairing=pairing, held_on=on, defaults={"noted_by": by}
    )
    announce(OneOnOneHeld(pairing.pk, on))
    return talk


@action
def write_private_note(talk: OneOnOne, text: str, *, by: Person) -> None:
    """A note for the two alone, stored sealed. Its words stand in no audit row: they are given by
    place, and the subject is the talk."""
    _one_of_two(talk.pairing, by)
    if not text.strip():
        sentence = _("There is nothing to keep.")
        raise Refused(sentence, fields={"note": sentence})
    PrivateNote.objects.create(talk=talk, author=by, sealed_text=vault.seal(text.strip()))


def _one_of_two(pairing: Pairing, by: Person) -> None:
    if not pairing.is_between(by):
        raise Forbidden(_("This is between two people."))


@action
def propose_goals(
    person: Person, goals: Sequence[NewGoal], *, lead: Person, quarter: date, by: Person
) -> GoalSheet:
    """Goals for a quarter, new or changed. Whoever proposes agrees to them; the other is asked."""
    if by not in (person, lead):
        raise Forbidden(_("Goals are set by the two who agree on them."))
    if person == lead:
        raise Refused(_("Goals are agreed between two."))
    wanted = [goal for goal in goals if goal.text.strip()]
    if not 1 <= len(wanted) <= MOST_GOALS:
        sentence = _("One to %(most)s goals.") % {"most": MOST_GOALS}
        raise Refused(sentence, fields={"goal_1": sentence})
    sheet, _is_new = GoalSheet.objects.select_for_update().get_or_create(
        person=person, quarter=quarter_of(quarter), defaults={"lead": lead}
    )
    if sheet.is_agreed:
        raise Refused(_("These goals are agreed and stand. They are looked back on as they are."))
    sheet.lead = lead
    sheet.person_agreed_at = timezone.now() if by == person else None
    sheet.lead_agreed_at = timezone.now() if by == lead else None
    sheet.save()
    sheet.goals.all().delete()
    Goal.objects.bulk_create(
        Goal(sheet=sheet, number=n, text=goal.text.strip(), measure=goal.measure.strip())
        for n, goal in enumerate(wanted, start=1)
    )
    return sheet


@action
def agree_goals(sheet: GoalSheet, *, at: datetime | None = None, by: Person) -> GoalSheet:
    """One of the two agrees; with both, the goals stand and cannot be changed."""
    now = at or timezone.now()
    sheet = GoalSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _of_the_sheet(sheet, by)
    if sheet.is_agreed:
        raise Refused(_("These goals are agreed already."))
    if by.pk == sheet.person_id:
        sheet.person_agreed_at = now
    else:
        sheet.lead_agreed_at = now
    sheet.save()
    if sheet.is_agreed:
        announce(GoalsAgreed(sheet.pk, sheet.quarter))
    return sheet


@action
def review_goals(
    sheet: GoalSheet, outcomes: Mapping[int, Reviewed], *, at: datetime | None = None, by: Person
) -> GoalSheet:
    """The lead looks back on exactly the goals that were agreed, each in its words; the person then
    signs or talks."""
    sheet = GoalSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if by.pk != sheet.lead_id:
        raise Forbidden(_("The lead with whom the goals were agreed looks back on them."))
    if not sheet.is_agreed:
        raise Refused(_("Nobody is measured by goals that were never agreed."))
    if sheet.is_reviewed:
        raise Refused(_("Both have signed this review."))
    goals = list(sheet.goals.all())
    if {goal.pk for goal in goals} != set(outcomes):
        raise Refused(_("Exactly the goals that were agreed are looked back on, all of them."))
    for goal in goals:
        said = outcomes[goal.pk]
        if said.outcome not in Outcome.values:
            field = f"outcome_{goal.number}"
            raise Refused(_("Say of each goal how it went."), fields={field: _("How did it go?")})
        goal.outcome, goal.words = said.outcome, said.words.strip()[:500]
    Goal.objects.bulk_update(goals, ["outcome", "words"])
    sheet.lead_reviewed_at, sheet.person_reviewed_at = at or timezone.now(), None
    sheet.save()
    return sheet


@action
def sign_review(sheet: GoalSheet, *, at: datetime | None = None, by: Person) -> GoalSheet:
    """The person has read the review and signs it. Now it stands."""
    sheet = GoalSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if by.pk != sheet.person_id:
        raise Forbidden(_("Only the person it is about signs a review."))
    if sheet.lead_reviewed_at is None or sheet.is_reviewed:
        raise Refused(_("There is nothing to sign."))
    sheet.person_reviewed_at = at or timezone.now()
    sheet.save()
    announce(GoalsReviewed(sheet.pk, sheet.quarter))
    return sheet


def _of_the_sheet(sheet: GoalSheet, by: Person) -> None:
    if not sheet.is_between(by):
        raise Forbidden(_("Goals are agreed by the two whose they are."))
