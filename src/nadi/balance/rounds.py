"""The round's pages: seven cards in one page, the four answers, and what was given to somebody.

While a round is open the session remembers at which card, so that every page can lead back to it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nadi.accounts.models import Person
from nadi.balance import actions
from nadi.balance.forms import HandOverForm, LetGoForm, LineForm, ScheduleForm
from nadi.balance.models import Offer, Round
from nadi.balance.queries import offered, the_round
from nadi.balance.queries.the_round import OPEN
from nadi.balance.rules.offers import CARDS
from nadi.clients.firm import firm_calendar, firm_day
from nadi.core.errors import BadInput
from nadi.core.pages import page, wants_part

BACK = {"today": "balance:today", "desk": "desk:home"}


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """All seven cards at once; before the round has begun, Today."""
    who, now = _who(request), timezone.now()
    found = the_round.round_of(who, firm_day(now))
    if found is None:
        request.session.pop(OPEN, None)
        return redirect("balance:today")
    at = _at(request, found)
    _remember(request, found, at)
    values = {"round": found, "cards": the_round.cards(found, now), "at": at}
    return page(request, "balance/round.html", {**values, **_offered_to(who, now)})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Space begins; the same day it goes on where it was left."""
    who, now = _who(request), timezone.now()
    actions.begin_round(now, by=who)
    return redirect("balance:round")


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """The page says which card is shown; nobody waits for the answer."""
    who, now = _who(request), timezone.now()
    found = the_round.round_for(who, now)
    _reach(request, found, _card(request), now)
    return HttpResponse(status=204)


@require_POST
def do(request: HttpRequest, center: str) -> HttpResponse:
    """Leads to the act: to its page, or, where one press does it, on with the very same press."""
    offer, now = _offer(request, center), timezone.now()
    actions.take_up(offer, now=now, by=_who(request))
    url = str(offer.ask["url"])
    if offer.ask["method"] == "post":
        return HttpResponse(status=307, headers={"Location": url})
    return redirect(url)


@require_POST
def schedule(request: HttpRequest, center: str) -> HttpResponse:
    offer, now, who = _offer(request, center), timezone.now(), _who(request)
    given = _given(ScheduleForm(request.POST, who=who))
    actions.schedule(offer, on=given["on"], owner=given["owner"], now=now, by=who)
    return _chosen(request, offer, now)


@require_POST
def hand_over(request: HttpRequest, center: str) -> HttpResponse:
    offer, now, who = _offer(request, center), timezone.now(), _who(request)
    given = _given(HandOverForm(request.POST, who=who))
    actions.hand_over(offer, to=given["to"], because=given["because"], now=now, by=who)
    return _chosen(request, offer, now)


@require_POST
def let_go(request: HttpRequest, center: str) -> HttpResponse:
    offer, now = _offer(request, center), timezone.now()
    given = _given(LetGoForm(request.POST))
    actions.let_go(offer, because=given["because"], now=now, by=_who(request))
    return _chosen(request, offer, now)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    who, now = _who(request), timezone.now()
    actions.leave_round(the_round.round_for(who, now), now=now, by=who)
    request.session.pop(OPEN, None)
    return redirect("balance:today")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Good enough for today."""
    who, now = _who(request), timezone.now()
    given = _given(LineForm(request.POST))
    actions.end_round(the_round.round_for(who, now), line=given["line"], now=now, by=who)
    request.session.pop(OPEN, None)
    return redirect("balance:today")


@require_safe
def given_panel(request: HttpRequest) -> HttpResponse:
    """On somebody's own home; empty where nothing is with them."""
    found = offered.waiting_for(_who(request), firm_day(timezone.now()))
    return page(request, "balance/given.html", {"waiting": found, "back": "desk"})


@require_POST
def given_done(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, is_done=True)


@require_POST
def given_let_go(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, is_done=False)


def _answer(request: HttpRequest, pk: int, *, is_done: bool) -> HttpResponse:
    who, now = _who(request), timezone.now()
    actions.answer_given(
        the_round.given_for(who, pk),
        is_done=is_done,
        because=request.POST.get("because", ""),
        now=now,
        by=who,
    )
    return redirect(BACK.get(request.POST.get("back", ""), "balance:home"))


def _offer(request: HttpRequest, center: str) -> Offer:
    """Without script the cards stand below each other: choosing on one means that it was seen."""
    now = timezone.now()
    offer = the_round.offer_for(_who(request), center, now)
    _reach(request, offer.round, offer.number, now)
    return offer


def _reach(request: HttpRequest, found: Round, card: int, now: datetime) -> None:
    if card > found.seen:
        actions.turn_to(found, card=card, now=now, by=_who(request))
    _remember(request, found, card)


def _chosen(request: HttpRequest, offer: Offer, now: datetime) -> HttpResponse:
    """The question with its answer, and what the end says; without script the page again."""
    if not wants_part(request):
        return redirect(f"{reverse('balance:round')}#card-{offer.number}")
    found = the_round.round_for(_who(request), now)
    cards = the_round.cards(found, now, told=False)
    card = next(one for one in cards if one.center.label == offer.center)
    values = {"round": found, "card": card, "cards": cards, "is_part": True}
    return page(request, "balance/round_part.html", {**values, **_offered_to(found.person, now)})


def _offered_to(who: Person, now: datetime) -> Mapping[str, object]:
    """Whom something can be given to, and the next working day."""
    today, calendar = firm_day(now), firm_calendar()
    ahead = (today + timedelta(days=n) for n in range(1, 15))
    next_day = next((day for day in ahead if calendar.is_open_on(day)), today)
    return {
        "people": list(offered.may_be_given_to(who)),
        "next_day": next_day,
        "tomorrow": today + timedelta(days=1),
    }


def _at(request: HttpRequest, found: Round) -> int:
    """The card it goes on with: where this browser was, else the furthest that was seen."""
    kept = request.session.get(OPEN)
    if isinstance(kept, dict) and kept.get("day") == found.day.isoformat():
        return int(kept["card"])
    return 1 if found.ended_at else found.seen


def _remember(request: HttpRequest, found: Round, card: int) -> None:
    """While it is open; a round that ended may be read again, but nothing leads back to it."""
    if found.ended_at is not None:
        return
    kept = {
        "day": found.day.isoformat(),
        "card": card,
        "since": found.begun_at.isoformat(),
    }
    if request.session.get(OPEN) != kept:
        request.session[OPEN] = kept


def _card(request: HttpRequest) -> int:
    text = request.POST.get("card", "")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= CARDS + 1):
        raise BadInput("A round has seven cards.")
    return int(text)


def _given(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise BadInput(str(first), fields={name: str(e[0]) for name, e in form.errors.items()})
    return form.cleaned_data


def _who(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 the table of permissions let nobody else in
    return request.user
