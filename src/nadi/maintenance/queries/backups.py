"""Nights and truths of protected systems, many at once, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from nadi.accounts.models import Person
from nadi.clients.models import ClientState
from nadi.core.errors import NotFound
from nadi.fleet.models import DeviceState
from nadi.maintenance.models import (
    BackupOutcome,
    BackupResult,
    Manifest,
    ProtectedSystem,
    ProtectedSystemQuerySet,
    RestoreTest,
)
from nadi.maintenance.rules import nights, proof
from nadi.maintenance.rules.nights import Night
from nadi.maintenance.rules.proof import Trial, Truths

GRID_NIGHTS = 14
TESTS_SINCE = timedelta(days=400)
WELL = (BackupOutcome.OK, BackupOutcome.WARNING)
SERVED = (ClientState.MANAGED, ClientState.NOTICE)
Nights = list[tuple[date, Night]]


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system as the board shows it."""

    system: ProtectedSystem
    nights: Nights
    truths: Truths
    test: RestoreTest | None
    """The newest test, finished or not."""

    @property
    def in_hand(self) -> bool:
        """A test is on its way, or what it brought back waits to be opened."""
        return self.test is not None and (
            self.test.state != RestoreTest.State.DONE or self.test.can_be_opened
        )

    @property
    def run(self) -> int:
        return nights.run_of_bad_nights([state for _night, state in self.nights])


def current_systems() -> ProtectedSystemQuerySet:
    """What must come back today: not ended, on a device in use, of a client we serve."""
    return (
        ProtectedSystem.objects.current()
        .filter(device__state=DeviceState.ACTIVE, device__client__state__in=SERVED)
        .select_related("device__client__calendar")
        .order_by("device__client__name", "device__name", "name")
    )


def system_for(who: Person, pk: int) -> ProtectedSystem:
    """The system `pk`; NotFound also where it exists but not for `who`."""
    system = (
        ProtectedSystem.objects.visible_to(who)
        .select_related("device__client__calendar")
        .filter(pk=pk)
        .first()
    )
    if system is None:
        raise NotFound("There is no such protected system, or none that you may see.")
    return system


def system_rows(
    who: Person, now: datetime, systems: ProtectedSystemQuerySet | None = None
) -> list[SystemRow]:
    """Systems `who` may see, with nights, truths and newest test, in five statements."""
    chosen = list((current_systems() if systems is None else systems).visible_to(who))
    grid = nights_of_all(chosen, now, GRID_NIGHTS)
    tests = _tests_of(chosen, now)
    good = _newest_good(chosen)
    newest = _newest_tests(chosen)
    return [
        SystemRow(
            system,
            grid[system.pk],
            truths_of(system, grid[system.pk], good.get(system.pk), tests[system.pk], now),
            newest.get(system.pk),
        )
        for system in chosen
    ]


def truths_of(
    system: ProtectedSystem,
    seen: Nights,
    newest_good: datetime | None,
    tests: Sequence[Trial],
    now: datetime,
) -> Truths:
    due = [(n, s) for n, s in seen if s not in (Night.NOT_DUE, Night.RUNNING)]
    last = due[-1] if due else None
    return Truths(
        ran=proof.ran(last[1] if last else None, newest_good),
        fresh=proof.fresh(newest_good, now=now, limit=timedelta(hours=system.fresh_hours)),
        intact=proof.intact(tests, now=now),
        restorable=proof.restorable(tests, now=now),
        proven=proof.proven(tests, now=now),
    )


def nights_of(system: ProtectedSystem, now: datetime, count: int = GRID_NIGHTS) -> Nights:
    """The last nights of one system, oldest first."""
    return nights_of_all([system], now, count)[system.pk]


def systems_with_bad_news(now: datetime) -> list[ProtectedSystem]:
    """Systems whose third bad night has not been told, and those whose run has ended."""
    systems = list(current_systems())
    grid = nights_of_all(systems, now, GRID_NIGHTS)
    found = []
    for system in systems:
        states = [state for _night, state in grid[system.pk]]
        over = system.bad_run_told and nights.run_of_bad_nights(states) == 0
        if over or nights.is_news(states, announced=system.bad_run_told):
            found.append(system)
    return found


def newest_backup_with_manifest(
    system: ProtectedSystem,
) -> tuple[BackupResult, Manifest] | None:
    """The newest good backup whose files we know, with what we know."""
    of_its_run = Manifest.objects.filter(system=system, run=OuterRef("run"))
    result = (
        BackupResult.objects.filter(Exists(of_its_run), system=system, outcome__in=WELL)
        .exclude(snapshot="")
        .order_by("-ended_at")
        .first()
    )
    if result is None:
        return None
    return result, Manifest.objects.get(system=system, run=result.run)


def nights_of_all(
    systems: Sequence[ProtectedSystem], now: datetime, count: int
) -> Mapping[int, Nights]:
    """The last nights of each of these systems, in one statement."""
    wanted = {system.pk: nights.last_nights(now, system.zone, count) for system in systems}
    first = min((days[0] for days in wanted.values()), default=now.date())
    said: dict[tuple[int, date], Night] = {
        (system_id, night): Night(_NIGHT[outcome])
        for system_id, night, outcome in BackupResult.objects.filter(
            system__in=systems, night__gte=first
        ).values_list("system_id", "night", "outcome")
    }
    return {
        system.pk: [
            (
                night,
                nights.night_state(
                    night,
                    said.get((system.pk, night)),
                    weekdays=system.weekdays,
                    since=system.first_night,
                    zone=system.zone,
                    now=now,
                ),
            )
            for night in wanted[system.pk]
        ]
        for system in systems
    }


_NIGHT = {"ok": "good", "warning": "warned", "failed": "failed"}


def _newest_good(systems: Iterable[ProtectedSystem]) -> Mapping[int, datetime]:
    rows = (
        BackupResult.objects.filter(system__in=list(systems), outcome__in=WELL)
        .order_by("system_id", "-ended_at")
        .distinct("system_id")
    )
    return dict(rows.values_list("system_id", "ended_at"))


def _tests_of(systems: Iterable[ProtectedSystem], now: datetime) -> Mapping[int, list[Trial]]:
    found: dict[int, list[Trial]] = defaultdict(list)
    finished = RestoreTest.objects.filter(
        system__in=list(systems), finished_at__gte=now - TESTS_SINCE
    ).defer("files")
    for test in finished:
        found[test.system_id].append(test.as_trial())
    return found


def _newest_tests(systems: Iterable[ProtectedSystem]) -> Mapping[int, RestoreTest]:
    rows = (
        RestoreTest.objects.filter(system__in=list(systems))
        .defer("files")
        .order_by("system_id", "-requested_at", "-pk")
        .distinct("system_id")
    )
    return {test.system_id: test for test in rows}
