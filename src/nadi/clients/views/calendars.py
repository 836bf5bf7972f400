"""Hours, and which technician sees which clients."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadi.accounts.models import Person
from nadi.clients import actions, queries
from nadi.clients.forms import CalendarForm, LimitForm, of_calendar
from nadi.clients.models import Calendar
from nadi.clients.rules import write_windows
from nadi.clients.views.asking import may_change, settle, who_asks
from nadi.core import words
from nadi.core.errors import NotFound
from nadi.core.pages import page


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Settings"), reverse("accounts:settings")),
        (_("Hours"), reverse("clients:calendars")),
    ]


def week_picture(calendar: Calendar) -> list[tuple[str, list[tuple[int, int]], str]]:
    """The next seven days for ui.week: name, windows to draw, and the same in words.

    A window past midnight is drawn on both days it touches.
    """
    found = queries.next_days(calendar, timezone.now())
    drawn = []
    late: list[tuple[int, int]] = []
    for day in found:
        text = write_windows(day.windows) or _("closed")
        if day.is_special:
            text = _("%(hours)s, differs from the week") % {"hours": text}
        if late:
            text = _("until %(time)s, then %(hours)s") % {
                "time": write_windows(late)[-5:],
                "hours": text,
            }
        drawn.append((words.short_day(day.on, calendar.zone_name), [*late, *day.windows], text))
        late = [(0, end - 1440) for _start, end in day.windows if end > 1440]
    return drawn


@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    values = {"calendars": queries.calendars(who), "may_change": may_change(who)}
    return page(request, "clients/calendars.html", values)


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.calendar_for(who, pk)
    values = {
        "calendar": one,
        "days": week_picture(one),
        "is_open": one.rule().is_open(timezone.now()),
        "clients": queries.clients_visible_to(who).filter(calendar=one),
        "crumbs": _crumbs(),
        "may_change": may_change(who),
    }
    return page(request, "clients/calendar.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    start = {"zone_name": who.zone_name, **{f"day_{n}": "08:00-17:00" for n in range(5)}}
    form = CalendarForm(request.POST or None, initial=start)
    made = settle(form, lambda values: actions.keep_calendar(**values, by=who))
    if made is not None:
        return redirect("clients:calendar", made.pk)
    values = {"form": form, "title": _("New hours"), "crumbs": _crumbs(), "place": "settings"}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = queries.calendar_for(who, pk)
    form = CalendarForm(request.POST or None, initial=of_calendar(one))
    if settle(form, lambda values: actions.keep_calendar(one, **values, by=who)) is not None:
        return redirect("clients:calendar", pk)
    values = {"form": form, "title": one.name, "crumbs": _crumbs(), "place": "settings"}
    return page(request, "clients/form.html", values, status=422 if form.errors else 200)


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """Technicians, and the clients each may see."""
    return page(request, "clients/limits.html", {"limits": queries.limits(who_asks(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    row = next((row for row in queries.limits(who) if row[0].pk == pk), None)
    if row is None:
        raise NotFound(_("There is no such technician."))
    form = LimitForm(request.POST or None, initial={"clients": row[1]})
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["clients"])
        actions.limit_technician(Person.objects.get(pk=pk), clients=chosen, by=who)
        messages.success(request, _("Saved."))
        return redirect("clients:limits")
    crumbs = [
        (_("Settings"), reverse("accounts:settings")),
        (_("Who sees which clients"), reverse("clients:limits")),
    ]
    return page(
        request,
        "clients/form.html",
        {"form": form, "title": row[0].name, "crumbs": crumbs, "place": "settings"},
    )
