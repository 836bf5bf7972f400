"""What people write about procedures, runs, trials, hours of learning and lessons."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.learning.models import Kind, RevisionRequest, Verdict
from nadi.learning.models.procedures import CENTERS
from nadi.learning.rules.writing import read_steps


def _day(label: Any, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _words(label: Any, rows: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _hours(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=160, max_digits=5, decimal_places=2
    )


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, label: Any, required: bool = True, empty_label: Any = None) -> None:
        super().__init__(
            queryset=Person.objects.none(), label=label, required=required, empty_label=empty_label
        )

    def __deepcopy__(self, memo: dict[int, object]) -> "ColleagueField":
        copied: ColleagueField = super().__deepcopy__(memo)
        copied.queryset = Person.objects.staff()
        return copied


class ProcedureForm(forms.Form):
    """One policy, one document."""

    title = forms.CharField(
        label=_("The one thing it is about"),
        max_length=120,
        help_text=_("A verb and a thing: “Test a restore”."),
    )
    purpose = _words(_("When it is used, and why"), 2, required=False)
    steps = _words(
        _("Steps"),
        12,
        help_text=_(
            "One a line. A line that begins with > is the hint of the step above it. The last "
            "step, “improve this procedure”, is there by itself."
        ),
    )
    center = forms.TypedChoiceField(label=_("Center"), choices=CENTERS, coerce=int, initial=5)
    tags = forms.CharField(
        label=_("Tags"), max_length=200, required=False, help_text=_("With commas between them.")
    )

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["steps"] = read_steps(said["steps"])
        said["tags"] = [tag for tag in said["tags"].split(",") if tag.strip()]
        return said


class NewProcedureForm(ProcedureForm):
    owner = ColleagueField(_("Who keeps it true"), required=False, empty_label=_("Me"))


class PublishForm(forms.Form):
    what_changed = forms.CharField(label=_("What changed"), max_length=240)
    review_by = _day(
        _("Read it again by"), help_text=_("A year at most; sooner what is run often.")
    )
    taking_up = forms.ModelMultipleChoiceField(
        label=_("Wishes that it answers"),
        queryset=RevisionRequest.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        requests: list[RevisionRequest],
        is_first: bool,
        latest: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_by"].initial = latest
        self.fields["review_by"].widget.attrs["max"] = latest.isoformat()
        if is_first:
            del self.fields["what_changed"]
        wishes = self.fields["taking_up"]
        assert isinstance(wishes, forms.ModelMultipleChoiceField)  # noqa: S101
        wishes.queryset = RevisionRequest.objects.filter(pk__in=[one.pk for one in requests])
        if not requests:
            del self.fields["taking_up"]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("What you looked at"),
        max_length=300,
        help_text=_("“Ran it at Harbor Dental, every step holds.”"),
    )
    review_by = _day(
        _("Read it again by"), help_text=_("A year at most; sooner what is run often.")
    )

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_by"].initial = latest
        self.fields["review_by"].widget.attrs["max"] = latest.isoformat()


class ChangeForm(forms.Form):
    text = _words(_("What should change"), 3)


class OwnerForm(forms.Form):
    to = ColleagueField(_("To"))


class BeginForm(forms.Form):
    """Whom a run is for, and by when."""

    client = forms.ModelChoiceField(
        label=_("For"),
        queryset=Client.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Ourselves"),
    )
    about = forms.CharField(label=_("About"), max_length=160, required=False)
    due = _day(_("Due"), required=False)

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client = self.fields["client"]
        assert isinstance(client, forms.ModelChoiceField)  # noqa: S101
        client.queryset = Client.objects.visible_to(who)


class ImproveForm(forms.Form):
    change = _words(
        _("In a sentence or two"), 3, required=False, help_text=_("Whoever keeps it will see it.")
    )


class TrialForm(forms.Form):
    title = forms.CharField(label=_("What do we try?"), max_length=120)
    hypothesis = _words(
        _("What do we believe it will do?"), 3, help_text=_("So that it can turn out wrong.")
    )
    decide_by = _day(_("Decide by"), help_text=_("Half a year at most."))
    owner = ColleagueField(_("Who decides"), required=False, empty_label=_("Me"))


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[
            (Verdict.ADOPT, _("Adopt: from now on this is how we do it")),
            (Verdict.TRIAL, _("Try on: until another day")),
            (Verdict.HOLD, _("Hold: not now")),
        ],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Why"), 3, help_text=_("For whoever asks in a year."))
    next_decide_by = _day(_("If we try on, until"), required=False)


class LearnForm(forms.Form):
    topic = forms.CharField(label=_("What did you learn?"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of knowledge"), choices=Kind.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440)


class NameForm(forms.Form):
    """What an hour that was timed already has taught."""

    entry_id = forms.IntegerField(widget=forms.HiddenInput)
    topic = forms.CharField(label=_("What about"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of knowledge"), choices=Kind.choices)


class IntentionForm(forms.Form):
    """Hours in four weeks, by kind of knowledge."""

    technical = _hours(_("Technical: how it works"))
    business = _hours(_("Business: what it is for"))
    craft = _hours(_("Craft: how we do the job well"))
    topics = forms.CharField(label=_("What about"), max_length=240, required=False)

    def minutes(self) -> dict[str, int]:
        return {kind: int((self.cleaned_data[kind] or 0) * 60) for kind in Kind.values}


class LessonForm(forms.Form):
    title = forms.CharField(label=_("In a few words"), max_length=120)
    text = _words(_("What did you learn?"), 5, help_text=_("One paragraph, for all of us."))
    from_label = forms.CharField(
        label=_("Where"), max_length=160, required=False, help_text=_("A course, a book, a call.")
    )
