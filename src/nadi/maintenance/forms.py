"""Human input of the heart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.core.errors import NadiError
from nadi.fleet.models import Device, DeviceState
from nadi.maintenance.backups import TOOLS
from nadi.maintenance.rules.nights import EVERY_NIGHT

DAYS = [
    (0, _("Mon")), (1, _("Tue")), (2, _("Wed")), (3, _("Thu")),
    (4, _("Fri")), (5, _("Sat")), (6, _("Sun")),
]  # fmt: skip


class OpenForm(forms.Form):
    note = forms.CharField(
        label=_("What did you see?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence: what you opened, and that it is what it should be."),
    )


class ProtectForm(forms.Form):
    device = forms.ModelChoiceField(label=_("Device"), queryset=Device.objects.none())
    name = forms.CharField(
        label=_("What must come back"), max_length=120, help_text=_("Patient files, the database …")
    )
    job = forms.CharField(
        label=_("Name of the job"),
        max_length=80,
        help_text=_("The name under which the agent on that device reports this backup."),
    )
    tool = forms.ChoiceField(label=_("Tool"))
    location = forms.CharField(
        label=_("Repository"),
        max_length=400,
        help_text=_("As this server reaches it: a folder, rest:https://… or sftp:…"),
    )
    secret = forms.CharField(
        label=_("Password of the repository"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed. restic needs it; plain archives have none."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Nights on which a backup is due"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        initial=[str(day) for day, _name in DAYS],
    )
    fresh_hours = forms.IntegerField(
        label=_("Fresh for, hours"), min_value=1, max_value=2000, initial=30
    )

    def __init__(self, *args: object, who: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        devices = Device.objects.visible_to(who).filter(state=DeviceState.ACTIVE)
        choice = self.fields["device"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = devices.select_related("client")
            choice.label_from_instance = lambda obj: f"{obj}, {obj.client}"  # type: ignore[method-assign]
        tool = self.fields["tool"]
        if isinstance(tool, forms.ChoiceField):
            tool.choices = [(t.name, t.title) for t in TOOLS.values()]

    def clean_weekdays(self) -> int:
        """The chosen nights as a mask, Monday the lowest bit."""
        return sum(1 << int(day) for day in self.cleaned_data["weekdays"]) or EVERY_NIGHT

    def take(self, problem: NadiError) -> None:
        """Show what an action refused beside the field it is about."""
        for name, text in problem.fields.items():
            if name in self.fields:
                self.add_error(name, text)
        if not problem.fields:
            self.add_error(None, problem.sentence)
