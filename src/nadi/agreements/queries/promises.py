"""Agreements and promises, from who is looking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from nadi.accounts.models import Person
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    Settled,
    SpokenPromise,
    StandingPromise,
    Verdict,
)
from nadi.clients.models import Client
from nadi.core.errors import NotFound

PARTIES = ("client", "employee", "vendor")


def agreements_of(who: Person) -> QuerySet[Agreement]:
    """The agreements `who` may see, with their versions."""
    found: QuerySet[Agreement] = (
        Agreement.objects.visible_to(who)
        .select_related(*PARTIES, "owner")
        .prefetch_related(Prefetch("versions", AgreementVersion.objects.order_by("number")))
    )
    return found


def agreement_for(who: Person, pk: int) -> Agreement:
    found = agreements_of(who).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such agreement, or none that you may see.")
    return found


def standing_promise_for(who: Person, pk: int) -> StandingPromise:
    found: StandingPromise | None = (
        StandingPromise.objects.visible_to(who)
        .filter(pk=pk)
        .select_related(
            "version__agreement__client",
            "version__agreement__employee",
            "version__agreement__vendor",
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such promise, or none that you may see.")
    return found


def verdict_for(who: Person, pk: int) -> Verdict:
    found = (
        Verdict.objects.filter(pk=pk, promise__in=StandingPromise.objects.visible_to(who))
        .select_related(
            "promise__version__agreement__client",
            "promise__version__agreement__employee",
            "promise__version__agreement__vendor",
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such verdict, or none that you may see.")
    return found


def latest_verdicts(promises: Iterable[int], before: datetime | None = None) -> dict[int, Verdict]:
    """The newest verdict of each of these standing promises, in one statement."""
    asked = Verdict.objects.filter(promise_id__in=list(promises))
    newest = (
        (asked if before is None else asked.filter(window_end__lt=before))
        .order_by("promise_id", "-window_end", "-pk")
        .distinct("promise_id")
    )
    return {verdict.promise_id: verdict for verdict in newest}


def promise_for(who: Person, pk: int) -> SpokenPromise:
    found: SpokenPromise | None = (
        SpokenPromise.objects.visible_to(who)
        .filter(pk=pk)
        .select_related(*PARTIES, "owner", "said_by")
        .first()
    )
    if found is None:
        raise NotFound("There is no such promise, or none that you may see.")
    return found


def promises_about(about_url: str) -> QuerySet[SpokenPromise]:
    """Promises spoken about one thing, due first. Whoever may open the thing may see them."""
    found: QuerySet[SpokenPromise] = SpokenPromise.objects.filter(
        about_url=about_url
    ).select_related(*PARTIES, "owner")
    return found


@dataclass(frozen=True, slots=True)
class PromiseShelf:
    """Open promises, due first: those I keep, those others of us keep, those kept for us."""

    mine: list[SpokenPromise]
    ours: list[SpokenPromise]
    theirs: list[SpokenPromise]
    settled: list[SpokenPromise]


def promise_shelf(who: Person, since: datetime) -> PromiseShelf:
    """The shelf of one person; `settled` holds what was settled since then, newest first."""
    seen = SpokenPromise.objects.visible_to(who).select_related(*PARTIES, "owner")
    still_open = list(seen.filter(settled=Settled.OPEN).order_by("due_at", "pk"))
    ours = [each for each in still_open if each.is_ours]
    return PromiseShelf(
        mine=[each for each in ours if each.owner_id == who.pk],
        ours=[each for each in ours if each.owner_id != who.pk],
        theirs=[each for each in still_open if not each.is_ours],
        settled=list(
            seen.exclude(settled=Settled.OPEN)
            .filter(settled_at__gte=since)
            .order_by("-settled_at", "-pk")[:50]
        ),
    )


def spoken_with(who: Person, client: Client, since: datetime) -> list[SpokenPromise]:
    """Promises with a client, either way: the open ones and those settled since then, due first."""
    found = (
        SpokenPromise.objects.visible_to(who)
        .filter(client=client)
        .filter(Q(settled=Settled.OPEN) | Q(settled_at__gte=since))
        .select_related(*PARTIES, "owner")
    )
    return list(found)
