"""The third eye's question to a new firm: when do you look ahead together?"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import clients_visible_to
from nadi.core import first_acts, words
from nadi.core.offers import FirstAct, Gave
from nadi.planning import actions
from nadi.planning.models import Meeting
from nadi.planning.views.asking import who_asks

SOON = timedelta(days=14)


class FirstMeetingForm(forms.Form):
    client = forms.ModelChoiceField(
        label=gettext_lazy("With whom"),
        queryset=Client.objects.none(),
        required=False,
        empty_label=gettext_lazy("Our own firm: our own plan, first"),
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time, on their clock"),
        initial=time(10),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = clients_visible_to(who).others().order_by("name")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The date stands."""
    who = who_asks(request)
    first = clients_visible_to(who).others().order_by("pk").first()
    begin = {"client": first, "on": _workday(timezone.localdate() + SOON)}
    form = FirstMeetingForm(request.POST or None, who=who, initial=begin)
    return first_acts.answer(request, "planning", form, lambda said: _act(said, who))


def _workday(on: Any) -> Any:
    return on + timedelta(days=(7 - on.weekday()) % 7 if on.weekday() > 4 else 0)


def _act(said: Mapping[str, Any], who: Person) -> None:
    client = said["client"]
    zone = client.calendar.zone if client else who.zone
    moment = datetime.combine(said["on"], said["at"], zone)
    actions.plan_meeting(client, at=moment, lead=who, by=who)


def done(now: datetime) -> Gave | None:
    """The first date to look ahead."""
    first = Meeting.objects.select_related("client__calendar").order_by("pk").first()
    if first is None:
        return None
    zone = first.client.calendar.zone_name if first.client else None
    said = {"client": first.client or _("our own firm"), "day": words.day(first.at, zone)}
    text = _("Third Eye has its first date: a road map meeting with %(client)s, %(day)s.")
    return Gave(text % said, first.get_absolute_url())


FIRST_ACT = FirstAct(
    question=gettext_lazy("When do you first look ahead together?"),
    why=gettext_lazy("Who plans with their clients is part of their team. A date makes it real."),
    button=gettext_lazy("Make the date"),
    url="planning:first_act",
    done=done,
)
