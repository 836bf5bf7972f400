"""The technician on Monday: what waits to be opened, what failed, the nights of every system."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from nadi.accounts.models import Person
from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.fleet.models import Device
from nadi.maintenance import queries, shown
from nadi.maintenance.models import RestoreTest
from nadi.maintenance.queries import SystemRow
from nadi.maintenance.rules.nights import NIGHTS_UNTIL_NEWS
from nadi.maintenance.rules.proof import Word
from nadi.maintenance.views.people import who_of
from nadi.maintenance.vitals.asks import ask_for_tests
from nadi.maintenance.vitals.caps import cap_of

A_PAGE = 50
FEW = 6  # of what is named above the systems; a large firm has hundreds


@dataclass(frozen=True, slots=True)
class Line:
    """One system as the board draws it."""

    row: SystemRow
    cells: list[shown.Cell]
    proof: shown.Said
    can_test: bool


def _lines(rows: list[SystemRow], who: Person) -> list[Line]:
    now = timezone.now()
    return [
        Line(
            row,
            shown.cells(row.nights),
            shown.proof_of(row.truths, now),
            queries.may_test(who) and not row.in_hand,
        )
        for row in rows
    ]


def _worst_first(row: SystemRow, now: datetime) -> int:
    """Failing nights, failed restores, what is unproven; the rest as it stands, by client."""
    if row.run >= NIGHTS_UNTIL_NEWS:
        return 0
    return {"bad": 1, "warn": 2, "info": 3}.get(shown.proof_of(row.truths, now).tone, 4)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    who, now = who_of(request), timezone.now()
    rows = queries.system_rows(who, now)
    waiting = RestoreTest.objects.visible_to(who).to_open()
    may_test = queries.may_test(who)
    visible = {row.system.pk for row in rows}
    ordered = sorted(rows, key=lambda row: _worst_first(row, now))
    systems = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    values = {
        "systems": systems,
        "lines": _lines(list(systems), who),
        "lead": _lead(rows),
        "to_open": list(waiting.select_related("system__device__client").defer("files")),
        "few": FEW,
        "running": RestoreTest.objects.visible_to(who)
        .unfinished()
        .select_related("system__device__client")
        .defer("files"),
        "caps": [cap_of(t) for t in queries.holding_heart_down(now) if t.system_id in visible],
        "bad_runs": [row for row in rows if row.run >= NIGHTS_UNTIL_NEWS],
        "ask": ask_for_tests(who, now) if may_test else None,
        "may_test": may_test,
        "nights": queries.GRID_NIGHTS,
    }
    return page(request, "maintenance/home.html", values)


def _lead(rows: list[SystemRow]) -> str:
    if not rows:
        return _("Nothing is protected yet.")
    proven = sum(row.truths.proven.word is Word.YES for row in rows)
    return ngettext(
        "%(proven)s of %(n)s system is proven: a person has opened what came back.",
        "%(proven)s of %(n)s systems are proven: a person has opened what came back.",
        len(rows),
    ) % {"proven": proven, "n": len(rows)}


@require_safe
def client_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The heart of one client."""
    who, now = who_of(request), timezone.now()
    client = clients_visible_to(who).filter(pk=pk).first()
    if client is None:
        raise NotFound("There is no such client, or none that you may see.")
    systems = queries.current_systems().filter(device__client=client)
    devices = queries.device_rows(who, now, Q(client=client))
    values = {
        "lines": _lines(queries.system_rows(who, now, systems), who),
        "devices": devices,
        "words": shown.PATCHED_WORDS,
        "monthly": next(iter(queries.rows_of_month(who, queries.month_now(now), client)), None),
        "stages": shown.STAGE_WORDS,
    }
    return page(request, "maintenance/client_panel.html", values)


@require_safe
def device_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The heart of one device."""
    who, now = who_of(request), timezone.now()
    device = Device.objects.visible_to(who).filter(pk=pk).first()
    if device is None:
        raise NotFound("There is no such device, or none that you may see.")
    systems = queries.current_systems().filter(device=device)
    state = next(iter(queries.device_rows(who, now, Q(pk=device.pk))), None)
    values = {
        "device": device,
        "lines": _lines(queries.system_rows(who, now, systems), who),
        "state": state,
        "words": shown.PATCHED_WORDS,
    }
    return page(request, "maintenance/device_panel.html", values)
