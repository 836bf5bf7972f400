"""What came to the crown since somebody was last there."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core.vitals import Since
from nadi.culture import queries
from nadi.culture.models import OneOnOne, Pairing

MOST = 3


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """Thanks by their work, one-on-ones among those `who` may see, talks with clients and
    vendors."""
    found = [_thanks(who, since, now), _talks(who, since, now), _results(who, since)]
    return [one for one in found if one is not None][:MOST]


def _thanks(who: Person, since: datetime, now: datetime) -> Since | None:
    kudos = list(queries.kudos_between(who, since, now))
    if not kudos:
        return None
    first, n = kudos[0], len(kudos)
    sentence = ngettext(
        "%(who)s was thanked: %(work)s", "%(n)s colleagues were thanked, the last for: %(work)s", n
    )
    told = {"who": first.to, "work": first.work, "n": n}
    return Since(sentence % told, reverse("culture:kudos"))


def _talks(who: Person, since: datetime, now: datetime) -> Since | None:
    seen = Pairing.objects.visible_to(who)
    days = (since.date(), now.date())
    n = OneOnOne.objects.filter(pairing__in=seen, held_on__gt=days[0], held_on__lte=days[1]).count()
    if not n:
        return None
    sentence = ngettext("%(n)s one-on-one was held", "%(n)s one-on-ones were held", n)
    return Since(sentence % {"n": n}, reverse("culture:meetings"))


def _results(who: Person, since: datetime) -> Since | None:
    counted = queries.checks_seen_by(who).filter(counted_on__gt=since.date()).first()
    if counted is None:
        return None
    sentence = _("%(audience)s answered two questions; see what can be shown")
    url = reverse("culture:trust_check", args=[counted.pk])
    return Since(sentence % {"audience": counted.get_audience_display()}, url)
