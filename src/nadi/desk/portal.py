"""The client's door: the contact's own client's tickets, and nothing internal."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadi.accounts.models import Person
from nadi.clients.models import Contact
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.desk import actions, queries, shown
from nadi.desk.forms import AnswerForm, AskForm
from nadi.desk.models import Source
from nadi.desk.views.ticket import serve_file


def _contact(request: HttpRequest) -> Contact:
    who = cast(Person, request.user)
    found = Contact.objects.filter(person=who, left_at=None).select_related("client").first()
    if found is None:
        raise NotFound(_("You are not a contact of a client any more."))
    return found


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Our open tickets, on the contact's front page."""
    contact, who = _contact(request), cast(Person, request.user)
    rows = shown.rows(queries.tickets_of(who, contact.client_id, 20), timezone.now())
    return page(request, "desk/portal_panel.html", {"rows": rows}, block="panel")


@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """One ticket as its client sees it; answering here is as good as by mail."""
    contact, who = _contact(request), cast(Person, request.user)
    found = queries.ticket_for(who, number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        heard = actions.Heard(
            text=form.cleaned_data["words"],
            name=contact.name,
            address=contact.email,
            contact=contact,
        )
        actions.hear_client(found, heard, by=who)
        return redirect("desk:portal_ticket", number)
    values = {
        "ticket": found,
        "clock": shown.clock_of(found, timezone.now()),
        "story": shown.story(queries.public_story_of(found), found.participants.all()),
        "form": form,
    }
    return page(request, "desk/portal_ticket.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A request from the portal."""
    contact, who = _contact(request), cast(Person, request.user)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = actions.NewTicket(
            title=form.cleaned_data["title"],
            text=form.cleaned_data["words"],
            source=Source.PORTAL,
            client=contact.client,
            requester=contact,
        )
        opened = actions.open_ticket(asked, by=who)
        messages.success(request, _("It has arrived. A person will read it and answer."))
        return redirect("desk:portal_ticket", opened.number)
    return page(request, "desk/portal_new.html", {"form": form})


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a public entry of the contact's own client."""
    return serve_file(cast(Person, request.user), pk)
