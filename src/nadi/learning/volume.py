"""Procedures of a large made-up firm, and a year of their runs, one a month for each client."""

from nadi.core.volume import Volume
from nadi.learning.models import Procedure, ProcedureVersion, Review, Run, RunStep, Step

PROCEDURES, STEPS, MONTHS = 40, 6, 12
PUBLISH = """
UPDATE learning_procedureversion v SET published_at = v.written_at + interval '1 day',
       published_by_id = v.written_by_id
"""


def pour(volume: Volume) -> None:
    _procedures(volume)
    _runs(volume)


def _procedures(volume: Volume) -> None:
    volume.pour(
        Procedure,
        "FROM generate_series(1, %(procedures)s) AS g(n) JOIN volume_person p ON p.n = "
        "1 + g.n %% (SELECT count(*) FROM volume_person)",
        {
            "title": "'How we do number ' || g.n",
            "slug": "'how-we-do-' || g.n",
            "center": "1 + g.n %% 7",
            "tags": "'[]'::jsonb",
            "owner_id": "p.id",
            "review_by": "%(now)s::date + g.n * 9 - 60",
            "state": "'in_force'",
            "made_at": "%(now)s - interval '500 days'",
        },
        procedures=PROCEDURES,
    )
    volume.pour(
        ProcedureVersion,
        "FROM learning_procedure p",
        {
            "procedure_id": "p.id",
            "number": "1",
            "written_by_id": "p.owner_id",
            "written_at": "p.made_at",
        },
    )
    volume.pour(
        Step,
        f"FROM learning_procedureversion v CROSS JOIN generate_series(1, {STEPS}) AS g(n)",
        {"version_id": "v.id", "number": "g.n", "text": "'Do part ' || g.n"},
    )
    volume.run(PUBLISH)
    volume.pour(
        Review,
        "FROM learning_procedureversion v JOIN learning_procedure p ON p.id = v.procedure_id",
        {
            "version_id": "v.id",
            "by_id": "p.owner_id",
            "at": "%(now)s - interval '300 days'",
            "review_by": "p.review_by",
        },
    )


def _runs(volume: Volume) -> None:
    volume.pour(
        Run,
        """FROM volume_client c CROSS JOIN generate_series(1, %(months)s) AS g(month)
        JOIN volume_person p ON p.n = 1 + (c.n + g.month) %% (SELECT count(*) FROM volume_person)
        CROSS JOIN LATERAL (
            SELECT %(now)s - make_interval(days => (30 * g.month - c.n %% 25)::int) AS begun_at
        ) b
        JOIN learning_procedureversion v ON v.procedure_id %% 40 = c.n %% 2 + 1""",
        {
            "version_id": "v.id",
            "client_id": "c.id",
            "about": "'Month ' || g.month",
            "owner_id": "p.id",
            "begun_by_id": "p.id",
            "begun_at": "b.begun_at",
            "due": "b.begun_at::date + 20",
            "ended_at": "CASE WHEN c.n %% 9 <> 0 OR g.month > 2 "
            "THEN b.begun_at + interval '3 hours' END",
        },
        months=MONTHS,
    )
    volume.pour(
        RunStep,
        f"FROM learning_run r CROSS JOIN generate_series(1, {STEPS + 1}) AS g(n)",
        {
            "run_id": "r.id",
            "number": "g.n",
            "text": "'Do part ' || g.n",
            "improves": f"g.n = {STEPS + 1}",
            "state": "CASE WHEN r.ended_at IS NULL THEN 'open' ELSE 'done' END",
            "by_id": "CASE WHEN r.ended_at IS NOT NULL THEN r.begun_by_id END",
            "at": "r.ended_at",
        },
    )
