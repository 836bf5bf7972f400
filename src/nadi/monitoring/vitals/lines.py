"""What Solar itself brings to the monitoring round: alerts nobody looked at, what is critical and
still on, and machines that do not speak."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.core import words
from nadi.core.vitals import RoundLine
from nadi.fleet.models import Device, DeviceKind
from nadi.fleet.queries import Silence, silent_devices
from nadi.monitoring.models import Alert, Severity
from nadi.monitoring.vitals.counted import SLEEPS

NEVER_SLEEPS = (DeviceKind.SERVER, DeviceKind.NETWORK)
NAMED = 3


def round_lines(clients: frozenset[int], now: datetime) -> list[RoundLine]:
    """The lines of these clients, each from rows as they stand now."""
    alerts = Alert.objects.filter(client_id__in=clients, raised_at__lte=now)
    asking = list(alerts.asking().select_related("rule").order_by("raised_at"))
    critical = alerts.open().filter(severity=Severity.URGENT).exclude(pk__in=[a.pk for a in asking])
    told_silent = {a.device_id for a in asking if a.key.startswith("silent:")}
    return [
        *(_asking(alert) for alert in asking),
        *(_critical(alert) for alert in critical.order_by("raised_at")),
        *_silent(clients, now, told_silent),
    ]


def _asking(alert: Alert) -> RoundLine:
    return RoundLine(
        client_id=alert.client_id,
        kind="alert",
        key=f"alert:{alert.pk}:{alert.last_raised_at:%Y%m%d%H%M%S}",
        sentence=alert.sentence,
        note=_("%(severity)s, since %(when)s. Nobody has looked.")
        % {
            "severity": alert.get_severity_display(),
            "when": words.moment(alert.last_raised_at),
        },
        url=reverse("monitoring:alert", args=[alert.pk]),
        urgent=alert.severity == Severity.URGENT,
        trouble=alert.key,
        device_id=alert.device_id,
    )


def _critical(alert: Alert) -> RoundLine:
    return RoundLine(
        client_id=alert.client_id,
        kind="critical",
        key=f"critical:{alert.pk}:{alert.last_raised_at:%Y%m%d%H%M%S}",
        sentence=alert.sentence,
        note=(
            _("Still on since %(when)s.") % {"when": words.moment(alert.raised_at)}
            + (f" {alert.kept_back}" if alert.kept_back else "")
        ),
        url=reverse("monitoring:alert", args=[alert.pk]),
        urgent=True,
        trouble=alert.key,
        device_id=alert.device_id,
    )


def _silent(clients: frozenset[int], now: datetime, told: set[int | None]) -> list[RoundLine]:
    """One line for the silent machines of a client, and the calm count of all."""
    active = Device.objects.active().filter(client_id__in=clients)
    watched = (
        active.order_by()
        .values("client_id")
        .annotate(n=Count("pk"), new=Count("pk", filter=Q(last_seen_at=None)))
    )
    silent: dict[int, list[Silence]] = defaultdict(list)
    for one in silent_devices(now):
        kind, away = one.device.kind, now - one.since
        if one.device.client_id in clients and (kind in NEVER_SLEEPS or away > SLEEPS):
            silent[one.device.client_id].append(one)
    found = []
    for row in watched:
        here = silent.get(row["client_id"], [])
        found.append(_reporting(row["client_id"], row["n"] - row["new"] - len(here), row["n"]))
        untold = [one for one in here if one.device.pk not in told]
        if untold:
            found.append(_silence(row["client_id"], untold))
    return found


def _silence(client_id: int, silent: list[Silence]) -> RoundLine:
    silent = sorted(silent, key=lambda one: one.since)
    first = silent[0]
    names = [one.device.name for one in silent[:NAMED]]
    return RoundLine(
        client_id=client_id,
        kind="silent",
        key="silent:" + ",".join(str(one.device.pk) for one in silent)[:180],
        sentence=ngettext(
            "%(names)s does not report", "%(n)s devices do not report: %(names)s", len(silent)
        )
        % {
            "n": len(silent),
            "names": words.listed(names) if len(silent) <= NAMED else ", ".join([*names, "…"]),
        },
        note=_("The longest since %(when)s.") % {"when": words.moment(first.since)},
        url=reverse("fleet:device", args=[first.device.pk]),
        urgent=any(one.device.kind == DeviceKind.SERVER for one in silent),
        trouble=f"silent:device:{first.device.pk}",
        device_id=first.device.pk,
    )


def _reporting(client_id: int, speaking: int, total: int) -> RoundLine:
    return RoundLine(
        client_id=client_id,
        kind="silent",
        key="",
        sentence=_("%(n)s of %(all)s devices report") % {"n": speaking, "all": total},
        calm=True,
    )
