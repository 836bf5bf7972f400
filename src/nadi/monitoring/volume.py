"""A year of alerts at a large made-up firm, and a month of looks at its web addresses."""

from nadi.accounts.models import Person, Role
from nadi.core.volume import Volume
from nadi.monitoring.checks import KINDS
from nadi.monitoring.models import Alert, AlertRule, CheckResult, HttpCheck

DAYS_OF_LOOKS = 28


def pour(volume: Volume) -> None:
    _rules()
    _alerts(volume)
    volume.pour(
        HttpCheck,
        "FROM volume_client v WHERE v.n %% 5 <> 0",
        {
            "client_id": "v.id",
            "name": "'Web site of client ' || v.id",
            "url": "'https://client' || v.id || '.example/'",
            "interval_seconds": "3600",
            "active": "false",
            "next_at": "%(now)s + interval '1 year'",
        },
    )
    volume.pour(
        CheckResult,
        f"""FROM monitoring_httpcheck h
        CROSS JOIN generate_series(1, {DAYS_OF_LOOKS * 24}) AS ago
        CROSS JOIN LATERAL (SELECT abs(hashint8(h.id * 1000 + ago)) %% 1000 AS dice) d""",
        {
            "check_of_id": "h.id",
            "at": "%(now)s - make_interval(hours => ago)",
            "fine": "dice > 3",
            "status": "CASE WHEN dice > 3 THEN 200 ELSE 502 END",
            "sentence": "CASE WHEN dice > 3 THEN '' ELSE 'It answered 502; 200 was expected.' END",
            "milliseconds": "40 + dice %% 60",
        },
    )


def _rules() -> None:
    """The usual ones. Nothing is equipped with watches: nobody speaks for these machines."""
    owner = Person.objects.filter(role=Role.SERVICE_MANAGER).order_by("pk").first()
    AlertRule.objects.bulk_create(
        AlertRule(
            kind=kind.name,
            owner=owner,
            reason=str(kind.usual.reason),
            severity=kind.usual.severity,
            answer_minutes=kind.usual.answer_minutes,
            device_kinds=list(kind.usual.device_kinds),
            raise_at=kind.usual.raise_at,
            clear_at=kind.usual.clear_at,
            raise_seconds=kind.usual.raise_seconds,
            clear_seconds=kind.usual.clear_seconds,
        )
        for kind in KINDS.values()
    )


def _alerts(volume: Volume) -> None:
    """Four a year for each machine; nine in ten looked at in time, two in three worth it."""
    volume.pour(
        Alert,
        """FROM (
            SELECT d.id, d.client_id, d.name, random() AS what, random() AS luck,
                   random() AS worth, %(now)s - random() * interval '1 year' AS at
            FROM volume_device d CROSS JOIN generate_series(1, 4) OFFSET 0
        ) a
        JOIN monitoring_alertrule r ON r.kind =
            CASE WHEN what < 0.3 THEN 'silent' WHEN what < 0.8 THEN 'disk' ELSE 'memory' END
        CROSS JOIN LATERAL (
            SELECT a.at + make_interval(mins => r.answer_minutes) AS answer_by,
                   a.at + interval '10 minutes' + worth * interval '5 hours' AS over,
                   CASE WHEN luck < 0.96 THEN a.at + make_interval(
                       mins => (r.answer_minutes * (0.1 + luck * 0.98))::int) END AS answered_at
        ) s
        JOIN volume_person p ON p.n = 1 + a.id %% (SELECT count(*) FROM volume_person)
        WHERE s.answer_by < %(now)s AND s.over < %(now)s""",
        {
            "key": "r.kind || ':device:' || a.id",
            "rule_id": "r.id",
            "client_id": "a.client_id",
            "device_id": "a.id",
            "severity": "r.severity",
            "sentence": "a.name || ': ' || r.kind",
            "raised_at": "a.at",
            "last_raised_at": "a.at",
            "cleared_at": "s.over",
            "said": "'cleared'",
            "told_at": "a.at + interval '5 seconds'",
            "answer_by": "s.answer_by",
            "answered_at": "s.answered_at",
            "answered_by_id": "CASE WHEN s.answered_at IS NOT NULL THEN p.id END",
            "outcome": "CASE WHEN s.answered_at IS NULL THEN '' WHEN worth < 0.66 THEN 'work' "
            "ELSE 'nothing' END",
        },
    )
