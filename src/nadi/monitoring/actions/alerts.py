"""What people do about alerts."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.fleet.models import Device
from nadi.monitoring import record
from nadi.monitoring.events import AlertAnswered, PreventionPlanned
from nadi.monitoring.models import Alert, AlertChange, DiskForecast, Mute

LONGEST_MUTE = timedelta(days=30)


@action
def answer_alert(
    alert: Alert, *, note: str, led_to_work: bool, by: Actor, now: datetime | None = None
) -> Alert:
    """A person looked. Whether it led to work is their word."""
    now = now or timezone.now()
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if not note.strip():
        raise BadInput(
            _("Say in a few words what you saw."), fields={"note": _("A few words are enough")}
        )
    alert.answered_at = now
    alert.answered_by = by if isinstance(by, Person) else None
    alert.outcome = Alert.Outcome.WORK if led_to_work else Alert.Outcome.NOTHING
    alert.save(update_fields=["answered_at", "answered_by", "outcome"])
    AlertChange.objects.create(
        alert=alert,
        at=now,
        what=AlertChange.What.ANSWERED,
        note=note.strip()[:400],
        person=alert.answered_by,
    )
    announce(
        AlertAnswered(
            alert_id=alert.pk,
            client_id=alert.client_id,
            device_id=alert.device_id,
            person_id=by.pk,
            led_to_work=led_to_work,
            note=note.strip(),
        )
    )
    return alert


@action
def mute(
    client: Client,
    *,
    because: str,
    until: datetime,
    by: Actor,
    device: Device | None = None,
    alert: Alert | None = None,
    now: datetime | None = None,
) -> Mute:
    """Keep quiet about a client, one device or one alert for a while. Observing goes on."""
    now = now or timezone.now()
    if not because.strip():
        raise BadInput(_("Say why it is to be quiet."), fields={"because": _("A few words")})
    if not now < until <= now + LONGEST_MUTE:
        raise BadInput(
            _("A mute ends, within 30 days at the latest."),
            fields={"until": _("After now, at most 30 days ahead")},
        )
    for thing in (device, alert):
        if thing is not None and thing.client_id != client.pk:
            raise BadInput(_("That belongs to another client."))
    return Mute.objects.create(
        client=client,
        device=device if alert is None else alert.device,
        key=alert.key if alert else "",
        reason=because.strip()[:280],
        starts_at=now,
        ends_at=until,
        made_by=by if isinstance(by, Person) else None,
        made_by_name=str(by)[:120],
    )


@action
def lift_mute(mute: Mute, *, by: Actor, now: datetime | None = None) -> Mute:
    """It may speak again: what still stands is told now."""
    now = now or timezone.now()
    mute = Mute.objects.select_for_update().get(pk=mute.pk)
    if mute.lifted_at is not None or mute.ends_at <= now:
        raise Refused(_("This mute is over already."))
    mute.lifted_at = now
    mute.save(update_fields=["lifted_at"])
    covered = Alert.objects.select_for_update().filter(client_id=mute.client_id, cleared_at=None)
    for alert in covered:
        record.tell(alert, now)
    return mute


@action
def plan_prevention(
    forecast: DiskForecast, *, by: Actor, now: datetime | None = None
) -> DiskForecast:
    """Ask for work before the disk is full. The desk makes a ticket of it, due days before."""
    now = now or timezone.now()
    forecast = (
        DiskForecast.objects.select_for_update(of=["self"])
        .select_related("device")
        .get(pk=forecast.pk)
    )
    if forecast.planned_at is not None:
        raise Refused(_("This work is planned already."))
    forecast.planned_at = now
    forecast.planned_by = by if isinstance(by, Person) else None
    forecast.save(update_fields=["planned_at", "planned_by"])
    earliest = max(forecast.earliest - timedelta(days=2), now.date())
    announce(
        PreventionPlanned(
            client_id=forecast.device.client_id,
            device_id=forecast.device_id,
            sentence=_("Make room on %(disk)s of %(device)s before it is full")
            % {"disk": forecast.instance, "device": forecast.device.name},
            reason=_("It grows by %(slope).1f points a day and would be full on %(day)s.")
            % {"slope": forecast.slope, "day": forecast.full_on.isoformat()},
            due_on=earliest,
            key=f"prevent:disk:device:{forecast.device_id}:{forecast.instance}",
            by_id=by.pk,
        )
    )
    return forecast
