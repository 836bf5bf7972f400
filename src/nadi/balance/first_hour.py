"""The pages of the first hour: greet, ask, leave for later, end. The answers are the centers'."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nadi.accounts.actions import change_profile
from nadi.accounts.forms import ProfileForm
from nadi.accounts.models import Person
from nadi.balance.queries import first_hour as reading
from nadi.core import centers, sayings
from nadi.core.errors import BadInput
from nadi.core.pages import page


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The seven questions, from Root to Crown."""
    found = reading.first_hour(timezone.now())
    values = {
        "hour": found,
        "profile": ProfileForm(instance=_who(request)),
        "greeting": not found.begun and not found.ended,
    }
    return page(request, "balance/first_hour.html", values)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin, with the clock that the owner lives by."""
    who = _who(request)
    zone = request.POST.get("zone_name", "")
    if zone not in dict(ProfileForm(instance=who).fields["zone_name"].choices):  # type: ignore[attr-defined]
        raise BadInput(_("There is no such time zone."))
    change_profile(who, name=who.name, zone_name=zone, theme=who.theme, by=who)
    _say(who, begun=True, ended=False)
    return redirect("balance:first_hour")


@require_POST
def leave_for_later(request: HttpRequest) -> HttpResponse:
    """This question waits; it can be answered whenever somebody wants."""
    label = request.POST.get("center", "")
    if label not in {center.label for center in centers.centers()}:
        raise BadInput(_("There is no such center."))
    said = reading.said_so_far().get("later")
    later = [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
    _say(_who(request), begun=True, later=sorted({*later, label}))
    return redirect("balance:first_hour")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """It is over, whole or not. The page stays where it is."""
    _say(_who(request), ended=True)
    messages.success(request, _("The questions stay under Settings, The first hour."))
    return redirect("balance:today")


def _say(who: Person, **more: object) -> None:
    value = {**reading.said_so_far(), **more}
    sayings.say(name=reading.SAYING, value=cast("sayings.Json", value), at=timezone.now(), by=who)


def _who(request: HttpRequest) -> Person:
    return cast(Person, request.user)
