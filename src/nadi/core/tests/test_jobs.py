"""A job whose worker was killed is offered again, and its lock with it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from nadi.core.jobs import seal_audit, take_up_stalled
from nadi.core.models import AuditRow


def _status(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])


def _left_by_a_killed_worker(silent_for: str) -> int:
    with connection.cursor() as cursor:  # no table of Django's: nobody else empties it
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    job_id = seal_audit.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) "
            "RETURNING id",
            [silent_for],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker, job_id],
        )
    return int(job_id)


@pytest.mark.slow
@pytest.mark.parametrize(("silent_for", "then"), [("10 minutes", "todo"), ("5 seconds", "doing")])
def test_a_job_of_a_silent_worker_is_offered_again(
    transactional_db: None, silent_for: str, then: str
) -> None:
    job_id = _left_by_a_killed_worker(silent_for)
    with ThreadPoolExecutor(1) as thread:  # a browser test before this one may keep a loop here
        thread.submit(asyncio.run, _take_up_in(app.connector.get_worker_connector())).result()
    assert _status(job_id) == then
    assert not AuditRow.objects.exists()


async def _take_up_in(connector: object) -> None:
    with app.replace_connector(connector) as opened:  # type: ignore[arg-type]
        async with opened.open_async():
            await take_up_stalled.func(SimpleNamespace(app=opened), timestamp=0)
