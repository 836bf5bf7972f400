"""Settles watches: takes what was seen, runs the state machine, writes what came of it.

What is seen comes from four places: the verdict of a limit (judged by the intake on arrival), the
newest word of a device, the result of a web check, and time itself. Each ends in `settle`, which
holds the lock on one watch; several workers and a restart are safe.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from nadi.core.models import Heartbeat
from nadi.fleet import queries as fleet
from nadi.fleet.models import Limit, Observation
from nadi.monitoring import record, rules
from nadi.monitoring.checks import KINDS, Found
from nadi.monitoring.models import Alert, Kind, Watch

RAISED = (rules.Phase.FIRING.value, rules.Phase.RECOVERING.value)

HEARD = """
UPDATE monitoring_watch w
SET reference = d.last_seen_at, sight = 'within', settled = greatest(w.settled, d.last_seen_at),
    due_at = d.last_seen_at + make_interval(secs => r.raise_at)
FROM fleet_device d, monitoring_alertrule r
WHERE w.device_id = d.id AND w.rule_id = r.id AND r.kind = 'silent' AND w.phase = 'ok'
  AND (w.due_at <= %s OR w.due_at IS NULL)
  AND d.last_seen_at > coalesce(w.reference, '-infinity'::timestamptz)
"""


def settle(
    watch_id: int,
    *,
    until: datetime,
    now: datetime,
    seen: Iterable[rules.Seen] = (),
    gaps: Iterable[rules.Gap] = (),
    value: float | None = None,
    details: str = "",
) -> None:
    """Bring one watch up to `until`. What was raised and cleared since is told once, as it stands
    now: what came and went between two looks is history, not news."""
    with transaction.atomic():
        watch = (
            Watch.objects.select_for_update(of=["self"])
            .select_related("rule", "client__calendar", "device", "check_of")
            .filter(pk=watch_id)
            .first()
        )
        if watch is None:
            return
        outcome = rules.advance(
            machine_of(watch), watch.state, until=max(until, watch.settled), seen=seen, gaps=gaps
        )
        keep(watch, outcome.state)
        alert = _written(watch, outcome.changes, value, details)
        if alert is not None:
            record.tell(alert, now)


def machine_of(watch: Watch) -> rules.Watch:
    """The rule of a watch as the state machine takes it."""
    kind, rule = KINDS[watch.rule.kind], watch.rule
    fresh_for = kind.fresh_for
    if rule.kind == Kind.SILENT and rule.raise_at:
        fresh_for = timedelta(seconds=rule.raise_at)
    elif watch.check_of is not None:
        fresh_for = max(fresh_for, timedelta(seconds=3 * watch.check_of.interval_seconds))
    return rules.Watch(rule.raising, rule.clearing, fresh_for, kind.silence_is)


def poise(watch: Watch, state: rules.State) -> None:
    """Put a watch into a state, not yet saved. One that is well needs no waking, except one that
    listens for silence."""
    watch.state = state
    quiet = state.phase is rules.Phase.OK and watch.rule.kind != Kind.SILENT
    watch.due_at = None if quiet else rules.next_deadline(machine_of(watch), state)


def keep(watch: Watch, state: rules.State) -> None:
    """Store the state, and when it can next change by itself."""
    poise(watch, state)
    watch.save(update_fields=["phase", "since", "count", "sight", "reference", "settled", "due_at"])


def _written(
    watch: Watch, changes: Iterable[rules.Change], value: float | None, details: str
) -> Alert | None:
    """The alert these changes ended in, if any of them raised or cleared one."""
    alert: Alert | None = None
    for change in changes:
        before, after = rules.is_raised(change.before), rules.is_raised(change.after)
        if after and not before:
            value, words = _in_words(watch, value, details)
            alert = record.raised(watch, change.at, words, value)
        elif before and not after:
            alert = record.cleared(watch.key, change.at) or alert
    return alert


def _in_words(watch: Watch, value: float | None, details: str) -> tuple[float | None, str]:
    kind = KINDS[watch.rule.kind]
    if value is None and watch.limit_id is not None:
        value = Limit.objects.filter(pk=watch.limit_id).values_list("value", flat=True).first()
    if watch.rule.kind == Kind.SERVICE and watch.device_id is not None:
        details = _services(watch.device_id)
    if watch.rule.kind == Kind.HTTP and not details and watch.check_of is not None:
        newest = watch.check_of.results.order_by("-at").first()
        details = newest.sentence if newest else ""
    name = str(watch.device or watch.check_of)
    return value, kind.sentence(Found(name, watch.instance, value, details))[:400]


def _services(device_id: int) -> str:
    """The services the device last named as failed."""
    newest = (
        Observation.objects.filter(device_id=device_id, kind="services")
        .order_by("-collected_at")
        .values_list("body", flat=True)
        .first()
    )
    failed = newest.get("failed") if isinstance(newest, dict) else None
    return ", ".join(str(name) for name in failed[:5]) if isinstance(failed, list) else ""


def hear_limit(limit_id: int, verdict: str, value: float, at: datetime, now: datetime) -> None:
    """The intake judged a value. It says so only when the verdict changes, so it is never lost:
    settled past it, or measured while we were blind, it counts from then on."""
    watch = Watch.objects.filter(limit_id=limit_id).first()
    if watch is None:
        return
    gaps = _gaps(watch.settled, now)
    moment = max(min(at, now), watch.settled)
    for gap in gaps:
        if gap.start <= moment < gap.end:
            moment = gap.end
    sight = rules.Sight(verdict)
    settle(
        watch.pk,
        until=moment,
        now=now,
        seen=[rules.Seen(moment, sight)],
        gaps=gaps,
        value=value,
    )


def hear_device(device_id: int, now: datetime) -> None:
    """A device spoke after a silence: look at its own watches at once."""
    horizon = listening_until(now) or now
    for watch in _loaded(Watch.objects.filter(device_id=device_id, rule__kind=Kind.SILENT)):
        _settle_by_time(watch, horizon, now)


def tick(now: datetime) -> int:
    """What time alone brings: silence, patience that runs out, mutes that end. How many watches
    were looked at one by one; all the devices that simply spoke cost one statement."""
    horizon = listening_until(now)
    looked = 0
    if horizon is not None:
        with connection.cursor() as cursor:
            cursor.execute(HEARD, [horizon])
        back = Q(rule__kind=Kind.SILENT, phase__in=RAISED, device__last_seen_at__gt=F("since"))
        for watch in _loaded(Watch.objects.filter(Q(due_at__lt=horizon) | back)):
            _settle_by_time(watch, horizon, now)
            looked += 1
    for watch in _loaded(Watch.objects.filter(rule__kind=Kind.HTTP, due_at__lt=now)):
        settle(watch.pk, until=now, now=now)
    tell_what_was_kept_back(now)
    return looked


def tell_what_was_kept_back(now: datetime) -> None:
    """Mutes end and flapping ends: what still stands is told now, once."""
    waiting = Q(cleared_at=None, said__in=[rules.Said.NOTHING, rules.Said.CLEARED])
    for alert_id in Alert.objects.filter(waiting | Q(flapping=True)).values_list("pk", flat=True):
        with transaction.atomic():
            alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
            if alert is not None:
                record.tell(alert, now)


def listening_until(now: datetime) -> datetime | None:
    """How far we have certainly listened: the intake's newest sign of life. None: it never ran."""
    beat = Heartbeat.objects.filter(process=fleet.INTAKE).first()
    return min(beat.at, now) if beat else None


