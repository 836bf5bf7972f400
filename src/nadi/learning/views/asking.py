"""Who asks, where an act leads back to, and what stands behind the question mark."""

from datetime import UTC, datetime
from typing import cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from nadi.accounts.models import Person
from nadi.core.errors import BadInput, NadiError

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the place inside nadi that the form named as `next`, else the usual one."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(otherwise)


def since_asked(request: HttpRequest) -> datetime | None:
    """The moment after `since=`; None where there is none that can be read."""
    try:
        found = parse_datetime(request.GET.get("since", "").replace(" ", "+"))
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    try:
        return found if found >= EARLIEST else None
    except OverflowError:
        return None


def put_on(form: Form, problem: NadiError) -> None:
    """The sentence of a refusal, beside the field it is about where there is one."""
    fields = problem.fields if isinstance(problem, BadInput) else {}
    form.add_error(next((name for name in fields if name in form.fields), None), problem.sentence)
