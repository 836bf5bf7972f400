"""Meetings of a large made-up firm with its clients, and how old its machines are."""

from nadi.core.volume import Volume
from nadi.planning.models import ActionItem, LifecycleFact, Meeting, ReplacementPolicy

QUARTERS = 4
CLOSE = """
UPDATE planning_meeting SET closed_at = at, closed_by_id = lead_id, document = '{}',
       sha256 = md5(id::text) || md5('closed')
WHERE closed_at IS NULL
"""


def pour(volume: Volume) -> None:
    volume.pour(
        ReplacementPolicy,
        "FROM (VALUES ('server', 60), ('workstation', 48), ('network', 84), ('other', 60)) "
        "AS v(kind, months)",
        {
            "kind": "v.kind",
            "useful_months": "v.months",
            "since": "%(now)s::date - 1200",
            "made_at": "%(now)s - interval '1200 days'",
        },
    )
    volume.pour(
        LifecycleFact,
        "FROM volume_device d WHERE d.id %% 7 <> 0",
        {
            "device_id": "d.id",
            "kind": "'purchased'",
            "state": "'dated'",
            "on": "d.made_at::date - (d.id %% 700)::int",
            "source": "'Invoice'",
            "noted_at": "d.made_at",
        },
    )
    held = {
        "client_id": "c.id",
        "lead_id": "p.id",
        "made_by_id": "p.id",
        "place": "'At their office'",
    }
    of_client = (
        "FROM volume_client c JOIN volume_person p "
        "ON p.n = 1 + c.n %% (SELECT count(*) FROM volume_person)"
    )
    for quarter in range(QUARTERS, 0, -1):
        _meet(volume, of_client, held, quarter)
    volume.pour(
        Meeting,
        f"{of_client} WHERE c.n %% 8 <> 0",
        held
        | {
            "at": "%(now)s + make_interval(days => (c.n %% 90 + 1)::int)",
            "made_at": "%(now)s - interval '1 day'",
        },
    )


def _meet(volume: Volume, of_client: str, held: dict[str, str], quarter: int) -> None:
    """Each client once: planned, with an act on both sides, and closed."""
    at = "%(now)s - make_interval(days => (91 * %(before)s + c.n %% 110 + 1)::int)"
    volume.pour(
        Meeting,
        of_client,
        held | {"at": at, "made_at": f"{at} - interval '80 days'"},
        before=quarter - 1,
    )
    volume.pour(
        ActionItem,
        "FROM planning_meeting m JOIN volume_client c ON c.id = m.client_id "
        "CROSS JOIN (VALUES (1, 'ours'), (2, 'theirs')) AS v(n, side) "
        "WHERE m.closed_at IS NULL",
        {
            "client_id": "m.client_id",
            "meeting_id": "m.id",
            "side": "v.side",
            "text": "'What we said we would do'",
            "due_on": "m.at::date + 30",
            "due_at": "m.at + interval '30 days'",
            "owner_id": "m.lead_id",
            "contact_id": "CASE v.side WHEN 'theirs' THEN c.contact_id END",
            "made_at": "m.at",
            "done_at": "CASE WHEN (m.id + v.n) %% 9 <> 0 AND m.at < %(now)s - interval '30 days' "
            "THEN m.at + interval '20 days' END",
        },
    )
    volume.run(CLOSE)
