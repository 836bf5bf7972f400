"""What came for Root since somebody was last here: words due, papers signed, promises standing."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.agreements.models import Agreement, AgreementVersion
from nadi.clients.queries import counted_for
from nadi.core import words
from nadi.core.vitals import Since, Window, rows_url

SPOKEN, STANDING = "agreements.spoken_on_time", "agreements.standing_kept"
NIGHTLY = timedelta(days=2)
FEW = 3


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """At most three sentences, each with its rows."""
    window = Window(since, now)
    found = [_due(who, window), _signed(who, window), _standing(who, Window.before(now, NIGHTLY))]
    return [one for one in found if one is not None]


def _due(who: Person, window: Window) -> Since | None:
    kept, due = counted_for(who, SPOKEN, window)
    if not due:
        return None
    sentence = ngettext(
        "%(kept)d of %(n)d promise that fell due was kept on time.",
        "%(kept)d of %(n)d promises that fell due were kept on time.",
        due,
    )
    return Since(sentence % {"kept": kept, "n": due}, rows_url(SPOKEN, window))


def _signed(who: Person, window: Window) -> Since | None:
    """Signed by both, the later signature in the window."""
    span = (window.start, window.end)
    last = Q(their_signed_at__range=span, our_signed_at__lte=window.end) | Q(
        our_signed_at__range=span, their_signed_at__lte=window.end
    )
    signed = list(
        AgreementVersion.objects.filter(last, agreement__in=Agreement.objects.visible_to(who))
        .select_related("agreement__client", "agreement__employee", "agreement__vendor")
        .order_by("pk")
    )
    if not signed:
        return None
    if len(signed) > FEW:
        sentence = _("%(n)d agreements were signed by both sides.") % {"n": len(signed)}
        return Since(sentence, reverse("agreements:agreements"))
    parties = words.listed(version.agreement.party for version in signed)
    sentence = ngettext(
        "The agreement with %(who)s was signed by both sides.",
        "The agreements with %(who)s were signed by both sides.",
        len(signed),
    )
    first = signed[0]
    url = (
        reverse("agreements:version", args=[first.agreement_id, first.number])
        if len(signed) == 1
        else reverse("agreements:agreements")
    )
    return Since(sentence % {"who": parties}, url)


def _standing(who: Person, window: Window) -> Since | None:
    kept, judged = counted_for(who, STANDING, window)
    if not judged:
        return None
    sentence = ngettext(
        "%(kept)d of %(n)d standing promise is kept.",
        "%(kept)d of %(n)d standing promises are kept.",
        judged,
    )
    return Since(sentence % {"kept": kept, "n": judged}, rows_url(STANDING, window))
