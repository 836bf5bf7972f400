"""Sacral's question to a new firm: who learns what, by when."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.models import Person
from nadi.agreements.actions import make_spoken_promise
from nadi.core import first_acts, words
from nadi.core.offers import FirstAct, Gave
from nadi.learning import actions
from nadi.learning.models import Kind, LearningIntention
from nadi.learning.views.asking import who_asks

SOON = timedelta(days=28)
EVENING = time(17)


class FirstLearningForm(forms.Form):
    person = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=Person.objects.none())
    topic = forms.CharField(
        label=gettext_lazy("Learns what"),
        max_length=120,
        help_text=gettext_lazy("Something new: a tool, a technique, how a client works."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Which kind of knowledge"), choices=Kind.choices)
    hours = forms.IntegerField(
        label=gettext_lazy("Hours for it in the next four weeks"),
        min_value=1,
        max_value=40,
        initial=4,
    )
    by_day = forms.DateField(
        label=gettext_lazy("By when"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Person.objects.staff()


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Time for it is agreed, and the word is given."""
    who = who_asks(request)
    begin = {"person": who.pk, "by_day": timezone.localdate() + SOON}
    form = FirstLearningForm(request.POST or None, initial=begin)
    return first_acts.answer(request, "learning", form, lambda said: _act(said, who))


def _act(said: Mapping[str, Any], who: Person) -> None:
    person, topic = said["person"], said["topic"]
    due = datetime.combine(said["by_day"], EVENING, person.zone)
    make_spoken_promise(
        _("%(who)s learns: %(what)s") % {"who": person, "what": topic},
        due_at=due,
        employee=person,
        owner=person,
        about=_("Learning"),
        about_url=reverse("learning:hours"),
        by=who,
    )
    actions.agree_learning(person, topics=topic, by=who, **{said["kind"]: said["hours"] * 60})


def done(now: datetime) -> Gave | None:
    """The first thing somebody agreed to learn."""
    first = LearningIntention.objects.select_related("person").order_by("agreed_at", "pk").first()
    if first is None:
        return None
    minutes = first.technical + first.business + first.craft
    said = {"who": first.person, "what": first.topics, "hours": words.duration(minutes * 60)}
    text = _("Sacral has its first promise: %(who)s learns “%(what)s”, %(hours)s in four weeks.")
    return Gave(text % said, reverse("learning:hours"))


FIRST_ACT = FirstAct(
    question=gettext_lazy("Who learns what, by when?"),
    why=gettext_lazy("A firm that stops learning begins to repeat itself. Begin with one thing."),
    button=gettext_lazy("Agree on it"),
    url="learning:first_act",
    done=done,
)
