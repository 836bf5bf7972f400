"""What can be said about clients, their people, vendors and hours."""

from datetime import date
from typing import Any

import holidays
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.accounts.forms import zones
from nadi.accounts.models import Person
from nadi.clients.models import Calendar, Client, Site, Vendor
from nadi.clients.queries import clients_visible_to
from nadi.clients.rules import domain_of, read_windows, write_windows

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
DAY_FIELDS = tuple(f"day_{number}" for number in range(7))


class ClientForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What they do"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    calendar = forms.ModelChoiceField(
        label=_("Hours"),
        queryset=Calendar.objects.order_by("name"),
        help_text=_("Promises to this client are counted in these hours."),
    )
    owner = forms.ModelChoiceField(
        label=_("Owner on our side"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Who keeps the relation."),
    )
    domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        help_text=_("Separated by commas. Mail from these belongs to this client."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = Person.objects.staff()

    def clean_domains(self) -> list[str]:
        words = self.cleaned_data["domains"].replace("\n", ",").split(",")
        try:
            return sorted({domain_of(word) for word in words if word.strip()})
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def of_client(client: Client) -> dict[str, object]:
    """A client as the form's first values."""
    return {
        "name": client.name,
        "about": client.about,
        "calendar": client.calendar_id,
        "owner": client.owner_id,
        "domains": ", ".join(client.domains),
    }


class TalkForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class SiteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(
        label=_("Address"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    decides = forms.BooleanField(label=_("Decides for the client"), required=False)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = self.fields["site"]
        if isinstance(site, forms.ModelChoiceField):
            site.queryset = Site.objects.filter(client=client).order_by("name")


class VendorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    provides = forms.CharField(label=_("Provides"), max_length=200, required=False)
    support = forms.CharField(
        label=_("How to reach support"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Number, address, contract, and what they ask first."),
    )
    owner = forms.ModelChoiceField(
        label=_("Owner on our side"), queryset=Person.objects.none(), required=False
    )
    standing = forms.CharField(
        label=_("How it stands"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    clients = forms.ModelMultipleChoiceField(
        label=_("Clients who depend on it"),
        queryset=Client.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        querysets = {"owner": Person.objects.staff(), "clients": clients_visible_to(who)}
        for name, queryset in querysets.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset


def of_vendor(vendor: Vendor, who: Person) -> dict[str, object]:
    seen = vendor.clients.filter(pk__in=clients_visible_to(who))
    return {
        "name": vendor.name,
        "provides": vendor.provides,
        "support": vendor.support,
        "owner": vendor.owner_id,
        "standing": vendor.standing,
        "clients": list(seen.values_list("pk", flat=True)),
    }


class CalendarForm(forms.Form):
    """Hours as people write them: one line a day, and one line for each day that differs."""

    name = forms.CharField(label=_("Name"), max_length=80)
    zone_name = forms.ChoiceField(label=_("Time zone"), choices=zones)
    holidays_of = forms.CharField(
        label=_("Public holidays of"),
        max_length=12,
        required=False,
        help_text=_("A country like SE, or with its part like US-NY. Closed on those days."),
    )
    special_days = forms.CharField(
        label=_("Days that differ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: 2026-12-23 8:00-12:00, or 2026-12-24 closed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, day in zip(DAY_FIELDS, DAYS, strict=True):
            self.fields[name] = forms.CharField(label=day, required=False)
        self.order_fields(["name", "zone_name", *DAY_FIELDS, "holidays_of", "special_days"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        week = []
        for name in DAY_FIELDS:
            try:
                week.append(read_windows(cleaned.get(name, "")))
            except ValueError as error:
                self.add_error(name, str(error))
        cleaned["week"] = week
        return cleaned

    def clean_holidays_of(self) -> str:
        place = str(self.cleaned_data["holidays_of"]).strip().upper()
        if not place:
            return ""
        country, _dash, part = place.partition("-")
        try:
            holidays.country_holidays(country, subdiv=part or None)
        except NotImplementedError as error:
            raise forms.ValidationError(
                _now("No holidays are known for %(place)s.") % {"place": place}
            ) from error
        return place

    def clean_special_days(self) -> dict[str, list[list[int]]]:
        days: dict[str, list[list[int]]] = {}
        for line in str(self.cleaned_data["special_days"]).splitlines():
            if not line.strip():
                continue
            written, _space, hours = line.strip().partition(" ")
            try:
                days[date.fromisoformat(written).isoformat()] = read_windows(hours)
            except ValueError as error:
                said = (
                    str(error)
                    if hours and "“" in str(error)
                    else _now("a day is written 2026-12-24")
                )
                raise forms.ValidationError(f"{line.strip()}: {said}") from error
        return days


def of_calendar(calendar: Calendar) -> dict[str, object]:
    lines = [
        f"{day} {write_windows(windows) or 'closed'}"
        for day, windows in sorted(calendar.special_days.items())
    ]
    return {
        "name": calendar.name,
        "zone_name": calendar.zone_name,
        "holidays_of": calendar.holidays_of,
        "special_days": "\n".join(lines),
        **{name: write_windows(day) for name, day in zip(DAY_FIELDS, calendar.week, strict=True)},
    }


class LimitForm(forms.Form):
    clients = forms.ModelMultipleChoiceField(
        label=_("Sees only"),
        queryset=Client.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a mark they see all clients."),
    )
