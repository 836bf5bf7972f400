"""Alerts and mutes, from who is looking."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from nadi.accounts.models import Person
from nadi.clients.queries import visible_client_ids
from nadi.core.errors import NotFound
from nadi.monitoring.models import Alert, AlertChange, AlertQuerySet, Mute, Severity

WEIGHT = Case(
    When(severity=Severity.URGENT, then=Value(0)),
    When(severity=Severity.IMPORTANT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def alerts_visible_to(who: Person) -> AlertQuerySet:
    """Every alert `who` may see, newest first."""
    return Alert.objects.visible_to(who).select_related(
        "client", "device", "check_of", "rule", "answered_by"
    )


def alert_for(who: Person, pk: int) -> Alert:
    """The alert `pk`; NotFound also where it exists but not for `who`."""
    alert = alerts_visible_to(who).filter(pk=pk).first()
    if alert is None:
        raise NotFound("There is no such alert, or none that you may see.")
    return alert


def asking(who: Person) -> AlertQuerySet:
    """What asks for a person now: the most severe first, then the oldest."""
    return alerts_visible_to(who).asking().annotate(weight=WEIGHT).order_by("weight", "raised_at")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An alert that asks, as far as one line about it says; `about` is the machine, the address or
    the client."""

    pk: int
    sentence: str
    client: str
    last_raised_at: datetime
    about: str


def unanswered(who: Person, most: int) -> list[Unanswered]:
    """The first of those that ask."""
    about = Coalesce("device__name", "check_of__name", "client__name")
    found = asking(who).annotate(about=about)[:most]
    rows = found.values_list("pk", "sentence", "client__name", "last_raised_at", "about")
    return [Unanswered(*row) for row in rows]


def history_of(who: Person, alert: Alert) -> QuerySet[AlertChange]:
    """What happened to one alert, in its order."""
    return AlertChange.objects.filter(
        alert=alert, alert__client_id__in=visible_client_ids(who)
    ).select_related("person")


def mutes_in_force(who: Person, now: datetime) -> QuerySet[Mute]:
    """What is kept quiet now, and until when."""
    return (
        Mute.objects.filter(client_id__in=visible_client_ids(who))
        .filter(starts_at__lte=now, ends_at__gt=now, lifted_at=None)
        .select_related("client", "device")
    )


def mute_for(who: Person, pk: int) -> Mute:
    mute = (
        Mute.objects.filter(client_id__in=visible_client_ids(who), pk=pk)
        .select_related("client", "device")
        .first()
    )
    if mute is None:
        raise NotFound("There is no such mute, or none that you may see.")
    return mute


def of_state(who: Person, state: str) -> AlertQuerySet:
    """Alerts for a list: `asking`, `open`, `muted` or `over`."""
    if state == "asking":
        return asking(who)
    alerts = alerts_visible_to(who)
    if state == "muted":
        return alerts.open().filter(~Q(kept_back=""))
    return alerts.open() if state == "open" else alerts.exclude(cleared_at=None)
