"""Write, revise, publish and read procedures again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadi.core.errors import NadiError, Refused
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import NewProcedureForm, ProcedureForm, PublishForm, ReviewForm
from nadi.learning.models import Procedure
from nadi.learning.rules.comparing import compared
from nadi.learning.rules.dates import latest_review
from nadi.learning.rules.running import IMPROVE
from nadi.learning.rules.writing import write_steps
from nadi.learning.views.asking import put_on, who_asks
from nadi.learning.views.procedures import crumbs, list_crumbs, may_keep

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
def new(request: HttpRequest) -> HttpResponse:
    """A draft; in force it comes when somebody has read it."""
    who = who_asks(request)
    form = NewProcedureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.values()
        try:
            made = actions.write_procedure(said.pop("title"), **said, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("Written as a draft. Read it once more and publish it."))
            return redirect(made)
    values = {
        "form": form,
        "title": _("Write a procedure"),
        "lead": _("One policy, one document. Somebody reads it before the others follow it."),
        "submit": _("Keep as a draft"),
        "crumbs": list_crumbs(),
    }
    return page(request, "learning/form.html", values, status=422 if form.errors else 200)


@PAGE
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version, beside the wishes it may answer; what is in force stays so until it is
    published."""
    who = who_asks(request)
    one = queries.procedure_for(who, slug)
    begun = one.version_in_writing or one.version_in_force
    initial = {
        "title": one.title,
        "purpose": one.purpose,
        "center": one.center,
        "tags": ", ".join(one.tags),
        "steps": write_steps(queries.lines_of(begun)),
    }
    form = ProcedureForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise_procedure(one, **form.values(), by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            if may_keep(who, one):
                return redirect("learning:publish", one.slug)
            messages.success(
                request, _("Proposed. %(who)s reads it and publishes it.") % {"who": one.owner}
            )
            return redirect(one)
    values = {
        "procedure": one,
        "form": form,
        "requests": queries.open_requests(one),
        "may_keep": may_keep(who, one),
        "crumbs": crumbs(one),
    }
    return page(request, "learning/revise.html", values, status=422 if form.errors else 200)


@PAGE
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new, line by line, and then the button."""
    who, now = who_asks(request), timezone.now()
    one = queries.procedure_for(who, slug)
    writing, in_force = one.version_in_writing, one.version_in_force
    if writing is None:
        raise Refused("Nothing new is written. Revise it first.")
    latest = latest_review(now.date(), queries.runs_in_quarter(one, now))
    form = PublishForm(
        request.POST or None,
        requests=queries.open_requests(one),
        is_first=in_force is None,
        latest=latest,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.publish_procedure(
                one,
                what_changed=said.get("what_changed", ""),
                review_by=said["review_by"],
                taking_up=[wish.pk for wish in said.get("taking_up", [])],
                by=who,
            )
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("In force. This is how we do it from now on."))
            return redirect(one)
    values = {
        "procedure": one,
        "version": writing,
        "lines": compared(queries.lines_of(in_force), queries.lines_of(writing)),
        "is_first": in_force is None,
        "improve": IMPROVE,
        "form": form,
        "may_keep": may_keep(who, one),
        "crumbs": crumbs(one),
    }
    return page(request, "learning/publish.html", values, status=422 if form.errors else 200)


@PAGE
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Read it again: the steps, and beside them what to say about it."""
    who, now = who_asks(request), timezone.now()
    one = queries.procedure_for(who, slug)
    runs = queries.runs_in_quarter(one, now)
    latest = latest_review(now.date(), runs)
    form = ReviewForm(request.POST or None, latest=latest)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_procedure(one, **form.cleaned_data, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("It holds. The date is moved."))
            return redirect(one)
    return _reading(request, one, form, runs, (latest - now.date()).days)


def _reading(
    request: HttpRequest, one: Procedure, form: ReviewForm, runs: int, days: int
) -> HttpResponse:
    values = {
        "procedure": one,
        "steps": queries.lines_of(one.version_in_force),
        "improve": IMPROVE,
        "form": form,
        "runs": runs,
        "days": days,
        "requests": queries.open_requests(one),
        "may_keep": may_keep(who_asks(request), one),
        "crumbs": crumbs(one),
    }
    return page(request, "learning/review.html", values, status=422 if form.errors else 200)
