"""The throat's question to a new firm: at which address does it hear?"""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.models import Person
from nadi.core import first_acts, sayings
from nadi.core.offers import FirstAct, Gave
from nadi.desk import actions
from nadi.desk.mailboxes import identity


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Mail address of your support"),
        max_length=200,
        help_text=gettext_lazy(
            "Mail to it becomes tickets, and every answer comes from it. Have your mail server "
            "hand its mail to the door named on the page Mail."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """From now on this is where we hear and speak."""
    assert isinstance(request.user, Person)  # noqa: S101  the table of permissions let nobody else in
    who = request.user
    domain = who.email.rpartition("@")[2]
    said = sayings.said(identity.SAYING) or (f"support@{domain}" if domain else "")
    form = AddressForm(request.POST or None, initial={"address": said})
    return first_acts.answer(
        request, "desk", form, lambda said: actions.name_address(said["address"], by=who)
    )


def done(now: datetime) -> Gave | None:
    """The address, once somebody has said it."""
    said = sayings.said(identity.SAYING)
    if said is None:
        return None
    text = _("Throat has an address: what is written to %(address)s is heard.")
    return Gave(text % {"address": said}, reverse("desk:mail"))


FIRST_ACT = FirstAct(
    question=gettext_lazy("At which address do your clients reach you?"),
    why=gettext_lazy("One address that is always heard is worth more than five that may be."),
    button=gettext_lazy("This is our address"),
    url="desk:first_act",
    done=done,
)
