"""Runs whose last question was answered: each time we do it, we say what would make it better."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.learning.events import ImproveAnswered, RunBegun, RunFinished, RunLeft
from nadi.learning.models import Run, RunStep, StepState
from nadi.learning.rules.dates import QUARTER
from nadi.learning.vitals.adding import NONE, ONE

NAME = "learning.runs_improved"
WITHOUT_DUE = timedelta(days=7)


def _came_to_an_end(window: Window, clients: Clients) -> QuerySet[Run]:
    """Runs that ended in the window, and those that should have ended in the quarter before its
    end and have not: by their due day, or seven days after they began."""
    end = window.end
    open_then = Q(ended_at__isnull=True) | Q(ended_at__gte=end)
    first = end - QUARTER
    overdue = Q(due__gte=first.date(), due__lt=end.date()) | Q(
        due__isnull=True, begun_at__gte=first - WITHOUT_DUE, begun_at__lt=end - WITHOUT_DUE
    )
    found = Run.objects.filter(
        Q(ended_at__gte=window.start, ended_at__lt=end) | open_then & overdue, begun_at__lt=end
    )
    return found if clients is None else found.filter(client_id__in=clients)


def _answered(end: datetime) -> Exists:
    return Exists(
        RunStep.objects.filter(run=OuterRef("pk"), improves=True, state=StepState.DONE, at__lt=end)
    )


def _read(window: Window, population: str | None = None, clients: Clients = None) -> list[Reading]:
    groups = (
        _came_to_an_end(window, clients)
        .annotate(improved=_answered(window.end))
        .order_by()
        .values("client_id")
        .annotate(n=Count("pk"), good=Count("pk", filter=Q(improved=True)))
        .order_by("client_id")
    )
    return [
        Reading(
            NAME, row["client_id"], Decimal(row["good"]), Decimal(row["n"]), row["n"], window.end
        )
        for row in groups
    ]


def _rows(window: Window, client_id: int | None, population: str | None) -> list[EvidenceRow]:
    clients = None if client_id is None else frozenset({client_id})
    found = (
        _came_to_an_end(window, clients)
        .annotate(improved=_answered(window.end))
        .select_related("version__procedure", "client")
        .order_by("improved", F("ended_at").desc(nulls_first=True), "pk")
    )
    return [
        EvidenceRow(
            label=str(run) if run.improved else _told(run, window.end),
            url=run.get_absolute_url(),
            at=run.ended_at or run.begun_at,
            client_id=run.client_id,
            numerator=ONE if run.improved else NONE,
            denominator=ONE,
        )
        for run in found
    ]


def _told(run: Run, end: datetime) -> str:
    if run.left_because and run.ended_at is not None and run.ended_at < end:
        return _now("%(run)s: left, %(why)s") % {"run": run, "why": run.left_because}
    return _now("%(run)s: still waits for its end") % {"run": run}


RUNS_IMPROVED = Vital(
    name=NAME,
    title=_("Runs whose last step was answered"),
    purpose=_("The last step of every procedure is to improve it; without it, it decays."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        Decimal(30),
        Decimal(80),
        Decimal(95),
        Decimal(100),
        "K. Palachuk: the last step is to update the checklist; 95 and 80 are nadi's own defaults",
        "D",
    ),
    window=timedelta(days=28),
    ttl=timedelta(days=7),
    touched_by=(RunBegun, ImproveAnswered, RunFinished, RunLeft),
    read=_read,
    rows=_rows,
)
