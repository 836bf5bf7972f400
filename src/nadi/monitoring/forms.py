"""What people may say about alerts, limits, rules and web addresses."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import clients_visible_to
from nadi.fleet.models import DeviceKind
from nadi.monitoring.models import AlertRule, HttpCheck, Severity

WHY = {"placeholder": _("In a few words")}
ANY_NUMBER = forms.NumberInput(attrs={"step": "any"})


class AnswerForm(forms.Form):
    """A person looked: what they saw, and by the button pressed, whether it led to work."""

    note = forms.CharField(
        label=_("What did you see?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, **WHY}),
    )


class MuteForm(forms.Form):
    HOURS = [
        (1, _("1 hour")),
        (4, _("4 hours")),
        (24, _("a day")),
        (72, _("3 days")),
        (168, _("a week")),
    ]
    WHAT = (("alert", _("this alert")), ("device", _("everything on this device")))

    what = forms.ChoiceField(label=_("Keep quiet about"), choices=WHAT)
    hours = forms.TypedChoiceField(label=_("For"), choices=HOURS, coerce=int, initial=4)
    because = forms.CharField(label=_("Why"), max_length=280, widget=forms.TextInput(attrs=WHY))

    def __init__(self, *args: Any, on_device: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_device:
            self.fields["what"].widget = forms.HiddenInput()
            self.fields["what"].initial = "alert"

    def until(self) -> Any:
        return timezone.now() + timedelta(hours=self.cleaned_data["hours"])


class LimitForm(forms.Form):
    """One limit of one device, on the device's own page."""

    kind = forms.CharField(widget=forms.HiddenInput())
    instance = forms.CharField(widget=forms.HiddenInput(), required=False)
    raise_at = forms.FloatField(label=_("Raises at"), widget=ANY_NUMBER)
    clear_at = forms.FloatField(label=_("Clears at"), widget=ANY_NUMBER)
    because = forms.CharField(label=_("Why"), max_length=300, widget=forms.TextInput(attrs=WHY))


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    device_kinds = forms.MultipleChoiceField(
        label=_("On which devices"),
        choices=DeviceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a mark: all of them."),
    )
    because = forms.CharField(
        label=_("Why this change"), max_length=300, widget=forms.TextInput(attrs=WHY)
    )

    class Meta:
        model = AlertRule
        fields = [
            "raise_at",
            "clear_at",
            "raise_seconds",
            "raise_times",
            "clear_seconds",
            "severity",
            "answer_minutes",
            "device_kinds",
            "owner",
            "reason",
            "procedure",
        ]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "procedure": _("Where it is written what to do: an address or a title."),
            "answer_minutes": _("Counted in the hours in which the client is open."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = Person.objects.staff()
        kind = self.instance.kind
        unused = {"http": ["raise_at", "clear_at", "device_kinds"], "silent": ["clear_at"]}
        unused["silent"] += ["raise_seconds"]
        for name in unused.get(kind, []):
            del self.fields[name]
        if kind != "http":
            del self.fields["raise_times"]


class ForClientForm(forms.Form):
    """A rule of its own for one client."""

    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none())
    because = forms.CharField(
        label=_("Why this rule"), max_length=300, widget=forms.TextInput(attrs=WHY)
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client = self.fields["client"]
        if isinstance(client, forms.ModelChoiceField):
            client.queryset = clients_visible_to(who).served()


class HttpCheckForm(forms.ModelForm):  # type: ignore[type-arg]
    url = forms.URLField(label=_("address"), max_length=500, assume_scheme="https")

    class Meta:
        model = HttpCheck
        fields = [
            "client",
            "name",
            "url",
            "expected_status",
            "expected_text",
            "timeout_seconds",
            "interval_seconds",
            "inside",
        ]
        help_texts = {
            "expected_text": _("Some words that are there only when all is well."),
        }

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client = self.fields["client"]
        if isinstance(client, forms.ModelChoiceField):
            client.queryset = clients_visible_to(who).served()
        if self.instance.pk:
            del self.fields["client"]


SEVERITY_TONES = {Severity.URGENT: "bad", Severity.IMPORTANT: "warn", Severity.NOTICE: "info"}
