"""Writes what happened to an alert, and says it where it should be said.

These are not actions: no person decides here, and the history of an alert (AlertChange) already
holds every moment, what was said, and what was kept back and why. Always inside a transaction that
holds the lock on the watch.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from nadi.clients.models import Client
from nadi.core.calendar import NeverOpensError
from nadi.core.events import announce
from nadi.monitoring import rules
from nadi.monitoring.events import AlertCleared, AlertRaised, AlertRepeated
from nadi.monitoring.models import Alert, AlertChange, Mute, Watch

REOPENS_WITHIN = timedelta(minutes=30)
SLOT = timedelta(minutes=1)
What = AlertChange.What
FACTS: dict[rules.Word, type[AlertRaised] | type[AlertRepeated] | type[AlertCleared]] = {
    rules.Word.RAISED: AlertRaised,
    rules.Word.REPEATED: AlertRepeated,
    rules.Word.CLEARED: AlertCleared,
}


def raised(watch: Watch, at: datetime, sentence: str, value: float | None) -> Alert:
    """A watch began to fire: a new alert, or the old one again if it was well only for a while."""
    rule = watch.rule
    alert = Alert.objects.select_for_update().filter(key=watch.key).order_by("-raised_at").first()
    again = alert is not None and rules.continues(alert.cleared_at, at, REOPENS_WITHIN)
    if alert is None or not again:
        alert = Alert(key=watch.key, raised_at=at, instance=watch.instance)
        alert.client, alert.device, alert.check_of = watch.client, watch.device, watch.check_of
    else:
        alert.repeats += 1
    alert.rule, alert.severity, alert.sentence, alert.value = rule, rule.severity, sentence, value
    alert.raise_at, alert.clear_at = rule.raise_at, rule.clear_at
    alert.last_raised_at, alert.cleared_at = at, None
    alert.answer_by = answer_by(watch.client, at, rule.answer_minutes)
    alert.save()
    note(alert, What.REOPENED if again else What.RAISED, at, sentence)
    return alert


def cleared(key: str, at: datetime, because: str = "") -> Alert | None:
    """It is over. `because` where it ended otherwise than by getting well."""
    alert = Alert.objects.select_for_update().filter(key=key, cleared_at=None).first()
    if alert is None:
        return None
    alert.cleared_at = max(at, alert.last_raised_at)
    alert.save(update_fields=["cleared_at"])
    note(alert, What.ENDED if because else What.CLEARED, alert.cleared_at, because)
    return alert


def tell(alert: Alert, now: datetime) -> None:
    """Say what is to be said now; keep back the rest with its reason. Asking twice says it once."""
    alert.flapping = rules.is_flapping(
        alert.flapping, rules.flap_share(_turns(alert, now), now, SLOT)
    )
    told = rules.telling(
        raised=alert.is_open,
        flapping=alert.flapping,
        muted=_muted(alert, now),
        said=rules.Said(alert.said),
    )
    if told.word is None and told.kept_back and told.kept_back != alert.kept_back:
        note(alert, What.KEPT_BACK, now, told.kept_back)
    alert.said, alert.kept_back = told.said, told.kept_back[:300]
    if told.word is not None:
        alert.told_at = now
        say(alert, told.word, now)
    alert.save(update_fields=["flapping", "said", "kept_back", "told_at"])


def say(alert: Alert, word: rules.Word, now: datetime) -> None:
    """Announce one word about an alert and keep it in its history."""
    sentence = alert.sentence
    fact = FACTS.get(word, AlertRepeated)
    if word is rules.Word.FLAPPING:
        sentence = _("%(alert)s It keeps changing; you hear again when it is steady.") % {
            "alert": sentence
        }
        first = not alert.changes.filter(what=What.TOLD).exists()
        fact = AlertRaised if first else AlertRepeated
    at = alert.cleared_at or now if word is rules.Word.CLEARED else alert.last_raised_at
    announce(
        fact(
            alert_id=alert.pk,
            client_id=alert.client_id,
            device_id=alert.device_id,
            severity=alert.severity,
            sentence=sentence,
            key=alert.key,
            at=at,
        )
    )
    note(alert, What.TOLD, now, word.value)


def note(alert: Alert, what: AlertChange.What, at: datetime, text: str = "") -> None:
    AlertChange.objects.create(alert=alert, what=what, at=at, note=text[:400])


def answer_by(client: Client, at: datetime, minutes: int) -> datetime:
    """By when a person should have looked, in the hours in which the client is open."""
    within = timedelta(minutes=minutes)
    try:
        return client.calendar.rule().add(at, within)
    except NeverOpensError:
        return at + within


def _turns(alert: Alert, now: datetime) -> list[datetime]:
    since = now - rules.FLAP_SLOTS * SLOT
    turns = [What.RAISED, What.REOPENED, What.CLEARED]
    return list(alert.changes.filter(what__in=turns, at__gte=since).values_list("at", flat=True))


def _muted(alert: Alert, now: datetime) -> str:
    """The reason of the mute that covers it now, the longest one first."""
    mute = (
        Mute.objects.filter(
            Q(device=None) | Q(device_id=alert.device_id),
            Q(key="") | Q(key=alert.key),
            client_id=alert.client_id,
            starts_at__lte=now,
            ends_at__gt=now,
            lifted_at=None,
        )
        .order_by("-ends_at")
        .first()
    )
    if mute is None:
        return ""
    return _("Muted by %(who)s: %(why)s") % {"who": mute.made_by_name, "why": mute.reason}
