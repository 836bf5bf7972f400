"""Human input of the crown."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role
from nadi.culture.models import Goal, GuidingVersion, Outcome, Presence, Value
from nadi.culture.rules.guiding import write_values
from nadi.culture.rules.rhythm import LONGEST_INTERVAL, SHORTEST_INTERVAL, USUAL_INTERVAL

DATE = forms.DateInput(attrs={"type": "date"})
GOALS = 5


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PageForm(forms.Form):
    vision = forms.CharField(
        label=_("Vision"),
        max_length=1000,
        widget=_lines(3),
        help_text=_("How it is when we have done well: a sentence or two about the future."),
    )
    mission = forms.CharField(
        label=_("Mission"),
        max_length=1000,
        widget=_lines(3),
        help_text=_("What we do every day so that it comes true."),
    )
    values = forms.CharField(
        label=_("Values"),
        max_length=3000,
        widget=_lines(6),
        help_text=_("One a line: a word, a colon, and what it means here."),
    )
    change = forms.CharField(label=_("What changed"), max_length=300, required=False)


def of_page(version: GuidingVersion | None) -> dict[str, object]:
    """The page that holds as the form's first values."""
    if version is None:
        return {}
    values = [(value.name, value.meaning) for value in version.values.all()]
    return {
        "vision": version.vision,
        "mission": version.mission,
        "values": write_values(values),
    }


class PairingForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Colleague"), queryset=Person.objects.none())
    lead = forms.ModelChoiceField(
        label=_("Meets with"),
        queryset=Person.objects.none(),
        help_text=_("Whoever meets them reads and writes the notes of these talks, nobody else."),
    )
    every_days = forms.IntegerField(
        label=_("At least every, days"),
        initial=USUAL_INTERVAL,
        min_value=SHORTEST_INTERVAL,
        max_value=LONGEST_INTERVAL,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.staff()
        _choose(self, "person", staff.exclude(role=Role.OWNER))
        _choose(self, "lead", staff)


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class TalkedForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DATE)
    note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=5000,
        widget=_lines(4),
        help_text=_("For you two alone. Kept sealed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Another note"), max_length=5000, widget=_lines(3))


class GoalsForm(forms.Form):
    """Up to five goals, each with how one will see that it is met."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, GOALS + 1):
            self.fields[f"goal_{n}"] = forms.CharField(
                label=_("Goal %(n)s") % {"n": n}, max_length=300, required=n == 1
            )
            self.fields[f"measure_{n}"] = forms.CharField(
                label=_("How we will see it"), max_length=300, required=False
            )


class ReviewForm(forms.Form):
    """Made of exactly the goals that were agreed."""

    def __init__(self, *args: Any, goals: list[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        for goal in goals:
            self.fields[f"outcome_{goal.number}"] = forms.ChoiceField(
                label=goal.text,
                choices=Outcome.choices,
                widget=forms.RadioSelect,
                help_text=goal.measure,
                initial=goal.outcome or None,
            )
            self.fields[f"words_{goal.number}"] = forms.CharField(
                label=_("How it went"),
                max_length=500,
                required=False,
                widget=_lines(2),
                initial=goal.words,
            )


class KudosForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Whom do you thank?"), queryset=Person.objects.none())
    value = forms.ModelChoiceField(
        label=_("Which value showed?"), queryset=Value.objects.none(), empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    work = forms.CharField(
        label=_("For which work?"),
        max_length=400,
        widget=_lines(2),
        help_text=_("What they did, and for whom. The team reads it."),
    )
    about_url = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, who: Person, values: list[Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to", Person.objects.staff().exclude(pk=who.pk))
        _choose(self, "value", Value.objects.filter(pk__in=[value.pk for value in values]))


class MinutesForm(forms.Form):
    """The roll, one field a colleague, and what was said."""

    hot = forms.CharField(
        label=_("What was said about it"), required=False, max_length=4000, widget=_lines(2)
    )
    behind = forms.CharField(
        label=_("What was said about it"), required=False, max_length=4000, widget=_lines(2)
    )
    ahead = forms.CharField(
        label=_("What was said about it"), required=False, max_length=4000, widget=_lines(2)
    )
    lessons = forms.CharField(label=_("Lessons"), required=False, max_length=4000, widget=_lines(2))

    def __init__(self, *args: Any, team: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        for person in team:
            self.fields[f"roll_{person.pk}"] = forms.ChoiceField(
                label=person.name, choices=[("", "–"), *Presence.choices], required=False
            )

    @property
    def roll(self) -> list[Any]:
        return [self[f"roll_{person.pk}"] for person in self.team]


class RelationTalkForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DATE)
    standing = forms.CharField(
        label=_("How it stands"),
        required=False,
        max_length=1000,
        widget=_lines(3),
        help_text=_("A sentence the next colleague can trust."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class RelationForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner on our side"), queryset=Person.objects.none(), required=False
    )
    talk_every_days = forms.IntegerField(
        label=_("A talk at least every, days"), min_value=7, max_value=366
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "owner", Person.objects.staff())


SCALE = [
    (5, _("Yes, fully")),
    (4, _("Mostly")),
    (3, _("Partly")),
    (2, _("Hardly")),
    (1, _("No")),
]


class BallotForm(forms.Form):
    trust = forms.TypedChoiceField(choices=SCALE, coerce=int, widget=forms.RadioSelect)
    one_team = forms.TypedChoiceField(choices=SCALE, coerce=int, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Anything in your own words?"),
        required=False,
        max_length=1000,
        widget=_lines(3),
    )

    def __init__(
        self, *args: Any, questions: list[str], least_for_comments: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trust"].label, self.fields["one_team"].label = questions
        self.fields["words"].help_text = _(
            "Shown only when %(n)s or more answer, in no order and apart from your two answers; "
            "else deleted unread. How you write may still tell who you are."
        ) % {"n": least_for_comments}


class AnswerThemForm(forms.Form):
    heard = forms.CharField(label=_("What we heard"), max_length=2000, widget=_lines(3))
    will_do = forms.CharField(label=_("What we will do"), max_length=2000, widget=_lines(3))
