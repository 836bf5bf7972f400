"""One ticket: its story, and what is done about it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.accounts.models import Person
from nadi.core.errors import BadInput, NadiError, NotFound
from nadi.core.pages import page
from nadi.desk import actions, history, promised, queries, shown, taught
from nadi.desk.forms import OwnerForm, PriorityForm, ReasonForm, WhoseForm, WorkForm
from nadi.desk.mailboxes import files
from nadi.desk.models import Ticket
from nadi.desk.views.board import who_is
from nadi.desk.views.teaching import offer
from nadi.learning import queries as sacral

SAME_WITHIN = timedelta(days=90)


@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.ticket_for(who_is(request), number)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Ticket, form: WorkForm | None = None, wrong: str = ""
) -> HttpResponse:
    who, now = who_is(request), timezone.now()
    timer = promised.running_timer(who, now)
    is_timed = timer is not None and timer.url == promised.address_of(found)
    ahead = queries.next_ticket_for(who, now)
    used = promised.minutes_used(found)
    people = list(found.participants.all())
    same = queries.same_before(found, now - SAME_WITHIN)
    values = {
        "ticket": found,
        "lead": shown.lead(found),
        "client_url": reverse("clients:client", args=[found.client.slug]) if found.client else None,
        "work_name": promised.work_name(found),
        "about": shown.about(found, used, same),
        "file_url": "desk:attachment",
        "clock": shown.clock_of(found, now),
        "story": shown.story(queries.story_of(found), people),
        "people": history.hearers(found),
        "covered": promised.coverage(found, now),
        "timer": timer if is_timed else None,
        "form": form or WorkForm(initial={"version": found.version}),
        "priority_form": PriorityForm(initial={"priority": found.priority}),
        "owner_form": OwnerForm(initial={"owner": found.owner_id}),
        "whose_form": WhoseForm(who=who) if found.client_id is None else None,
        "ahead": ahead if ahead and ahead.number != found.number else None,
        "strays": found.strays_sentence if found.strays_at and found.strays_at <= now else "",
        "lesson": None if found.is_open else sacral.lesson_from(who, promised.address_of(found)),
        "runs": sacral.runs_about(who, promised.address_of(found)),
        "wrong": wrong,
    }
    return page(request, "desk/ticket.html", values, status=422 if wrong else 200)


@require_POST
def work(request: HttpRequest, number: int) -> HttpResponse:
    """Note, time and status in one act; which button was pressed says to whom."""
    who = who_is(request)
    found = queries.ticket_for(who, number)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, _("Something is missing."))
    try:
        actions.record_work(found, _work(form, request.POST.get("do", "send")), by=who)
    except NadiError as error:
        return _page(request, queries.ticket_for(who, number), form, error.sentence)
    if found.is_open:
        return redirect("desk:ticket", number)
    messages.success(request, _("#%(number)s is done. This is your next.") % {"number": number})
    if taught.is_hard(found):
        messages.info(request, offer(found))
    return redirect("desk:home")


def _work(form: WorkForm, button: str) -> actions.Work:
    data = form.cleaned_data
    move = None
    if data["status"]:
        move = actions.Move(data["status"], form.moment("next_at"), next_step=data["next_step"])
    return actions.Work(
        words=data["words"],
        minutes=data["minutes"] or 0,
        is_public=button != "inside",
        finish=button == "finish",
        promise_word_by=form.moment("promise_word_by"),
        next_step=data["next_step"] or None,
        move=move,
        version=data["version"],
    )


@require_POST
def priority(request: HttpRequest, number: int) -> HttpResponse:
    who = who_is(request)
    found = queries.ticket_for(who, number)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("There are four priorities, P1 to P4."))
    actions.set_priority(found, **form.cleaned_data, by=who)
    return redirect("desk:ticket", number)


@require_POST
def owner(request: HttpRequest, number: int) -> HttpResponse:
    who = who_is(request)
    found = queries.ticket_for(who, number)
    form = OwnerForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose somebody of the team."))
    actions.assign_ticket(found, form.cleaned_data["owner"], by=who)
    return redirect("desk:ticket", number)


@require_POST
def whose(request: HttpRequest, number: int) -> HttpResponse:
    who = who_is(request)
    found = queries.ticket_for(who, number)
    form = WhoseForm(request.POST, who=who)
    if not form.is_valid():
        raise BadInput(_("Choose one of the clients."))
    actions.say_whose(found, form.cleaned_data["client"], by=who)
    return redirect("desk:ticket", number)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    who = who_is(request)
    found = queries.ticket_for(who, number)
    form = ReasonForm(request.POST)
    form.is_valid()
    actions.close_ticket(found, because=form.cleaned_data.get("because", ""), by=who)
    if taught.is_hard(found):
        messages.info(request, offer(found))
    return redirect("desk:home")


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file that came with an entry: always as a download, never opened in the page."""
    return serve_file(who_is(request), pk)


def serve_file(who: Person, pk: int) -> FileResponse:
    found = queries.attachment_for(who, pk)
    place = files.path_of(found.digest)
    if place is None:
        raise NotFound(_("The file is gone from the data folder."))
    response = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
