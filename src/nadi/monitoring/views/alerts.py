"""What asks for a person, one alert with everything behind it, and what is kept quiet."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.accounts.models import Person
from nadi.core.pages import page
from nadi.fleet import queries as fleet
from nadi.monitoring import actions, queries
from nadi.monitoring.checks import KINDS
from nadi.monitoring.forms import SEVERITY_TONES, AnswerForm, MuteForm
from nadi.monitoring.models import Alert
from nadi.monitoring.views.asking import tabs, who_asks
from nadi.monitoring.vitals.asking import days_away

FEW_HOURS = timedelta(hours=6)
DAY = timedelta(hours=24)
MOST_SAMPLES = 40


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The moment: ten past eight, what is wrong now, and what is about to be."""
    who = who_asks(request)
    now = timezone.now()
    waiting = list(queries.asking(who)[:50])
    soon = queries.soon_full(who, timezone.localdate(now))
    values = {
        "tabs": tabs(who, "home"),
        "first": waiting[0] if waiting else None,
        "waiting": waiting[1:9],
        "more": max(len(waiting) - 9, 0),
        "oldest": min((one.last_raised_at for one in waiting), default=None),
        "tones": SEVERITY_TONES,
        "answer_form": AnswerForm(),
        "soon": [(one, days_away(one.days_left)) for one in soon],
        "noise": [one for one in queries.noise(who, now) if one.is_noise][:5],
        "seen_today": _seen_today(who, now),
        "has_rules": queries.rules_visible_to(who).filter(active=True).exists(),
    }
    return page(request, "monitoring/home.html", values)


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Every alert: those that ask, those still on, those kept quiet, and those that are over."""
    who = who_asks(request)
    state = request.GET.get("state", "open")
    names = {
        "asking": _("Asking"),
        "open": _("Still on"),
        "muted": _("Not told"),
        "over": _("Over"),
    }
    state = state if state in names else "open"
    shown = Paginator(queries.of_state(who, state), 25).get_page(request.GET.get("page"))
    values = {
        "tabs": tabs(who, "alerts"),
        "states": [(text, f"?state={key}", None, key == state) for key, text in names.items()],
        "alerts": shown,
        "tones": SEVERITY_TONES,
        "state": state,
    }
    return page(request, "monitoring/alerts.html", values)


@require_safe
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.alert_for(who, pk)
    return _alert_page(request, one, AnswerForm(), MuteForm(on_device=one.device_id is not None))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A person looked. Two buttons: it led to work, or there was nothing to do."""
    who = who_asks(request)
    one = queries.alert_for(who, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _alert_page(request, one, form, MuteForm(), status=422)
    led = request.POST.get("outcome", "work") == "work"
    actions.answer_alert(one, note=form.cleaned_data["note"], led_to_work=led, by=who)
    messages.success(request, _("Answered. Thank you for looking."))
    return redirect("monitoring:home" if request.POST.get("then") == "home" else one_url(one))


@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.alert_for(who, pk)
    form = MuteForm(request.POST, on_device=one.device_id is not None)
    if not form.is_valid():
        return _alert_page(request, one, AnswerForm(), form, status=422)
    everything = form.cleaned_data["what"] == "device" and one.device is not None
    row = actions.mute(
        one.client,
        because=form.cleaned_data["because"],
        until=form.until(),
        device=one.device if everything else None,
        alert=None if everything else one,
        by=who,
    )
    messages.success(request, _("Quiet until %(until)s.") % {"until": f"{row.ends_at:%H:%M}"})
    return redirect(one_url(one))


@require_safe
def mutes(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    values = {
        "tabs": tabs(who, "mutes"),
        "mutes": queries.mutes_in_force(who, timezone.now()),
    }
    return page(request, "monitoring/mutes.html", values)


@require_POST
def lift_mute(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    actions.lift_mute(queries.mute_for(who, pk), by=who)
    messages.success(request, _("It may speak again."))
    return redirect("monitoring:mutes")


@require_POST
def plan_prevention(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it becomes pain: the desk gets a ticket for it."""
    who = who_asks(request)
    row = actions.plan_prevention(queries.forecast_for(who, pk), by=who)
    messages.success(
        request,
        _("Work on %(device)s is planned; the desk has it.") % {"device": row.device.name},
    )
    back = request.POST.get("then", "")
    return redirect("/" if back == "today" else "monitoring:home")


@require_safe
def series(request: HttpRequest, pk: int) -> JsonResponse:
    """The values around an alert, for the picture."""
    who = who_asks(request)
    one = queries.alert_for(who, pk)
    points = _points(who, one)
    name = _series_of(one)
    unit = KINDS[one.key.split(":")[0]].unit if name else ""
    return JsonResponse(
        {
            "at": [point.at.timestamp() for point in points],
            "series": [{"name": name, "values": [point.high for point in points], "unit": unit}],
        }
    )


def one_url(one: Alert) -> str:
    return reverse("monitoring:alert", args=[one.pk])


def _alert_page(
    request: HttpRequest, one: Alert, form: AnswerForm, mute_form: MuteForm, status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    kind = KINDS.get(one.rule.kind if one.rule else one.key.split(":")[0])
    looks = []
    if one.check_of is not None:
        looks = list(one.check_of.results.filter(at__lte=_until(one)).order_by("-at")[:20])
    points = _points(who, one)
    values = {
        "tabs": tabs(who, ""),
        "alert": one,
        "kind": kind,
        "tones": SEVERITY_TONES,
        "history": queries.history_of(who, one),
        "points": points[-MOST_SAMPLES:][::-1],
        "has_series": bool(points),
        "looks": looks,
        "answer_form": form,
        "mute_form": mute_form,
        "before": queries.alerts_visible_to(who).filter(key=one.key).exclude(pk=one.pk)[:5],
        "is_late": not one.is_answered and one.answer_by and one.answer_by < timezone.now(),
    }
    return page(request, "monitoring/alert.html", values, status=status)


def _series_of(one: Alert) -> str:
    kind = KINDS.get(one.key.split(":")[0])
    return kind.series + one.instance if kind and kind.series else ""


def _until(one: Alert) -> datetime:
    return min((one.cleared_at or timezone.now()) + timedelta(minutes=15), timezone.now())


def _points(who: Person, one: Alert) -> list[fleet.Point]:
    """The samples of the hours before; where they are gone, five minutes of a day."""
    name = _series_of(one)
    if not name or one.device is None:
        return []
    end = _until(one)
    samples = fleet.line(who, one.device, name, end - FEW_HOURS, end)[1]
    return samples or fleet.line(who, one.device, name, end - DAY, end)[1]


def _seen_today(who: Person, now: datetime) -> int:
    """How many alerts were answered since midnight."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return queries.alerts_visible_to(who).filter(answered_at__gte=midnight).count()
