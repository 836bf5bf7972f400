"""A runner that is killed half way loses nothing: the clock finds its test and another ends it."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from nadi.core.models import Event
from nadi.core.tests.forked import forked
from nadi.maintenance import folders, housekeeping, jobs, queries, restoring
from nadi.maintenance.actions import request_restore_tests
from nadi.maintenance.backups.archive.tool import ArchiveTool
from nadi.maintenance.models import RestoreTest
from nadi.maintenance.tests.conftest import AGENT


def _run(test):
    real = ArchiveTool.restore

    def slowly(self, repository, snapshot, files, errand):
        restored = real(self, repository, snapshot, files, errand)
        print("restored, not compared", flush=True)
        for _ in range(600):
            errand.tick()
            time.sleep(0.1)
        return restored

    ArchiveTool.restore = slowly
    restoring.perform(test.pk)


@pytest.fixture
def half_done(transactional_db, backups, protect, deliver, now, aisha):
    """A test whose runner was killed after the files came back and before they were compared."""
    system = protect(backups)
    backups.night(now - timedelta(hours=7))
    deliver()
    (test,) = request_restore_tests(systems=[system], by=aisha)
    with forked(partial(_run, test)) as dying:
        assert "restored" in dying.line()
        dying.kill()
    test.refresh_from_db()
    return test


@pytest.mark.slow
def test_a_killed_runner_is_replaced_and_the_test_counts_once(half_done):
    test = half_done
    assert (test.state, test.attempt, test.outcome, test.step) == ("running", 1, "", "restoring")
    left_lying = folders.of(test)
    assert len(list(left_lying.iterdir())) == 4

    restoring.perform(test.pk)
    test.refresh_from_db()
    assert test.attempt == 1, "nobody may take a test whose runner spoke a moment ago"
    assert not queries.stalled_tests(timezone.now()).exists()

    RestoreTest.objects.update(beat_at=timezone.now() - timedelta(seconds=61))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    jobs.take_up_stalled(timestamp=0)
    jobs.take_up_stalled(timestamp=60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, args->>'test_id' FROM procrastinate_jobs")
        assert cursor.fetchall() == [("restores", str(test.pk))], "offered once, in its own queue"

    jobs.run_restore(test_id=test.pk)
    test.refresh_from_db()
    assert (test.state, test.attempt, test.outcome) == ("done", 2, "passed")
    assert Event.objects.filter(name="maintenance.RestoreTestPassed").count() == 1
    housekeeping.clear(timezone.now(), by=AGENT)
    assert not left_lying.exists()
    assert folders.of(test).exists()
