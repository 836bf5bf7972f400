"""The crown's question to a new firm: what do you stand for?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.models import Person
from nadi.core import first_acts, words
from nadi.core.offers import FirstAct, Gave
from nadi.culture import actions
from nadi.culture.forms import PageForm
from nadi.culture.models import GuidingVersion


class FirstValuesForm(PageForm):
    """The page itself, begun with an example that is better than an empty field."""

    field_order = ("values", "mission", "vision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["change"]


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The page holds from now on."""
    assert isinstance(request.user, Person)  # noqa: S101  the table of permissions let nobody else in
    who = request.user
    begin = {"values": _("Trust: we say what we will do, and do it")}
    form = FirstValuesForm(request.POST or None, initial=begin)
    return first_acts.answer(request, "culture", form, lambda said: _act(said, who))


def _act(said: Mapping[str, Any], who: Person) -> None:
    version = actions.publish_guiding_page(
        vision=said["vision"], mission=said["mission"], values=said["values"], by=who
    )
    actions.read_guiding_page(version, by=who)


def done(now: datetime) -> Gave | None:
    """The first page that was published."""
    first = GuidingVersion.objects.prefetch_related("values").order_by("number").first()
    if first is None:
        return None
    named = words.listed(value.name for value in first.values.all())
    text = _("Crown has its page: we stand for %(values)s.") % {"values": named}
    return Gave(text, reverse("culture:guiding_page"))


FIRST_ACT = FirstAct(
    question=gettext_lazy("What do you stand for, in a sentence each?"),
    why=gettext_lazy("People follow what is lived. What is written down can be asked for."),
    button=gettext_lazy("This holds from today"),
    url="culture:first_act",
    done=done,
)
