"""Road map meetings: all of them, one of them, its one page, and its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core import words
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.planning import actions, packing, queries
from nadi.planning.forms import ActionForm, CloseForm, DecideForm, MeetingForm, MoveForm
from nadi.planning.models import Meeting
from nadi.planning.rules.meetings import MOST_DECISIONS, canonical, due_by, seal
from nadi.planning.views.asking import beside, first_problem, to_write, who_asks

MOST_HELD = 100


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Every client with its last and next meeting; or those ahead; or those held."""
    who, now = who_asks(request), timezone.now()
    show = request.GET.get("show", "clients")
    names = {"clients": _("By client"), "ahead": _("Ahead"), "held": _("Held")}
    show = show if show in names else "clients"
    held = Meeting.objects.visible_to(who).held().select_related("client", "lead")
    values = {
        "show": show,
        "tabs": [(name, f"?show={key}", None, key == show) for key, name in names.items()],
        "rows": queries.standings(who, now) if show == "clients" else [],
        "ahead": queries.meetings_ahead(who) if show == "ahead" else [],
        "held": list(held.order_by("-closed_at")[:MOST_HELD]) if show == "held" else [],
        "now": now,
    }
    return page(request, "planning/meetings.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Make a date with a client."""
    who = who_asks(request)
    initial = {"client": request.GET.get("client", ""), "lead": who.pk}
    form = MeetingForm(request.POST or None, who=who, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        client = said["client"]
        try:
            made = actions.plan_meeting(
                client,
                at=form.moment(client.calendar.zone),
                lead=said["lead"],
                place=said["place"],
                by=who,
            )
        except NadiError as problem:
            beside(form, problem)
        else:
            messages.success(request, _("The date stands: %(day)s.") % {"day": words.day(made.at)})
            return redirect(made)
    values = {
        "form": form,
        "title": _("Make a date to look ahead"),
        "submit": _("Make the date"),
        "crumbs": [(_("Road map meetings"), "/planning/meetings/")],
    }
    return page(request, "planning/form.html", values, status=422 if form.errors else 200)


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the meeting; or read what was said, once it is closed."""
    one = queries.meeting_for(who_asks(request), pk)
    if one.is_open:
        return _open(request, one)
    return _closed(request, one)


def _open(request: HttpRequest, one: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    who, now = who_asks(request), timezone.now()
    decisions = list(
        one.decisions.select_related("chosen", "carried_from").prefetch_related("options")
    )
    suggested = due_by(max(one.at, now), None, _months(one))
    values = {
        "meeting": one,
        "groups": queries.questionnaire(one),
        "decisions": [
            (each, None if each.chosen_id else DecideForm(decision=each)) for each in decisions
        ],
        "may_ask": len(decisions) < MOST_DECISIONS,
        "agreed": list(one.actions.select_related("owner", "contact").order_by("due_at")),
        "action_form": ActionForm(meeting=one, initial={"owner": one.lead_id}),
        "close_form": CloseForm(
            initial={"attendees": one.attendees, "next_day": suggested and suggested.date()}
        ),
        "move_form": MoveForm(),
        "may_write": who.is_lead or not one.is_own,
        "gaps": gaps_of(packing.pack_of(one, now)) if one.is_open else [],
        "ready": one.at.date() <= now.date() or one.at <= now,
        **forms,
    }
    return page(request, "planning/meeting.html", values, status=status)


def _months(one: Meeting) -> int:
    rhythm = getattr(one.client, "meeting_rhythm", None) if one.client else None
    return rhythm.months if rhythm else 3


def _closed(request: HttpRequest, one: Meeting) -> HttpResponse:
    values = {
        "meeting": one,
        "answers": list(one.answers.select_related("question").order_by("question__number")),
        "decisions": list(one.decisions.select_related("chosen").prefetch_related("options")),
        "agreed": list(one.actions.select_related("owner", "contact").order_by("due_at")),
        "next": getattr(one, "followed_by", None),
        "sealed": canonical(one.document),
        "intact": one.document is None or seal(one.document) == one.sha256,
        "now": timezone.now(),
    }
    return page(request, "planning/closed.html", values)


def gaps_of(found: packing.Pack) -> list[tuple[str, str]]:
    """What is still missing from the page, each with the place that mends it."""
    if found.client is None:
        return []
    plan = reverse("planning:client", args=[found.client.pk])
    devices = f"{reverse('planning:devices')}?client={found.client.slug}"
    ours = [each for each in found.ours if each.is_open]
    lapsed = [risk for risk in found.risks if not risk.holds_on(found.on)]
    said = [
        (not found.goals, _("No goal of theirs is written down"), plan),
        (
            bool(ours),
            ngettext("%(n)d promise of ours is open", "%(n)d promises of ours are open", len(ours))
            % {"n": len(ours)},
            f"{reverse('planning:actions')}?client={found.client.slug}",
        ),
        (
            bool(found.unknown.n),
            ngettext(
                "Nobody knows how old %(n)d device is",
                "Nobody knows how old %(n)d devices are",
                found.unknown.n,
            )
            % {"n": found.unknown.n},
            f"{devices}&place=unknown",
        ),
        (
            bool(found.past.n),
            ngettext(
                "%(n)d device is past its date without a plan",
                "%(n)d devices are past their date without a plan",
                found.past.n,
            )
            % {"n": found.past.n},
            f"{devices}&place=past",
        ),
        (bool(lapsed), _("An accepted risk ends before that day"), f"{plan}#risks"),
    ]
    return [(text, to) for holds, text, to in said if holds]


@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The one page. It is ready whenever it is opened; it prints on one sheet."""
    one, found = queries.pack_for(who_asks(request), pk, timezone.now())
    kept, promised = found.kept
    values = {
        "meeting": one,
        "pack": found,
        "kept": kept,
        "promised": promised,
        "now": timezone.now(),
        "slug": one.client.slug if one.client else "ourselves",
    }
    return page(request, "planning/pack.html", values)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What they answered. Questions left empty stay unasked."""
    one, prefix = to_write(request, pk), "q-"
    said = {
        name.removeprefix(prefix): text
        for name, text in request.POST.items()
        if name.startswith(prefix)
    }
    actions.answer_questions(one, {k: str(v) for k, v in said.items()}, by=who_asks(request))
    messages.success(request, _("Written down."))
    return redirect(one)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it: the next date is made, what was said is locked."""
    one, form = to_write(request, pk), CloseForm(request.POST)
    if form.is_valid():
        try:
            following = actions.close_meeting(
                one,
                next_at=form.next_at(one.zone),
                attendees=form.cleaned_data["attendees"],
                note=form.cleaned_data["note"],
                by=who_asks(request),
            )
        except NadiError as problem:
            form.add_error("next_day" if "next_at" in problem.fields else None, problem.sentence)
            messages.error(request, problem.sentence)  # the field may lie below the edge
        else:
            messages.success(
                request,
                _("Closed and locked. We meet again on %(day)s.")
                % {"day": words.day(following.at)},
            )
            return redirect("planning:meeting", one.pk)
    return _open(request, queries.meeting_for(who_asks(request), pk), 422, close_form=form)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another date for the same meeting."""
    one, form = to_write(request, pk), MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect(one)
    made = actions.move_meeting(
        one,
        at=form.moment(one.zone),
        because=form.cleaned_data["because"],
        by=who_asks(request),
    )
    messages.success(request, _("Moved to %(day)s.") % {"day": words.day(made.at)})
    return redirect(made)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    one = to_write(request, pk)
    actions.call_off_meeting(one, because=request.POST.get("because", ""), by=who_asks(request))
    messages.info(request, _("Called off. There is no next date now."))
    return redirect("planning:meetings")
