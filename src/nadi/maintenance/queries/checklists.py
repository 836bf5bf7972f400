"""Monthly lists, from who is looking; and which clients have none yet, for the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day, firm_zone
from nadi.clients.models import Client, ClientQuerySet
from nadi.clients.queries import clients_visible_to, some_clients_of
from nadi.core.errors import NotFound
from nadi.learning.queries import procedure_in_force
from nadi.maintenance.models import Checklist, OwnStep, ProtectedSystem, RestoreTest
from nadi.maintenance.queries.backups import current_systems
from nadi.maintenance.rules import checklists as rules
from nadi.maintenance.rules.checklists import Stage
from nadi.maintenance.rules.proof import Outcome

SLUG = "monthly-maintenance"
MINE = Q(run__steps__improves=False)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list as the month shows it. `steps_open` leaves the last question of the run out."""

    checklist: Checklist
    steps_all: int
    steps_open: int
    first_waits: bool

    @property
    def stage(self) -> Stage:
        return rules.stage(self.checklist.standing(self.steps_open))

    @property
    def done(self) -> int:
        return self.steps_all - self.steps_open


def month_now(now: datetime) -> date:
    return rules.month_of(firm_day(now))


def rows_of_month(who: Person, month: date, client: Client | None = None) -> list[ListRow]:
    """The lists of a month that `who` may see, in one statement: what waits first, by client."""
    found = Checklist.objects.visible_to(who).filter(month=month)
    found = found.filter(client=client) if client else found
    counted = (
        found.select_related("client", "run__owner", "filed_by")
        .annotate(
            steps_all=Count("run__steps", filter=MINE),
            steps_open=Count("run__steps", filter=MINE & Q(run__steps__state="open")),
            first_waits=Count(
                "run__steps", filter=Q(run__steps__number=1, run__steps__state="open")
            ),
        )
        .order_by("filed_at", "client__name")
    )
    rows = [_row(one) for one in counted]
    return sorted(rows, key=lambda row: row.stage is Stage.FILED)


@dataclass(frozen=True, slots=True)
class MonthNow:
    """How many lists a month has and how many are filed; of the others the furthest along."""

    lists: int
    filed: int
    next_id: int | None
    client: str
    steps_open: int


_MONTH = """
WITH lists AS (
    SELECT l.id, l.client_id, l.run_id, l.filed_at FROM maintenance_checklist l
    WHERE l.month = %(month)s
      AND (%(clients)s::bigint[] IS NULL OR l.client_id = ANY(%(clients)s))
)
SELECT n.lists, n.filed, l.id, c.name, s.steps_open
FROM (SELECT count(*) AS lists, count(filed_at) AS filed FROM lists) n
LEFT JOIN (
    SELECT l.id, l.client_id,
           count(r.id) FILTER (WHERE NOT r.improves) AS steps_open,
           count(r.id) FILTER (WHERE r.number = 1) AS first_open
    FROM lists l
    LEFT JOIN learning_runstep r ON r.run_id = l.run_id AND r.state = 'open'
    WHERE l.filed_at IS NULL
    GROUP BY l.id, l.client_id
    ORDER BY first_open, steps_open, l.id LIMIT 1
) s ON true
LEFT JOIN lists l ON l.id = s.id
LEFT JOIN clients_client c ON c.id = l.client_id
"""


def month_so_far(who: Person, month: date) -> MonthNow:
    """The lists of a month that `who` may see, in numbers and the next to go on with."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTH, {"month": month, "clients": some_clients_of(who)})
        lists, filed, next_id, client, steps_open = cursor.fetchone()
    return MonthNow(lists, filed, next_id, client or "", steps_open or 0)


def _row(one: Checklist) -> ListRow:
    found = vars(one)
    return ListRow(one, found["steps_all"], found["steps_open"], bool(found["first_waits"]))


def checklist_for(who: Person, pk: int) -> Checklist:
    """The list `pk`; NotFound also where it exists but not for `who`."""
    found = (
        Checklist.objects.visible_to(who)
        .select_related("client__calendar", "run__owner", "run__version__procedure", "filed_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such list, or none that you may see.")
    return found


def clients_without(who: Person, month: date) -> list[Client]:
    """The clients `who` may see that should have a list for this month and have none."""
    return _without(clients_visible_to(who).served().others(), month)


def count_without(who: Person, month: date) -> int:
    """How many those are."""
    there = Checklist.objects.filter(month=month).values("client_id")
    served = clients_visible_to(who).served().others().exclude(pk__in=there)
    return served.filter(Q(since=None) | Q(since__lte=month)).count()


def to_begin(now: datetime) -> list[Client]:
    """For the clock: the clients whose list of this month is not there. Nobody before the procedure
    is in force."""
    if procedure_in_force(SLUG) is None:
        return []
    return _without(Client.objects.served().others(), month_now(now))


def _without(clients: ClientQuerySet, month: date) -> list[Client]:
    there = Checklist.objects.filter(month=month).values("client_id")
    left = clients.exclude(pk__in=there).order_by("name")
    return [one for one in left if rules.is_due(month, one.since)]


def systems_of(client_id: int) -> list[ProtectedSystem]:
    return list(current_systems().filter(device__client_id=client_id))


def unproven(client_id: int, month: date) -> list[ProtectedSystem]:
    """The systems of a client of which nobody has opened a restore since the month began."""
    opened = RestoreTest.objects.filter(
        system__device__client_id=client_id,
        outcome=Outcome.PASSED,
        opened_at__gte=rules.begins(month, firm_zone()),
    ).values_list("system_id", flat=True)
    proven = set(opened)
    return [system for system in systems_of(client_id) if system.pk not in proven]


def own_steps(client_id: int) -> list[OwnStep]:
    """The steps of one client: those that hold, and the wishes for next month."""
    return list(OwnStep.objects.filter(client_id=client_id, ended_at=None))


def kept_by_checklist(run_id: int) -> Checklist | None:
    """The list a run belongs to. Not bound to a viewer: it only says what must wait."""
    return Checklist.objects.filter(run_id=run_id).select_related("run").first()
