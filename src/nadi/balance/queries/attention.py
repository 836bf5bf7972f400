"""When each center was last tended, by which act: read from the audit of what people did.

Opening pages leaves no audit row, so clicking through tends nothing. State is never read here.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate

from nadi.accounts.models import Person
from nadi.clients.models import is_limited
from nadi.core import centers
from nadi.core.models import AuditRow
from nadi.core.vitals import Text

WEEK = 7


@dataclass(slots=True)
class Tended:
    """One center's attention: the last act, and how many acts on each of the last seven days."""

    center: centers.CenterConfig
    last: datetime | None = None
    acts: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def days_ago(self, today: date, zone: ZoneInfo) -> int | None:
        return None if self.last is None else (today - self.last.astimezone(zone).date()).days


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did that tended a center."""

    center: centers.CenterConfig
    title: Text
    subject: str
    actor: str
    at: datetime


def _verbs() -> dict[str, centers.CenterConfig]:
    return {verb: center for center in centers.centers() for verb in center.tending}


def tended(who: Person, now: datetime, zone: ZoneInfo) -> dict[str, Tended]:
    """By center label. Two statements, both along the index of verbs."""
    found = {center.label: Tended(center) for center in centers.centers()}
    verbs = _verbs()
    if not verbs or not who.is_staff_member:
        return found
    for verb, last in _last_acts(list(verbs)):
        one = found[verbs[verb].label]
        one.last = max(last, one.last) if one.last else last
    first = now.astimezone(zone).date() - timedelta(days=WEEK - 1)
    counted = (
        AuditRow.objects.filter(
            verb__in=verbs,
            at__gte=datetime.combine(first, time(), zone),
            at__lte=now,
            actor_id__isnull=False,
        )
        .annotate(day=TruncDate("at", tzinfo=zone))
        .values_list("verb", "day")
        .annotate(acts=Count("pk"))
    )
    for verb, day, acts in counted:
        found[verbs[verb].label].acts[day] += acts
    return found


def _last_acts(verbs: list[str]) -> list[tuple[str, datetime]]:
    """The newest row of a person for each verb: one step back along the index per verb."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.verb, a.at FROM unnest(%s::text[]) AS v(verb) CROSS JOIN LATERAL ("
            " SELECT at FROM core_auditrow WHERE verb = v.verb AND actor_id IS NOT NULL"
            " ORDER BY at DESC LIMIT 1) AS a",
            [verbs],
        )
        return list(cursor.fetchall())


def acts_since(who: Person, since: datetime, limit: int = 5) -> list[Act]:
    """What people did for the centers since then, newest first. Somebody who may see only some
    clients is not told about the others: audit rows carry no client."""
    verbs = _verbs()
    if is_limited(who) or not verbs or not who.is_staff_member:
        return []
    rows = AuditRow.objects.filter(verb__in=verbs, at__gte=since, actor_id__isnull=False)
    newest = rows.order_by("-at").only("verb", "subject", "actor", "at")[:limit]
    return [
        Act(
            center=verbs[row.verb],
            title=verbs[row.verb].tending[row.verb],
            subject=row.subject,
            actor=row.actor,
            at=row.at,
        )
        for row in newest
    ]
