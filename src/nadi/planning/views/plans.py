"""One client's plan, our own, and the signals that we belong to their team."""

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients.models import Client
from nadi.core import words
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.core.quarters import next_quarters, quarter_name
from nadi.planning import actions, packing, queries
from nadi.planning.forms import (
    ChangeStepForm,
    GoalForm,
    OwnGoalForm,
    RhythmForm,
    RiskForm,
    SignalForm,
    StepForm,
    WhenForm,
)
from nadi.planning.models import Goal, Horizon, Meeting, SignalKind, StepState
from nadi.planning.views.asking import (
    back,
    client_asked,
    first_problem,
    may_lead,
    who_asks,
)

YEAR = timedelta(days=365)


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Where they want to be, the road there, who said what, and how close we are."""
    who, now, one = who_asks(request), timezone.now(), client_asked(request, pk)
    today = now.astimezone(one.calendar.zone).date()
    standing = next((row for row in queries.standings(who, now) if row.client == one), None)
    rhythm = {"months": standing.months if standing else 3}
    values = {
        "client": one,
        "standing": standing,
        "meetings": queries.meetings_of(who, one),
        "goals": queries.goals_of(who, one),
        "road": _road(request, one),
        "risks": queries.risks_of(who, one),
        "actions": queries.actions_of(who, one)[:8],
        "signals": queries.signals_since(who, one, now - YEAR),
        "counts": queries.counts([one.pk], today, now),
        "goal_form": GoalForm(),
        "step_form": StepForm(today=today),
        "risk_form": RiskForm(),
        "signal_form": SignalForm(),
        "rhythm_form": RhythmForm(initial=rhythm),
        "today": today,
        "now": now,
    }
    return page(request, "planning/client.html", values)


def _road(request: HttpRequest, one: Client | None) -> list[tuple[str, list[object]]]:
    """The next four quarters, then what lies further, each with its steps."""
    steps = queries.steps_of(who_asks(request), one)
    firsts = next_quarters(timezone.localdate())
    found: list[tuple[str, list[object]]] = [
        (quarter_name(first), [step for step in steps if step.quarter == first]) for first in firsts
    ]
    later = [step for step in steps if step.quarter > firsts[-1]]
    return [*found, (_("Later"), list(later))] if later else found


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Every answer they ever gave, question by question, meeting by meeting."""
    one = client_asked(request, pk)
    meetings, rows = queries.answers_over_time(who_asks(request), one)
    values = {"client": one, "meetings": meetings, "rows": rows}
    return page(request, "planning/answers.html", values)


def _said(
    request: HttpRequest, form: forms.Form, act: Callable[[], object], otherwise: str
) -> HttpResponse:
    """Do it and lead back; what was wrong is said on the page it came from."""
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return back(request, otherwise)
    try:
        act()
    except NadiError as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("Noted."))
    return back(request, otherwise)


@require_POST
def add_goal(request: HttpRequest, pk: int) -> HttpResponse:
    one, form, who = client_asked(request, pk), GoalForm(request.POST), who_asks(request)

    def act() -> object:
        said = form.cleaned_data
        return actions.note_goal(
            one,
            statement=said["statement"],
            horizon=Horizon(said["horizon"]),
            measure=said["measure"],
            by=who,
        )

    return _said(request, form, act, f"/planning/client/{one.pk}/")


@require_POST
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    one = client_asked(request, pk)
    form = StepForm(request.POST, today=timezone.localdate())
    return _said(request, form, lambda: _step(one, form, request), f"/planning/client/{one.pk}/")


def _step(one: Client | None, form: StepForm, request: HttpRequest) -> object:
    said = form.cleaned_data
    return actions.add_step(
        one,
        title=said["title"],
        day=form.day(),
        why=said["why"],
        low=said["low"],
        high=said["high"],
        by=who_asks(request),
    )


@require_POST
def add_risk(request: HttpRequest, pk: int) -> HttpResponse:
    one, form, who = client_asked(request, pk), RiskForm(request.POST), who_asks(request)
    return _said(
        request,
        form,
        lambda: actions.accept_risk(one, **form.cleaned_data, by=who),
        f"/planning/client/{one.pk}/",
    )


