"""How a large made-up firm meets and thanks its own people."""

from nadi.core.volume import Volume
from nadi.culture.models import GuidingVersion, Kudos, OneOnOne, Pairing, Value


def pour(volume: Volume) -> None:
    volume.pour(
        Pairing,
        "FROM volume_person p JOIN accounts_person l ON l.role = 'service_manager' "
        "WHERE l.id %% 2 = p.id %% 2",
        {
            "lead_id": "l.id",
            "person_id": "p.id",
            "every_days": "30",
            "begun_on": "%(now)s::date - 400",
        },
    )
    volume.pour(
        OneOnOne,
        "FROM culture_pairing p CROSS JOIN generate_series(0, 11) AS g(month)",
        {
            "pairing_id": "p.id",
            "held_on": "%(now)s::date - (31 * g.month + p.id %% 35)::int",
            "noted_by_id": "p.lead_id",
        },
    )
    volume.pour(
        GuidingVersion,
        "FROM accounts_person p WHERE p.role = 'owner'",
        {
            "number": "1",
            "vision": "'Clients who never wait'",
            "mission": "'We keep what we promise'",
            "published_at": "%(now)s - interval '1 year'",
            "published_by_id": "p.id",
        },
    )
    volume.pour(
        Value,
        "FROM culture_guidingversion v",
        {"version_id": "v.id", "position": "1", "name": "'We tell'", "meaning": "'Before asked'"},
    )
    volume.pour(
        Kudos,
        "FROM culture_value v CROSS JOIN generate_series(1, 200) AS g(n) "
        "JOIN volume_person p ON p.n = 1 + g.n %% (SELECT count(*) FROM volume_person) "
        "JOIN accounts_person l ON l.role = 'owner'",
        {
            "to_id": "p.id",
            "value_id": "v.id",
            "work": "'The move of the two desks'",
            "by_id": "l.id",
            "at": "%(now)s - make_interval(hours => 40 * g.n)",
        },
    )
