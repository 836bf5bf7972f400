"""Makes watches from rules: the narrowest rule wins, and each limit reaches the intake.

Run whenever a rule changes, a device is approved, tells what it is, or is retired. Doing it twice
changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from nadi.core.actors import System
from nadi.fleet.actions import remove_limit, set_limit, set_limits
from nadi.fleet.models import Device, DeviceState, Limit, Rollup, Sample
from nadi.monitoring import record, rules
from nadi.monitoring.checks import KINDS, WatchKind
from nadi.monitoring.models import AlertRule, HttpCheck, Kind, Watch
from nadi.monitoring.watching import keep, poise

WATCHMAN = System("monitoring rules")
NEWEST_SERIES = """
SELECT d.id, l.names
FROM unnest(%s::bigint[]) AS d(id)
JOIN fleet_serieslayout l ON l.id = coalesce(
    (SELECT layout_id FROM fleet_sample WHERE device_id = d.id ORDER BY at DESC LIMIT 1),
    (SELECT layout_id FROM fleet_rollup WHERE device_id = d.id
     ORDER BY minutes DESC, at DESC LIMIT 1))
"""


def narrowest(
    candidates: Iterable[AlertRule],
    *,
    kind: str,
    client_id: int,
    device: Device | None,
    instance: str,
) -> AlertRule | None:
    """The rule that speaks for one thing: its own, else its device's, its client's, everybody's."""
    fitting = [
        rule
        for rule in candidates
        if rule.kind == kind
        and rule.instance in ("", instance)
        and rule.client_id in (None, client_id)
        and rule.device_id in (None, device.pk if device else None)
        and (device is None or not rule.device_kinds or device.kind in rule.device_kinds)
    ]

    def width(rule: AlertRule) -> tuple[bool, bool, bool]:
        return rule.device_id is None, rule.instance == "", rule.client_id is None

    best = min(fitting, key=width, default=None)
    return best if best is not None and best.active else None


def equip(device: Device, now: datetime) -> None:
    """The watches of one device, as its rules want them now."""
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=device.pk)
        wanted = {}
        if device.state == DeviceState.ACTIVE:
            wanted = _wanted(device, _rules_for(None, device.client_id), _series(device))
        present = {
            watch.key: watch
            for watch in Watch.objects.select_for_update(of=["self"])
            .select_related("rule", "limit", "client__calendar", "device")
            .filter(device=device)
        }
        for key, watch in present.items():
            if key not in wanted:
                end(watch, now)
        for key, (rule, instance) in wanted.items():
            _fit(device, present.get(key), key, rule, instance, now)


def equip_fresh(devices: Iterable[Device], now: datetime) -> None:
    """The watches of active devices that have none yet, all written at once."""
    with transaction.atomic():
        bare = [one for one in devices if one.state == DeviceState.ACTIVE]
        candidates = list(AlertRule.objects.all())
        names = _newest_series([one.pk for one in bare])
        watches = []
        for device in bare:
            wanted = _wanted(device, candidates, names.get(device.pk, []))
            for key, (rule, instance) in wanted.items():
                watch = _new_watch(device, key, rule, instance, now)
                watch.limit = _fresh_limit(device, KINDS[rule.kind], rule, instance)
                poise(watch, watch.state)
                watches.append(watch)
        set_limits([watch.limit for watch in watches if watch.limit is not None], by=WATCHMAN)
        Watch.objects.bulk_create(watches)


def equip_check(check: HttpCheck, now: datetime) -> None:
    """The one watch of a web check."""
    with transaction.atomic():
        rule = None
        if check.active:
            rule = narrowest(
                _rules_for(Kind.HTTP, check.client_id),
                kind=Kind.HTTP,
                client_id=check.client_id,
                device=None,
                instance="",
            )
        watch = Watch.objects.select_for_update().filter(check_of=check).first()
        if rule is None:
            if watch is not None:
                end(watch, now)
            return
        if watch is None:
            key = rules.alert_key(Kind.HTTP, device_id=None, check_id=check.pk, instance="")
            watch = Watch(key=key, client=check.client, check_of=check)
            watch.state = rules.begin(now)
        watch.rule = rule
        watch.save()
        keep(watch, watch.state)


