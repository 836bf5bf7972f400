"""Who asks, about whom, and where an act leads back to."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import clients_visible_to
from nadi.core.errors import Forbidden, NadiError, NotFound
from nadi.planning import queries
from nadi.planning.models import Meeting


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the place inside nadi that the form named as `next`, else the usual one."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(otherwise)


def client_asked(request: HttpRequest, pk: int) -> Client:
    found = clients_visible_to(who_asks(request)).select_related("calendar", "owner")
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotFound("There is no such client, or none that you may see.")
    return one


def to_write(request: HttpRequest, pk: int) -> Meeting:
    """A meeting somebody wants to write in. Our own review is written by those who lead."""
    who = who_asks(request)
    meeting = queries.meeting_for(who, pk)
    may_lead(who, meeting.is_own)
    return meeting


def may_lead(who: Person, is_own: bool) -> None:
    if is_own and not who.is_lead:
        raise Forbidden(_("Our own plan is written by those who lead."))


def beside(form: forms.Form, problem: NadiError) -> None:
    """What an action refused, at its field where the form has it."""
    placed = [name for name in problem.fields if name in form.fields]
    form.add_error(placed[0] if placed else None, problem.sentence)


def first_problem(form: forms.Form) -> str:
    """The first thing that was wrong, in one sentence."""
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {problems[0]}" if label else str(problems[0])
