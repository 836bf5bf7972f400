"""The trust check: asked, answered, published, answered in turn."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients.firm import firm_today
from nadi.core.errors import NotFound, Refused
from nadi.core.pages import page
from nadi.core.quarters import quarter_name
from nadi.culture import actions, answering, queries
from nadi.culture.forms import AnswerThemForm, BallotForm
from nadi.culture.models import Audience, Seat, TrustCheck
from nadi.culture.rules import trust as rules
from nadi.culture.shown import figures_of, questions_for
from nadi.culture.views.asking import settle, status_of, who_asks


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Both audiences: what is open, what was published, and the rules it keeps."""
    who = who_asks(request)
    checks = list(queries.checks_seen_by(who)[:24])
    today = firm_today()
    values = {
        "audiences": [
            {
                "key": audience.value,
                "name": audience.label,
                "checks": [one for one in checks if one.audience == audience],
                "eligible": queries.eligible_now(audience),
                "may_ask": who.is_lead and queries.may_be_asked(audience, today),
            }
            for audience in Audience
        ],
        "least": rules.LEAST,
        "seat": queries.open_seats_of(who, today).first(),
        "quarter_of": quarter_name,
    }
    return page(request, "culture/trust.html", values)


@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    audience = request.POST.get("audience", "")
    if audience not in Audience.values:
        raise Refused(_("Ask the team, or ask the clients."))
    check = actions.launch_trust_check(
        audience=audience, questions=questions_for(audience), today=firm_today(), by=who
    )
    messages.success(
        request, _("Asked. It closes on %(day)s.") % {"day": check.closes_on.isoformat()}
    )
    return redirect("culture:trust_check", check.pk)


def _check(request: HttpRequest, pk: int) -> TrustCheck:
    return get_object_or_404(queries.checks_seen_by(who_asks(request)), pk=pk)


@require_safe
def trust_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _course(request, _check(request, pk), AnswerThemForm())


def _course(request: HttpRequest, check: TrustCheck, form: AnswerThemForm) -> HttpResponse:
    """One check: the same for everybody who works here, at the same moment."""
    values = {
        "check": check,
        "quarter": quarter_name(check.quarter),
        "figures": figures_of(check),
        "answered": _answered(check),
        "comments": queries.comments_of(check),
        "form": form,
        "may_answer": who_asks(request).is_lead and not check.is_open and not check.is_closed,
    }
    return page(request, "culture/trust_check.html", values, status=status_of(form))


def _answered(check: TrustCheck) -> str:
    if check.result_id is None:
        return ""
    n = check.seats.filter(has_answered=True).count()
    return rules.share_answered(n, check.eligible, check.least)


@require_POST
def answer_them(request: HttpRequest, pk: int) -> HttpResponse:
    who, check = who_asks(request), _check(request, pk)
    form = AnswerThemForm(request.POST)

    def act(said: dict[str, str]) -> TrustCheck:
        return actions.answer_those_asked(check, **said, today=firm_today(), by=who)

    if settle(form, act) is None:
        return _course(request, check, form)
    messages.success(request, _("Said to all who were asked."))
    return redirect("culture:trust_check", pk)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page shows, as a table: not a figure more."""
    check = _check(request, pk)
    if check.result is None:
        raise NotFound(_("There is nothing that can be shown."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trust-{check.quarter}.csv"'
    table = csv.writer(response)
    table.writerow(["group", "question", "answered", "agree", "do not", "interval", "mean"])
    for one in figures_of(check):
        said = [one.band, one.agree, one.against, one.interval, one.mean]
        table.writerow([one.group, one.question, *said])
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in and asked."""
    who = who_asks(request)
    seat = queries.open_seats_of(who, firm_today()).first()
    if seat is None:
        return _nothing_to_answer(request, None, _base(request))
    return _ballot(request, seat)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The one-time link of a mail. Opening it spends nothing; only the answer does."""
    seat = answering.seat_behind(secret)
    check = seat.check_asked
    if seat.has_answered or not check.is_open or firm_today() > check.closes_on:
        return _nothing_to_answer(request, check, "base_alone.html")
    return _ballot(request, seat, base="base_alone.html")


def _nothing_to_answer(request: HttpRequest, check: TrustCheck | None, base: str) -> HttpResponse:
    values = {"check": check, "base": base, "thanks": False}
    return page(request, "culture/answered.html", values)


def _base(request: HttpRequest) -> str:
    return "base.html" if who_asks(request).is_staff_member else "base_portal.html"


def _ballot(request: HttpRequest, seat: Seat, base: str = "") -> HttpResponse:
    check = seat.check_asked
    form = BallotForm(
        request.POST or None,
        questions=check.questions,
        least_for_comments=check.least_for_comments,
    )

    def act(said: dict[str, int | str]) -> bool:
        ballot = answering.Ballot(int(said["trust"]), int(said["one_team"]), str(said["words"]))
        answering.cast_answer(seat, ballot, today=firm_today())
        return True

    values = {"form": form, "check": check, "base": base or _base(request)}
    if settle(form, act):
        return page(request, "culture/answered.html", {**values, "thanks": True})
    return page(request, "culture/ballot.html", values, status=status_of(form))


@require_safe
def conversation(request: HttpRequest) -> HttpResponse:
    """For firms in which every answer would have a face: how to ask the two questions aloud."""
    return page(request, "culture/conversation.html", {"least": rules.LEAST})


@require_safe
def portal_panel(request: HttpRequest) -> HttpResponse:
    """For a contact: the two questions while they are open, and what we heard when it is said."""
    who = who_asks(request)
    told = queries.checks_seen_by(who).filter(answered_on__isnull=False).first()
    values = {"seat": queries.open_seats_of(who, firm_today()).first(), "told": told}
    return page(request, "culture/portal_panel.html", values, block="panel")
