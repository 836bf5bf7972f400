"""Running one restore test: rows on one side, `backups.trial` on the other.

A process may be killed anywhere in here. The row says `running` with a beat; when the beat falls
silent, the clock gives the test to another runner, in a new folder, with a new attempt. Whoever
still holds an old attempt finds that out at the next beat and stops.
"""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.core import vault
from nadi.core.actors import System
from nadi.core.errors import Refused
from nadi.maintenance import folders, queries
from nadi.maintenance.actions import begin_restore_test, finish_restore_test
from nadi.maintenance.backups import TOOLS, scratch, trial
from nadi.maintenance.backups.contract import Errand, Repository
from nadi.maintenance.backups.trial import Plan, Report
from nadi.maintenance.models import ProtectedSystem, RestoreTest
from nadi.maintenance.rules import proof
from nadi.maintenance.rules.proof import Outcome, Verdict

log = structlog.get_logger(__name__)
RUNNER = System("restore runner")
BEAT_SECONDS = 5.0
MOST_SECONDS = 3600.0


class Superseded(Exception):
    """Another runner has this test now."""


def perform(test_id: int) -> None:
    """Run the test to its end. Harmless for one that has ended or is in good hands."""
    test = RestoreTest.objects.select_related("system").filter(pk=test_id).first()
    if test is None:
        return
    try:
        test = begin_restore_test(test, now=timezone.now(), by=RUNNER)
    except Refused as reason:
        log.info("restore_left_alone", test=test_id, code=reason.code)
        return
    if test.state == RestoreTest.State.DONE:
        return
    try:
        report = _report(test)
        finish_restore_test(
            test, attempt=test.attempt, report=report, now=timezone.now(), by=RUNNER
        )
    except (Superseded, Refused):
        scratch.remove(folders.of(test))
        log.info("restore_superseded", test=test_id, attempt=test.attempt)
        return
    if report.verdict.outcome is not Outcome.PASSED:
        scratch.remove(folders.of(test).parent)


def _report(test: RestoreTest) -> Report:
    system = ProtectedSystem.objects.select_related("device__client__calendar").get(
        pk=test.system_id
    )
    found = queries.newest_backup_with_manifest(system)
    if found is None:
        reason = _("no backup with a manifest has come from this system yet")
        return Report(Verdict(Outcome.NOT_PERFORMED, reason))
    result, manifest = found
    RestoreTest.objects.filter(pk=test.pk, attempt=test.attempt).update(
        snapshot=result.snapshot, backup_at=result.ended_at
    )
    try:
        secret = vault.unseal(system.sealed_secret) if system.sealed_secret else ""
    except Refused as problem:
        return Report(Verdict(Outcome.NOT_PERFORMED, problem.sentence))
    past = queries.trials_of(system)
    plan = Plan(
        Repository(system.location, secret),
        result.snapshot,
        manifest.listed(),
        test.seed,
        lambda parts: proof.next_part(past, parts),
    )
    beat = _Beat(test)
    try:
        folder = scratch.make(folders.of(test))
    except OSError as problem:
        reason = _("there is no room to restore into: %(why)s") % {"why": problem.strerror}
        return Report(Verdict(Outcome.NOT_PERFORMED, reason))
    errand = Errand(folder, MOST_SECONDS, beat.tick)
    return trial.run(TOOLS[system.tool], plan, errand, beat.say)


class _Beat:
    """Writes progress and the sign of life, at most every few seconds, only while the test is
    ours.
    """

    def __init__(self, test: RestoreTest, clock: Callable[[], datetime] = timezone.now) -> None:
        self._mine = RestoreTest.objects.filter(
            pk=test.pk, attempt=test.attempt, state=RestoreTest.State.RUNNING
        )
        self._clock = clock
        self._next = 0.0

    def tick(self) -> None:
        if time.monotonic() >= self._next:
            self._write(beat_at=self._clock())

    def say(self, step: str, percent: int) -> None:
        self._write(beat_at=self._clock(), step=step, percent=percent)

    def _write(self, **values: datetime | str | int) -> None:
        self._next = time.monotonic() + BEAT_SECONDS
        if not self._mine.update(**values):
            raise Superseded
