"""Nights, restores and updates of a large made-up firm. Its backups exist as rows alone: no button
restores them."""

from nadi.core.volume import Volume
from nadi.maintenance.models import (
    BackupResult,
    ProtectedSystem,
    RestartNeed,
    RestoreTest,
    Update,
    UpdateScan,
)

NIGHTS, SCANS, PROOFS = 90, 14, 6


def pour(volume: Volume) -> None:
    _backups(volume)
    _restores(volume)
    _updates(volume)


def _backups(volume: Volume) -> None:
    volume.pour(
        ProtectedSystem,
        "FROM volume_device d WHERE d.kind = 'server'",
        {
            "device_id": "d.id",
            "name": "'Files'",
            "job": "'nightly'",
            "tool": "'archive'",
            "location": "'/nowhere/' || d.id",
            "protected_at": "d.made_at",
        },
    )
    volume.pour(
        BackupResult,
        f"""FROM maintenance_protectedsystem s
        CROSS JOIN generate_series(1, {NIGHTS}) AS ago
        CROSS JOIN LATERAL (
            SELECT abs(hashint8(s.id * 1000 + ago)) %% 1000 AS dice, %(now)s::date - ago AS night
        ) n
        CROSS JOIN LATERAL (
            SELECT CASE WHEN dice < 25 OR (s.id %% 40 = 0 AND ago <= 3) THEN 'failed'
                        WHEN dice < 35 THEN 'warning' ELSE 'ok' END AS outcome,
                   (n.night + interval '26 hours 35 minutes') AT TIME ZONE 'UTC' AS ended_at
        ) o
        WHERE o.ended_at < %(now)s""",
        {
            "system_id": "s.id",
            "night": "n.night",
            "outcome": "o.outcome",
            "started_at": "o.ended_at - interval '14 minutes'",
            "ended_at": "o.ended_at",
            "run": "n.night || '-' || s.id",
            "snapshot": "n.night || '.tar.gz'",
            "message": "CASE WHEN o.outcome = 'failed' THEN 'no space left on device' ELSE '' END",
        },
    )


def _restores(volume: Volume) -> None:
    volume.pour(
        RestoreTest,
        """FROM (
            SELECT s.id AS system_id, random() AS luck, %(now)s - random() * interval '20 days'
                       - make_interval(days => (29 * month + s.id %% 5 / 4 * 14)::int) AS at
            FROM maintenance_protectedsystem s
            CROSS JOIN generate_series(0, %(proofs)s - 1) AS month OFFSET 0
        ) t JOIN volume_person p ON p.n = 1 + t.system_id %% (SELECT count(*) FROM volume_person)
        WHERE t.at < %(now)s - interval '3 hours'""",
        {
            "system_id": "t.system_id",
            "requested_by_id": "p.id",
            "requested_at": "t.at",
            "state": "'done'",
            "outcome": "CASE WHEN luck < 0.002 THEN 'failed' ELSE 'passed' END",
            "reason": "CASE WHEN luck < 0.002 THEN 'the archive ends early' ELSE '' END",
            "attempt": "1",
            "percent": "100",
            "started_at": "t.at",
            "finished_at": "t.at + interval '4 seconds'",
            "seed": "t.system_id",
            "seconds": "0.4",
            "removed_at": "t.at + interval '2 hours'",
            "opened_by_id": "CASE WHEN luck > 0.03 THEN p.id END",
            "opened_at": "CASE WHEN luck > 0.03 THEN t.at + luck * interval '1 hour' END",
        },
        proofs=PROOFS,
    )


def _updates(volume: Volume) -> None:
    volume.pour(
        UpdateScan,
        f"FROM volume_device d CROSS JOIN generate_series(0, {SCANS - 1}) AS ago "
        "WHERE d.kind IN ('server', 'workstation') AND d.id %% 50 <> 0",
        {
            "device_id": "d.id",
            "at": "%(now)s - make_interval(days => ago) - interval '2 hours' "
            "- (d.id %% 300) * interval '1 minute'",
            "known": "true",
            "manager": "'apt'",
            "pending": "d.id %% 3",
        },
    )
    volume.pour(
        Update,
        """FROM volume_device d
        CROSS JOIN generate_series(0, 6) AS m
        CROSS JOIN (VALUES ('openssl', 'security', 14), ('tzdata', 'other', 30))
             AS p(package, kind, days)
        CROSS JOIN LATERAL (
            SELECT abs(hashtext(d.id || p.package || m)) %% 1000 AS dice
        ) r
        CROSS JOIN LATERAL (
            SELECT %(now)s - make_interval(days => 25 * m + dice %% 17) AS seen
        ) s
        WHERE d.kind IN ('server', 'workstation') AND (m > 0 OR dice < 400)""",
        {
            "device_id": "d.id",
            "package": "p.package",
            "installed": "'1.' || 100 - m",
            "version": "'1.' || 101 - m",
            "kind": "p.kind",
            "source": "'Debian:12/stable'",
            "released_at": "s.seen - interval '1 day'",
            "first_seen": "s.seen",
            "due_at": "s.seen - interval '1 day' + make_interval(days => p.days)",
            "gone_at": "CASE WHEN m > 0 THEN s.seen + make_interval(days => 2 + dice %% 16) END",
        },
    )
    volume.pour(
        RestartNeed,
        "FROM volume_device d WHERE d.kind IN ('server', 'workstation') AND d.id %% 33 = 0",
        {
            "device_id": "d.id",
            "since": "%(now)s - make_interval(days => (d.id %% 20)::int)",
            "told_at": "%(now)s - interval '2 hours'",
        },
    )
