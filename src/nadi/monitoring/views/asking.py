"""Who asks, the tabs above every page of Solar, and how a refusal finds its field."""

from collections.abc import Callable
from typing import TypeVar, cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.errors import BadInput, Refused
from nadi.monitoring import queries

Made = TypeVar("Made")
Tab = tuple[str, str, int | None, bool]


def who_asks(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def tabs(who: Person, current: str) -> list[Tab]:
    """The six places of Solar."""
    counts = {
        "home": queries.asking(who).count(),
        "mutes": queries.mutes_in_force(who, timezone.now()).count(),
    }
    places = {
        "home": _("Now"),
        "round": _("Round"),
        "alerts": _("All alerts"),
        "sites": _("Web addresses"),
        "rules": _("Rules"),
        "mutes": _("Kept quiet"),
    }
    return [
        (text, reverse(f"monitoring:{name}"), counts.get(name), name == current)
        for name, text in places.items()
    ]


def settle(form: forms.BaseForm, act: Callable[[], Made]) -> Made | None:
    """Carry out the action if the form is right. A refusal becomes a sentence beside its field."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except (BadInput, Refused) as refusal:
        field = next((name for name in refusal.fields if name in form.fields), None)
        form.add_error(field, refusal.sentence)
        return None
