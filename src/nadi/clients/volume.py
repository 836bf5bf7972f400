"""The clients of a large made-up firm, and what was asked of it in three years.

A few clients are large and many small. `volume_work` is one row for each thing asked: Root writes
the time it took, Throat the ticket.
"""

from nadi.clients.actions import keep_calendar
from nadi.clients.models import Client, Contact, Site
from nadi.core.demo import TELLER
from nadi.core.volume import Volume, listed

OFFICE = [[480, 720], [780, 1020]]
ZONES = ("Europe/Stockholm", "Europe/London", "America/New_York")
KINDS = (
    "ARRAY['Dental','Legal','Bakery','Freight','School','Clinic','Print','Hotel','Museum',"
    "'Accounting','Architects','Insurance','Timber','Garden','Optics','Books']"
)
PLACES = (
    "ARRAY['Harbor','Oak','Lake','North','Cedar','Delta','Elm','Fjord','Grove','Hill','Ivory',"
    "'Juniper','Kestrel','Lime','Maple','Nettle','Otter','Pine','Quay','River']"
)
NAME = f"({PLACES})[1 + n %% 20] || ' ' || ({KINDS})[1 + n / 20 %% 16] || ' ' || n"
SERVED = """
CREATE TEMPORARY TABLE volume_client ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY c.id) AS n, c.id, c.since, s.id AS site_id,
       (SELECT id FROM clients_contact t WHERE t.client_id = c.id ORDER BY id LIMIT 1) AS contact_id
FROM clients_client c JOIN clients_site s ON s.client_id = c.id
WHERE c.state IN ('managed', 'notice')
"""
# Of three years, on working days; the older, the surer it is done. An answer is late in 6 of 100.
WORK = """
CREATE TEMPORARY TABLE volume_work ON COMMIT DROP AS
SELECT f.number, c.id AS client_id, c.contact_id, p.id AS person_id, p.name AS person, f.priority,
       f.kind, f.minutes, f.title, f.by_machine, f.dice, f.opened_at, f.budget,
       f.opened_at + f.budget AS answer_due,
       CASE WHEN f.answered_at < %(now)s THEN f.answered_at END AS answered_at,
       CASE WHEN NOT f.is_open AND f.finished_at < %(now)s THEN f.finished_at END AS finished_at,
       f.same_day
FROM (
    SELECT e.*, e.opened_at + e.budget * e.share AS answered_at,
           e.opened_at + e.budget * e.share + e.minutes * interval '1 minute'
               - ln(1 - random()) * interval '9 hours' AS finished_at,
           random() < CASE WHEN e.age < interval '1 day' THEN 0.5
                           WHEN e.age < interval '7 days' THEN 0.12
                           WHEN e.age < interval '30 days' THEN 0.02
                           WHEN e.age < interval '120 days' THEN 0.002 ELSE 0 END AS is_open
    FROM (
        SELECT w.*, %(now)s - w.opened_at AS age,
               (ARRAY['30 min', '2 hours', '4 hours', '8 hours'])[w.priority]::interval AS budget,
               CASE WHEN random() < 0.06 THEN 1.1 + 0.6 * random()
                    ELSE 0.05 + 0.85 * random() END AS share
        FROM (
            SELECT d.number, d.dice, 1 + floor(%(served)s * power(d.r1, 1.7))::int AS client_n,
                   1 + floor(%(technicians)s * d.r2)::int AS person_n, d.r3 < 0.18 AS by_machine,
                   CASE WHEN d.r4 < 0.01 THEN 1 WHEN d.r4 < 0.15 THEN 2 WHEN d.r4 < 0.8 THEN 3
                        ELSE 4 END AS priority,
                   CASE WHEN d.r5 < 0.75 THEN 'reactive' WHEN d.r5 < 0.93 THEN 'change'
                        WHEN d.r5 < 0.98 THEN 'proactive' ELSE 'project' END AS kind,
                   (5 + 25 * -ln(1 - d.r2 * 0.99))::int AS minutes, d.r1 > 0.05 AS same_day,
                   (%(titles)s::text[])[1 + (d.dice %% cardinality(%(titles)s::text[]))::int]
                       AS title,
                   least(%(now)s - d.r5 * interval '30 minutes',
                         date_trunc('week', %(now)s::timestamptz, 'UTC') - interval '156 weeks'
                         + make_interval(days => floor(d.day)::int / 5 * 7 + floor(d.day)::int %% 5)
                         + interval '7 hours' + (d.day - floor(d.day)) * interval '9 hours')
                       AS opened_at
            FROM (
                SELECT n + %(first)s - 1 AS number, abs(hashint8(n)) AS dice, random() AS r1,
                       random() AS r2, random() AS r3, random() AS r4, random() AS r5,
                       (n - 1)::float8 / %(tickets)s * (780 + least(5, extract(isodow FROM
                           %(now)s::timestamptz AT TIME ZONE 'UTC')::int)) AS day
                FROM generate_series(1, %(tickets)s) AS n OFFSET 0
            ) d OFFSET 0
        ) w OFFSET 0
    ) e OFFSET 0
) f
JOIN volume_client c ON c.n = f.client_n
JOIN volume_person p ON p.n = f.person_n
"""
TITLES = (
    "Printer offline in the front office",
    "Cannot open the shared calendar",
    "New phone needs mail",
    "Slow since the update",
    "Password forgotten again",
    "Scanner sends nothing to the folder",
    "A mail looks strange",
    "Access for the auditor",
    "Screen flickers after lunch",
    "Video call without sound",
    "Please restore a file",
    "Move two desks on Friday",
    "Laptop does not charge",
    "Somebody has left, please close the account",
)


