"""What Third Eye has to say on the pages of others."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.core.pages import page
from nadi.planning import queries
from nadi.planning.forms import SignalForm
from nadi.planning.models import Choice, Meeting
from nadi.planning.views.asking import client_asked, who_asks
from nadi.planning.views.devices import decider_names, place_names

YEAR = timedelta(days=365)


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """The next meeting, what waits on both sides, devices by age, and two fields for a signal."""
    who, now, one = who_asks(request), timezone.now(), client_asked(request, pk)
    meetings = Meeting.objects.visible_to(who).filter(client=one).select_related("client__calendar")
    waiting = list(queries.actions_waiting(who).filter(client=one))
    values = {
        "client": one,
        "next": meetings.open().first(),
        "last": meetings.held().order_by("-closed_at").first(),
        "waiting": waiting,
        "late": [each for each in waiting if each.is_late(now)],
        "counts": queries.counts([one.pk], now.astimezone(one.calendar.zone).date(), now),
        "signals": queries.signals_since(who, one, now - YEAR),
        "form": SignalForm(),
        "now": now,
    }
    return page(request, "planning/client_panel.html", values)


@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """When it is due and what decided."""
    now = timezone.now()
    one, life = queries.device_with_life(who_asks(request), pk, timezone.localdate(), now)
    values = {
        "device": one,
        "life": life,
        "names": place_names(),
        "deciders": decider_names(),
        "choices": dict(Choice.choices),
    }
    return page(request, "planning/device_panel.html", values)
