"""The people of a large made-up firm: one in eight clients has one of us."""

from nadi.accounts.models import Person
from nadi.core.volume import Volume

FIRST = "ARRAY['Ada','Bo','Cleo','Dan','Eva','Finn','Greta','Hugo','Ida','Jon','Kaja','Liv']"
LAST = "ARRAY['Lind','Berg','Dahl','Ek','Falk','Holm','Lund','Nor','Strand','Vik','Wall']"
#: Numbered, for the packages above: a technician is `n` from `first_technician` on.
CAST = """
CREATE TEMPORARY TABLE volume_person ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) AS n, id, name FROM accounts_person
WHERE role = 'technician'
"""


def pour(volume: Volume) -> None:
    volume.pour(
        Person,
        "FROM generate_series(1, greatest(9, %(clients)s / 8)) AS n",
        {
            "password": "'!'",
            "email": "'person' || n || '@large.example'",
            "name": f"({FIRST})[1 + n %% 12] || ' ' || ({LAST})[1 + n / 12 %% 11] || ' ' || n",
            "role": (
                "CASE WHEN n = 1 THEN 'owner' WHEN n <= 3 THEN 'service_manager' "
                "WHEN n <= 6 THEN 'coordinator' WHEN n %% 10 = 0 THEN 'front_office' "
                "ELSE 'technician' END"
            ),
            "zone_name": "'Europe/Stockholm'",
            "joined_at": "%(now)s - make_interval(days => (100 + 3000 * random())::int)",
        },
    )
    volume.run(CAST)
