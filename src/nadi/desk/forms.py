"""What people type on the service board, parsed and checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.clients.queries import clients_visible_to
from nadi.desk.models import Source, TicketStatus
from nadi.desk.rules.statuses import WHAT_IS_DOWN

DOWN = [("", _("Nothing is down for everybody")), *((k, _(v)) for k, v in WHAT_IS_DOWN.items())]
BY_HAND = [Source.CALL, Source.TALK, Source.TECHNICIAN, Source.STAFF, Source.BACK_OFFICE]
PRIORITIES = [
    (2, _("P2, somebody cannot work")),
    (3, _("P3, normal")),
    (4, _("P4, when convenient")),
]
NEXT = [
    ("", _("It stays as it is")),
    (TicketStatus.READY, _("Ready for whoever is next")),
    (TicketStatus.SCHEDULED, _("Scheduled at")),
    (TicketStatus.WAITING_CLIENT, _("Waiting on the client until")),
    (TicketStatus.WAITING_VENDOR, _("Waiting on a vendor until")),
    (TicketStatus.ESCALATED, _("Escalated")),
]


def _moment(**extra: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=False, widget=widget, **extra)


class NewTicketForm(forms.Form):
    """A request that reached us by voice or by eye."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"), required=False)
    title = forms.CharField(label=_("In a few words"), max_length=200)
    text = forms.CharField(
        label=_("What they said"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    source = forms.ChoiceField(
        label=_("How it reached us"), choices=[(one.value, one.label) for one in BY_HAND]
    )
    contact = forms.CharField(
        label=_("Who asks"),
        max_length=200,
        required=False,
        help_text=_("Name or mail address. Leave empty for ourselves."),
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=PRIORITIES, coerce=int, initial=3
    )
    because = forms.CharField(
        label=_("Why this priority"),
        max_length=300,
        required=False,
        help_text=_("Asked for when it is not P3."),
    )
    what_is_down = forms.ChoiceField(
        label=_("What is down"),
        choices=DOWN,
        required=False,
        help_text=_("P1 sets itself by this."),
    )
    estimate_minutes = forms.IntegerField(
        label=_("Estimate, minutes"), min_value=5, max_value=100_000, required=False
    )

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = clients_visible_to(who)

    def requester(self) -> Contact | None:
        """The contact meant, where the words name exactly one of the client's."""
        words, client = self.cleaned_data["contact"].strip(), self.cleaned_data["client"]
        if not words or client is None:
            return None
        known = Contact.objects.filter(client=client, left_at=None)
        found = known.filter(email__iexact=words) | known.filter(name__iexact=words)
        return found.first() if found.count() == 1 else None


class WorkForm(forms.Form):
    """Note, time and what comes next, in one form."""

    words = forms.CharField(
        label=_("What was done or found"),
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": _("The client reads this unless it is internal.")}
        ),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1440, required=False)
    promise_word_by = _moment(label=_("Promise next word by"))
    status = forms.ChoiceField(label=_("What comes next"), choices=NEXT, required=False)
    next_at = _moment(label=_("On"))
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def moment(self, name: str) -> datetime | None:
        found: datetime | None = self.cleaned_data.get(name)
        return found


class PriorityForm(forms.Form):
    """A change of priority is told why."""

    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[(1, _("P1, something is down")), *PRIORITIES], coerce=int
    )
    what_is_down = forms.ChoiceField(label=_("What is down"), choices=DOWN, required=False)
    because = forms.CharField(label=_("Why"), max_length=300, required=False)


class OwnerForm(forms.Form):
    """Who does it."""

    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who"), required=False, empty_label=_("Whoever is next")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Person.objects.staff()


class WhoseForm(forms.Form):
    """Which client an unknown sender belongs to."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args: Any, who: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = clients_visible_to(who)


class ReasonForm(forms.Form):
    """A sentence that is kept."""

    because = forms.CharField(label=_("Why"), max_length=300, required=False)


class AnswerForm(forms.Form):
    """What a contact writes in the portal."""

    words = forms.CharField(
        label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000
    )


class AskForm(forms.Form):
    """A request from the portal."""

    title = forms.CharField(label=_("In a few words"), max_length=200)
    words = forms.CharField(
        label=_("What happened, and since when"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
    )


class TaughtForm(forms.Form):
    """What a ticket taught: one paragraph for all, and steps for a draft."""

    title = forms.CharField(label=_("In a few words"), max_length=110)
    lesson = forms.CharField(
        label=_("What did you learn?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One paragraph, for all of us."),
    )
    steps = forms.CharField(
        label=_("Steps for the next time"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line, from your notes. Empty: a lesson without a procedure."),
    )

    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
