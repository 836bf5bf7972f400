"""The list of machines, and one machine: is it well, since when, and what did it say itself."""

import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from nadi.core import centers
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.core.sheets.origin import origin_of
from nadi.core.words import day
from nadi.fleet import queries
from nadi.fleet.models import Device, DeviceState
from nadi.fleet.series import said
from nadi.fleet.views.asking import device_asked, who_asks
from nadi.fleet.views.figures import SPANS, chosen_span

A_PAGE = 50
STRIP = ("cpu.percent", "memory.percent", "disk.percent:", "cpu.load5", "services.failed")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Machines by state; the silent ones stand first."""
    who = who_asks(request)
    state = request.GET.get("state", DeviceState.ACTIVE)
    text = request.GET.get("q", "").strip()
    counts = queries.device_counts(who)
    now = timezone.now()
    silences = queries.silences_visible_to(who, now)
    found = queries.find_devices(who, state=state, text=text, first=list(silences))
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    tabs = [
        (DeviceState(each).label, f"?state={each}", counts[each], each == state)
        for each in (
            DeviceState.ACTIVE,
            DeviceState.KNOWN,
            DeviceState.PENDING,
            DeviceState.QUARANTINED,
            DeviceState.RETIRED,
        )
    ]
    values = {
        "page": shown,
        "silences": silences,
        "tabs": tabs,
        "state": state,
        "q": text,
        "lead": _lead(counts[DeviceState.ACTIVE], len(silences)),
        "mixed": len(set(found.order_by().values_list("simulated", flat=True).distinct())) > 1,
    }
    return page(request, "fleet/home.html", values, block="rows")


def _lead(active: int, silent: int) -> str:
    """What is wrong first; that the others report is said once."""
    if not active:
        return ""
    calm = ngettext("%(n)d machine reports.", "%(n)d machines report.", active - silent)
    if not silent:
        calm = ngettext("The one machine reports.", "All %(n)d machines report.", active)
        return calm % {"n": active}
    wrong = ngettext("%(n)d machine is silent.", "%(n)d machines are silent.", silent)
    return f"{wrong % {'n': silent}} {calm % {'n': active - silent}}"


@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """One machine. Before it stands a technician with a ticket, or somebody who was told that
    something is slow: alive? what hurts? since when? what changed?"""
    who = who_asks(request)
    one = device_asked(request, pk)
    now = timezone.now()
    newest = queries.newest_figures(who, one)
    span = chosen_span(request)
    names = queries.series_names(who, one, now - SPANS[span].length)
    series = request.GET.get("series") or _first_series(names)
    observed = queries.newest_observations(who, one)
    silence = queries.silences_visible_to(who, now).get(one.pk)
    values = {
        "device": one,
        "agent": getattr(one, "agent", None),
        "silent_since": silence,
        "newest": newest,
        "figures": _strip(newest),
        "series": said(series) if series else None,
        "names": [said(name) for name in names],
        "span": span,
        "spans": SPANS,
        "observed": observed,
        "facts": _facts(one, observed),
        "panels": centers.panels("device"),
        "imported": origin_of("devices", one.pk),
    }
    return page(request, "fleet/device.html", values)


@require_safe
def observation(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What a machine said on one subject, the newest whole and the ones before it."""
    who = who_asks(request)
    one = device_asked(request, pk)
    rows = queries.observations_of(who, one, kind)
    chosen = rows.filter(pk=request.GET["row"]).first() if _is_number(request) else rows.first()
    if chosen is None:
        raise NotFound(_("This machine has said nothing of that kind."))
    values = {
        "device": one,
        "kind": kind,
        "chosen": chosen,
        "body": json.dumps(chosen.body, indent=2, ensure_ascii=False, sort_keys=True),
        "rows": rows[:30],
    }
    return page(request, "fleet/observation.html", values)


@require_safe
def client_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The machines of a client, on the client's page."""
    who = who_asks(request)
    devices = queries.devices_visible_to(who).filter(client_id=pk)
    silences = queries.silences_visible_to(who, timezone.now())
    active = [each for each in devices if each.state == DeviceState.ACTIVE]
    values = {
        "client_id": pk,
        "active": active,
        "silent": [(each, silences[each.pk]) for each in active if each.pk in silences],
        "waiting": [each for each in devices if each.state == DeviceState.PENDING],
        "held": [each for each in devices if each.state == DeviceState.QUARANTINED],
    }
    return page(request, "fleet/client_panel.html", values)


def _is_number(request: HttpRequest) -> bool:
    return request.GET.get("row", "").isdecimal()


def _first_series(names: list[str]) -> str:
    return "cpu.percent" if "cpu.percent" in names or not names else names[0]


def _strip(newest: queries.Figures | None) -> list[tuple[str, str, str]]:
    """The figures that answer "is it well": (value, title, series); of the disks the fullest."""
    if newest is None:
        return []
    chosen: list[str] = []
    for wanted in STRIP:
        fitting = [name for name in newest.values if name == wanted or _is_of(name, wanted)]
        if fitting:
            chosen.append(max(fitting, key=lambda name: newest.values[name] or 0.0))
    words = [said(name) for name in chosen]
    return [(each.write(newest.values[each.name]), each.title, each.name) for each in words]


def _is_of(name: str, wanted: str) -> bool:
    return wanted.endswith(":") and name.startswith(wanted)


def _part(value: object) -> dict[str, object]:
    """A part of what a machine said, which may have any shape at all."""
    return value if isinstance(value, dict) else {}


def _facts(one: Device, observed: queries.Newest) -> list[tuple[str, object]]:
    """What it is, by its own word."""
    found = observed.get("inventory")
    body = _part(found.body if found else None)
    system, hardware = _part(body.get("os")), _part(body.get("hardware"))
    memory = hardware.get("memory_bytes")
    return [
        (_("Client"), one.client.name),
        (_("Place"), one.site.name if one.site else ""),
        (_("Kind"), one.get_kind_display()),
        (
            _("System"),
            f"{system.get('name', '')} {system.get('version', '')}".strip() or one.platform,
        ),
        (_("Kernel"), system.get("kernel", "")),
        (
            _("Model"),
            f"{hardware.get('vendor', '')} {hardware.get('model', '')}".strip() or one.model,
        ),
        (_("Processor"), hardware.get("cpu", "")),
        (_("Memory"), f"{memory / 1024**3:.0f} GiB" if isinstance(memory, int) else ""),
        (_("Serial"), hardware.get("serial", "") or one.serial),
        (_("Bought"), day(one.purchased_on) if one.purchased_on else ""),
        (_("Warranty until"), day(one.warranty_until) if one.warranty_until else ""),
    ]
