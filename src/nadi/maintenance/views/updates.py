"""Updates: devices by what is late, and one device with everything it could install."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.fleet.models import Device
from nadi.maintenance import queries, shown
from nadi.maintenance.models import UpdateScan
from nadi.maintenance.views.people import who_of

A_PAGE = 50


@require_safe
def updates(request: HttpRequest) -> HttpResponse:
    """Servers and workstations, those with something past its date first."""
    who, now = who_of(request), timezone.now()
    found = queries.devices_by_updates(who, now)
    wanted = request.GET.get("state", "")
    keys = [pk for state, some in found.items() if wanted in ("", state.value) for pk in some]
    devices = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    rows = {row.device.pk: row for row in queries.device_rows(who, now, Q(pk__in=list(devices)))}
    counts = {state: len(some) for state, some in found.items()}
    values = {
        "rows": [rows[pk] for pk in devices if pk in rows],
        "devices": devices,
        "counts": counts,
        "all": sum(counts.values()),
        "wanted": wanted,
        "words": shown.PATCHED_WORDS,
    }
    return page(request, "maintenance/updates.html", values)


@require_safe
def device_updates(request: HttpRequest, pk: int) -> HttpResponse:
    """One device: its open updates, the first due first, and when it was last looked at."""
    who, now = who_of(request), timezone.now()
    device = Device.objects.visible_to(who).select_related("client").filter(pk=pk).first()
    if device is None:
        raise NotFound("There is no such device, or none that you may see.")
    state = next(iter(queries.device_rows(who, now, Q(pk=pk))), None)
    values = {
        "device": device,
        "state": state,
        "words": shown.PATCHED_WORDS,
        "updates": queries.open_updates(device),
        "restart": queries.restart_of(device),
        "scan": UpdateScan.objects.filter(device=device).order_by("-at").first(),
        "now": now,
    }
    return page(request, "maintenance/device_updates.html", values)
