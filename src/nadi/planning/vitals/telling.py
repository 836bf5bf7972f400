"""What came since somebody was last here, in three short sentences at most."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.vitals import Since
from nadi.planning import queries
from nadi.planning.models import Meeting

FEW = 3


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """Meetings that were held, signals that were noted, actions that were done."""
    found = [_met(who, since, now), _signalled(who, since, now), _done(who, since, now)]
    return [each for each in found if each is not None]


def _met(who: Person, since: datetime, now: datetime) -> Since | None:
    held = list(
        Meeting.objects.visible_to(who)
        .filter(closed_at__gte=since, closed_at__lt=now)
        .select_related("client")
        .order_by("-closed_at")
    )
    if not held:
        return None
    if len(held) == 1:
        text = _("%(meeting)s was held, and the next date stands.") % {"meeting": held[0]}
        return Since(text, held[0].get_absolute_url())
    text = _("%(n)d meetings were held, and the next dates stand.") % {"n": len(held)}
    return Since(text, f"{reverse('planning:meetings')}?show=held")


def _signalled(who: Person, since: datetime, now: datetime) -> Since | None:
    noted = [each for each in queries.signals_since(who, None, since) if each.at < now]
    if not noted:
        return None
    names = list(dict.fromkeys(each.client.name for each in noted))
    text = ngettext(
        "%(who)s treated us as one of their own.",
        "%(who)s treated us as one of their own: %(n)d signals.",
        len(noted),
    ) % {"who": words.listed(names[:FEW]), "n": len(noted)}
    return Since(text, reverse("planning:signals"))


def _done(who: Person, since: datetime, now: datetime) -> Since | None:
    n = queries.actions_done(who, since, now)
    if not n:
        return None
    text = ngettext("%(n)d agreed action was done.", "%(n)d agreed actions were done.", n) % {
        "n": n
    }
    return Since(text, f"{reverse('planning:actions')}?show=done")
