"""Clearing away what came back: an hour after it was opened, after a week in any case."""

from datetime import datetime, timedelta

from django.db.models import Q

from nadi.core.actions import Actor
from nadi.maintenance import folders
from nadi.maintenance.actions import remove_restored_files
from nadi.maintenance.backups import scratch
from nadi.maintenance.models import RestoreTest
from nadi.maintenance.rules.proof import Outcome

KEPT_UNOPENED = timedelta(days=7)
KEPT_OPENED = timedelta(hours=1)


def clear(now: datetime, *, by: Actor) -> None:
    over = Q(finished_at__lt=now - KEPT_UNOPENED) | Q(opened_at__lt=now - KEPT_OPENED)
    for test in RestoreTest.objects.filter(over, outcome=Outcome.PASSED, removed_at=None):
        remove_restored_files(test, by=by)
    _clear_strays()


def _clear_strays() -> None:
    """Folders that no row needs: of tests that are gone, and of attempts that were killed."""
    there = dict(folders.existing())
    rows = {test.pk: test for test in RestoreTest.objects.filter(pk__in=there)}
    for number, folder in there.items():
        test = rows.get(number)
        if test is None or test.removed_at is not None:
            scratch.remove(folder)
        elif test.state == RestoreTest.State.DONE:
            for attempt in folder.iterdir():
                if attempt.name != str(test.attempt):
                    scratch.remove(attempt)
