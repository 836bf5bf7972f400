"""Restore tests: the one somebody opens, those that hold the heart down, those that fell silent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from nadi.accounts.models import Person, Role
from nadi.core.errors import NotFound
from nadi.maintenance.models import ProtectedSystem, RestoreTest, trials
from nadi.maintenance.queries.backups import SystemRow, current_systems
from nadi.maintenance.rules import proof
from nadi.maintenance.rules.proof import STALLED_AFTER, Outcome, Trial, Word

MAY_TEST = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.TECHNICIAN})


def may_test(who: Person) -> bool:
    """Those whose hands are on the machines start tests and open what came back."""
    return who.role in MAY_TEST


def test_for(who: Person, pk: int) -> RestoreTest:
    """The test `pk`; NotFound also where it exists but not for `who`."""
    test = (
        RestoreTest.objects.visible_to(who)
        .select_related("system__device__client__calendar", "requested_by", "opened_by")
        .filter(pk=pk)
        .first()
    )
    if test is None:
        raise NotFound("There is no such restore test, or none that you may see.")
    return test


test_for.__test__ = False  # type: ignore[attr-defined]  # its name is not a test's


def trials_of(system: ProtectedSystem) -> list[Trial]:
    """The finished tests of one system, as the rules see them."""
    finished = RestoreTest.objects.filter(system=system, finished_at__isnull=False)
    return trials(finished.defer("files"))


def due_for_a_test(rows: Iterable[SystemRow]) -> list[SystemRow]:
    """Systems without a proof, with no test in hand: the oldest proof first, those never proven
    after them."""
    free = [r for r in rows if r.truths.proven.word is not Word.YES and not r.in_hand]
    return sorted(
        free,
        key=lambda row: (
            row.truths.proven.at is None,
            row.truths.proven.at or row.system.protected_at,
            row.system.pk,
        ),
    )


def holding_heart_down(now: datetime) -> Sequence[RestoreTest]:
    """The newest failed test of each system that no newer test has outweighed."""
    newest = (
        RestoreTest.objects.filter(system__in=current_systems().values("pk"), finished_at__lte=now)
        .exclude(outcome=Outcome.NOT_PERFORMED)
        .select_related("system__device__client")
        .defer("files")
        .order_by("system_id", "-finished_at", "-pk")
        .distinct("system_id")
    )
    tests = list(newest)
    held = {trial.system_id for trial in proof.capping(trials(tests))}
    return sorted(
        (test for test in tests if test.system_id in held), key=lambda test: str(test.system)
    )


def stalled_tests(now: datetime) -> QuerySet[RestoreTest]:
    """Tests nobody works on any more: a silent beat, or a wait longer than any queue explains."""
    silent = Q(state=RestoreTest.State.RUNNING, beat_at__lt=now - STALLED_AFTER)
    left = Q(state=RestoreTest.State.WAITING, requested_at__lt=now - 2 * STALLED_AFTER)
    return RestoreTest.objects.filter(silent | left).order_by("pk")
