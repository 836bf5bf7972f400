"""The monitoring round: the page of today, one look at a time, the signature, the days before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from nadi.clients.firm import firm_calendar, firm_day
from nadi.clients.models import Client, is_limited
from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NotFound, Refused
from nadi.core.pages import page
from nadi.monitoring import actions, queries, rules
from nadi.monitoring.queries import ClientStand
from nadi.monitoring.views.asking import tabs, who_asks

NAMES = {
    "backup": gettext_lazy("backup"),
    "alert": gettext_lazy("alert"),
    "silent": gettext_lazy("silent"),
    "critical": gettext_lazy("critical"),
    "patch": gettext_lazy("updates"),
}


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The moment: eight in the morning, one line at a time, then one's name under it."""
    who, now = who_asks(request), timezone.now()
    day = firm_day(now)
    held = queries.round_of(day)
    stands = queries.stands_for(who, now)
    left = [one for one in stands if not one.is_looked_at]
    values = {
        "tabs": tabs(who, "round"),
        "day": day,
        "held": held,
        "works": firm_calendar().is_open_on(day),
        "loud": [one for one in left if one.asking],
        "quiet": [(one, queries.in_words(one.calm)) for one in left if not one.asking],
        "looked": [one for one in stands if one.is_looked_at],
        "stands": stands,
        "first": _first(left),
        "tickets": queries.tickets_about(left),
        "waits": queries.still_waiting([one.client.name for one in left]) if left else "",
        "may_sign": not is_limited(who),
        "lead": _lead(stands),
        "names": NAMES,
    }
    return page(request, "monitoring/round.html", values)


def _first(left: list[ClientStand]) -> tuple[int, str] | None:
    """The line that the keys press: the first of the page."""
    for one in left:
        return one.client.pk, one.open_lines[0].key if one.asking else rules.QUIET
    return None


def _lead(stands: list[ClientStand]) -> str:
    done = sum(one.is_looked_at for one in stands)
    lines = sum(len(one.open_lines) for one in stands)
    said = ngettext(
        "%(done)s of %(n)s client looked at.", "%(done)s of %(n)s clients looked at.", len(stands)
    ) % {"done": done, "n": len(stands)}
    if lines:
        more = ngettext("%(n)s line asks for a word.", "%(n)s lines ask for a word.", lines)
        said += " " + more % {"n": lines}
    return said


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of one client, or the whole of a quiet one."""
    who, client = who_asks(request), _client(request, pk)
    try:
        actions.look_at(
            client,
            line=request.POST.get("line", "")[:200],
            how=request.POST.get("how", "looked"),
            note=request.POST.get("because", ""),
            by=who,
        )
    except Refused as over:  # somebody else was there first, or it is well again: look on
        messages.warning(request, over.sentence)
    return redirect("monitoring:round")


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    actions.sign_round(note=request.POST.get("note", ""), by=who)
    messages.success(request, _("Signed. Every client was looked at today."))
    return redirect("monitoring:round")


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Six weeks of days: who signed, and what came of it."""
    who = who_asks(request)
    values = {"tabs": tabs(who, "round"), "days": queries.past_days(who, timezone.now())}
    return page(request, "monitoring/rounds.html", values)


@require_safe
def past(request: HttpRequest, pk: int) -> HttpResponse:
    """One day as it was: each line with who looked and what they said."""
    who = who_asks(request)
    held = queries.past_round(who, pk)
    values = {"tabs": tabs(who, "round"), "held": held, "looks": queries.looks_of(who, held)}
    return page(request, "monitoring/past_round.html", values)


def _client(request: HttpRequest, pk: int) -> Client:
    found = clients_visible_to(who_asks(request)).served().filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such client, or none that you may see.")
    return found
