"""Trials: what is tried, and the day somebody decides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import DecisionForm, TrialForm
from nadi.learning.models import Verdict
from nadi.learning.views.asking import put_on, who_asks


@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    """What is being tried, and what was decided with which reason."""
    who = who_asks(request)
    decided = queries.trials_visible_to(who).filter(verdict__in=[Verdict.ADOPT, Verdict.HOLD])
    values = {
        "going": queries.trials_going(who),
        "decided": [
            (trial, trial.decisions.first())
            for trial in decided.prefetch_related("decisions").order_by("-decide_by")
        ],
        "today": timezone.localdate(),
    }
    return page(request, "learning/trials.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = TrialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = actions.begin_trial(said.pop("title"), **said, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("It is being tried."))
            return redirect(made)
    values = {
        "form": form,
        "title": _("Try something new"),
        "lead": _("A hypothesis, somebody who decides, and a day. A no is a good decision too."),
        "submit": _("Begin the trial"),
        "crumbs": [(_("Trials"), reverse("learning:trials"))],
    }
    return page(request, "learning/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What we believed, what was decided and why; and the form that decides it."""
    who = who_asks(request)
    one = queries.trial_for(who, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_trial(one, **form.cleaned_data, by=who)
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("Decided, with the reason."))
            return redirect(one)
    values = {
        "trial": one,
        "decisions": one.decisions.select_related("by"),
        "form": form,
        "may_decide": one.is_going and (who.is_lead or who.pk == one.owner_id),
        "late": one.is_late(timezone.localdate()),
        "crumbs": [(_("Trials"), reverse("learning:trials"))],
    }
    return page(request, "learning/trial.html", values, status=422 if form.errors else 200)