def _settle_by_time(watch: Watch, horizon: datetime, now: datetime) -> None:
    """One watch of a device, with the newest word of that device."""
    device = watch.device
    if device is None:
        return
    until = max(horizon, watch.settled)
    heard = device.last_seen_at
    seen = []
    news = heard is not None and heard > (watch.reference or watch.since)
    if news and heard is not None:
        moment = min(max(heard, watch.settled), until)
        seen = [rules.Seen(moment, _sight(watch))]
    settle(watch.pk, until=until, now=now, seen=seen, gaps=_gaps(watch.settled, now))


def _sight(watch: Watch) -> rules.Sight:
    """What a device's newest word says: it lives, and its limit stands where it was last judged."""
    if watch.rule.kind == Kind.SILENT:
        return rules.Sight.WITHIN
    limit = Limit.objects.filter(watch=watch).first()
    return rules.Sight(limit.verdict) if limit and limit.judged_at else rules.Sight(watch.sight)


def _gaps(since: datetime, now: datetime) -> list[rules.Gap]:
    """The gaps that are over. One that is still open needs no row: nothing is settled further than
    the intake's newest sign of life."""
    found = fleet.observer_gaps(since, now)
    return [rules.Gap(gap.start, gap.end) for gap in found if gap.end < now]


def _loaded(watches: QuerySet[Watch]) -> list[Watch]:
    return list(watches.select_related("rule", "device"))