@require_POST
def add_signal(request: HttpRequest, pk: int) -> HttpResponse:
    one, form, who = client_asked(request, pk), SignalForm(request.POST), who_asks(request)

    def act() -> object:
        said = form.cleaned_data
        return actions.note_signal(one, kind=SignalKind(said["kind"]), what=said["what"], by=who)

    return _said(request, form, act, f"/clients/{one.slug}/")


@require_POST
def rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    one, form, who = client_asked(request, pk), RhythmForm(request.POST), who_asks(request)
    return _said(
        request,
        form,
        lambda: actions.set_rhythm(one, **form.cleaned_data, by=who),
        f"/planning/client/{one.pk}/",
    )


@require_POST
def settle_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached, or no longer wanted."""
    goal = queries.goal_for(who_asks(request), pk)
    may_lead(who_asks(request), goal.client_id is None)
    actions.settle_goal(
        goal,
        met=request.POST.get("met") == "yes",
        because=request.POST.get("because", ""),
        by=who_asks(request),
    )
    return back(request, _home_of(goal))


def _home_of(row: Goal) -> str:
    return "planning:own" if row.client_id is None else f"/planning/client/{row.client_id}/"


@require_POST
def change_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Approved, done or dropped."""
    step, form = queries.step_for(who_asks(request), pk), ChangeStepForm(request.POST)
    may_lead(who_asks(request), step.client_id is None)
    otherwise = "planning:own" if step.client_id is None else f"/planning/client/{step.client_id}/"

    def act() -> object:
        state = StepState(form.cleaned_data["state"])
        return actions.change_step(step, state=state, by=who_asks(request))

    return _said(request, form, act, otherwise)


@require_POST
def end_risk(request: HttpRequest, pk: int) -> HttpResponse:
    risk = queries.risk_for(who_asks(request), pk)
    actions.end_risk(risk, because=request.POST.get("because", ""), by=who_asks(request))
    return back(request, f"/planning/client/{risk.client_id}/")


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """When clients asked us first, invited us, told us first; the newest first."""
    who, now = who_asks(request), timezone.now()
    rows = queries.signals_since(who, None, now - YEAR)
    by_client: dict[Client, int] = {}
    for row in rows:
        by_client[row.client] = by_client.get(row.client, 0) + 1
    values = {"rows": rows, "by_client": sorted(by_client.items(), key=lambda pair: -pair[1])}
    return page(request, "planning/signals.html", values)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The firm as client zero: its goals for one and five years, its road map, its reviews."""
    who, now = who_asks(request), timezone.now()
    meetings = queries.meetings_of(who, None)
    ahead = next((each for each in meetings if each.is_open), None)
    values = {
        "meetings": meetings,
        "ahead": ahead,
        "pack": packing.pack_of(ahead, now) if ahead else None,
        "goals": queries.goals_of(who, None),
        "road": _road(request, None),
        "goal_form": OwnGoalForm(),
        "step_form": StepForm(today=timezone.localdate()),
        "when_form": WhenForm(initial={"day": timezone.localdate() + timedelta(days=1)}),
        "may_write": who.is_lead,
        "now": now,
    }
    return page(request, "planning/own.html", values)


@require_POST
def plan_own(request: HttpRequest) -> HttpResponse:
    """Make the date of our own review."""
    who, form = who_asks(request), WhenForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect("planning:own")
    made: Meeting = actions.plan_meeting(None, at=form.moment(who.zone), lead=who, by=who)
    messages.success(request, _("Our review is on %(day)s.") % {"day": words.day(made.at)})
    return redirect("planning:own")


@require_http_methods(["POST"])
def own_goal(request: HttpRequest) -> HttpResponse:
    form, who = OwnGoalForm(request.POST), who_asks(request)

    def act() -> object:
        said = form.cleaned_data
        return actions.note_goal(
            None,
            statement=said["statement"],
            horizon=Horizon(said["horizon"]),
            measure=said["measure"],
            by=who,
        )

    return _said(request, form, act, "planning:own")


@require_POST
def own_step(request: HttpRequest) -> HttpResponse:
    form = StepForm(request.POST, today=timezone.localdate())
    return _said(request, form, lambda: _step(None, form, request), "planning:own")
