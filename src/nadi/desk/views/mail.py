"""The mail: what came, what each step said of it, what left, and what is in doubt."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nadi.core.pages import page
from nadi.desk import actions, queries, shown
from nadi.desk.mailboxes import identity, sending, sink
from nadi.desk.views.board import who_is


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    who = who_is(request)
    values = {
        "health": queries.mail_health(),
        "relay": sending.relay(),
        "address": identity.address(),
        "port": settings.NADI_SMTP_PORT,
        "unsettled": queries.unsettled_mail(who)[:50],
        "came": queries.incoming_mail(who)[:30],
        "left": queries.outgoing_mail(who)[:30],
        "demo": settings.NADI_DEMO,
    }
    return page(request, "desk/mail.html", values)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The trace of one mail: which step decided what."""
    return page(request, "desk/mail_trace.html", {"mail": queries.mail_for(who_is(request), pk)})


@require_safe
def arrived(request: HttpRequest) -> HttpResponse:
    """Demo only: the mailbox our mail was delivered to, as far as it is about tickets one sees."""
    came = sink.delivered() if settings.NADI_DEMO else []
    seen = queries.outgoing_ids(who_is(request), [one.message_id for one in came])
    letters = [
        {
            "to": one.to,
            "subject": one.subject,
            "message_id": one.message_id,
            "in_reply_to": one.in_reply_to,
            "parts": shown.paragraphs(one.text),
        }
        for one in came
        if one.message_id in seen
    ]
    return page(request, "desk/arrived.html", {"letters": letters, "demo": settings.NADI_DEMO})


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_is(request)
    actions.send_again(queries.outbox_for(who, pk), by=who)
    return redirect("desk:mail")


@require_POST
def believe(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_is(request)
    because = request.POST.get("because", "")
    actions.believe_delivered(queries.outbox_for(who, pk), because=because, by=who)
    return redirect("desk:mail")


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_is(request)
    because = request.POST.get("because", "")
    actions.give_up_sending(queries.outbox_for(who, pk), because=because, by=who)
    return redirect("desk:mail")
