"""Today, the opened figures, and what is intended: request in, page out."""

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.accounts.models import Person, Role
from nadi.balance import actions, queries
from nadi.balance.forms import IntentionForm, NeglectForm
from nadi.balance.queries import the_round
from nadi.balance.queries.first_hour import Standing, first_hour, standing
from nadi.balance.queries.offered import waiting_for
from nadi.core.errors import BadInput, NotFound
from nadi.core.pages import page
from nadi.core.vitals import Window


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where each role begins: owners and the service manager with Today, those who work the board
    with the board. Today is one key away for everybody who works here."""
    who = _who(request)
    if who.is_lead:
        where = standing(who)
        return redirect("balance:first_hour") if where.greets else _today(request, where)
    if who.role == Role.CONTACT:
        return redirect(_first_of("clients:portal", "clients:home", "accounts:profile"))
    if who.role == Role.TECHNICIAN:
        _say_what_waits(request, who)
        return redirect(_first_of("desk:next", "desk:next_ticket", "desk:home", "balance:today"))
    return redirect(_first_of("desk:home", "balance:today"))


def _say_what_waits(request: HttpRequest, who: Person) -> None:
    """A technician's home is the next ticket; what was handed to them stands on the board."""
    waiting = waiting_for(who, queries.firm_day(timezone.now()))
    if waiting:
        text = _("%(who)s handed something to you: %(what)s. It stands on the desk’s first page.")
        first = waiting[0]
        messages.info(request, text % {"who": first.round.person.name, "what": first})


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    return _today(request, standing(_who(request)))


def _today(request: HttpRequest, where: Standing) -> HttpResponse:
    who, now = _who(request), timezone.now()
    values = {
        "day": queries.today(who, now),
        "mine": the_round.round_today(who, now),
        "first_hour": first_hour(now) if where.goes_on else None,
    }
    return page(request, "balance/today.html", values)


@require_safe
def state(request: HttpRequest, label: str) -> HttpResponse:
    found = queries.state_of(_who(request), label, timezone.now())
    return page(request, "balance/state.html", {"state": found})


@require_safe
def seven(request: HttpRequest) -> HttpResponse:
    """The weights are shaken only when asked for: that is twenty thousand wholes."""
    who, now = _who(request), timezone.now()
    found = queries.seven(who, now, with_swing="weights" in request.GET)
    return page(request, "balance/seven.html", {"it": found})


@require_safe
def change(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("weeks", "1")
    weeks = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
    found = queries.change(_who(request), timezone.now(), weeks)
    return page(request, "balance/change.html", {"it": found})


@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    found = queries.attention(_who(request), timezone.now())
    return page(request, "balance/attention.html", {"it": found})


@require_safe
def neglect(request: HttpRequest) -> HttpResponse:
    return page(request, "balance/neglect.html", {"budgets": queries.budgets(_who(request))})


def agree_neglect(request: HttpRequest, label: str) -> HttpResponse:
    """Beforehand and in writing: how many days, and what happens then."""
    who = _who(request)
    mine = {budget.center.label: budget for budget in queries.budgets(who)}.get(label)
    if mine is None:
        raise NotFound(_("There is no such center."))
    form = NeglectForm(request.POST or None, agreed=mine.now)
    if request.method == "POST" and form.is_valid():
        actions.agree_neglect_budget(label, **form.cleaned_data, by=who)
        messages.success(request, _("Agreed, and kept with its date. It holds from today on."))
        return redirect("balance:neglect")
    status = 422 if form.errors else 200
    return page(request, "balance/agree.html", {"form": form, "it": mine}, status=status)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    who, now = _who(request), timezone.now()
    found, pairs = queries.definitions_of(who, now), queries.moving_as_one(who, now)
    titles = {one.definition.vital: one.title for _center, some in found for one in some}
    values = {"centers": found, "pairs": pairs, "titles": titles}
    return page(request, "balance/definitions.html", values)


@require_POST
def remove_vital(request: HttpRequest, name: str) -> HttpResponse:
    actions.remove_vital(name, because=request.POST.get("because", ""), by=_who(request))
    messages.success(request, _("It no longer counts. The line of its center is marked."))
    return redirect("balance:definitions")


@require_POST
def return_vital(request: HttpRequest, name: str) -> HttpResponse:
    actions.return_vital(name, because=request.POST.get("because", ""), by=_who(request))
    messages.success(request, _("It counts again from today on."))
    return redirect("balance:definitions")


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
