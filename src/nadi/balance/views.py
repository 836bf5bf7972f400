"""Today, the opened figures, and what is intended: request in, page out."""

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nadi.accounts.models import Person, Role
from nadi.balance import actions, queries
from nadi.balance.forms import IntentionForm
from nadi.core.errors import BadInput
from nadi.core.pages import page
from nadi.core.vitals import Window


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where each role begins: owners and the service manager with Today, those who work the board
    with the board. Today is one key away for everybody who works here."""
    who = _who(request)
    if who.is_lead:
        return today(request)
    if who.role == Role.CONTACT:
        return redirect(_first_of("clients:portal", "clients:home", "accounts:profile"))
    if who.role == Role.TECHNICIAN:
        return redirect(_first_of("desk:next", "desk:next_ticket", "desk:home", "balance:today"))
    return redirect(_first_of("desk:home", "balance:today"))


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    return page(
        request, "balance/today.html", {"day": queries.today(_who(request), timezone.now())}
    )


@require_safe
def state(request: HttpRequest, label: str) -> HttpResponse:
    found = queries.state_of(_who(request), label, timezone.now())
    return page(request, "balance/state.html", {"state": found})


@require_safe
def reading(request: HttpRequest, name: str) -> HttpResponse:
    wanted = queries.Wanted(
        client=request.GET.get("client", ""),
        day=_day(request.GET.get("day", "")),
        window=_window(request.GET.get("start", ""), request.GET.get("end", "")),
        population=request.GET.get("population") or None,
        all_rows="all" in request.GET,
    )
    found = queries.explanation(_who(request), name, wanted, timezone.now())
    query = request.GET.copy()
    query["all"] = "1"
    return page(request, "balance/reading.html", {"it": found, "all_rows": f"?{query.urlencode()}"})


def intention(request: HttpRequest) -> HttpResponse:
    """From today on; what was intended before stays with its days."""
    who, on = _who(request), queries.firm_day(timezone.now())
    form = IntentionForm(request.POST or None, shares=queries.intended(who, on))
    if request.method == "POST" and form.is_valid():
        actions.set_intention(form.cleaned_data, on=on, by=who)
        messages.success(request, _("Kept. Today shows the marks beside last week's hours."))
        return redirect("balance:today")
    status = 422 if form.errors else 200
    return page(request, "balance/intention.html", {"form": form}, status=status)


def _who(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 the table of permissions let nobody else in
    return request.user


def _first_of(*names: str) -> str:
    """The first page that exists."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(", ".join(names))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(_("This is no day. Write it like 2026-11-23.")) from error


def _window(start: str, end: str) -> Window | None:
    if not start or not end:
        return None
    try:
        window = Window(_moment(start), _moment(end))
    except ValueError as error:
        raise BadInput(_("A window needs two moments, written like 2026-11-23T08:00Z.")) from error
    if window.start >= window.end:
        raise BadInput(_("A window ends after it begins."))
    return window


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
