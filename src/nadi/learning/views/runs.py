"""Runs: one step at a time, by keyboard and on a phone."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.errors import NadiError, NotFound
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import BeginForm, ImproveForm, OwnerForm
from nadi.learning.models import Run, RunStep
from nadi.learning.views.asking import back, put_on, since_asked, who_asks
from nadi.learning.views.procedures import crumbs

A_PAGE = 50


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """What goes on, and what ended; with `client` or `since` only those."""
    who = who_asks(request)
    ended = queries.runs_for(who).filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    going = queries.runs_going(who)
    client = request.GET.get("client", "").replace("\0", "")
    if client:
        going, ended = going.filter(client__slug=client), ended.filter(client__slug=client)
    if since := since_asked(request):
        ended = ended.filter(ended_at__gte=since)
    values = {
        "going": list(going[:A_PAGE]),
        "ended": Paginator(ended, A_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return page(request, "learning/runs.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom it is for; then the first step. A place that begins it itself posts at once."""
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    form = BeginForm(
        request.POST or None,
        who=who,
        initial={"about": request.GET.get("about", ""), "client": request.GET.get("client", "")},
    )
    about_url = (request.POST or request.GET).get("about_url", "")
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.begin_run(one, **form.cleaned_data, about_url=about_url, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            return redirect(run)
    values = {
        "procedure": one,
        "form": form,
        "about_url": about_url,
        "crumbs": crumbs(one),
    }
    return page(request, "learning/begin.html", values, status=422 if form.errors else 200)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The step that is next, large; all others below it."""
    found = queries.run_for(who_asks(request), pk)
    return _page(request, found, ImproveForm())


def _page(request: HttpRequest, found: Run, form: ImproveForm) -> HttpResponse:
    steps = list(found.steps.select_related("by"))
    asked = request.GET.get("step", "")
    settled = [step for step in steps if not step.is_open]
    values = {
        "run": found,
        "procedure": found.procedure,
        "steps": steps,
        "current": _current(steps, asked) if found.is_going else None,
        "settled": len(settled),
        "share": 100 * len(settled) // max(1, len(steps)),
        "form": form,
        "late": found.is_late(timezone.localdate()),
        "newer": _newer(found),
        "owner_form": OwnerForm(initial={"to": found.owner_id}),
        "crumbs": [(_("Runs"), reverse("learning:runs"))],
    }
    return page(request, "learning/run.html", values, status=422 if form.errors else 200)


def _current(steps: Sequence[RunStep], asked: str) -> RunStep | None:
    """The step that was asked for, else the first that is open. The last waits for the others."""
    wanted = next((step for step in steps if str(step.number) == asked), None)
    if wanted is not None and not wanted.improves:
        return wanted
    return next((step for step in steps if step.is_open), None)


def _newer(found: Run) -> int | None:
    """The number of a version that was published after this run began."""
    newest = found.procedure.version_in_force
    return newest.number if newest and newest.number > found.version.number else None


@require_POST
def mark(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Settle one step, or open it again."""
    who = who_asks(request)
    found = queries.run_for(who, pk)
    step = found.steps.filter(number=number).first()
    if step is None:
        raise NotFound("This run has no such step.")
    actions.mark_step(
        step, request.POST.get("state", ""), note=request.POST.get("because", ""), by=who
    )
    return redirect(found)


@require_POST
def improve(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the last step: a change, or that nothing should."""
    who = who_asks(request)
    found = queries.run_for(who, pk)
    form = ImproveForm(request.POST)
    form.is_valid()
    nothing = request.POST.get("do") == "nothing"
    change = None if nothing else form.cleaned_data.get("change", "")
    try:
        actions.answer_improve(found, change=change, by=who)
    except NadiError as problem:
        put_on(form, problem)
        return _page(request, found, form)
    if not nothing:
        keeper = found.procedure.owner
        messages.success(request, _("%(who)s will see it.") % {"who": keeper})
    return redirect(found)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    found = queries.run_for(who, pk)
    actions.finish_run(found, by=who)
    messages.success(request, _("Finished."))
    return redirect(found.about_url or found)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    found = queries.run_for(who, pk)
    actions.leave_run(found, because=request.POST.get("because", ""), by=who)
    messages.info(request, _("Left, with your reason."))
    return redirect(found)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    found = queries.run_for(who, pk)
    form = OwnerForm(request.POST)
    if form.is_valid():
        actions.hand_run_over(found, to=form.cleaned_data["to"], by=who)
        messages.success(request, _("%(who)s goes on with it.") % {"who": form.cleaned_data["to"]})
    return back(request, found.get_absolute_url())
