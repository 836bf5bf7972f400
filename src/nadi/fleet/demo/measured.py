"""What the machines measured before the story was told: rollups, made in SQL.

Servers and the rack have a season of hours and, before that, every sixth hour; workstations a week
of hours and every fourth hour of a month. That is enough for every line that a page draws.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from nadi.core.demo import SEASON, Story
from nadi.fleet import rules
from nadi.fleet.history import FIVE_MINUTES, HOUR
from nadi.fleet.models import Device, DeviceKind, SeriesLayout
from nadi.fleet.simulation import NAMES, Profile

ROLLUPS = """
INSERT INTO fleet_rollup (device_id, minutes, at, layout_id, n, means, highs)
SELECT d.id, %(minutes)s, t.at, %(layout)s, %(minutes)s,
       ARRAY[f.cpu, f.cpu / 40, f.memory, f.swap, f.disk, d.size * (1 - f.disk / 100),
             300 * w.work + 20, 90 * w.work + 8, round(140 + 60 * w.work), 0]::real[],
       ARRAY[least(99, f.cpu * 1.25), f.cpu / 30, least(98, f.memory + 1), f.swap, f.disk,
             d.size * (1 - f.disk / 100), 360 * w.work + 40, 110 * w.work + 12,
             round(145 + 60 * w.work), 0]::real[]
FROM unnest(%(ids)s::bigint[], %(cpu)s::float8[], %(memory)s::float8[], %(disk)s::float8[],
            %(growth)s::float8[], %(size)s::float8[])
     AS d(id, cpu, memory, disk, growth, size)
CROSS JOIN generate_series(%(start)s::timestamptz, %(end)s::timestamptz,
                           make_interval(mins => %(step)s)) AS t(at)
CROSS JOIN LATERAL (
    SELECT CASE WHEN extract(isodow FROM t.at AT TIME ZONE 'UTC') > 5 THEN 0.08
           ELSE 0.08 + 0.92 * greatest(0, sin(pi() *
                (extract(hour FROM t.at AT TIME ZONE 'UTC')::float8 - 5) / 12)) END AS work,
           ('x' || substr(md5(d.id::text || t.at::text), 1, 7))::bit(28)::int / 268435456.0 AS dice,
           extract(epoch FROM t.at - %(told)s::timestamptz) / 86400 AS days
    OFFSET 0  -- reckoned once for each row, not wherever it is used
) w
CROSS JOIN LATERAL (
    SELECT greatest(0.5, d.cpu * (0.25 + w.work) + 4 * (2 * w.dice - 1)) AS cpu,
           least(97, d.memory + 8 * w.work + 2 * w.dice - 1) AS memory,
           greatest(0, d.memory - 70) / 4 AS swap,
           greatest(3, d.disk + d.growth * w.days) AS disk
    OFFSET 0
) f
ON CONFLICT DO NOTHING
"""

DAY = timedelta(days=1)
Told = Sequence[tuple[Device, Profile]]


def roll_up(story: Story, machines: Told) -> None:
    layout, _made = SeriesLayout.objects.get_or_create(
        digest=rules.layout_digest(NAMES), defaults={"names": list(NAMES)}
    )
    hour = story.now.replace(minute=0, second=0, microsecond=0)
    fine = story.now - timedelta(minutes=FIVE_MINUTES)
    desks = [one for one in machines if one[0].kind == DeviceKind.WORKSTATION]
    others = [one for one in machines if one[0].kind != DeviceKind.WORKSTATION]
    _write(story, layout, others, HOUR, HOUR, hour - SEASON * DAY, hour)
    _write(story, layout, others, HOUR, 6 * HOUR, hour - story.days * DAY, hour - SEASON * DAY)
    _write(story, layout, others, FIVE_MINUTES, FIVE_MINUTES, hour - 26 * DAY / 24, fine)
    _write(story, layout, desks, HOUR, HOUR, hour - 7 * DAY, hour)
    _write(story, layout, desks, HOUR, 4 * HOUR, hour - 35 * DAY, hour - 7 * DAY)
    _write(story, layout, desks, FIVE_MINUTES, 2 * FIVE_MINUTES, hour - DAY, fine)


def _write(
    story: Story,
    layout: SeriesLayout,
    machines: Told,
    minutes: int,
    step: int,
    start: datetime,
    end: datetime,
) -> None:
    profiles = [profile for _device, profile in machines]
    values: dict[str, Any] = {
        "layout": layout.pk,
        "told": story.now,
        "minutes": minutes,
        "step": step,
        "start": start,
        "end": end,
        "ids": [device.pk for device, _profile in machines],
        "cpu": [each.cpu for each in profiles],
        "memory": [each.memory for each in profiles],
        "disk": [each.disk for each in profiles],
        "growth": [each.growth for each in profiles],
        "size": [each.size_gib for each in profiles],
    }
    with connection.cursor() as cursor:
        cursor.execute(ROLLUPS, values)
