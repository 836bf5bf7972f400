"""What people write about agreements, promises and time."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.agreements.actions import Paper
from nadi.agreements.models import AgreementVersion, Answer, Direction, WorkType
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.queries import work_types
from nadi.agreements.rules.spoken import read_due
from nadi.clients.models import Calendar, Client, Vendor
from nadi.core import centers


class WordsOfTime(forms.CharField):
    """Words such as "by three" or "Friday", read into a moment in somebody's zone."""

    zone_name = "UTC"

    def clean(self, value: Any) -> datetime:
        read = read_due(str(value or ""), timezone.now(), self.zone_name)
        if read.moment is None:
            raise forms.ValidationError(read.sentence)
        return read.moment


def _day(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SpeakForm(forms.Form):
    """The sentence and when it is due; the rest has its defaults."""

    sentence = forms.CharField(
        label=_("What is promised"),
        max_length=240,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due = WordsOfTime(
        label=_("Due"),
        help_text=_("Like “by three”, “tomorrow 10:00”, “Friday”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client = forms.ModelChoiceField(
        label=_("With the client"),
        queryset=Client.objects.none(),
        required=False,
        to_field_name="slug",
    )
    vendor = forms.ModelChoiceField(
        label=_("With the vendor"), queryset=Vendor.objects.all(), required=False
    )
    employee = forms.ModelChoiceField(
        label=_("With a colleague"), queryset=Person.objects.none(), required=False
    )
    direction = forms.ChoiceField(
        label=_("Who promised"),
        required=False,
        choices=[("", _("As it follows: we did")), *Direction.choices],
    )
    owner = forms.ModelChoiceField(
        label=_("Who watches over it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Me"),
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("client", Client.objects.visible_to(who)),
            ("employee", Person.objects.staff()),
            ("owner", Person.objects.staff()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows
        due = self.fields["due"]
        assert isinstance(due, WordsOfTime)  # noqa: S101
        due.zone_name = who.zone_name


class RenegotiateForm(forms.Form):
    due = WordsOfTime(label=_("The new time"), help_text=_("Like “tomorrow 10:00”."))
    consent = forms.CharField(
        label=_("Who agreed"), max_length=200, help_text=_("Name, and how: “Sara, by phone”.")
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.fields["due"]
        assert isinstance(due, WordsOfTime)  # noqa: S101
        due.zone_name = who.zone_name


class PartyForm(forms.Form):
    """Whom an agreement is with."""

    client = forms.ModelChoiceField(
        label=_("Client"), queryset=Client.objects.none(), required=False, to_field_name="slug"
    )
    employee = forms.ModelChoiceField(
        label=_("or colleague"), queryset=Person.objects.none(), required=False
    )
    vendor = forms.ModelChoiceField(
        label=_("or vendor"), queryset=Vendor.objects.all(), required=False
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    owner = forms.ModelChoiceField(label=_("Owner on our side"), queryset=Person.objects.none())

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("client", Client.objects.visible_to(who)),
            ("employee", Person.objects.staff()),
            ("owner", Person.objects.staff()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        parties = [said.get(name) for name in ("client", "employee", "vendor")]
        named = [party for party in parties if party]
        if len(named) != 1:
            raise forms.ValidationError(
                _("An agreement has one other side: a client, a colleague or a vendor.")
            )
        said["party"] = named[0]
        return said


class PaperForm(forms.Form):
    """What is written on a version."""

    plan = forms.CharField(label=_("Plan"), max_length=60, help_text=_("For example Gold."))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))
    notice_days = forms.IntegerField(
        label=_("Days of notice"), min_value=0, max_value=730, initial=30
    )
    monthly_amount = forms.DecimalField(
        label=_("Each month"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    hourly_rate = forms.DecimalField(
        label=_("Each hour outside"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), required=False)
    billing_step = forms.IntegerField(
        label=_("Minutes in a billing step"), min_value=1, max_value=240, initial=15
    )
    hours = forms.ModelChoiceField(
        label=_("Hours covered"),
        queryset=Calendar.objects.order_by("name"),
        required=False,
        help_text=_("Empty: the client’s own hours."),
    )
    acknowledge_minutes = forms.IntegerField(
        label=_("Acknowledged within minutes"), min_value=1, max_value=10_000, required=False
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown. This is what both sides sign."),
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def paper(self) -> Paper:
        said = dict(self.cleaned_data)
        if not said["currency"] and (said["monthly_amount"] or said["hourly_rate"]) is not None:
            said["currency"] = settings.NADI_CURRENCY
        return Paper(**said)


def of_version(version: AgreementVersion) -> dict[str, object]:
    """What a version says, for its form."""
    return {name: getattr(version, name) for name in PaperForm.base_fields}


class TermsForm(forms.Form):
    """Coverage by kind of work, and the first answer by priority."""

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(work_types())
        said = {term.work_type_id: term for term in version.coverage_terms.all()}
        for kind in self.kinds:
            self._kind_fields(kind, said.get(kind.pk))
        targets = {term.priority: term for term in version.response_terms.all()}
        for priority in range(1, 5):
            term = targets.get(priority)
            value = "" if term is None else term.target_minutes or "none"
            self.fields[f"target_{priority}"] = forms.RegexField(
                r"^(\d{1,6}|none)$",
                required=False,
                initial=value,
                label=_("P%(n)s, first answer") % {"n": priority},
                help_text=_("Business minutes; “none” is explicitly none, empty is silence."),
            )

    def _kind_fields(self, kind: WorkType, term: Any) -> None:
        self.fields[f"answer_{kind.slug}"] = forms.ChoiceField(
            label=kind.name,
            required=False,
            initial=term.answer if term else "",
            choices=[("", _("Says nothing")), *Answer.choices],
        )
        self.fields[f"clause_{kind.slug}"] = forms.CharField(
            label=_("%(kind)s, clause") % {"kind": kind.name},
            required=False,
            max_length=20,
            initial=term.clause if term else "",
        )

    def coverage(self) -> dict[str, tuple[Answer | None, str]]:
        said = self.cleaned_data
        return {
            kind.slug: (
                Answer(said[f"answer_{kind.slug}"]) if said[f"answer_{kind.slug}"] else None,
                said[f"clause_{kind.slug}"],
            )
            for kind in self.kinds
        }

    def response(self) -> dict[int, tuple[int | None, str] | None]:
        found: dict[int, tuple[int | None, str] | None] = {}
        for priority in range(1, 5):
            text = self.cleaned_data[f"target_{priority}"]
            if not text:
                found[priority] = None
            else:
                found[priority] = (None if text == "none" else int(text), "")
        return found


class StandingForm(forms.Form):
    """A promise that can be checked, chosen from what the centers measure."""

    sentence = forms.CharField(label=_("What we promise"), max_length=240)
    vital = forms.ChoiceField(label=_("Measured by"))
    bound = forms.ChoiceField(label=_("Is"), choices=BoundChoice.choices)
    target = forms.DecimalField(label=_("Target"), max_digits=9, decimal_places=3)
    window_days = forms.IntegerField(label=_("Over days"), min_value=1, max_value=366, initial=28)
    population = forms.CharField(
        label=_("For"), required=False, max_length=60, help_text=_("Empty: everything.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vital = self.fields["vital"]
        assert isinstance(vital, forms.ChoiceField)  # noqa: S101
        vital.choices = [
            (
                center.energy,
                [(each.name, str(each.title)) for each in center.vitals],
            )
            for center in centers.centers()
            if center.vitals
        ]


class SignatureForm(forms.Form):
    name = forms.CharField(label=_("Signed for them by"), max_length=120)
    on = _day(_("On"), required=False, help_text=_("Empty: today."))


class EntryForm(forms.Form):
    """Time that was worked without a timer, or a correction."""

    work_type = forms.ModelChoiceField(label=_("Kind of work"), queryset=WorkType.objects.none())
    client = forms.ModelChoiceField(
        label=_("For"),
        queryset=Client.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Ourselves"),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1440)
    note = forms.CharField(label=_("Note for the client"), required=False)

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, client = self.fields["work_type"], self.fields["client"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(client, forms.ModelChoiceField)  # noqa: S101
        kind.queryset, client.queryset = work_types(), Client.objects.visible_to(who)


class CorrectionForm(forms.Form):
    work_type = forms.ModelChoiceField(label=_("Kind of work"), queryset=WorkType.objects.all())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1440)
    note = forms.CharField(label=_("Note for the client"), required=False)
    because = forms.CharField(label=_("What was wrong"), max_length=200)


class TimerForm(forms.Form):
    work_type = forms.ModelChoiceField(label=_("Kind of work"), queryset=WorkType.objects.none())
    client = forms.ModelChoiceField(
        label=_("For"),
        queryset=Client.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Ourselves"),
    )
    about = forms.CharField(label=_("What"), required=False, max_length=160)

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, client = self.fields["work_type"], self.fields["client"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(client, forms.ModelChoiceField)  # noqa: S101
        kind.queryset, client.queryset = work_types(), Client.objects.visible_to(who)
