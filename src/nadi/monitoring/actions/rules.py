"""Rules: each has an owner and a reason, and changing one needs another reason."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.actions import Actor, action
from nadi.core.errors import BadInput, Refused
from nadi.fleet.models import Device
from nadi.monitoring import record, rules
from nadi.monitoring.checks import KINDS
from nadi.monitoring.equipping import equip, equip_all, equip_fresh
from nadi.monitoring.models import Alert, AlertChange, AlertRule, Kind, Watch

LEAST_SILENCE = 90.0


@action
def take_up_usual_rules(*, owner: Person, by: Actor) -> list[AlertRule]:
    """Begin with the usual rules, owned by somebody. Those that exist stay as they are."""
    made = []
    for kind in KINDS.values():
        usual = kind.usual
        if AlertRule.objects.filter(kind=kind.name, client=None, device=None).exists():
            continue
        rule = AlertRule.objects.create(
            kind=kind.name,
            owner=owner,
            reason=str(usual.reason),
            severity=usual.severity,
            answer_minutes=usual.answer_minutes,
            device_kinds=list(usual.device_kinds),
            raise_at=usual.raise_at,
            clear_at=usual.clear_at,
            raise_seconds=usual.raise_seconds,
            raise_times=usual.raise_times,
            clear_seconds=usual.clear_seconds,
        )
        made.append(rule)
    now = timezone.now()
    if made:
        active = list(Device.objects.active())
        watched = set(Watch.objects.filter(device__in=active).values_list("device", flat=True))
        equip_fresh([device for device in active if device.pk not in watched], now)
        for device in active:
            if device.pk in watched:
                equip(device, now)
    return made


@action
def make_rule(rule: AlertRule, *, because: str, by: Actor) -> AlertRule:
    """A new rule; `because` is why it should exist at all."""
    rule.reason = _said(because)
    _check(rule)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is a rule for exactly this already. Change that one.")) from error
    equip_all(rule, timezone.now())
    return rule


@action
def change_rule(rule: AlertRule, *, because: str, by: Actor) -> AlertRule:
    """Change a rule to what `rule` holds now. The reason for the change stands in the audit."""
    _said(because)
    _check(rule)
    now = timezone.now()
    rule.changed_at = now
    rule.save()
    equip_all(rule, now)
    for alert in Alert.objects.select_for_update().filter(rule=rule, cleared_at=None):
        if alert.severity != rule.severity:
            _change_severity(alert, rule.severity, now)
    return rule


@action
def stop_rule(rule: AlertRule, *, because: str, by: Actor) -> AlertRule:
    """Make a rule quiet. What it watched alone is no longer watched; a wider rule may take over."""
    _said(because)
    if not rule.active:
        raise Refused(_("This rule is out of use already."))
    rule.active = False
    rule.changed_at = timezone.now()
    rule.save(update_fields=["active", "changed_at"])
    equip_all(rule, rule.changed_at)
    return rule


@action
def set_limit(
    device: Device,
    *,
    kind: str,
    instance: str,
    raise_at: float,
    clear_at: float,
    because: str,
    by: Person,
) -> AlertRule:
    """This device's own limit for one thing. It is a rule as any other: owned, and for a reason."""
    if kind not in KINDS or not KINDS[kind].series:
        raise BadInput(_("There is no limit of this kind."))
    rule = AlertRule.objects.filter(kind=kind, device=device, instance=instance).first()
    if rule is None:
        wider = AlertRule.objects.filter(kind=kind, client=None, device=None).first()
        usual = wider or KINDS[kind].usual
        rule = AlertRule(
            kind=kind,
            device=device,
            instance=instance,
            severity=usual.severity,
            answer_minutes=usual.answer_minutes,
            raise_seconds=usual.raise_seconds,
            clear_seconds=usual.clear_seconds,
        )
    rule.owner, rule.reason = by, _said(because)
    rule.raise_at, rule.clear_at = raise_at, clear_at
    rule.active, rule.changed_at = True, timezone.now()
    _check(rule)
    rule.save()
    equip(device, rule.changed_at)
    return rule


def _said(because: str) -> str:
    if not because.strip():
        raise BadInput(_("Say in a few words why."), fields={"because": _("A few words")})
    return because.strip()


def _check(rule: AlertRule) -> None:
    """A rule that could never speak, or never be silent, is refused."""
    kind = KINDS[rule.kind]
    if rule.kind == Kind.SILENT and (rule.raise_at or 0) < LEAST_SILENCE:
        raise BadInput(
            _("Devices speak once a minute; below 90 seconds everything is silent."),
            fields={"raise_at": _("At least 90 seconds")},
        )
    if not kind.series:
        return
    if rule.raise_at is None or rule.clear_at is None:
        raise BadInput(_("Both values are needed."), fields={"raise_at": _("Needed")})
    calm = rule.clear_at <= rule.raise_at
    if not calm:
        raise BadInput(
            _("It must clear on the calm side of where it raises."),
            fields={"clear_at": _("Not above where it raises")},
        )
    if kind.unit == "%" and not (rule.clear_at >= 0 and rule.raise_at <= 100):
        raise BadInput(_("Percent lie between 0 and 100."), fields={"raise_at": _("0 to 100")})


def _change_severity(alert: Alert, severity: str, now: datetime) -> None:
    alert.severity = severity
    alert.save(update_fields=["severity"])
    record.note(alert, AlertChange.What.SEVERITY, now, alert.get_severity_display())
    if alert.said == rules.Said.RAISED:
        record.say(alert, rules.Word.REPEATED, now)
