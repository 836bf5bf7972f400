"""What people fill in: the shares of the hours they intend, and the answers of the round."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadi.accounts.models import Person
from nadi.balance.models import NeglectBudget
from nadi.balance.queries.offered import may_be_given_to
from nadi.core import centers


class IntentionForm(forms.Form):
    """One share per center, Crown first; together they make 100."""

    def __init__(self, *args: Any, shares: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for center in reversed(centers.centers()):
            self.fields[center.label] = forms.IntegerField(
                label=center.energy,
                help_text=str(center.subtitle),
                min_value=0,
                max_value=100,
                initial=(shares or {}).get(center.label),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and sum(given.values()) != 100:
            raise forms.ValidationError(
                _("Together the shares make %(total)d %%, not 100 %%.")
                % {"total": sum(given.values())}
            )
        return given


class ScheduleForm(forms.Form):
    """A date and an owner."""

    on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("By"), empty_label=None
    )

    def __init__(
        self, *args: Any, who: Person, next_day: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101
        owner.queryset = may_be_given_to(who)
        owner.initial, self.fields["on"].initial = who.pk, next_day


class HandOverForm(forms.Form):
    """A person, and a line for them."""

    to = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("To"))
    because = forms.CharField(label=gettext_lazy("A line for them"), max_length=280, required=False)

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)  # noqa: S101
        to.queryset = may_be_given_to(who).exclude(pk=who.pk)


class LetGoForm(forms.Form):
    """A line why."""

    because = forms.CharField(label=gettext_lazy("Why it can be let go"), max_length=280)


class LineForm(forms.Form):
    """One line at the end of the round, or none."""

    line = forms.CharField(label=gettext_lazy("A line for the day"), max_length=280, required=False)


class NeglectForm(forms.Form):
    """How many days, and what happens then; begins with what was agreed last."""

    days_allowed = forms.IntegerField(
        label=gettext_lazy("Days below 60 allowed in any 28"), min_value=0, max_value=27
    )
    consequence = forms.CharField(
        label=gettext_lazy("What happens when they are spent"),
        help_text=gettext_lazy(
            "One sentence that everybody can check, such as: no new clients until it is back."
        ),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, agreed: NeglectBudget | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days_allowed"].initial = agreed.days_allowed if agreed else 7
        self.fields["consequence"].initial = agreed.consequence if agreed else ""

    def clean_consequence(self) -> str:
        said: str = self.cleaned_data["consequence"]
        if len(said.split()) < 3:
            raise forms.ValidationError(_("Say in a sentence what will happen then."))
        return said
