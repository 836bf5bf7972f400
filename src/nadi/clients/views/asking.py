"""Who asks, what they may change, and how a form becomes one action."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.http import HttpRequest

from nadi.accounts.models import Person, Role
from nadi.core.errors import Refused

Made = TypeVar("Made")
CHANGERS = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.COORDINATOR, Role.FRONT_OFFICE})


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def may_change(who: Person) -> bool:
    return who.role in CHANGERS


def settle(form: forms.Form, act: Callable[[dict[str, Any]], Made]) -> Made | None:
    """Carry out the action if the form is right. A refusal becomes a sentence beside its field."""
    if not form.is_bound or not form.is_valid():
        return None
    known = {
        name: value for name, value in form.cleaned_data.items() if not name.startswith("day_")
    }
    try:
        return act(known)
    except Refused as refusal:
        field = next((name for name in refusal.fields if name in form.fields), None)
        form.add_error(field, refusal.sentence)
        return None
