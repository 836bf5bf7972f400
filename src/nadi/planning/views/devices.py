"""Devices by age: all of them, one of them, and the policies they are judged by."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.core.quarters import quarter_name
from nadi.fleet.models import Device, DeviceKind
from nadi.planning import actions, packing, queries
from nadi.planning.ages import MOST
from nadi.planning.forms import FactForm, PlanForm, PolicyForm
from nadi.planning.models import Choice, FactKind, FactState
from nadi.planning.rules.lifecycle import Decider, Place
from nadi.planning.views.asking import beside, first_problem, who_asks

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def place_names() -> dict[Place, tuple[str, str]]:
    """What each place is called, and its tone."""
    return {
        Place.PAST: (_("Past its date"), "bad"),
        Place.UNKNOWN: (_("Unknown"), "warn"),
        Place.DUE: (_("Due within a year"), "info"),
        Place.PLANNED: (_("Planned"), "good"),
        Place.INSIDE: (_("Inside the policy"), ""),
    }


def decider_names() -> dict[Decider, str]:
    return {
        Decider.AGE: _("its age"),
        Decider.SECURITY: _("the end of security updates"),
        Decider.SUPPORT: _("the end of support"),
        Decider.WARRANTY: _("the end of its warranty"),
        Decider.NOTHING: "",
    }


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Past their date first, then those nobody knows, then due; as of any day."""
    who, now = who_asks(request), timezone.now()
    on = _day(request.GET.get("on", "")) or timezone.localdate()
    slug, place = request.GET.get("client", ""), _place(request.GET.get("place", ""))
    seen = clients_visible_to(who)
    client = seen.filter(slug=slug).first() if slug and "\0" not in slug else None
    clients = queries.clients_in_sight(who, client)
    rest = (f"&client={client.slug}" if client else "") + f"&on={on.isoformat()}"
    names, counts = place_names(), queries.counts(clients, on, now)
    tabs = [(_("All"), f"?place={rest}", sum(counts.values()), place is None)]
    tabs += [
        (name, f"?place={each.value}{rest}", counts[each], each == place)
        for each, (name, _tone) in names.items()
    ]
    quarter = _day(request.GET.get("quarter", "")) if client else None
    rows = queries.lives(
        clients, on, now, place=place.value if place else "", most=None if quarter else MOST
    )
    if quarter:
        rows = [each for each in rows if packing.quarter_due(each, on) == quarter]
    values = {
        "rows": rows,
        "more": 0 if quarter else (counts[place] if place else sum(counts.values())) - len(rows),
        "quarter": quarter_name(quarter) if quarter else "",
        "tabs": tabs,
        "names": names,
        "deciders": decider_names(),
        "choices": dict(Choice.choices),
        "kinds": dict(DeviceKind.choices),
        "client": client,
        "clients": list(seen.filter(state__in=["managed", "notice"])),
        "place": place.value if place else "",
        "on": on,
        "is_today": on == timezone.localdate(),
    }
    return page(request, "planning/devices.html", values)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found < LATEST else None


def _place(text: str) -> Place | None:
    return Place(text) if text in set(Place) else None


@require_safe
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one device and from where, what decided, and what was planned."""
    one, life = _with_life(request, pk)
    known = queries.facts_of(one)
    newest = {fact.kind: fact.pk for fact in reversed(known)}
    values = {
        "device": one,
        "life": life,
        "names": place_names(),
        "deciders": decider_names(),
        "choices": dict(Choice.choices),
        "decides": _decides(life.life.decided_by) if life else "",
        "facts": [(fact, newest[fact.kind] == fact.pk) for fact in known],
        "plans": queries.plans_of(one),
        "fact_form": FactForm(initial={"state": FactState.DATED}),
        "plan_form": PlanForm(),
        "today": timezone.localdate(),
    }
    return page(request, "planning/device.html", values)


def _decides(decider: Decider) -> str:
    """The kind of fact that decided."""
    return FactKind.PURCHASED.value if decider == Decider.AGE else decider.value


def _with_life(request: HttpRequest, pk: int) -> tuple[Device, queries.DeviceLife | None]:
    now = timezone.now()
    return queries.device_with_life(who_asks(request), pk, timezone.localdate(), now)


@require_POST
def note_fact(request: HttpRequest, pk: int) -> HttpResponse:
    one, _life = _with_life(request, pk)
    form = FactForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect("planning:device", one.pk)
    said = form.cleaned_data
    actions.note_fact(
        one,
        kind=FactKind(said["kind"]),
        state=FactState(said["state"]),
        on=said["on"],
        source=said["source"],
        note=said["note"],
        by=who_asks(request),
    )
    messages.success(request, _("Noted. What was known before stands beside it."))
    return redirect("planning:device", one.pk)


@require_POST
def plan_device(request: HttpRequest, pk: int) -> HttpResponse:
    one, _life = _with_life(request, pk)
    form = PlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect("planning:device", one.pk)
    said = form.cleaned_data
    actions.plan_device(
        one,
        choice=Choice(said["choice"]),
        on=said["on"],
        approved_by=said["approved_by"],
        because=said["because"],
        by=who_asks(request),
    )
    messages.success(request, _("Planned."))
    return redirect("planning:device", one.pk)


@require_POST
def withdraw_plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = queries.plan_for(who_asks(request), pk)
    actions.withdraw_plan(plan, because=request.POST.get("because", ""), by=who_asks(request))
    return redirect("planning:device", plan.device_id)


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """How long each kind of device serves, for everybody and for single clients."""
    who = who_asks(request)
    today = timezone.localdate()
    rows, counting = queries.policies(who), set[tuple[str, int | None]]()
    shown = []
    for row in rows:
        key = (row.kind, row.client_id)
        counts = row.since <= today and key not in counting
        if counts:
            counting.add(key)
        shown.append((row, counts))
    values = {"rows": shown, "may_set": who.is_lead, "today": today}
    return page(request, "planning/policies.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def set_policy(request: HttpRequest) -> HttpResponse:
    """Another policy from a day on; the old one stays for the days it held."""
    who = who_asks(request)
    form = PolicyForm(request.POST or None, who=who, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kind = DeviceKind(said.pop("kind"))
        try:
            actions.set_policy(kind, **said, by=who)
        except NadiError as problem:
            beside(form, problem)
        else:
            return redirect("planning:policies")
    values = {
        "form": form,
        "title": _("A replacement policy"),
        "submit": _("Set it"),
        "crumbs": [(_("Policies"), "/planning/policies/")],
    }
    return page(request, "planning/form.html", values, status=422 if form.errors else 200)
