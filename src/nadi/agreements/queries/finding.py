"""Agreements and promises for Ctrl K, and what can be done here."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.agreements.models import Settled, SpokenPromise
from nadi.agreements.queries.promises import agreements_of
from nadi.core.search import MOST_OF_A_KIND, Found, begins


def find(who: Person, text: str) -> list[Found]:
    """Agreements by their party, open promises by their words, then the acts and places."""
    if not who.is_staff_member:
        return []
    party = (
        Q(client__name__icontains=text)
        | Q(employee__name__icontains=text)
        | Q(vendor__name__icontains=text)
    )
    agreements = agreements_of(who).prefetch_related(None).filter(party)[:MOST_OF_A_KIND]
    words = SpokenPromise.objects.visible_to(who).filter(
        settled=Settled.OPEN, sentence__icontains=text
    )
    found = [
        Found(str(each.party), each.title, each.get_absolute_url(), _("Agreements"))
        for each in agreements
    ]
    found += [
        Found(each.sentence, str(each.owner), each.get_absolute_url(), _("Promises"))
        for each in words.select_related("owner")[:MOST_OF_A_KIND]
    ]
    places = [
        (_("Give a promise"), "speak", _("Acts")),
        (_("Promises"), "promises", _("Go to")),
        (_("Agreements"), "agreements", _("Go to")),
        (_("Standing promises"), "standing_promises", _("Go to")),
        (_("My time"), "my_time", _("Go to")),
    ]
    return found + [
        Found(name, "", reverse(f"agreements:{to}"), kind)
        for name, to, kind in places
        if begins(name, text)
    ]
