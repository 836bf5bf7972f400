"""What Ctrl K finds of the crown."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.culture.models import Kudos


def find(who: Person, text: str) -> list[Found]:
    """Thanks by the work they name, and what can be done here. Never a note of two people, nor a
    word of a trust check."""
    if not who.is_staff_member:
        return []
    thanks = Kudos.objects.filter(work__icontains=text).select_related("value")[:MOST_OF_A_KIND]
    found = [
        Found(one.work, one.value.name, f"{reverse('culture:kudos')}#kudos-{one.pk}", _("Thanks"))
        for one in thanks
    ]
    places = [
        (_("Say thank you"), "give_kudos", _("Do")),
        (_("What we stand for"), "guiding_page", _("Go to")),
        (_("One-on-ones"), "meetings", _("Go to")),
        (_("Goals"), "goals", _("Go to")),
        (_("Kudos"), "kudos", _("Go to")),
        (_("Monday stand-up"), "stand_up", _("Go to")),
        (_("Relations"), "relations", _("Go to")),
        (_("Trust check"), "trust", _("Go to")),
    ]
    return found + [
        Found(name, "", reverse(f"culture:{to}"), kind)
        for name, to, kind in places
        if begins(name, text)
    ]
