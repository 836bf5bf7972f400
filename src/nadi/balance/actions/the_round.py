"""The round: seven cards, one question each, four choices. None of its acts tends a center."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance.models import Answered, Chosen, Offer, Round
from nadi.balance.queries import offered, the_round
from nadi.balance.rules.offers import CARDS
from nadi.clients.firm import firm_day
from nadi.core.actions import action
from nadi.core.errors import BadInput, Refused

A_YEAR = timedelta(days=366)
OPEN = (Chosen.NONE, Chosen.DO)  # do it is a choice only once something was done


@action
def begin_round(now: datetime, *, by: Person) -> Round:
    """The round of today. Begun twice it is the same one, with the questions it began with."""
    found, is_new = Round.objects.get_or_create(
        person=by, day=firm_day(now), defaults={"begun_at": now}
    )
    if not is_new:
        return found
    for earlier in Round.objects.filter(person=by, day__lt=found.day).order_by("-day")[:1]:
        _note_what_was_done(earlier, now)
    asking = offered.questions(by, now)
    found.first = offered.first_of(by, asking, now)
    found.save(update_fields=["first"])
    Offer.objects.bulk_create(
        Offer(
            round=found,
            center=one.center.label,
            number=one.center.number,
            key=one.key,
            ask=one.ask,
            must_choose=one.must_choose,
            source=one.source,
        )
        for one in asking
    )
    return found


@action
def turn_to(found: Round, *, card: int, now: datetime, by: Person) -> Round:
    """Show a card; 8 is the end. A question offered for the last time is not walked past."""
    _mine(found, now, by)
    if not 1 <= card <= CARDS + 1:
        raise BadInput(_("A round has seven cards."))
    _nothing_left_behind(found, card, now)
    found.seen = max(found.seen, card)
    found.save(update_fields=["seen"])
    return found


@action
def take_up(offer: Offer, *, now: datetime, by: Person) -> Offer:
    """Go and do it. That alone is no choice yet: the act is."""
    return _choose(offer, Chosen.DO, now, by)


@action
def schedule(offer: Offer, *, on: date, owner: Person, now: datetime, by: Person) -> Offer:
    """Silent until that day; then it returns to its owner."""
    today = firm_day(now)
    if on <= today:
        raise BadInput(_("Choose a day after today."), fields={"on": _("A day after today.")})
    if on > today + A_YEAR:
        raise BadInput(_("Within a year."), fields={"on": _("A day within a year.")})
    _may_have_it(owner, by)
    return _choose(offer, Chosen.SCHEDULE, now, by, owner=owner, on=on)


@action
def hand_over(offer: Offer, *, to: Person, because: str = "", now: datetime, by: Person) -> Offer:
    """It stands on that person's home until they say done or let go."""
    if to == by:
        raise BadInput(_("Choose somebody else."), fields={"to": _("Somebody else.")})
    _may_have_it(to, by)
    return _choose(offer, Chosen.HAND_OVER, now, by, owner=to, line=because.strip())


@action
def let_go(offer: Offer, *, because: str, now: datetime, by: Person) -> Offer:
    """Stays away until the facts change, or for thirty days."""
    why = because.strip()
    if not why:
        raise BadInput(_("A line why, please."), fields={"because": _("A line why.")})
    return _choose(offer, Chosen.LET_GO, now, by, line=why)


@action
def answer_given(offer: Offer, *, is_done: bool, because: str, now: datetime, by: Person) -> Offer:
    """The one it was given to says done or let go, with a line."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    line = because.strip()
    if offer.owner_id != by.pk:
        raise Refused(_("This is not with you."))
    if offer.answered:
        raise Refused(_("This has its answer already."))
    if not line:
        raise BadInput(_("A line, please."), fields={"because": _("A line, please.")})
    _answer(offer, Answered.DONE if is_done else Answered.LET_GO, line[:280], now)
    return offer


@action
def leave_round(found: Round, *, now: datetime, by: Person) -> Round:
    """Left half done: it is picked up the same day, and tomorrow is blank."""
    _mine(found, now, by)
    _note_what_was_done(found, now)
    return found


@action
def end_round(found: Round, *, line: str, now: datetime, by: Person) -> Round:
    """Good enough for today."""
    _mine(found, now, by)
    _nothing_left_behind(found, CARDS + 1, now)
    _note_what_was_done(found, now)
    found.seen, found.line = CARDS + 1, line.strip()[:280]
    found.ended_at = found.ended_at or now
    found.save(update_fields=["seen", "ended_at", "line"])
    return found


def _mine(found: Round, now: datetime, by: Person) -> None:
    if found.person_id != by.pk:
        raise Refused(_("This is somebody else’s round."))
    if found.day != firm_day(now):
        raise Refused(_("That day is over. Today has a round of its own."))


def _nothing_left_behind(found: Round, card: int, now: datetime) -> None:
    """The third time a question is offered there is no going on without one of the four."""
    last_time = found.offers.filter(must_choose=True, chosen__in=OPEN, number__lt=card)
    acts = the_round.acts_of(found, now) if last_time else {}
    for offer in last_time:
        if offer.center not in acts:
            raise Refused(
                _("“%(title)s” is offered for the third time: choose one of the four.")
                % {"title": offer}
            )


def _may_have_it(owner: Person, by: Person) -> None:
    if owner != by and not offered.may_be_given_to(by).filter(pk=owner.pk).exists():
        raise BadInput(_("Choose somebody who works here and may see every client."))


def _choose(
    offer: Offer,
    choice: str,
    now: datetime,
    by: Person,
    *,
    owner: Person | None = None,
    on: date | None = None,
    line: str = "",
) -> Offer:
    """The last choice of the day counts; what somebody else has answered stays as it is."""
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("round", "source")
        .get(pk=offer.pk)
    )
    _mine(offer.round, now, by)
    if offer.answered:
        raise Refused(_("This has its answer already."))
    offer.chosen, offer.chosen_at = choice, now
    offer.owner, offer.on, offer.line = owner, on, line[:280]
    offer.save(update_fields=["chosen", "chosen_at", "owner", "on", "line"])
    if offer.source is not None and choice != Chosen.DO:
        answer = Answered.LET_GO if choice == Chosen.LET_GO else Answered.MOVED
        _answer(offer.source, answer, offer.line, now)
    return offer


def _answer(offer: Offer, answer: str, line: str, now: datetime) -> None:
    offer.answered, offer.answered_at, offer.answer_line = answer, now, line
    offer.save(update_fields=["answered", "answered_at", "answer_line"])


def _note_what_was_done(found: Round, now: datetime) -> None:
    """Keep which centers were really tended since the round began, and answer what came back."""
    acts = the_round.acts_of(found, now)
    for offer in found.offers.select_related("source").filter(center__in=acts, tended_at=None):
        act = acts[offer.center]
        offer.tended_at, offer.tended_by = act.at, act.verb
        offer.save(update_fields=["tended_at", "tended_by"])
        if offer.source is not None and offer.chosen == Chosen.DO and not offer.source.answered:
            _answer(offer.source, Answered.DONE, str(act.title)[:280], act.at)