def equip_all(rule: AlertRule, now: datetime) -> int:
    """Everything a rule may speak for; how many things were looked at."""
    if rule.kind == Kind.HTTP:
        checks = HttpCheck.objects.select_related("client")
        if rule.client_id:
            checks = checks.filter(client_id=rule.client_id)
        for check in checks:
            equip_check(check, now)
        return len(checks)
    devices = Device.objects.active()
    if rule.device_id:
        devices = devices.filter(pk=rule.device_id)
    elif rule.client_id:
        devices = devices.filter(client_id=rule.client_id)
    for device in devices:
        equip(device, now)
    return len(devices)


def end(watch: Watch, now: datetime) -> None:
    """It is no longer watched: its alert ends with that word, and its limit goes."""
    alert = record.cleared(watch.key, now, "It is no longer watched.")
    if alert is not None:
        record.tell(alert, now)
    limit = watch.limit
    watch.delete()
    if limit is not None:
        remove_limit(limit, by=WATCHMAN)


def _rules_for(kind: str | None, client_id: int) -> list[AlertRule]:
    found = AlertRule.objects.filter(Q(client=None) | Q(client_id=client_id))
    return list(found.filter(kind=kind) if kind else found)


def _wanted(
    device: Device, some: Iterable[AlertRule], names: list[str]
) -> dict[str, tuple[AlertRule, str]]:
    candidates = [rule for rule in some if rule.device_id in (None, device.pk)]
    wanted = {}
    for kind in KINDS.values():
        if not kind.of_devices:
            continue
        for instance in kind.instances(names):
            rule = narrowest(
                candidates,
                kind=kind.name,
                client_id=device.client_id,
                device=device,
                instance=instance,
            )
            if rule is not None:
                key = rules.alert_key(
                    kind.name, device_id=device.pk, check_id=None, instance=instance
                )
                wanted[key] = (rule, instance)
    return wanted


def _series(device: Device) -> list[str]:
    """What the device speaks of: by its newest sample, or by its newest rollup where the samples
    are gone."""
    for rows in (Sample.objects, Rollup.objects):
        newest = rows.filter(device=device).select_related("layout").order_by("-at").first()
        if newest is not None:
            return list(newest.layout.names)
    return []


def _newest_series(device_ids: list[int]) -> dict[int, list[str]]:
    """The same for many devices in one statement, by their newest hour where samples are gone."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_SERIES, [device_ids])
        return dict(cursor.fetchall())


def _fit(
    device: Device, watch: Watch | None, key: str, rule: AlertRule, instance: str, now: datetime
) -> None:
    kind = KINDS[rule.kind]
    if watch is None:
        watch = _new_watch(device, key, rule, instance, now)
    watch.rule = rule
    watch.limit = _limit(device, watch.limit, kind, rule, instance)
    watch.save()
    keep(watch, watch.state)


def _new_watch(device: Device, key: str, rule: AlertRule, instance: str, now: datetime) -> Watch:
    watch = Watch(key=key, client_id=device.client_id, device=device, instance=instance, rule=rule)
    watch.state = rules.begin(now)
    if rule.kind == Kind.SILENT:
        # Its grace begins with its first word: a device that never spoke is new, not silent.
        watch.reference = device.last_seen_at
    return watch


def _fresh_limit(device: Device, kind: WatchKind, rule: AlertRule, instance: str) -> Limit | None:
    if not kind.series or rule.raise_at is None:
        return None
    return Limit(
        device=device,
        name=kind.series + instance,
        direction=kind.direction,
        raise_at=rule.raise_at,
        clear_at=rule.raise_at if rule.clear_at is None else rule.clear_at,
    )


def _limit(
    device: Device, limit: Limit | None, kind: WatchKind, rule: AlertRule, instance: str
) -> Limit | None:
    """The limit as the intake judges it; written only when it differs."""
    if not kind.series or rule.raise_at is None:
        return None
    clear_at = rule.raise_at if rule.clear_at is None else rule.clear_at
    same = (
        limit is not None
        and limit.raise_at == rule.raise_at
        and limit.clear_at == clear_at
        and limit.direction == kind.direction
    )
    if same:
        return limit
    return set_limit(
        device,
        name=kind.series + instance,
        direction=kind.direction,
        raise_at=rule.raise_at,
        clear_at=clear_at,
        by=WATCHMAN,
        limit=limit,
    )
