"""Who asks, and where an act leads back to."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from nadi.accounts.models import Person, Role

WRITERS = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.COORDINATOR, Role.FRONT_OFFICE})


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def may_write(who: Person) -> bool:
    """Agreements are written by those who run the firm's day."""
    return who.role in WRITERS


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the place inside nadi that the form named as `next`, else the usual one."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(otherwise)
