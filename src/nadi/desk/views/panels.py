"""The board's boxes on the pages of a client and of a machine."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.core.pages import page
from nadi.desk import queries, shown
from nadi.desk.views.board import who_is


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Open tickets of a client."""
    who, now = who_is(request), timezone.now()
    rows = shown.rows(queries.tickets_of(who, pk), now)
    return page(request, "desk/panel.html", {"rows": rows, "of": "client"}, block="panel")


@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Tickets about a machine."""
    who, now = who_is(request), timezone.now()
    rows = shown.rows(queries.tickets_about(who, pk), now)
    return page(request, "desk/panel.html", {"rows": rows, "of": "device"}, block="panel")
