"""What a person can say about machines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Site
from nadi.clients.queries import clients_visible_to
from nadi.fleet.models import Device, DeviceKind


class TokenForm(forms.Form):
    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none())
    max_uses = forms.IntegerField(
        label=_("For how many machines"), min_value=1, max_value=500, initial=1
    )
    hours = forms.IntegerField(
        label=_("Good for how many hours"), min_value=1, max_value=720, initial=24
    )
    approves = forms.BooleanField(
        label=_("Approve them at once"),
        required=False,
        help_text=_("Otherwise each one waits here until somebody approves it."),
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = clients_visible_to(who).order_by("name")


class DeviceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=DeviceKind.choices)
    site = forms.ModelChoiceField(label=_("Place"), queryset=Site.objects.none(), required=False)
    silent_after_minutes = forms.IntegerField(
        label=_("Silent after, minutes"),
        min_value=2,
        max_value=10_080,
        help_text=_("When it has said nothing for this long, it counts as silent."),
    )

    def __init__(self, *args: Any, device: Device, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": device.name,
            "kind": device.kind,
            "site": device.site_id,
            "silent_after_minutes": device.silent_after_minutes,
        }
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = device.client.sites.order_by("name")
