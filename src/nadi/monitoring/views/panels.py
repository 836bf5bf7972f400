"""Solar's part of a client's and a device's page."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.clients.queries import clients_visible_to
from nadi.core.errors import BadInput, NotFound
from nadi.core.pages import page
from nadi.fleet.queries import device_for, newest_figures
from nadi.monitoring import actions, queries
from nadi.monitoring.checks import KINDS
from nadi.monitoring.forms import SEVERITY_TONES, LimitForm
from nadi.monitoring.models import Watch
from nadi.monitoring.views.asking import who_asks
from nadi.monitoring.views.rules import in_words


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong at a client now, and what is about to be."""
    who = who_asks(request)
    one = clients_visible_to(who).filter(pk=pk).first()
    if one is None:
        raise NotFound("There is no such client, or none that you may see.")
    alerts = queries.alerts_visible_to(who).filter(client=one)
    soon = queries.soon_full(who, timezone.localdate())
    values = {
        "client": one,
        "open": alerts.open()[:5],
        "over": alerts.exclude(cleared_at=None)[:3],
        "seen": queries.newest_look(who, one),
        "soon": [each for each in soon if each.forecast.device.client_id == one.pk],
        "tones": SEVERITY_TONES,
    }
    return page(request, "monitoring/client_panel.html", values, block="panel")


@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """What is watched on a device, where it stands, and its limits to change."""
    who = who_asks(request)
    one = device_for(who, pk)
    alerts = queries.alerts_visible_to(who).filter(device=one)
    figures = newest_figures(who, one)
    newest = figures.values if figures else {}
    values = {
        "device": one,
        "open": alerts.open()[:5],
        "over": alerts.exclude(cleared_at=None)[:3],
        "watches": [_told(watch, newest) for watch in queries.watches_of(who, one)],
        "tones": SEVERITY_TONES,
    }
    return page(request, "monitoring/device_panel.html", values, block="panel")


@require_POST
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """This device's own limit. The intake judges the next report by it."""
    who = who_asks(request)
    one = device_for(who, pk)
    form = LimitForm(request.POST)
    if not form.is_valid():
        raise BadInput(
            _("Both values and a reason are needed."),
            fields={name: str(errors[0]) for name, errors in form.errors.items()},
        )
    actions.set_limit(one, **form.cleaned_data, by=who)
    messages.success(
        request, _("The next report of %(device)s is judged by it.") % {"device": one.name}
    )
    return redirect("fleet:device", one.pk)


def _told(watch: Watch, newest: Mapping[str, float | None]) -> dict[str, object]:
    kind, rule = KINDS[watch.rule.kind], watch.rule
    form = None
    if kind.series:
        initial = {
            "kind": kind.name,
            "instance": watch.instance,
            "raise_at": rule.raise_at,
            "clear_at": rule.clear_at,
        }
        form = LimitForm(initial=initial, auto_id=f"limit-{watch.pk}-%s")
    return {
        "watch": watch,
        "name": f"{rule.get_kind_display()} {watch.instance}".strip(),
        "words": in_words(rule),
        "value": newest.get(kind.series + watch.instance) if kind.series else None,
        "unit": kind.unit,
        "form": form,
        "own": rule.device_id is not None,
    }
