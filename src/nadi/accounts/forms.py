"""What can be said about people."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role


def zones() -> list[tuple[str, str]]:
    """The zones people live in, by their IANA names."""
    places = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
    named = sorted(name for name in available_timezones() if name.startswith(places))
    return [(name, name.replace("_", " ")) for name in ("UTC", *named)]


def staff_roles() -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in Role if role is not Role.CONTACT]


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's, in our words, and without its link to a reset by mail that nadi does not offer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "login": _("Mail address"),
            "password": _("Password"),
            "remember": _("Stay signed in here"),
        }
        for name, label in words.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, ""
                self.fields[name].widget.attrs.pop("placeholder", None)


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=staff_roles)
    zone_name = forms.ChoiceField(label=_("Time zone"), choices=zones)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=staff_roles)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    zone_name = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Every time on every page is written in it."),
    )

    class Meta:
        model = Person
        fields = ("name", "zone_name", "theme")
        labels = {"theme": _("Light or dark")}
