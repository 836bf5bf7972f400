"""One-on-ones and goals."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts.models import Person
from nadi.clients.firm import firm_today
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.core.quarters import quarter_after, quarter_before, quarter_name, quarter_of
from nadi.culture import actions, queries
from nadi.culture.forms import GOALS, GoalsForm, NoteForm, PairingForm, ReviewForm, TalkedForm
from nadi.culture.models import GoalSheet
from nadi.culture.views.asking import settle, status_of, valid, who_asks, whole


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """My one-on-ones; for those who lead, who meets whom and when they last did."""
    who = who_asks(request)
    found = queries.meetings(who)
    values = {
        "mine": [one for one in found if one.pairing.is_between(who)],
        "others": [one for one in found if not one.pairing.is_between(who)],
        "alone": queries.without_pairing(who),
    }
    return page(request, "culture/meetings.html", values)


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Two people's talks. Who leads sees the days; only the two see the notes."""
    return _meeting(request, pk)


def _meeting(request: HttpRequest, pk: int, form: TalkedForm | None = None) -> HttpResponse:
    who = who_asks(request)
    found = queries.meeting_for(who, pk)
    between = found.pairing.is_between(who)
    values = {
        "meeting": found,
        "pairing": found.pairing,
        "between": between,
        "talks": queries.notes_of(who, found.pairing) if between else [],
        "days": [] if between else list(found.pairing.talks.all()[:12]),
        "form": form or TalkedForm(),
        "note_form": NoteForm(),
        "unthanked": queries.quietly_unthanked(who, found.pairing, timezone.now()),
    }
    return page(request, "culture/meeting.html", values, status=422 if form else 200)


@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """We talked, on that day; with a note, if there is one."""
    who = who_asks(request)
    pairing = queries.meeting_for(who, pk).pairing
    form = TalkedForm(request.POST)

    def act(said: dict[str, Any]) -> bool:
        talk = actions.hold_one_on_one(pairing, on=said["on"], by=who)
        if said["note"].strip():
            actions.write_private_note(talk, said["note"], by=who)
        return True

    if settle(form, act) is None:
        return _meeting(request, pk, form)
    messages.success(request, _("Noted. What you wrote is for you two alone."))
    return redirect("culture:meeting", pk)


