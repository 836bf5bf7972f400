"""What came for Heart since somebody was last here: nights, proven restores, updates."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.queries import counted_for
from nadi.core.vitals import Since, Window, rows_url
from nadi.maintenance.models import Checklist
from nadi.maintenance.rules.proof import PROOF_WINDOW

NIGHTS, PROVEN = "maintenance.nights_backed_up", "maintenance.restore_proven"
UPDATES = "maintenance.updates_in_time"
DAY = timedelta(days=1)


def since(who: Person, since: datetime, now: datetime) -> list[Since]:
    """At most three sentences, each with its rows."""
    found = [
        _nights(who, Window(since, now)),
        _proven(who, Window.before(now, PROOF_WINDOW)),
        _filed(who, since, now) or _updated(who, Window.before(now, DAY)),
    ]
    return [one for one in found if one is not None]


def _filed(who: Person, since: datetime, now: datetime) -> Since | None:
    filed = Checklist.objects.visible_to(who).filter(filed_at__gte=since, filed_at__lt=now).count()
    if not filed:
        return None
    sentence = ngettext(
        "%(n)d monthly checklist was filed.", "%(n)d monthly checklists were filed.", filed
    )
    return Since(sentence % {"n": filed}, reverse("maintenance:checklists"))


def _nights(who: Person, window: Window) -> Since | None:
    good, due = counted_for(who, NIGHTS, window)
    if not due:
        return None
    sentence = ngettext(
        "%(good)d of %(n)d backup that was due came and ended well.",
        "%(good)d of %(n)d backups that were due came and ended well.",
        due,
    )
    return Since(sentence % {"good": good, "n": due}, rows_url(NIGHTS, window))


def _proven(who: Person, window: Window) -> Since | None:
    proven, of = counted_for(who, PROVEN, window)
    if not of:
        return None
    sentence = ngettext(
        "%(proven)d of %(n)d system has a restore that a person opened within %(days)d days.",
        "%(proven)d of %(n)d systems have a restore that a person opened within %(days)d days.",
        of,
    )
    said = {"proven": proven, "n": of, "days": PROOF_WINDOW.days}
    return Since(sentence % said, rows_url(PROVEN, window))


def _updated(who: Person, window: Window) -> Since | None:
    good, of = counted_for(who, UPDATES, window)
    if not of:
        return None
    sentence = ngettext(
        "%(good)d of %(n)d machine has its security updates in time.",
        "%(good)d of %(n)d machines have their security updates in time.",
        of,
    )
    return Since(sentence % {"good": good, "n": of}, rows_url(UPDATES, window))
