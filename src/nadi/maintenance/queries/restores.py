"""Restore tests: the one somebody opens, those that hold the heart down, those that fell silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window

from nadi.accounts.models import Person, Role
from nadi.clients.queries import some_clients_of
from nadi.core.errors import NotFound
from nadi.maintenance.models import (
    ProtectedSystem,
    RestoreTest,
    RestoreTestQuerySet,
    trials,
)
from nadi.maintenance.queries.backups import SERVED, TESTS_SINCE, current_systems
from nadi.maintenance.rules import proof
from nadi.maintenance.rules.proof import STALLED_AFTER, Outcome, Trial

NAMES = (
    "failed_path",
    "reason",
    "system__name",
    "system__device__name",
    "system__device__client__name",
)
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


@dataclass(frozen=True, slots=True)
class Unproven:
    """A system that wants a test: whose it is, and when it was last proven."""

    system_id: int
    client: str
    proven_at: datetime | None


# As `proof.proven` says it, of those alone that nobody opened in time or of which a test failed.
# The inner order lets the outer statement end at its limit.
_DUE = """
SELECT s.id, c.name, s.opened_at
FROM (
    SELECT s.id, s.device_id, s.protected_at, p.opened_at
    FROM maintenance_protectedsystem s
    LEFT JOIN LATERAL (
        SELECT max(t.opened_at) AS opened_at, max(t.finished_at) AS tested_at
        FROM maintenance_restoretest t
        WHERE t.system_id = s.id AND t.opened_at IS NOT NULL AND t.finished_at >= %(known)s
    ) p ON true
    WHERE s.ended_at IS NULL
      AND (s.id NOT IN (SELECT t.system_id FROM maintenance_restoretest t
                        WHERE t.opened_at >= %(start)s AND t.finished_at >= %(known)s)
           OR s.id IN (SELECT t.system_id FROM maintenance_restoretest t
                       WHERE t.outcome = 'failed'))
      AND NOT coalesce(p.opened_at >= %(start)s AND NOT EXISTS (
          SELECT FROM maintenance_restoretest t
          WHERE t.system_id = s.id AND t.outcome = 'failed' AND t.finished_at >= p.tested_at
      ), false)
    ORDER BY p.opened_at IS NULL, coalesce(p.opened_at, s.protected_at), s.id
) s
JOIN fleet_device d ON d.id = s.device_id
JOIN clients_client c ON c.id = d.client_id
LEFT JOIN LATERAL (
    SELECT t.state <> 'done' OR (t.outcome = 'passed' AND t.opened_at IS NULL
                                 AND t.removed_at IS NULL) AS in_hand
    FROM maintenance_restoretest t WHERE t.system_id = s.id
    ORDER BY t.requested_at DESC, t.id DESC LIMIT 1
) n ON true
WHERE d.state = 'active' AND c.state = ANY(%(served)s)
  AND (%(clients)s::bigint[] IS NULL OR c.id = ANY(%(clients)s)) AND NOT coalesce(n.in_hand, false)
ORDER BY s.opened_at IS NULL, coalesce(s.opened_at, s.protected_at), s.id
LIMIT %(most)s
"""


def due_for_a_test(who: Person, now: datetime, most: int) -> list[Unproven]:
    """Systems without a proof, with no test in hand: the oldest proof first, those never proven
    after them. One statement; a test holds that it finds what the rules find."""
    values: dict[str, datetime | int | list[str] | list[int] | None] = {
        "known": now - TESTS_SINCE,
        "start": now - proof.PROOF_WINDOW,
        "served": [str(state) for state in SERVED],
        "clients": some_clients_of(who),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [Unproven(*row) for row in cursor.fetchall()]


def failed_last(now: datetime) -> RestoreTestQuerySet:
    """The newest test of a system in our care, where it has failed: `proof.capping` as a query."""
    newer = (
        RestoreTest.objects.filter(system=OuterRef("system"), finished_at__lte=now)
        .filter(
            Q(finished_at__gt=OuterRef("finished_at"))
            | Q(finished_at=OuterRef("finished_at"), pk__gt=OuterRef("pk"))
        )
        .exclude(outcome=Outcome.NOT_PERFORMED)
    )
    found: RestoreTestQuerySet = RestoreTest.objects.filter(
        ~Exists(newer),
        outcome=Outcome.FAILED,
        finished_at__lte=now,
        system__in=current_systems().order_by().values("pk"),
    )
    return found


def holding_heart_down(now: datetime) -> Sequence[RestoreTest]:
    """The newest failed test of each system that no newer test has outweighed."""
    tests = failed_last(now).select_related("system__device__client").only(*NAMES, "finished_at")
    return sorted(tests, key=lambda test: (str(test.system), test.system_id))


def first_of(tests: RestoreTestQuerySet) -> tuple[RestoreTest | None, int]:
    """The first of these tests in their order, as far as one line about it says, and how many there
    are; one statement."""
    few = tests.select_related("system__device__client").only(*NAMES)
    first: RestoreTest | None = few.annotate(of_all=Window(Count("pk"))).first()
    return (None, 0) if first is None else (first, vars(first)["of_all"])


def stalled_tests(now: datetime) -> QuerySet[RestoreTest]:
    """Tests nobody works on any more: a silent beat, or a wait longer than any queue explains."""
    silent = Q(state=RestoreTest.State.RUNNING, beat_at__lt=now - STALLED_AFTER)
    left = Q(state=RestoreTest.State.WAITING, requested_at__lt=now - 2 * STALLED_AFTER)
    return RestoreTest.objects.filter(silent | left).order_by("pk")
