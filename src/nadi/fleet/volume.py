"""The machines of a large made-up firm. What they measured and said is left out: no score reads it,
and it would be many times as large as everything else."""

from nadi.core.volume import Volume
from nadi.fleet.models import Agent, Device

# Numbered within their client, for the packages above.
FLEET = """
CREATE TEMPORARY TABLE volume_device ON COMMIT DROP AS
SELECT d.id, d.client_id, d.kind, d.name, d.made_at,
       row_number() OVER (PARTITION BY d.client_id ORDER BY d.id) - 1 AS k,
       count(*) OVER (PARTITION BY d.client_id) AS of_client
FROM fleet_device d WHERE d.state = 'active'
"""
HEARD = """
INSERT INTO core_heartbeat (process, at, sentence) VALUES ('intake', %(now)s, '')
ON CONFLICT (process) DO UPDATE SET at = excluded.at
"""


def pour(volume: Volume) -> None:
    volume.pour(
        Device,
        """FROM (
            SELECT n, random() AS what, random() AS seen, random() AS state, random() AS age,
                   1 + floor((SELECT count(*) FROM volume_client) * power(random(), 1.7))::int AS c
            FROM generate_series(1, %(devices)s) AS n OFFSET 0
        ) d JOIN volume_client c ON c.n = d.c""",
        {
            "client_id": "c.id",
            "site_id": "c.site_id",
            "name": "CASE WHEN what < 0.1 THEN 'SRV-' WHEN what < 0.15 THEN 'SW-' ELSE 'PC-' END "
            "|| lpad(d.n::text, 6, '0')",
            "kind": "CASE WHEN what < 0.1 THEN 'server' WHEN what < 0.15 THEN 'network' "
            "ELSE 'workstation' END",
            "platform": "'linux'",
            "state": "CASE WHEN state < 0.97 THEN 'active' WHEN state < 0.99 THEN 'retired' "
            "WHEN state < 0.995 THEN 'pending' ELSE 'quarantined' END",
            "simulated": "true",
            "silent_after_minutes": "CASE WHEN what < 0.15 THEN 3 ELSE 15 END",
            "last_seen_at": "%(now)s - CASE WHEN seen < 0.97 THEN seen * interval '2 minutes' "
            "ELSE (seen - 0.97) * interval '700 days' END",
            "made_at": "%(now)s - interval '30 days' - age * interval '3 years'",
        },
    )
    volume.pour(
        Agent,
        "FROM fleet_device d",
        {
            "device_id": "d.id",
            "name": "md5(d.id::text)",
            "public_key": "''",
            "hardware": "jsonb_build_object('board', left(md5('board' || d.id), 16))",
            "version": "'simulated'",
            "enrolled_at": "d.made_at",
        },
    )
    volume.run(FLEET)
    volume.run("CREATE INDEX ON volume_device (client_id, k)")
    volume.run("ANALYZE volume_device")
    volume.run(HEARD)
