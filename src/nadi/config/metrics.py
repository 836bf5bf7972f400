"""Figures about nadi itself, for Prometheus: queues, backlogs, processes, answers."""

import time

import psycopg
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from nadi.config import health

__all__ = ["CONTENT_TYPE", "begin", "count", "exposition"]

STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

registry = CollectorRegistry()
ProcessCollector(registry=registry)
answers = Counter("nadi_answers", "Answers by the pages.", ["method", "status"], registry=registry)
seconds = Histogram(
    "nadi_answer_seconds", "Time until an answer began.", buckets=STEPS, registry=registry
)
started = Gauge("nadi_started_timestamp_seconds", "When this process began.", registry=registry)
METHODS = frozenset({"GET", "HEAD", "POST"})

# Each figure: name, what it says, the table it needs, the statement that gives one number.
FIGURES = (
    (
        "nadi_jobs_waiting",
        "Jobs that are due and not begun.",
        "procrastinate_jobs",
        "SELECT count(*) FROM procrastinate_jobs "
        "WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()",
    ),
    (
        "nadi_jobs_oldest_seconds",
        "How long the oldest due job has waited.",
        "procrastinate_jobs",
        "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0) "
        "FROM procrastinate_jobs j LEFT JOIN LATERAL (SELECT min(at) AS at "
        "FROM procrastinate_events WHERE job_id = j.id) e ON true "
        "WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()",
    ),
    (
        "nadi_jobs_failed",
        "Jobs that gave up.",
        "procrastinate_jobs",
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
    ),
    (
        "nadi_events_pending",
        "Facts that not every handler has answered.",
        "core_event",
        "SELECT count(*) FROM core_event WHERE delivered_at IS NULL",
    ),
    (
        "nadi_events_oldest_seconds",
        "Age of the oldest such fact.",
        "core_event",
        "SELECT coalesce(extract(epoch FROM now() - min(at)), 0) FROM core_event "
        "WHERE delivered_at IS NULL",
    ),
    (
        "nadi_review_waiting",
        "Things that were not understood and wait for a person.",
        "core_reviewitem",
        "SELECT count(*) FROM core_reviewitem WHERE state = 'waiting'",
    ),
    (
        "nadi_mail_unread",
        "Mails that were kept and not read yet.",
        "desk_rawmail",
        "SELECT count(*) FROM desk_rawmail WHERE state = 'unread'",
    ),
    (
        "nadi_outbox_pending",
        "Letters that wait to be sent.",
        "desk_outbox",
        "SELECT count(*) FROM desk_outbox WHERE state = 'waiting'",
    ),
    (
        "nadi_outbox_unsettled",
        "Letters in doubt or refused, which a person has to settle.",
        "desk_outbox",
        "SELECT count(*) FROM desk_outbox WHERE state IN ('doubt', 'failed')",
    ),
    (
        "nadi_last_judged_timestamp_seconds",
        "When standing promises were judged last.",
        "agreements_verdict",
        "SELECT extract(epoch FROM max(window_end)) FROM agreements_verdict",
    ),
)


def begin() -> None:
    started.set(time.time())


def count(method: str, status: int, took: float) -> None:
    """One answer; unusual methods share a label, so that a stranger cannot make new ones."""
    label = method if method in METHODS else "other"
    answers.labels(label, f"{status // 100}xx").inc()
    seconds.observe(took)


def exposition() -> bytes:
    """Everything as text; a database that is away leaves its figures out, never at zero."""
    moment = CollectorRegistry()
    up = Gauge("nadi_process_up", "1 while the process is well.", ["process"], registry=moment)
    for finding in health.examine():
        up.labels(finding.name).set(1 if finding.well else 0)
    restarts = Gauge("nadi_process_restarts", "Starts after a death.", ["process"], registry=moment)
    for name, part in health.supervised().items():
        if isinstance(part, dict):
            restarts.labels(name).set(int(part.get("restarts") or 0))
    try:
        for name, about, value in from_database():
            Gauge(name, about, registry=moment).set(value)
    except psycopg.Error:
        pass  # nadi_process_up says so
    return generate_latest(registry) + generate_latest(moment)


def from_database() -> list[tuple[str, str, float]]:
    with psycopg.connect(health.database(), connect_timeout=health.PATIENCE) as connection:
        connection.execute(f"SET statement_timeout = '{health.PATIENCE}s'")
        found = []
        for name, about, table, statement in FIGURES:
            there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
            if there and there[0]:
                row = connection.execute(statement).fetchone()
                if row and row[0] is not None:  # never judged is absent, not zero
                    found.append((name, about, float(row[0])))
        return found
