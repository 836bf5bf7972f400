"""The technician on Monday: what waits to be opened, what failed, the nights of every system."""

from dataclasses import dataclass

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
from nadi.maintenance.queries import Standing, SystemRow
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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    who, now = who_of(request), timezone.now()
    standing = queries.systems_by_standing(who, now)
    systems = Paginator(standing.systems, A_PAGE).get_page(request.GET.get("page"))
    failing = standing.systems[: min(FEW, standing.failing)]
    chosen = queries.current_systems().filter(pk__in={*systems, *failing})
    rows = {row.system.pk: row for row in queries.system_rows(who, now, chosen)}
    waiting = RestoreTest.objects.visible_to(who).to_open()
    visible = set(standing.systems)
    held = [test for test in queries.holding_heart_down(now) if test.system_id in visible]
    may_test = queries.may_test(who)
    values = {
        "systems": systems,
        "lines": _lines([rows[pk] for pk in systems if pk in rows], who),
        "lead": _lead(standing),
        "to_open": waiting.select_related("system__device__client").defer("files")[:FEW],
        "left_to_open": max(0, waiting.count() - FEW),
        "running": RestoreTest.objects.visible_to(who)
        .unfinished()
        .select_related("system__device__client")
        .defer("files"),
        "caps": [cap_of(test) for test in held[:FEW]],
        "left_caps": max(0, len(held) - FEW),
        "bad_runs": [rows[pk] for pk in failing if pk in rows],
        "left_bad_runs": max(0, standing.failing - FEW),
        "ask": ask_for_tests(who, now) if may_test else None,
        "may_test": may_test,
        "nights": queries.GRID_NIGHTS,
    }
    return page(request, "maintenance/home.html", values)


def _lead(standing: Standing) -> str:
    if not standing.systems:
        return _("Nothing is protected yet.")
    return ngettext(
        "%(proven)s of %(n)s system is proven: a person has opened what came back.",
        "%(proven)s of %(n)s systems are proven: a person has opened what came back.",
        len(standing.systems),
    ) % {"proven": standing.proven, "n": len(standing.systems)}


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
