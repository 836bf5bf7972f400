"""What people write about meetings, plans and devices by age."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.quarters import next_quarters, quarter_name
from nadi.fleet.models import DeviceKind
from nadi.planning.actions import Option
from nadi.planning.models import (
    Choice,
    Decision,
    DecisionOption,
    FactKind,
    FactState,
    Horizon,
    Meeting,
    MeetingRhythm,
    QuestionGroup,
    SignalKind,
    StepState,
)

OPTIONS = 3
USUAL_TIME = time(10)


def day_field(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def money_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=12, decimal_places=2
    )


def choose_from(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows


class WhenForm(forms.Form):
    """A day and a time, read where the meeting is held."""

    day = day_field(_("Day"))
    at = forms.TimeField(
        label=_("Time"),
        initial=USUAL_TIME,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def moment(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], tzinfo=zone)


class MeetingForm(WhenForm):
    """The date of a road map meeting."""

    client = forms.ModelChoiceField(
        label=_("With"), queryset=Client.objects.none(), to_field_name="slug"
    )
    lead = forms.ModelChoiceField(label=_("Led by"), queryset=Person.objects.none())
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    field_order = ("client", "day", "at", "lead", "place")

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "client", Client.objects.visible_to(who).others())
        choose_from(self, "lead", Person.objects.staff())


class MoveForm(WhenForm):
    because = forms.CharField(label=_("Why"), max_length=300)


class CloseForm(forms.Form):
    """What is left to say, and the next date: closing makes it."""

    attendees = forms.CharField(label=_("Who was there"), required=False, max_length=300)
    note = forms.CharField(
        label=_("What else was said"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_day = day_field(_("We meet again on"), required=False)
    next_time = forms.TimeField(
        label=_("at"),
        required=False,
        initial=USUAL_TIME,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def next_at(self, zone: ZoneInfo) -> datetime | None:
        day = self.cleaned_data["next_day"]
        if day is None:
            return None
        return datetime.combine(day, self.cleaned_data["next_time"] or USUAL_TIME, tzinfo=zone)


class DecisionForm(forms.Form):
    """A question only they can decide. Doing nothing is always one of the options."""

    question = forms.CharField(label=_("What is to be decided"), max_length=240)
    risk = forms.CharField(
        label=_("What is at stake for their business"), required=False, max_length=300
    )
    if_nothing = forms.CharField(
        label=_("If nothing is done"),
        max_length=200,
        help_text=_("Doing nothing is always an option. Say plainly what follows from it."),
    )
    needed_by = day_field(_("Needed by"), required=False)
    needed_why = forms.CharField(label=_("Why that day"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, OPTIONS + 1):
            self.fields[f"option_{n}"] = forms.CharField(
                label=_now("Option %(n)d") % {"n": n}, required=n == 1, max_length=200
            )
            self.fields[f"follows_{n}"] = forms.CharField(
                label=_("What follows"), required=False, max_length=200
            )
            self.fields[f"low_{n}"] = money_field(_("Costs from"))
            self.fields[f"high_{n}"] = money_field(_("to"))

    def options(self) -> list[Option]:
        said = self.cleaned_data
        rows = [
            Option(said[f"option_{n}"], said[f"follows_{n}"], said[f"low_{n}"], said[f"high_{n}"])
            for n in range(1, OPTIONS + 1)
        ]
        return [row for row in rows if row.text.strip()]


class DecideForm(forms.Form):
    """Which way, who decided, and why. Doing nothing may accept the risk until a day."""

    option = forms.ModelChoiceField(
        label=_("They decided"),
        queryset=DecisionOption.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    decided_by = forms.CharField(label=_("Who decided"), max_length=120)
    reason = forms.CharField(label=_("Their reason"), required=False, max_length=300)
    accept_until = day_field(
        _("The risk is accepted until"), required=False, help_text=_("Only with a reason.")
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = f"d{decision.pk}"
        choose_from(self, "option", decision.options.all())


class ActionForm(forms.Form):
    """Who does what until when."""

    text = forms.CharField(label=_("What"), max_length=240)
    due_on = day_field(_("Until"))
    owner = forms.ModelChoiceField(
        label=_("Ours: who does it, or watches over it"), queryset=Person.objects.none()
    )
    contact = forms.ModelChoiceField(
        label=_("Theirs: who does it"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("It is ours to do"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = "action"
        choose_from(self, "owner", Person.objects.staff())
        if meeting.client is None:
            del self.fields["contact"]
        else:
            theirs = Contact.objects.filter(client=meeting.client, left_at=None).order_by("name")
            choose_from(self, "contact", theirs)


class GoalForm(forms.Form):
    statement = forms.CharField(label=_("In their words"), max_length=240)
    horizon = forms.ChoiceField(label=_("Where they want to be"), choices=Horizon.choices)
    measure = forms.CharField(label=_("How we would see it"), required=False, max_length=200)


class OwnGoalForm(GoalForm):
    statement = forms.CharField(label=_("Goal"), max_length=240)
    horizon = forms.ChoiceField(label=_("Where we want to be"), choices=Horizon.choices)


class StepForm(forms.Form):
    """A step of the road map and its quarter."""

    title = forms.CharField(label=_("Step"), max_length=160)
    why = forms.CharField(label=_("What for"), required=False, max_length=240)
    quarter = forms.ChoiceField(label=_("Quarter"))
    low = money_field(_("Costs from"))
    high = money_field(_("to"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarter = self.fields["quarter"]
        assert isinstance(quarter, forms.ChoiceField)  # noqa: S101
        quarter.choices = quarters(next_quarters(today, 12))

    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["quarter"])


def quarters(firsts: Sequence[date]) -> list[tuple[str, str]]:
    return [(first.isoformat(), quarter_name(first)) for first in firsts]


class ChangeStepForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=StepState.choices)


class RiskForm(forms.Form):
    statement = forms.CharField(label=_("The risk"), max_length=240)
    accepted_by = forms.CharField(label=_("Accepted by"), max_length=120)
    because = forms.CharField(label=_("Their reason"), max_length=300)
    until = day_field(_("Until"))


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Question"), max_length=240)
    group = forms.ChoiceField(label=_("About"), choices=QuestionGroup.choices)


class SignalForm(forms.Form):
    """Two fields, from anywhere."""

    kind = forms.ChoiceField(label=_("They"), choices=SignalKind.choices)
    what = forms.CharField(
        label=_("About what"), max_length=240, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RhythmForm(forms.Form):
    months = forms.TypedChoiceField(
        label=_("We meet"),
        coerce=int,
        choices=MeetingRhythm._meta.get_field("months").choices or (),
    )
    because = forms.CharField(label=_("Why"), required=False, max_length=200)


class FactForm(forms.Form):
    """What became known of a device, and from where."""

    kind = forms.ChoiceField(label=_("What"), choices=FactKind.choices)
    state = forms.ChoiceField(label=_("State"), choices=FactState.choices)
    on = day_field(_("Day"), required=False, help_text=_("Only for what is on a day."))
    source = forms.CharField(
        label=_("From where"), max_length=120, help_text=_("Invoice, label, maker’s page …")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class PlanForm(forms.Form):
    choice = forms.ChoiceField(label=_("Plan"), choices=Choice.choices)
    on = day_field(_("Day"))
    approved_by = forms.CharField(label=_("Accepted by"), max_length=120)
    because = forms.CharField(
        label=_("Why"), required=False, max_length=300, help_text=_("Needed where it is kept.")
    )


class PolicyForm(forms.Form):
    """How long a kind of device serves, from a day on."""

    kind = forms.ChoiceField(label=_("Kind of device"), choices=DeviceKind.choices)
    client = forms.ModelChoiceField(
        label=_("For"),
        queryset=Client.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Everybody"),
    )
    useful_months = forms.IntegerField(label=_("Serves for, months"), min_value=1, max_value=240)
    lead_days = forms.IntegerField(
        label=_("Replacing it takes, days"), min_value=0, max_value=730, initial=30
    )
    needs_warranty = forms.BooleanField(label=_("Must be under warranty"), required=False)
    needs_support = forms.BooleanField(label=_("Must be under support"), required=False)
    low = money_field(_("A new one costs from"))
    high = money_field(_("to"))
    since = day_field(_("From"))
    because = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "client", Client.objects.visible_to(who))
