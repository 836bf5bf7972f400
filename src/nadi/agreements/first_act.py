"""Root's question to a new firm: the first client, and the first promise to them."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nadi.accounts.forms import zones
from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.actions import Paper
from nadi.agreements.models import AgreementVersion
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.views.asking import who_asks
from nadi.clients.actions import create_client, keep_calendar
from nadi.clients.models import Calendar
from nadi.core import centers, first_acts
from nadi.core.offers import FirstAct, Gave

FIRST_ANSWER = "desk.first_answer"
WINDOW_DAYS = 90
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class FirstClientForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your first client"), max_length=120)
    about = forms.CharField(label=gettext_lazy("What they do"), max_length=200, required=False)
    opens = forms.TimeField(
        label=gettext_lazy("They open, Monday to Friday"), initial=time(8), widget=CLOCK
    )
    closes = forms.TimeField(label=gettext_lazy("They close"), initial=time(17), widget=CLOCK)
    zone_name = forms.ChoiceField(label=gettext_lazy("Their time zone"), choices=zones)
    hours = forms.IntegerField(
        label=gettext_lazy("A first answer by a person, within hours they are open"),
        min_value=1,
        max_value=40,
        initial=4,
    )
    signer = forms.CharField(
        label=gettext_lazy("Who signed for them, if they have"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: you sign now, and it waits for them."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        opens, closes = said.get("opens"), said.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("They close after they open."))
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """A client, an agreement with one standing promise, and our signature."""
    who = who_asks(request)
    form = FirstClientForm(request.POST or None, initial={"zone_name": who.zone_name})
    instead = (
        _("Many clients already?"),
        reverse("core:new_import", args=["clients"]),
        _("Bring them as a table"),
    )
    return first_acts.answer(request, "agreements", form, lambda said: _act(said, who), instead)


def _act(said: Mapping[str, Any], who: Person) -> None:
    client = create_client(
        name=said["name"], calendar=_hours(said, who), owner=who, about=said["about"], by=who
    )
    agreement = actions.draft_agreement(
        client, title=_("Support for %(client)s") % {"client": client}, owner=who, by=who
    )
    today = timezone.localdate(timezone=who.zone)
    version = actions.write_version(agreement, Paper(plan=_("First"), starts_on=today), by=who)
    minutes = said["hours"] * 60
    targets = dict.fromkeys(range(1, 5), (minutes, ""))
    actions.set_response(version, targets, by=who)
    if FIRST_ANSWER in centers.vitals():
        words = {"client": client, "n": said["hours"]}
        actions.add_standing_promise(
            version,
            sentence=_("%(client)s gets a first answer by a person in %(n)d open hours") % words,
            vital=FIRST_ANSWER,
            bound=BoundChoice.AT_LEAST,
            target=Decimal(90),
            window_days=WINDOW_DAYS,
            by=who,
        )
    version = actions.sign_for_us(version, by=who)
    if said["signer"].strip():
        actions.sign_for_them(version, name=said["signer"], by=who)


def _hours(said: Mapping[str, Any], who: Person) -> Calendar:
    """Hours like these that are kept already, else new ones."""
    start, end = (at.hour * 60 + at.minute for at in (said["opens"], said["closes"]))
    week = [[[start, end]]] * 5 + [[], []]
    same = Calendar.objects.filter(week=week, zone_name=said["zone_name"], special_days={})
    found = same.order_by("pk").first()
    if found is not None:
        return found
    words = {"from": f"{said['opens']:%H:%M}", "to": f"{said['closes']:%H:%M}"}
    place = said["zone_name"].rpartition("/")[2].replace("_", " ")
    name = _("Weekdays %(from)s to %(to)s") % words + f", {place}"
    taken = Calendar.objects.filter(name__startswith=name).count()
    return keep_calendar(
        name=f"{name} ({taken + 1})" if taken else name,
        zone_name=said["zone_name"],
        week=week,
        holidays_of="",
        special_days={},
        by=who,
    )


def done(now: datetime) -> Gave | None:
    """The first agreement we signed."""
    signed = AgreementVersion.objects.filter(
        our_signed_at__isnull=False, agreement__client__isnull=False
    )
    first = signed.select_related("agreement__client").order_by("our_signed_at").first()
    if first is None:
        return None
    promise = first.standing_promises.order_by("pk").first()
    url = reverse("agreements:agreement", args=[first.agreement_id])
    if promise is None:
        words = {"client": first.agreement.client}
        return Gave(_("Root has its first agreement, with %(client)s.") % words, url)
    said = _("Root has its first promise: %(promise)s.") % {"promise": promise.sentence}
    waits = "" if first.is_signed else " " + _("It waits for their signature.")
    return Gave(said + waits, url)


FIRST_ACT = FirstAct(
    question=gettext_lazy("Who is your first client, and what do you promise them?"),
    why=gettext_lazy("Everything here stands on a promise. One is enough to begin with."),
    button=gettext_lazy("Promise it and sign"),
    url="agreements:first_act",
    done=done,
)
