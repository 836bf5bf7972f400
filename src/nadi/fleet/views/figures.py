"""The lines of a machine, and the rows every line is drawn from."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.fleet import queries
from nadi.fleet.series import said
from nadi.fleet.views.asking import device_asked, who_asks

A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Span:
    title: str | Promise
    length: timedelta


SPANS = {
    "6h": Span(_("6 hours"), timedelta(hours=6)),
    "24h": Span(_("24 hours"), timedelta(hours=24)),
    "7d": Span(_("7 days"), timedelta(days=7)),
    "30d": Span(_("30 days"), timedelta(days=30)),
    "90d": Span(_("90 days"), timedelta(days=90)),
}


def chosen_span(request: HttpRequest) -> str:
    asked = request.GET.get("span", "24h")
    return asked if asked in SPANS else "24h"


@require_safe
def line(request: HttpRequest, pk: int) -> JsonResponse:
    """One series as the chart reads it: the mean, and the high where a point stands for many."""
    who, one = who_asks(request), device_asked(request, pk)
    words, now = said(request.GET.get("series", "")), timezone.now()
    start = now - SPANS[chosen_span(request)].length
    minutes, points = queries.line(who, one, words.name, start, now)
    series = [{"name": words.title, "unit": words.unit, "values": [p.mean for p in points]}]
    if minutes:
        highs = {"name": str(_("highest")), "unit": words.unit, "values": [p.high for p in points]}
        series.append(highs)
    return JsonResponse({"at": [int(point.at.timestamp()) for point in points], "series": series})


@require_safe
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows behind a line: single samples, or what each point of a longer line stands for."""
    who, one = who_asks(request), device_asked(request, pk)
    name = request.GET.get("series", "")
    if not name:
        raise NotFound("Say which series.")
    span, now = chosen_span(request), timezone.now()
    start = now - SPANS[span].length
    minutes, points = queries.line(who, one, name, start, now)
    values = {
        "device": one,
        "series": said(name),
        "span": span,
        "spans": SPANS,
        "minutes": minutes,
        "page": Paginator(points[::-1], A_PAGE).get_page(request.GET.get("page")),
        "samples": sum(point.n for point in points),
    }
    return page(request, "fleet/rows.html", values)
