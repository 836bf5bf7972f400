"""What a large made-up firm has promised and signed, its words of a year and its hours of three."""

from nadi.agreements.demo.papers import COVERAGE, PROMISES, RESPONSE
from nadi.agreements.demo.words import WORDS
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    ChargeDecision,
    CoverageTerm,
    ResponseTerm,
    SpokenPromise,
    StandingPromise,
    TimeEntry,
    Verdict,
)
from nadi.core import centers
from nadi.core.volume import Volume, listed

NIGHTS = 28
SIGN = """
UPDATE agreements_agreementversion SET their_signer = 'Who decides there',
       their_signed_at = made_at + interval '2 days', our_signer_id = made_by_id,
       our_signed_at = made_at, sha256 = md5(id::text) || md5('signed ' || id)
WHERE id %% 60 <> 0
"""


def pour(volume: Volume) -> None:
    _papers(volume)
    _terms(volume)
    volume.run(SIGN)
    _verdicts(volume)
    _words(volume)
    _hours(volume)


def _papers(volume: Volume) -> None:
    volume.pour(
        Agreement,
        "FROM volume_client v JOIN clients_client c ON c.id = v.id",
        {
            "kind": "'client'",
            "client_id": "c.id",
            "title": "'Managed services'",
            "owner_id": "c.owner_id",
            "made_at": "c.since - interval '12 days'",
        },
    )
    volume.pour(
        AgreementVersion,
        "FROM agreements_agreement a JOIN clients_client c ON c.id = a.client_id",
        {
            "agreement_id": "a.id",
            "number": "1",
            "plan": "CASE WHEN a.id %% 3 = 0 THEN 'Silver' ELSE 'Gold' END",
            "text": "'# We look after your systems'",
            "starts_on": "c.since",
            "ends_on": "CASE WHEN a.id %% 40 = 0 THEN %(now)s::date + (a.id %% 90)::int END",
            "notice_days": "30",
            "monthly_amount": "300 + a.id %% 2500",
            "hourly_rate": "115",
            "currency": "'EUR'",
            "made_by_id": "a.owner_id",
            "made_at": "a.made_at",
        },
    )


def _values(rows: list[tuple[str | int | None, ...]]) -> str:
    def said(one: str | int | None) -> str:
        if one is None:
            return "NULL"
        return str(one) if isinstance(one, int) else "'" + one.replace("'", "''") + "'"

    return ", ".join("(" + ", ".join(said(one) for one in row) + ")" for row in rows)


def _terms(volume: Volume) -> None:
    coverage = _values(
        [(plan, slug, *term) for plan, terms in COVERAGE.items() for slug, term in terms.items()]
    )
    volume.pour(
        CoverageTerm,
        f"FROM agreements_agreementversion v JOIN (VALUES {coverage}) "
        "AS t(plan, slug, answer, clause) ON t.plan = v.plan "
        "JOIN agreements_worktype w ON w.slug = t.slug",
        {
            "version_id": "v.id",
            "work_type_id": "w.id",
            "answer": "t.answer",
            "clause": "t.clause",
        },
    )
    response = _values(
        [
            (plan, priority, *(term or (None, "")))
            for plan, terms in RESPONSE.items()
            for priority, term in terms.items()
        ]
    )
    volume.pour(
        ResponseTerm,
        f"FROM agreements_agreementversion v JOIN (VALUES {response}) "
        "AS t(plan, priority, minutes, clause) ON t.plan = v.plan",
        {
            "version_id": "v.id",
            "priority": "t.priority",
            "target_minutes": "t.minutes",
            "clause": "t.clause",
        },
    )
    measured = set(centers.vitals())
    promises = _values(
        [
            (plan, sentence, vital, int(target), days)
            for sentence, vital, target, days, plans in PROMISES
            for plan in plans
            if vital in measured
        ]
    )
    volume.pour(
        StandingPromise,
        f"FROM agreements_agreementversion v JOIN (VALUES {promises}) "
        "AS t(plan, sentence, vital, target, days) ON t.plan = v.plan",
        {
            "version_id": "v.id",
            "sentence": "t.sentence",
            "vital": "t.vital",
            "bound": "'at_least'",
            "target": "t.target",
            "window_days": "t.days",
        },
    )


