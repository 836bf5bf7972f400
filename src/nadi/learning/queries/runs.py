"""Runs, from who is looking."""

from django.db.models import Count, F, Q, QuerySet

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import NotFound
from nadi.learning.models import Run, StepState


def run_of(pk: int) -> Run:
    """A run by its number, for packages that keep it beside their own row and have asked
    themselves who may see that."""
    found = Run.objects.select_related("version__procedure", "client", "owner").filter(pk=pk)
    if (run := found.first()) is None:
        raise NotFound("There is no such run.")
    return run


def run_for(who: Person, pk: int) -> Run:
    found: Run | None = (
        Run.objects.visible_to(who)
        .filter(pk=pk)
        .select_related("version__procedure__owner", "client", "owner", "begun_by")
        .first()
    )
    if found is None:
        raise NotFound("There is no such run, or none that you may see.")
    return found


def runs_for(who: Person, client: Client | None = None) -> QuerySet[Run]:
    """The runs that `who` may see, newest first; with a client only those made there. Each knows
    how many `steps_all` it has and how many are `steps_open`."""
    found: QuerySet[Run] = with_steps(Run.objects.visible_to(who))
    found = found.order_by("-begun_at", "-pk")
    return found if client is None else found.filter(client=client)


def with_steps(runs: QuerySet[Run]) -> QuerySet[Run]:
    return runs.select_related("version__procedure", "client", "owner").annotate(
        steps_all=Count("steps"),
        steps_open=Count("steps", filter=Q(steps__state=StepState.OPEN)),
    )


def runs_about(who: Person, about_url: str) -> list[Run]:
    """The runs about one thing, those that go on first."""
    found = with_steps(Run.objects.visible_to(who).filter(about_url=about_url))
    return list(found.order_by("ended_at", "-begun_at"))


def runs_going(who: Person) -> QuerySet[Run]:
    """What goes on now, what is due first."""
    going: QuerySet[Run] = with_steps(Run.objects.visible_to(who).going())
    return going.order_by(F("due").asc(nulls_last=True), "begun_at")
