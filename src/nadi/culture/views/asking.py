"""Who asks, and how a form becomes one act."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from nadi.accounts.models import Person, Role
from nadi.core.errors import BadInput, Refused

Made = TypeVar("Made")
KEEPERS = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.COORDINATOR, Role.FRONT_OFFICE})


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def settle(form: forms.Form, act: Callable[[dict[str, Any]], Made]) -> Made | None:
    """Carry out the act if the form is right. A refusal becomes a sentence beside its field."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Refused as refusal:
        field = next((name for name in refusal.fields if name in form.fields), None)
        form.add_error(field, refusal.sentence)
        return None


def whole(text: str | None) -> int | None:
    """A row's number in a question, or None for anything else."""
    known = text is not None and text.isascii() and text.isdecimal() and len(text) < 15
    return int(text) if known and text is not None else None


def valid(form: forms.Form) -> dict[str, Any]:
    """What was given; a form without a page of its own says what was wrong as an error page."""
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        raise BadInput(str(problems[0]), fields={name: str(problems[0])})
    return form.cleaned_data


def status_of(form: forms.Form) -> int:
    return 422 if form.errors else 200


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the place inside nadi that the form named as `next`, else the usual one."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(otherwise)
