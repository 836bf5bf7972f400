"""Thanks, and the Monday stand-up."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.culture import actions, queries
from nadi.culture.actions.thanks import RUNS_IT
from nadi.culture.forms import KudosForm, MinutesForm
from nadi.culture.models import StandUp
from nadi.culture.queries import Agenda
from nadi.culture.views.asking import back, settle, status_of, valid, who_asks, whole

WALL = timedelta(days=92)


@require_safe
def kudos(request: HttpRequest) -> HttpResponse:
    """The wall: who was thanked for what. In the order of days, and without any count by person."""
    who, now = who_asks(request), timezone.now()
    values = {
        "kudos": list(queries.kudos_since(who, now - WALL)),
        "values": queries.values_now(who),
    }
    return page(request, "culture/kudos.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def give_kudos(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    values = queries.values_now(who)
    given = {
        "to": whole(request.GET.get("to")),
        "work": request.GET.get("work", "")[:400],
        "about_url": request.GET.get("about_url", "")[:300],
    }
    form = KudosForm(request.POST or None, who=who, values=values, initial=given)

    def act(said: dict[str, Any]) -> object:
        return actions.give_kudos(
            said["to"],
            value=said["value"],
            work=said["work"],
            about_url=said["about_url"],
            by=who,
        )

    if settle(form, act) is not None:
        messages.success(request, _("Said. The team reads it, and Monday begins with it."))
        return back(request, reverse("culture:kudos"))
    found = {"form": form, "values": values}
    return page(request, "culture/give_kudos.html", found, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def stand_up(request: HttpRequest) -> HttpResponse:
    """This week's stand-up on one page: roll call, thanks, what is hot, behind, ahead, lessons."""
    who, now = who_asks(request), timezone.now()
    agenda = queries.agenda_for(who, now)
    held = queries.stand_up_of(who, agenda.week)
    if held is not None and held.closed_at is not None:
        return redirect("culture:minutes", agenda.week.isoformat())
    form = MinutesForm(
        request.POST or None, team=agenda.team, initial=_as_initial(held, agenda.team)
    )
    if request.method == "POST":
        return _keep(request, who, agenda, form)
    values = {"agenda": agenda, "held": held, "form": form, "may_run": who.role in RUNS_IT}
    return page(request, "culture/stand_up.html", values)


def _as_initial(held: StandUp | None, team: list[Person]) -> dict[str, str]:
    if held is None:
        return {f"roll_{person.pk}": "here" for person in team}
    roll = {f"roll_{row.person_id}": row.presence for row in held.roll.all()}
    said = {name: getattr(held, name) for name in ("hot", "behind", "ahead", "lessons")}
    return {**roll, **said}


def _keep(request: HttpRequest, who: Person, agenda: Agenda, form: MinutesForm) -> HttpResponse:
    said = valid(form)
    roll = {person.pk: said[f"roll_{person.pk}"] for person in form.team}
    texts = {name: said[name] for name in ("hot", "behind", "ahead", "lessons")}
    kept = actions.keep_minutes(agenda.week, actions.Minutes(roll, **texts), by=who)
    if request.POST.get("close"):
        actions.close_stand_up(kept, by=who)
        messages.success(request, _("Held. The minutes are kept."))
        return redirect("culture:minutes", agenda.week.isoformat())
    messages.success(request, _("Kept so far."))
    return redirect("culture:stand_up")


@require_safe
def stand_ups(request: HttpRequest) -> HttpResponse:
    """The minutes of the weeks."""
    found = queries.stand_ups(who_asks(request))[:60]
    return page(request, "culture/stand_ups.html", {"stand_ups": found})


@require_safe
def minutes(request: HttpRequest, week: str) -> HttpResponse:
    """The minutes of one week, with the thanks it began with."""
    who = who_asks(request)
    found = next((one for one in queries.stand_ups(who) if one.week.isoformat() == week), None)
    if found is None:
        raise NotFound(_("There are no minutes of that week."))
    since = queries.thanks_begin(who, found.week, found.held_at)
    values = {
        "held": queries.minutes_for(who, found.week),
        "kudos": list(queries.kudos_between(who, since, found.held_at)),
    }
    return page(request, "culture/minutes.html", values)
