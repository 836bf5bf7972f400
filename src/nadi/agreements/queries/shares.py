"""What part of the hours went into which kinds of work, for the vitals of other centers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Subquery, Sum

from nadi.agreements.models import TimeEntry
from nadi.core.vitals import Clients, Window


@dataclass(frozen=True, slots=True)
class TimeShare:
    """Minutes of some kinds of work among the minutes of more kinds, for one client. `newest` is
    the newest end of such work for anybody."""

    client_id: int
    part: int
    whole: int
    entries: int
    newest: datetime | None


def shares_of_time(
    window: Window, *, part: Collection[str], whole: Collection[str], clients: Clients = None
) -> list[TimeShare]:
    """By client, for work that ended in the window; kinds are slugs. One statement."""
    found = _ended(window, whole)
    rows = (
        (found if clients is None else found.filter(client_id__in=clients))
        .order_by()
        .values("client_id")
        .annotate(
            part=Sum("minutes", filter=Q(work_type__slug__in=part), default=0),
            whole=Sum("minutes", default=0),
            entries=Count("pk"),
            newest=Subquery(found.order_by("-ended_at").values("ended_at")[:1]),
        )
        .order_by("client_id")
    )
    return [TimeShare(**row) for row in rows]


def entries_of_kinds(
    window: Window, kinds: Collection[str], client_id: int | None
) -> QuerySet[TimeEntry]:
    """The entries behind such a share, newest first; with client None those of everybody."""
    found = _ended(window, kinds).select_related("work_type").order_by("-ended_at", "-pk")
    return found if client_id is None else found.filter(client_id=client_id)


def _ended(window: Window, kinds: Collection[str]) -> QuerySet[TimeEntry]:
    ended: QuerySet[TimeEntry] = TimeEntry.objects.filter(
        ended_at__gte=window.start,
        ended_at__lt=window.end,
        minutes__gt=0,
        client__isnull=False,
        work_type__slug__in=kinds,
    )
    return ended
