"""Solar's question to a new firm: is this machine ours, and when do we want to hear of it?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.models import Person
from nadi.core import first_acts
from nadi.core.offers import FirstAct, Gave
from nadi.fleet.actions import approve_device
from nadi.fleet.models import Device, DeviceState
from nadi.monitoring import actions
from nadi.monitoring.models import AlertRule, Kind
from nadi.monitoring.views.asking import who_asks

CALM_BELOW = 5


class FirstDeviceForm(forms.Form):
    device = forms.ModelChoiceField(
        label=gettext_lazy("The machine"), queryset=Device.objects.none(), empty_label=None
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Tell us when its disk is fuller than, percent"),
        min_value=50,
        max_value=99,
        initial=90,
    )
    usual = forms.BooleanField(
        label=gettext_lazy("Watch every machine by the usual rules too"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Silence, a full disk, a stopped service. Each can be changed."),
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["device"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = _real(who).order_by("pk")


def _real(who: Person) -> Any:
    states = [DeviceState.PENDING, DeviceState.ACTIVE]
    return Device.objects.visible_to(who).filter(simulated=False, state__in=states)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The machine is ours, and it has a limit that somebody owns."""
    who = who_asks(request)
    form = FirstDeviceForm(request.POST or None, who=who)
    words = (
        _("Another machine first?")
        if _real(who).exists()
        else _("No machine has introduced itself yet.")
    )
    instead = (words, reverse("fleet:tokens"), _("Enrol a machine"))
    return first_acts.answer(request, "monitoring", form, lambda said: _act(said, who), instead)


def _act(said: Mapping[str, Any], who: Person) -> None:
    device = said["device"]
    if device.state == DeviceState.PENDING:
        device = approve_device(device, by=who)
    if said["usual"]:
        actions.take_up_usual_rules(owner=who, by=who)
    actions.set_limit(
        device,
        kind=Kind.DISK,
        instance="/",
        raise_at=float(said["percent"]),
        clear_at=float(said["percent"] - CALM_BELOW),
        because=_("Our first limit: hear of it before it is full"),
        by=who,
    )


def done(now: datetime) -> Gave | None:
    """The first real machine with a rule of its own."""
    rules = AlertRule.objects.filter(device__simulated=False, active=True)
    first = rules.select_related("device").order_by("pk").first()
    if first is None or first.device is None:
        return None
    words = {"device": first.device, "n": f"{first.raise_at or 0:.0f}"}
    text = _(
        "Solar watches its first machine: we hear when the disk of %(device)s is %(n)s %% full."
    )
    return Gave(text % words, reverse("fleet:device", args=[first.device.pk]))


FIRST_ACT = FirstAct(
    question=gettext_lazy(
        "Is this machine the first you look after, and what do you want to hear?"
    ),
    why=gettext_lazy("What we see early, nobody has to suffer. Its agent speaks once a minute."),
    button=gettext_lazy("Look after it"),
    url="monitoring:first_act",
    done=done,
)
