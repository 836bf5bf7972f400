"""Condense samples and forget old ones. Set-wise: one statement for all devices."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from nadi.fleet.models import RollupMark

FIVE_MINUTES, HOUR = 5, 60
KEEP_SAMPLES_DAYS = 14
KEEP_FIVE_MINUTES = timedelta(days=90)
KEEP_HOURS = timedelta(days=3 * 365)
KEEP_REPORTS = timedelta(days=10)
#: A report may commit a moment after it was stamped; looking back this far finds it still.
LOOK_BACK = timedelta(minutes=2)

ROLL_UP = """
WITH touched AS (
    SELECT device_id,
           date_bin(%(span)s::interval, min(oldest_at), 'epoch') AS first,
           date_bin(%(span)s::interval, max(newest_at), 'epoch') + %(span)s::interval AS past
    FROM fleet_report
    WHERE received_at > %(after)s AND received_at <= %(upto)s AND oldest_at IS NOT NULL
    GROUP BY device_id
), figures AS (
    SELECT s.device_id, s.layout_id, date_bin(%(span)s::interval, s.at, 'epoch') AS bucket, v.place,
           count(*) AS n, avg(v.value)::real AS mean, max(v.value) AS high
    FROM touched t
    JOIN fleet_sample s ON s.device_id = t.device_id AND s.at >= t.first AND s.at < t.past
    CROSS JOIN LATERAL unnest(s.values) WITH ORDINALITY AS v(value, place)
    GROUP BY s.device_id, s.layout_id, bucket, v.place
)
INSERT INTO fleet_rollup (device_id, minutes, at, layout_id, n, means, highs)
SELECT device_id, %(minutes)s, bucket, layout_id, max(n),
       array_agg(mean ORDER BY place), array_agg(high ORDER BY place)
FROM figures GROUP BY device_id, layout_id, bucket
ON CONFLICT (device_id, minutes, at, layout_id) DO UPDATE
SET n = excluded.n, means = excluded.means, highs = excluded.highs
"""


def roll_up(minutes: int, now: datetime) -> int:
    """Condense what arrived since the last time, late samples too; how many rows were written."""
    with transaction.atomic(), connection.cursor() as cursor:
        mark, _made = RollupMark.objects.select_for_update().get_or_create(
            minutes=minutes, defaults={"rolled_to": now - timedelta(days=9)}
        )
        cursor.execute(
            ROLL_UP,
            {
                "span": f"{minutes} minutes",
                "after": mark.rolled_to - LOOK_BACK,
                "upto": now,
                "minutes": minutes,
            },
        )
        written = int(cursor.rowcount)
        mark.rolled_to = now
        mark.save(update_fields=["rolled_to"])
    return written


def keep_days(now: datetime) -> int:
    """Make the coming day partitions and drop the ones past keeping; how many changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fleet_keep_days(%s, %s)", [now.date(), KEEP_SAMPLES_DAYS])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def forget(now: datetime) -> None:
    """Remove what is past its use: receipts, fine rollups, then coarse ones."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM fleet_report WHERE received_at < %s", [now - KEEP_REPORTS])
        for minutes, keep in ((FIVE_MINUTES, KEEP_FIVE_MINUTES), (HOUR, KEEP_HOURS)):
            cursor.execute(
                "DELETE FROM fleet_rollup WHERE minutes = %s AND at < %s", [minutes, now - keep]
            )
