"""Meetings and places for Ctrl K, and what can be done here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.planning.models import Meeting


def find(who: Person, text: str) -> list[Found]:
    """Meetings by their client, those ahead first; then the acts and places."""
    if not who.is_staff_member:
        return []
    meetings = (
        Meeting.objects.visible_to(who)
        .filter(client__name__icontains=text, called_off_at=None)
        .select_related("client")
        .order_by("-at")[:MOST_OF_A_KIND]
    )
    found = [
        Found(str(each), words.day(each.at), each.get_absolute_url(), _("Road map meetings"))
        for each in meetings
    ]
    places = [
        (_("Plan a road map meeting"), "new_meeting", _("Do")),
        (_("Road map meetings"), "meetings", _("Go to")),
        (_("Devices by age"), "devices", _("Go to")),
        (_("Our own plan"), "own", _("Go to")),
        (_("Insider signals"), "signals", _("Go to")),
    ]
    return found + [
        Found(name, "", reverse(f"planning:{to}"), kind)
        for name, to, kind in places
        if begins(name, text)
    ]
