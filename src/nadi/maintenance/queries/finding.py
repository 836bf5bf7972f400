"""What Ctrl K finds of the heart."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.maintenance.queries.backups import current_systems
from nadi.maintenance.queries.restores import may_test


def find(who: Person, text: str) -> list[Found]:
    """Protected systems by name, device or client, and what can be done here."""
    if not who.is_staff_member:
        return []
    named = Q(name__icontains=text) | Q(device__name__icontains=text)
    systems = current_systems().visible_to(who).filter(named)[:MOST_OF_A_KIND]
    found = [
        Found(
            str(system),
            system.device.client.name,
            reverse("maintenance:system", args=[system.pk]),
            _("Protected systems"),
        )
        for system in systems
    ]
    acts = [(_("Backups"), "home"), (_("Restore tests"), "tests"), (_("Updates"), "updates")]
    if may_test(who):
        acts.append((_("Protect a system"), "protect"))
    return found + [
        Found(name, "", reverse(f"maintenance:{to}"), _("Go to"))
        for name, to in acts
        if begins(name, text)
    ]
