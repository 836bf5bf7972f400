"""After a hard ticket: what did it teach?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadi.core.errors import BadInput, NadiError, Refused
from nadi.core.pages import page
from nadi.desk import actions, promised, queries, taught
from nadi.desk.forms import TaughtForm
from nadi.desk.models import Ticket
from nadi.desk.views.board import who_is
from nadi.learning import queries as sacral


def offer(ticket: Ticket) -> SafeString:
    """A sentence with the way to share it, for the notice after a hard ticket was closed."""
    return format_html(
        '{} <a class="link" href="{}">{}</a>',
        _("#%(number)s was a hard one.") % {"number": ticket.number},
        reverse("desk:taught", args=[ticket.number]),
        _("Share what it taught"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, number: int) -> HttpResponse:
    """Paragraph and steps as the notes have them; one press shares both."""
    who = who_is(request)
    ticket = queries.ticket_for(who, number)
    if ticket.is_open:
        raise Refused(_("It is still open. What it taught is known at its end."))
    before = sacral.lesson_from(who, promised.address_of(ticket))
    if before is not None:
        return redirect(before)
    begin = taught.begin_with(ticket)
    initial = {"title": begin.title, "lesson": begin.lesson, "steps": "\n".join(begin.steps)}
    form = TaughtForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.share_what_it_taught(
                ticket,
                title=form.cleaned_data["title"],
                lesson=form.cleaned_data["lesson"],
                steps=form.lines(),
                by=who,
            )
        except NadiError as problem:
            fields = problem.fields if isinstance(problem, BadInput) else {}
            where = {"text": "lesson"}
            named = [where.get(name, name) for name in fields]
            form.add_error(next((n for n in named if n in form.fields), None), problem.sentence)
        else:
            messages.success(request, _("Shared with all of us. The draft waits to be read."))
            return redirect(sacral.lesson_from(who, promised.address_of(ticket)) or "desk:home")
    values = {"ticket": ticket, "form": form, "left_out": begin.left_out}
    return page(request, "desk/taught.html", values, status=422 if form.errors else 200)
