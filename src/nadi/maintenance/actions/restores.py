"""Restore tests from the wish to the proof."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from nadi.accounts.models import Person
from nadi.core.actions import Actor, action
from nadi.core.errors import NotFound, Refused
from nadi.core.events import announce
from nadi.maintenance import folders
from nadi.maintenance.backups import scratch
from nadi.maintenance.backups.contract import place
from nadi.maintenance.backups.trial import Report
from nadi.maintenance.events import RestoreOpened, RestoreTestFailed, RestoreTestPassed
from nadi.maintenance.models import ProtectedSystem, RestoreLook, RestoreTest
from nadi.maintenance.rules.proof import MOST_ATTEMPTS, STALLED_AFTER, Outcome, Verdict

RUN = "maintenance.run_restore"
QUEUE = "restores"


@action
def request_restore_tests(*, systems: Sequence[ProtectedSystem], by: Person) -> list[RestoreTest]:
    """Ask for one test of each system; those that are being tested already are left alone."""
    wanted = (
        ProtectedSystem.objects.current()
        .select_for_update(of=("self",))
        .filter(pk__in=[system.pk for system in systems])
        .order_by("pk")
    )
    busy = set(RestoreTest.objects.unfinished().values_list("system_id", flat=True))
    tests = [
        RestoreTest.objects.create(system=system, requested_by=by, seed=secrets.randbits(48))
        for system in wanted
        if system.pk not in busy
    ]
    if not tests:
        raise Refused(
            ngettext(
                "This system is being tested already, or is no longer protected.",
                "These systems are being tested already, or are no longer protected.",
                len(systems),
            )
        )
    for test in tests:
        app.configure_task(RUN, queue=QUEUE, queueing_lock=f"{RUN} {test.pk}").defer(
            test_id=test.pk
        )
    return tests


@action
def begin_restore_test(test: RestoreTest, *, now: datetime, by: Actor) -> RestoreTest:
    """Take a test up: one that waits, or one whose runner has fallen silent."""
    test = RestoreTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    silent = test.beat_at is None or now - test.beat_at > STALLED_AFTER
    if test.state == RestoreTest.State.DONE:
        raise Refused(_("This test has ended already."), code="done")
    if test.state == RestoreTest.State.RUNNING and not silent:
        raise Refused(_("This test is running already."), code="running")
    test.attempt += 1
    test.state = RestoreTest.State.RUNNING
    test.started_at = test.started_at or now
    test.beat_at, test.step, test.percent = now, "opening", 0
    test.save()
    if test.attempt > MOST_ATTEMPTS:
        reason = _("it was begun %(n)s times and never came to an end") % {"n": MOST_ATTEMPTS}
        _end(test, Report(Verdict(Outcome.NOT_PERFORMED, reason)), now)
    return test


@action
def finish_restore_test(
    test: RestoreTest, *, attempt: int, report: Report, now: datetime, by: Actor
) -> RestoreTest:
    """Write what a test found, unless another runner has taken it up since."""
    test = (
        RestoreTest.objects.select_for_update(of=("self",))
        .select_related("system__device")
        .get(pk=test.pk)
    )
    if test.attempt != attempt or test.state != RestoreTest.State.RUNNING:
        raise Refused(_("This test was taken up by another runner."), code="superseded")
    _end(test, report, now)
    return test


def _end(test: RestoreTest, report: Report, now: datetime) -> None:
    test.state, test.finished_at = RestoreTest.State.DONE, now
    test.outcome, test.reason = report.verdict.outcome.value, report.verdict.reason
    test.failed_path = report.verdict.failed_path
    test.files = [asdict(file) for file in report.files]
    test.restored_bytes, test.seconds = report.restored_bytes, report.seconds
    test.read_part, test.read_parts = report.read_part, report.read_parts
    test.read_good = report.read_good
    test.step, test.percent = "", 100
    if report.verdict.outcome is not Outcome.PASSED:
        test.removed_at = now
    test.save()
    system = test.system
    ids = (test.pk, system.pk, system.device_id, system.device.client_id)
    if report.verdict.outcome is Outcome.PASSED:
        announce(RestoreTestPassed(*ids))
    elif report.verdict.outcome is Outcome.FAILED:
        announce(RestoreTestFailed(*ids, str(system), test.reason, test.failed_path))


@action
def look_at_restored_file(test: RestoreTest, *, number: int, how: str, by: Person) -> Path:
    """Hand one restored file to a person, and remember that it was handed to them."""
    if test.outcome != Outcome.PASSED or test.removed_at is not None:
        raise Refused(_("What this test brought back lies here no longer. Run a new test."))
    path = folders.of(test) / place(number)
    if number >= len(test.files) or not path.is_file():
        raise NotFound(_("There is no such file among those that came back."))
    RestoreLook.objects.create(test=test, person=by, number=number, how=how)
    return path


@action
def open_restore(test: RestoreTest, *, note: str, by: Person) -> RestoreTest:
    """A person states that they opened what came back, and what they saw. Only this proves."""
    test = (
        RestoreTest.objects.select_for_update(of=("self",))
        .select_related("system__device")
        .get(pk=test.pk)
    )
    if test.outcome != Outcome.PASSED:
        raise Refused(_("Only a test that has passed brought something back to open."))
    if test.opened_at is not None:
        raise Refused(_("Somebody has opened this already."))
    if not test.looks.filter(person=by).exists():
        raise Refused(_("Open one of the files first. Proof is what you have seen yourself."))
    if not note.strip():
        sentence = _("Say in a sentence what you saw.")
        raise Refused(sentence, fields={"note": sentence})
    test.opened_by, test.opened_at, test.opened_note = by, timezone.now(), note.strip()
    test.save(update_fields=["opened_by", "opened_at", "opened_note"])
    system = test.system
    announce(RestoreOpened(test.pk, system.pk, system.device_id, system.device.client_id, by.pk))
    return test


@action
def remove_restored_files(test: RestoreTest, *, by: Actor) -> RestoreTest:
    """Delete what came back; the evidence about it stays. The folder goes after the row says so."""
    folder = folders.of(test).parent
    test.removed_at = timezone.now()
    test.save(update_fields=["removed_at"])
    transaction.on_commit(lambda: scratch.remove(folder))
    return test
