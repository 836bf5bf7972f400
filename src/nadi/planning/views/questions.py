"""The questionnaire: what is asked in every meeting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.core.pages import page
from nadi.planning import actions, queries
from nadi.planning.forms import QuestionForm
from nadi.planning.models import QuestionGroup
from nadi.planning.views.asking import first_problem, who_asks


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions by group, and those no longer asked."""
    who = who_asks(request)
    rows = queries.questions(who)
    groups = [
        (label, [each for each in rows if each.group == value])
        for value, label in QuestionGroup.choices
    ]
    values = {"groups": groups, "form": QuestionForm(), "may_change": who.is_lead}
    return page(request, "planning/questions.html", values)


@require_POST
def add_question(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect("planning:questions")
    group = QuestionGroup(form.cleaned_data["group"])
    actions.ask_question(form.cleaned_data["text"], group=group, by=who_asks(request))
    messages.success(request, _("It is asked in every meeting from now on."))
    return redirect("planning:questions")


@require_POST
def change_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop asking it, or ask it again."""
    one = queries.question_for(who_asks(request), pk)
    actions.change_question(one, is_asked=request.POST.get("asked") == "yes", by=who_asks(request))
    return redirect("planning:questions")
