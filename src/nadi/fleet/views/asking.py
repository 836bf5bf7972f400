"""Who asks, and which machine they may see."""

from typing import cast

from django.http import HttpRequest

from nadi.accounts.models import Person
from nadi.fleet.models import Device
from nadi.fleet.queries import device_for


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def device_asked(request: HttpRequest, pk: int) -> Device:
    return device_for(who_asks(request), pk)
