"""Lessons: what one of us learned, for all to read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.learning import actions, queries
from nadi.learning.forms import LessonForm
from nadi.learning.views.asking import put_on, since_asked, who_asks

A_PAGE = 20


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """All that stand, the newest first; with `since` those shared after it."""
    who = who_asks(request)
    since = since_asked(request)
    found = queries.lessons_visible_to(who).filter(taken_back_at__isnull=True)
    if since:
        found = found.filter(shared_at__gte=since)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return page(request, "learning/lessons.html", {"rows": rows, "since": since})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.share_lesson(
                said["text"], title=said["title"], from_label=said["from_label"], by=who
            )
        except NadiError as problem:
            put_on(form, problem)
        else:
            messages.success(request, _("Shared with all of us."))
            return redirect(made)
    values = {
        "form": form,
        "title": _("Share a lesson"),
        "lead": _("One paragraph: what happened, what it was, what you would do the next time."),
        "submit": _("Share it"),
        "crumbs": [(_("Lessons"), reverse("learning:lessons"))],
    }
    return page(request, "learning/form.html", values, status=422 if form.errors else 200)


@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.lesson_for(who, pk)
    values = {
        "lesson": one,
        "may_take_back": one.taken_back_at is None and (who.is_lead or who.pk == one.shared_by_id),
        "crumbs": [(_("Lessons"), reverse("learning:lessons"))],
    }
    return page(request, "learning/lesson.html", values)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.lesson_for(who, pk)
    actions.take_lesson_back(one, because=request.POST.get("because", ""), by=who)
    messages.info(request, _("Taken back, with your reason."))
    return redirect("learning:lessons")