@require_POST
def note(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    who = who_asks(request)
    pairing = queries.meeting_for(who, pk).pairing
    held = next((one for one, _notes in queries.notes_of(who, pairing) if one.pk == talk), None)
    if held is None:
        raise NotFound("There is no such talk.")
    actions.write_private_note(held, valid(NoteForm(request.POST))["note"], by=who)
    messages.success(request, _("Kept, for you two alone."))
    return redirect("culture:meeting", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def agree_pairing(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    given = {"person": whole(request.GET.get("person")), "lead": who.pk, "every_days": 28}
    form = PairingForm(request.POST or None, initial=given)

    def act(said: dict[str, Any]) -> object:
        return actions.agree_pairing(
            said["person"], lead=said["lead"], every_days=said["every_days"], by=who
        )

    if settle(form, act) is not None:
        messages.success(request, _("Agreed."))
        return redirect("culture:meetings")
    values = {
        "form": form,
        "title": _("Who meets whom one to one"),
        "submit": _("Agree on it"),
        "crumbs": [(_("One-on-ones"), reverse("culture:meetings"))],
    }
    return page(request, "culture/form.html", values, status=status_of(form))


@require_POST
def end_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    pairing = queries.meeting_for(who, pk).pairing
    actions.end_pairing(pairing, because=request.POST.get("because", ""), by=who)
    return redirect("culture:meetings")


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """The sheets of one quarter that one may see."""
    who = who_asks(request)
    now = quarter_of(firm_today())
    quarter = quarter_of(_day(request.GET.get("quarter")) or now)
    sheets = queries.goal_sheets(who, quarter)
    led = [m.pairing.person for m in queries.meetings(who) if m.pairing.lead_id == who.pk]
    values = {
        "quarter": quarter_name(quarter),
        "is_now": quarter == now,
        "tabs": [
            (quarter_name(one), f"?quarter={one}", None, one == quarter)
            for one in (quarter_before(now), now, quarter_after(now))
        ],
        "sheets": sheets,
        "without": [p for p in led if p.pk not in {sheet.person_id for sheet in sheets}],
        "first_day": quarter,
        "may_propose": any(m.pairing.person_id == who.pk for m in queries.meetings(who))
        and not any(sheet.person_id == who.pk for sheet in sheets),
    }
    return page(request, "culture/goals.html", values)


def _day(text: str | None) -> Any:
    try:
        found = parse_date(text or "")
    except ValueError:
        return None
    return found if found and 2000 <= found.year < 2100 else None


@require_http_methods(["GET", "HEAD", "POST"])
def propose_goals(request: HttpRequest) -> HttpResponse:
    """My own, to my lead; or those of somebody I lead."""
    who = who_asks(request)
    person, lead = _the_two(who, whole((request.POST or request.GET).get("person")))
    quarter = quarter_of(_day((request.POST or request.GET).get("quarter")) or firm_today())
    before = queries.goal_sheet_for(who, person, quarter)
    form = GoalsForm(request.POST or None, initial=_as_initial(before))

    def act(said: dict[str, Any]) -> GoalSheet:
        wanted = [
            actions.NewGoal(said[f"goal_{n}"], said[f"measure_{n}"]) for n in range(1, GOALS + 1)
        ]
        return actions.propose_goals(person, wanted, lead=lead, quarter=quarter, by=who)

    made = settle(form, act)
    if made is not None:
        messages.success(request, _("Proposed. It stands once the other agrees."))
        return redirect("culture:goal_sheet", made.pk)
    values = {
        "form": form,
        "person": person,
        "lead": lead,
        "quarter": quarter,
        "quarter_name": quarter_name(quarter),
        "numbers": range(1, GOALS + 1),
    }
    return page(request, "culture/propose.html", values, status=status_of(form))


def _the_two(who: Person, pk: int | None) -> tuple[Person, Person]:
    """(the person, the lead): of the pairing in which `who` is one."""
    for found in queries.meetings(who):
        pairing = found.pairing
        if pairing.is_between(who) and pairing.person_id == (pk or who.pk):
            return pairing.person, pairing.lead
    raise NotFound(_("First agree who meets whom one to one; goals are agreed between these two."))


def _as_initial(sheet: GoalSheet | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for goal in sheet.goals.all() if sheet else []:
        found[f"goal_{goal.number}"], found[f"measure_{goal.number}"] = goal.text, goal.measure
    return found


@require_safe
def goal_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Goals as agreed, and how they went."""
    who = who_asks(request)
    sheet = queries.sheet_to_tend(who, pk)
    return _sheet(request, sheet, ReviewForm(goals=list(sheet.goals.all())))


def _sheet(request: HttpRequest, sheet: GoalSheet, form: ReviewForm) -> HttpResponse:
    who = who_asks(request)
    over = sheet.quarter < quarter_of(firm_today())
    mine = sheet.person_agreed_at if who.pk == sheet.person_id else sheet.lead_agreed_at
    values = {
        "sheet": sheet,
        "goals": list(sheet.goals.all()),
        "quarter": quarter_name(sheet.quarter),
        "form": form,
        "may_agree": sheet.is_between(who) and mine is None and not sheet.is_agreed,
        "may_change": sheet.is_between(who) and not sheet.is_agreed,
        "may_review": who.pk == sheet.lead_id and sheet.is_agreed and not sheet.is_reviewed,
        "may_sign": who.pk == sheet.person_id and sheet.lead_reviewed_at and not sheet.is_reviewed,
        "is_over": over,
    }
    return page(request, "culture/goal_sheet.html", values, status=status_of(form))


@require_POST
def agree_goals(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    sheet = actions.agree_goals(queries.sheet_to_tend(who, pk), by=who)
    agreed = _("Agreed by both. These goals stand.") if sheet.is_agreed else _("Noted.")
    messages.success(request, agreed)
    return redirect("culture:goal_sheet", pk)


@require_POST
def review_goals(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    sheet = queries.sheet_to_tend(who, pk)
    form = ReviewForm(request.POST, goals=list(sheet.goals.all()))

    def act(said: dict[str, Any]) -> GoalSheet:
        outcomes = {
            goal.pk: actions.Reviewed(said[f"outcome_{goal.number}"], said[f"words_{goal.number}"])
            for goal in form.goals
        }
        return actions.review_goals(sheet, outcomes, by=who)

    if settle(form, act) is None:
        return _sheet(request, sheet, form)
    messages.success(request, _("Looked back on. It stands once they sign."))
    return redirect("culture:goal_sheet", pk)


@require_POST
def sign_review(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    actions.sign_review(queries.sheet_to_tend(who, pk), by=who)
    messages.success(request, _("Signed."))
    return redirect("culture:goal_sheet", pk)
