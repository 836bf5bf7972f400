"""When each center was last tended, by which act: read from the audit of what people did.

Opening pages leaves no audit row, so clicking through tends nothing. State is never read here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import rules
from nadi.clients.firm import firm_calendar, firm_day, firm_zone
from nadi.clients.models import is_limited
from nadi.core import centers
from nadi.core.errors import NotFound
from nadi.core.models import AuditRow
from nadi.core.statements import rows, texts
from nadi.core.vitals import Text

WEEK = 7
FOUR_WEEKS = 28
A_MOMENT = timedelta(microseconds=1)  # the finest that is kept
TENDED = (  # one step back along the index per verb, and one look at each day of those that acted
    "SELECT v.center, max(a.at), array_agg(DISTINCT d.ago) FILTER (WHERE d.ago IS NOT NULL)"
    " FROM unnest(%s::text[], %s::text[]) AS v(verb, center) CROSS JOIN LATERAL ("
    " SELECT at FROM core_auditrow WHERE verb = v.verb AND actor_id IS NOT NULL"
    " AND at <= %s ORDER BY at DESC LIMIT 1) AS a"
    " LEFT JOIN LATERAL (SELECT ago FROM"
    " unnest(%s::timestamptz[], %s::timestamptz[]) WITH ORDINALITY AS day(start, stop, ago)"
    " WHERE start <= a.at AND EXISTS (SELECT FROM core_auditrow WHERE verb = v.verb"
    " AND actor_id IS NOT NULL AND at >= start AND at < stop)) AS d ON true GROUP BY v.center"
)
NEWEST_ACTS = (  # a few steps along the index per verb: the audit only ever grows
    "SELECT a.verb, a.subject, a.actor, a.at FROM unnest(%s::text[]) AS v(verb)"
    " CROSS JOIN LATERAL (SELECT id, verb, subject, actor, at FROM core_auditrow"
    " WHERE verb = v.verb AND at >= %s AND actor_id IS NOT NULL ORDER BY at DESC LIMIT %s) AS a"
    " ORDER BY a.at DESC, a.id DESC LIMIT %s"
)


@dataclass(slots=True)
class Tended:
    """One center's attention: the last act, and on which of the last seven days there was one."""

    center: centers.CenterConfig
    last: datetime | None = None
    on: set[date] = field(default_factory=set)

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
    """By center label. One statement, which costs the same however much is done in a day."""
    found = {center.label: Tended(center) for center in centers.centers()}
    verbs = _verbs()
    if not verbs or not who.is_staff_member:
        return found
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=ago) for ago in range(WEEK)]
    starts = [datetime.combine(day, time(), zone) for day in days]
    stops = [now + A_MOMENT, *starts[:-1]]
    labels = texts([center.label for center in verbs.values()])
    for label, last, ago in rows(TENDED, [texts(list(verbs)), labels, now, starts, stops]):
        found[label].last = last
        found[label].on.update(days[number - 1] for number in ago or ())
    return found


def acts_by_day(
    who: Person, now: datetime, zone: ZoneInfo, days: int
) -> Mapping[str, Counter[date]]:
    """How many acts there were for each center on each of the last days."""
    found: dict[str, Counter[date]] = defaultdict(Counter)
    verbs = _verbs()
    if not who.is_staff_member:
        return found
    first = now.astimezone(zone).date() - timedelta(days=days - 1)
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
        found[verbs[verb].label][day] += acts
    return found


def acts_since(who: Person, since: datetime, limit: int = 5) -> list[Act]:
    """What people did for the centers since then, newest first. Somebody who may see only some
    clients is not told about the others: audit rows carry no client."""
    verbs = _verbs()
    if is_limited(who) or not verbs or not who.is_staff_member:
        return []
    return [
        Act(verbs[verb], verbs[verb].tending[verb], subject, actor, at)
        for verb, subject, actor, at in rows(NEWEST_ACTS, [texts(list(verbs)), since, limit, limit])
    ]


@dataclass(frozen=True, slots=True)
class Attention:
    """Four weeks of attention. `rows` hold, Crown first, each center with its acts by day (None:
    the firm was closed and nobody tended); `evenness` is None below 28 acts: it says nothing."""

    days: list[date]
    rows: list[tuple[centers.CenterConfig, list[int | None]]]
    acts: int
    evenness: float | None
    this_week: int


def attention(who: Person, now: datetime) -> Attention:
    """Read from acts alone; how the centers are is not looked at."""
    if not who.is_staff_member:
        raise NotFound(_("There is nothing here."))
    calendar, today = firm_calendar(), firm_day(now)
    found = acts_by_day(who, now, firm_zone(), FOUR_WEEKS)
    days = [today - timedelta(days=ago) for ago in range(FOUR_WEEKS - 1, -1, -1)]
    worked = {day: calendar.is_open_on(day) for day in days}
    lines = [
        (
            center,
            [found[center.label][day] or (0 if worked[day] else None) for day in days],
        )
        for center in reversed(centers.centers())
    ]
    sums = [sum(count or 0 for count in counts) for _center, counts in lines]
    return Attention(
        days=days,
        rows=lines,
        acts=sum(sums),
        evenness=rules.evenness_of_acts(sums),
        this_week=sum(any(counts[-WEEK:]) for _center, counts in lines),
    )
