"""Standing promises: how they stand, and every verdict down to its rows."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from nadi.agreements import actions, queries
from nadi.agreements.models import Verdict
from nadi.agreements.queries.standing import standing_in_force
from nadi.agreements.rules.standing import shown
from nadi.agreements.views.asking import back, who_asks
from nadi.core import centers
from nadi.core.pages import page
from nadi.core.vitals import EvidenceRow, Window

HISTORY = 120


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Every promise in force, or those of one vital, broken first."""
    who, now = who_asks(request), timezone.now()
    name = request.GET.get("vital", "")
    pairs = [
        (promise, verdict)
        for promise, verdict in queries.visible_standing(who, now)
        if not name or promise.vital == name
    ]
    values = {"pairs": pairs, "vital": centers.vitals().get(name)}
    return page(request, "agreements/standing_promises.html", values)


@require_safe
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One standing promise through time."""
    one = queries.standing_promise_for(who_asks(request), pk)
    verdicts = list(one.verdicts.order_by("-window_end", "-pk")[:HISTORY])
    values = {
        "promise": one,
        "agreement": one.version.agreement,
        "vital": centers.vitals().get(one.vital),
        "latest": verdicts[0] if verdicts else None,
        "verdicts": verdicts,
        "points": [verdict.value for verdict in reversed(verdicts)],
        "in_force": bool(standing_in_force(timezone.now(), [one.pk])),
    }
    return page(request, "agreements/standing.html", values)


@require_safe
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """One verdict: the sentence, the formula with its numbers, the rows, each row."""
    one = queries.verdict_for(who_asks(request), pk)
    vital = centers.vitals().get(one.promise.vital)
    rows: list[EvidenceRow] = []
    if vital is not None:
        window = Window(one.window_start, one.window_end)
        client_id = one.promise.version.agreement.client_id
        rows = vital.rows(window, client_id, one.promise.population or None)
    counted = [row for row in rows if not row.excluded]
    numerator = sum((row.numerator for row in counted), Decimal(0))
    denominator = sum((row.denominator or Decimal(0) for row in counted), Decimal(0))
    same = one.numerator is None or (
        numerator == one.numerator and (one.denominator is None or denominator == one.denominator)
    )
    values = {
        "verdict": one,
        "promise": one.promise,
        "agreement": one.promise.version.agreement,
        "vital": vital,
        "formula": formula(one, vital.unit if vital else ""),
        "rows": rows,
        "changed": not same or (vital is not None and vital.version != one.vital_version),
        "now_numerator": shown(numerator),
        "now_denominator": shown(denominator),
    }
    return page(request, "agreements/verdict.html", values)


def formula(verdict: Verdict, unit: str) -> str:
    """The numbers it was judged by, as one line."""
    if verdict.numerator is None:
        return _("no numbers")
    target = shown(verdict.target)
    sign = "≥" if verdict.bound == "at_least" else "≤"
    if verdict.denominator is None:
        return f"{shown(verdict.numerator)} {sign} {target}"
    if verdict.value is None:
        return _("0 of 0: nothing was due")
    return (
        f"{shown(verdict.numerator)} / {shown(verdict.denominator)} × 100 = "
        f"{shown(verdict.value)} % {sign} {target} %"
    )


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one promise now."""
    who, now = who_asks(request), timezone.now()
    one = queries.standing_promise_for(who, pk)
    given = actions.judge_promises(standing_in_force(now, [one.pk]), now=now, by=who)
    if given:
        messages.info(request, f"{given[0].get_answer_display()}: {given[0].reason}.")
        return redirect(given[0])
    messages.warning(request, _("This promise is not in force, so there is nothing to judge."))
    return redirect(one)


@require_POST
def judge_all(request: HttpRequest) -> HttpResponse:
    """Judge every promise in force now."""
    who, now = who_asks(request), timezone.now()
    given = actions.judge_promises(standing_in_force(now), now=now, by=who)
    text = ngettext("%(n)d promise judged.", "%(n)d promises judged.", len(given))
    messages.info(request, text % {"n": len(given)})
    return back(request, "agreements:home")