def _verdicts(volume: Volume) -> None:
    """Every night of four weeks, most of them kept."""
    volume.pour(
        Verdict,
        f"""FROM agreements_standingpromise p
        JOIN agreements_agreementversion v ON v.id = p.version_id AND v.sha256 <> ''
        CROSS JOIN generate_series(0, {NIGHTS - 1}) AS ago
        CROSS JOIN LATERAL (
            SELECT date_trunc('day', %(now)s::timestamptz, 'UTC') + interval '3 hours'
                       - make_interval(days => ago + 1) AS at,
                   abs(hashint8(p.id * 31 + ago / 7)) %% 100 AS dice
        ) n""",
        {
            "promise_id": "p.id",
            "answer": "CASE WHEN dice < 84 THEN 'kept' WHEN dice < 90 THEN 'at_risk' "
            "WHEN dice < 97 THEN 'broken' ELSE 'not_judged' END",
            "reason": "'As measured that night.'",
            "vital_version": "1",
            "window_start": "n.at - make_interval(days => p.window_days)",
            "window_end": "n.at",
            "bound": "p.bound",
            "target": "p.target",
            "value": "CASE WHEN dice < 90 THEN 97 WHEN dice < 97 THEN 70 END",
            "numerator": "CASE WHEN dice < 90 THEN 97 WHEN dice < 97 THEN 70 ELSE 0 END",
            "denominator": "CASE WHEN dice < 97 THEN 100 ELSE 0 END",
            "n": "CASE WHEN dice < 97 THEN 100 ELSE 0 END",
            "fresh_at": "n.at",
            "judged_by": "'clock'",
        },
    )


def _words(volume: Volume) -> None:
    volume.pour(
        SpokenPromise,
        """FROM (
            SELECT w.*, (%(words)s::text[])[1 + w.dice %% cardinality(%(words)s::text[])]
                       AS sentence,
                   w.opened_at + interval '6 hours' AS due_at, random() AS luck
            FROM volume_work w
            WHERE w.number %% 7 = 0 AND w.opened_at > %(now)s - interval '1 year' OFFSET 0
        ) w
        CROSS JOIN LATERAL (
            SELECT CASE WHEN luck < 0.004 OR due_at > %(now)s THEN ''
                        WHEN luck < 0.03 THEN 'let_go' ELSE 'kept' END AS settled,
                   due_at + CASE WHEN luck > 0.92 THEN interval '3 hours'
                            ELSE interval '-1 hour' END AS at
        ) s""",
        {
            "sentence": "w.sentence",
            "direction": "'us_to_client'",
            "client_id": "w.client_id",
            "owner_id": "w.person_id",
            "due_at": "w.due_at",
            "zone_name": "'Europe/Stockholm'",
            "said_at": "w.opened_at",
            "said_by_id": "w.person_id",
            "settled": "CASE WHEN s.at < %(now)s THEN s.settled ELSE '' END",
            "settled_at": "CASE WHEN s.at < %(now)s AND s.settled <> '' THEN s.at END",
            "settled_by": "CASE WHEN s.at < %(now)s AND s.settled <> '' THEN w.person ELSE '' END",
            "because": "CASE WHEN s.settled = 'let_go' THEN 'They found it.' ELSE '' END",
        },
        words=listed(WORDS),
    )


def _hours(volume: Volume) -> None:
    """The time of every finished ticket, and as much again beside them as one ticket in four."""
    entry = {
        "person_id": "w.person_id",
        "client_id": "w.client_id",
        "work_type_id": "k.id",
        "started_at": "w.finished_at - make_interval(mins => w.minutes)",
        "ended_at": "w.finished_at",
        "minutes": "w.minutes",
        "note": "''",
        "about": "'#' || w.number || ' ' || w.title",
        "about_url": "'/desk/' || w.number || '/'",
        "made_at": "w.finished_at + make_interval(days => 1 - w.same_day::int)",
    }
    volume.pour(
        TimeEntry,
        "FROM volume_work w JOIN agreements_worktype k ON k.slug = w.kind "
        "WHERE w.finished_at < %(now)s ORDER BY w.finished_at",
        entry,
    )
    beside = "(ARRAY['monitoring', 'proactive', 'backup', 'documentation'])[1 + w.dice %% 4]"
    volume.pour(
        TimeEntry,
        f"FROM volume_work w JOIN agreements_worktype k ON k.slug = {beside} "
        "WHERE w.number %% 4 = 0 AND w.opened_at < %(now)s - interval '1 hour'",
        entry
        | {
            "started_at": "w.opened_at - interval '40 minutes'",
            "ended_at": "w.opened_at",
            "minutes": "40",
            "about": "''",
            "about_url": "''",
            "made_at": "w.opened_at + interval '10 minutes'",
        },
    )
    volume.pour(
        ChargeDecision,
        "FROM agreements_timeentry e",
        {
            "entry_id": "e.id",
            "answer": "'covered'",
            "rule": "'agreement'",
            "reason": "'Included. Nothing will be billed.'",
            "raw_minutes": "e.minutes",
            "rounding": "'15 min up, per thing and day'",
            "at": "e.made_at",
        },
    )
