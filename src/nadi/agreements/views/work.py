"""My time: what runs, what was worked this week, and what was charged of it and why."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.agreements import actions, queries
from nadi.agreements.forms import CorrectionForm, EntryForm, TimerForm
from nadi.agreements.views.asking import back, who_asks
from nadi.core import centers
from nadi.core.errors import NadiError, Refused
from nadi.core.pages import page
from nadi.core.vitals import Window

LOOK_BACK = timedelta(days=7)
LONGEST = timedelta(days=3660)
A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def my_time(request: HttpRequest) -> HttpResponse:
    """The last seven days; a form writes down what had no timer."""
    who, now = who_asks(request), timezone.now()
    form = EntryForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            entry = actions.log_time(
                who,
                work_type=said["work_type"],
                minutes=said["minutes"],
                client=said["client"],
                note=said["note"],
                by=who,
            )
        except NadiError as problem:
            form.add_error(None, problem.sentence)
        else:
            warning = queries.overlap_warning(entry, now)
            messages.info(request, warning or _("Written down."))
            return redirect("agreements:my_time")
    entries = list(queries.time_of(who, now - LOOK_BACK))
    values = {
        "running": queries.running_timer(who),
        "entries": [entry for entry in entries if not entry.is_running],
        "total": sum(entry.minutes or 0 for entry in entries),
        "form": form,
        "timer": TimerForm(who=who),
    }
    status = 422 if form.errors else 200
    return page(request, "agreements/time.html", values, status=status)


@require_safe
def hours(request: HttpRequest, label: str) -> HttpResponse:
    """The entries behind one center's bar on Today."""
    who, window = who_asks(request), _window(request, timezone.now())
    found = queries.worked_for_center(who, label, window)
    values = {
        "center": centers.center(label),
        "window": window,
        "last_day": window.end - timedelta(seconds=1),
        "total": found.aggregate(all=Coalesce(Sum("minutes"), 0))["all"],
        "shown": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "agreements/hours.html", values)


def _window(request: HttpRequest, now: datetime) -> Window:
    """The span the question names; what it cannot mean is the last seven days."""
    try:
        start = datetime.fromisoformat(request.GET.get("start", ""))
        end = datetime.fromisoformat(request.GET.get("end", ""))
        if timedelta() < end - start <= LONGEST and abs(now - end) <= LONGEST:
            return Window(start.astimezone(UTC), end.astimezone(UTC))
    except (ValueError, TypeError, OverflowError):
        pass
    return Window(now - LOOK_BACK, now)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start the timer; one that runs is stopped at this moment."""
    who = who_asks(request)
    form = TimerForm(request.POST, who=who)
    if form.is_valid():
        said = form.cleaned_data
        actions.start_timer(
            who,
            work_type=said["work_type"],
            client=said["client"],
            about=said["about"],
            about_url=request.POST.get("about_url", ""),
            switch=True,
            by=who,
        )
    else:
        messages.error(request, _("Choose the kind of work."))
    return back(request, "agreements:my_time")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    running = queries.running_timer(who)
    if running is None:
        raise Refused("No timer of yours is running.")
    entry = actions.stop_timer(running, note=request.POST.get("note", ""), by=who)
    charge = entry.charge
    said = _("%(n)d minutes.") % {"n": entry.minutes or 0}
    messages.success(request, f"{said} {charge.reason}" if charge else said)
    return back(request, "agreements:my_time")


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with every decision about it; a form corrects it."""
    who, now = who_asks(request), timezone.now()
    one = queries.time_entry_for(who, pk)
    initial = {"work_type": one.work_type_id, "minutes": one.minutes, "note": one.note}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.correct_time(
                one,
                minutes=said["minutes"],
                work_type=said["work_type"],
                note=said["note"],
                because=said["because"],
                by=who,
            )
        except NadiError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("Corrected. The old decision stays beside the new one."))
            return redirect("agreements:time_entry", one.pk)
    values = {
        "entry": one,
        "charges": one.charges.order_by("-at", "-pk"),
        "warning": queries.overlap_warning(one, now),
        "form": form,
        "may_correct": not one.is_running and (one.person_id == who.pk or who.is_lead),
    }
    status = 422 if form.errors else 200
    return page(request, "agreements/entry.html", values, status=status)