def pour(volume: Volume) -> None:
    calendars = [
        keep_calendar(
            name=f"Office, {zone}",
            zone_name=zone,
            week=[OFFICE] * 5 + [[], []],
            holidays_of="",
            special_days={},
            by=TELLER,
        )
        for zone in ZONES
    ]
    volume.pour(
        Client,
        "FROM generate_series(1, %(clients)s) AS g(n)",
        {
            "name": NAME,
            "slug": f"lower(replace({NAME}, ' ', '-'))",
            "state": (
                "CASE WHEN n %% 50 = 0 THEN 'prospect' WHEN n %% 77 = 0 THEN 'notice' "
                "WHEN n %% 91 = 0 THEN 'left' ELSE 'managed' END"
            ),
            "calendar_id": f"CASE n %% 9 WHEN 0 THEN {calendars[1].pk} "
            f"WHEN 4 THEN {calendars[2].pk} ELSE {calendars[0].pk} END",
            "owner_id": "(SELECT id FROM volume_person p WHERE p.n = "
            "1 + g.n %% (SELECT count(*) FROM volume_person))",
            "domains": "to_jsonb(ARRAY['client' || n || '.example'])",
            "last_talk_on": "%(now)s::date - (120 * power(random(), 2))::int",
            "since": "%(now)s::date - (400 + 2000 * random())::int",
            "made_at": "%(now)s - interval '7 years' * random()",
        },
    )
    volume.pour(
        Site,
        "FROM clients_client c",
        {"client_id": "c.id", "name": "'Office'", "address": "'Main street ' || c.id"},
    )
    volume.pour(
        Contact,
        "FROM clients_client c JOIN clients_site s ON s.client_id = c.id "
        "CROSS JOIN generate_series(1, 3) AS n",
        {
            "client_id": "c.id",
            "site_id": "s.id",
            "name": "'Contact ' || n || ' of ' || c.name",
            "email": "'contact' || n || '@' || (c.domains->>0)",
            "decides": "n = 1",
        },
    )
    served = volume.run(SERVED)
    volume.run("CREATE UNIQUE INDEX ON volume_client (n)")
    made = volume.run(
        WORK,
        served=served,
        technicians=volume.run("SELECT id FROM volume_person"),
        titles=listed(TITLES),
    )
    volume.say(f"{made:>10,} things asked for in three years")
    volume.run("CREATE INDEX ON volume_work (client_id)")
    volume.run("ANALYZE volume_work")
