"""The heart's question to a new firm: where are the backups? None yet is an answer too."""

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
from nadi.agreements.queries import promises_about
from nadi.core import first_acts, words
from nadi.core.offers import FirstAct, Gave
from nadi.fleet.models import Device, DeviceState
from nadi.maintenance import actions
from nadi.maintenance.backups import TOOLS
from nadi.maintenance.models import ProtectedSystem
from nadi.maintenance.views.people import who_of

HERE, NOT_YET = "here", "not_yet"
EVENING = time(17)
SOON = timedelta(days=7)


class FirstBackupForm(forms.Form):
    """Two answers in one form; what only the first needs is folded away."""

    folded = ("device", "name", "tool", "location", "secret")
    folded_title = gettext_lazy("Which repository, and what is in it")

    where = forms.ChoiceField(
        label=gettext_lazy("Where are your backups?"),
        choices=[
            (HERE, gettext_lazy("In a repository that this server can reach")),
            (NOT_YET, gettext_lazy("There are none yet, or none that we could restore from")),
        ],
        widget=forms.RadioSelect,
        initial=NOT_YET,
    )
    by_day = forms.DateField(
        label=gettext_lazy("None yet: the first one runs by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    device = forms.ModelChoiceField(
        label=gettext_lazy("Which machine"), queryset=Device.objects.none(), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("What must come back"), max_length=120, required=False
    )
    tool = forms.ChoiceField(label=gettext_lazy("Tool"), required=False)
    location = forms.CharField(
        label=gettext_lazy("Repository"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("As this server reaches it: a folder, rest:https://… or sftp:…"),
    )
    secret = forms.CharField(
        label=gettext_lazy("Password of the repository"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        device, tool = self.fields["device"], self.fields["tool"]
        if isinstance(device, forms.ModelChoiceField):
            device.queryset = Device.objects.visible_to(who).filter(state=DeviceState.ACTIVE)
        if isinstance(tool, forms.ChoiceField):
            tool.choices = [(each.name, each.title) for each in TOOLS.values()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = ["by_day"] if said.get("where") == NOT_YET else ["device", "name", "location"]
        for name in wanted:
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed for that answer."))
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """A system is protected, or the word is given that one will be."""
    who = who_of(request)
    begin = {"by_day": timezone.localdate() + SOON}
    form = FirstBackupForm(request.POST or None, who=who, initial=begin)
    return first_acts.answer(request, "maintenance", form, lambda said: _act(said, who))


def _act(said: Mapping[str, Any], who: Person) -> None:
    if said["where"] == NOT_YET:
        due = datetime.combine(said["by_day"], EVENING, who.zone)
        here = reverse("maintenance:first_act")
        actions.promise_first_backup(due_at=due, about_url=here, by=who)
        return
    actions.protect_system(
        said["device"],
        name=said["name"],
        job=said["name"][:80],
        tool=said["tool"],
        location=said["location"],
        secret=said["secret"],
        by=who,
    )


def done(now: datetime) -> Gave | None:
    """The first protected system, or the word given about it."""
    system = ProtectedSystem.objects.select_related("device").order_by("pk").first()
    if system is not None:
        url = reverse("maintenance:system", args=[system.pk])
        return Gave(_("Heart protects its first system: %(system)s.") % {"system": system}, url)
    promise = promises_about(reverse("maintenance:first_act")).first()
    if promise is None:
        return None
    said = {"promise": promise.sentence, "day": words.day(promise.due_at)}
    text = _("Heart has an honest promise: “%(promise)s”, by %(day)s.") % said
    return Gave(text, promise.get_absolute_url())


FIRST_ACT = FirstAct(
    question=gettext_lazy("Where are the backups?"),
    why=gettext_lazy("What nobody has restored is not yet a backup. An honest “none yet” counts."),
    button=gettext_lazy("That is how it is"),
    url="maintenance:first_act",
    done=done,
)
