"""A year of work beside the tickets, and how the story writes hours down: all at once, charged by
the same rules as one at a time."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements.demo.papers import DEALS
from nadi.agreements.models import (
    AgreementVersion,
    Answer,
    ChargeDecision,
    TimeEntry,
    WorkType,
)
from nadi.agreements.queries import work_type
from nadi.agreements.queries.terms import Coverage, coverage_by, versions_in_force
from nadi.agreements.rules import charges
from nadi.clients.demo import client
from nadi.clients.models import Client
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.core.money import Money

USUAL_STEP = 15

# Hours a week beside the tickets: who, kind of work, minutes, how often, for clients or not.
WEEK = (
    ("Aisha Karim", "monitoring", 40, 5, True),
    ("Tomas Vela", "monitoring", 45, 5, True),
    ("Lena Fischer", "monitoring", 35, 4, True),
    ("Lena Fischer", "proactive", 60, 4, True),
    ("Jonas Berg", "proactive", 55, 4, True),
    ("Tomas Vela", "backup", 50, 3, True),
    ("Ruth Osei", "administration", 50, 5, False),
    ("Maya Lindqvist", "administration", 45, 4, False),
    ("Maya Lindqvist", "people", 45, 3, False),
    ("Henrik Dahl", "people", 40, 2, False),
    ("Henrik Dahl", "planning", 55, 3, True),
    ("Jonas Berg", "training", 45, 2, False),
    ("Aisha Karim", "documentation", 30, 1, True),
)


def tell(story: Story) -> None:
    """Each entry was written down soon after it ended."""
    served = [client(deal.client) for deal in DEALS]
    kinds = {slug: work_type(slug) for _, slug, *_ in WEEK}
    people = {name: person(name) for name, *_ in WEEK}
    written = []
    for week in range(story.days // 7):
        for who, slug, minutes, times, for_clients in WEEK:
            for turn in range(times):
                ended = story.day(7 * week + turn + 1, 9 + (turn * 2 + len(slug)) % 7, 15)
                if ended.weekday() >= 5:
                    continue
                party = served[(turn + 3 * week + len(slug)) % len(served)]
                took = minutes + story.rng.randint(-8, 8)
                written.append(
                    worked(
                        people[who],
                        kinds[slug],
                        took,
                        client=party if for_clients else None,
                        ended_at=ended,
                        written_at=ended + timedelta(minutes=story.rng.randint(1, 50)),
                    )
                )
    write_down(written)


def worked(
    who: Person,
    kind: WorkType,
    minutes: int,
    *,
    client: Client | None,
    ended_at: datetime,
    written_at: datetime,
    note: str = "",
    about: str = "",
    about_url: str = "",
) -> TimeEntry:
    """An entry that ended then and was written down some time after; not saved."""
    return TimeEntry(
        person=who,
        client=client,
        work_type=kind,
        started_at=ended_at - timedelta(minutes=minutes),
        ended_at=ended_at,
        minutes=minutes,
        note=note,
        about=about[:160],
        about_url=about_url,
        made_at=written_at,
    )


def write_down(entries: Sequence[TimeEntry]) -> None:
    """Ended entries, their charges and their audit. `made_at` says when each was written."""
    found = sorted(entries, key=lambda entry: entry.made_at)
    TimeEntry.objects.bulk_create(found)
    ChargeDecision.objects.bulk_create(_charges(found))
    AuditRow.objects.bulk_create(
        audit.told("agreements.log_time", entry.person, entry.made_at, entry) for entry in found
    )


def _charges(entries: Sequence[TimeEntry]) -> list[ChargeDecision]:
    scopes: dict[Hashable, list[ChargeDecision]] = defaultdict(list)
    terms = _Terms({entry.client_id for entry in entries if entry.client_id is not None})
    for entry in entries:
        zone = entry.client.calendar.zone_name if entry.client else entry.person.zone_name
        day = entry.started_at.astimezone(ZoneInfo(zone)).date()
        about: Hashable = entry.about_url if entry.about_url and entry.client_id else entry.pk
        scopes[entry.client_id, about, day].append(terms.decision(entry, day))
    return [_priced(one) for scope in scopes.values() for one in _carried(scope)]


class _Terms:
    """What each agreement says of each kind of work: asked once a month for all clients. Within the
    story no agreement begins in the middle of one."""

    def __init__(self, client_ids: set[int]) -> None:
        self.client_ids = client_ids
        self.versions: dict[date, dict[int, list[AgreementVersion]]] = {}
        self.said: dict[Hashable, Coverage] = {}

    def decision(self, entry: TimeEntry, day: date) -> ChargeDecision:
        said = self._coverage(entry, day)
        version = said.version
        rate = version.rate if version else None
        step = version.billing_step if version else USUAL_STEP
        return ChargeDecision(
            entry=entry,
            answer=said.answer.value,
            rule=said.rule.value,
            reason=said.sentence[:300],
            clause=said.clause,
            plan=said.plan[:60],
            agreement_version=version,
            raw_minutes=entry.minutes or 0,
            rounding=f"{step} min up, per thing and day",
            hourly_rate=rate.amount if rate else None,
            currency=rate.currency if rate else "",
            at=entry.made_at,
        )

    def _coverage(self, entry: TimeEntry, day: date) -> Coverage:
        month = day.replace(day=1)
        if month not in self.versions:
            self.versions[month] = versions_in_force(self.client_ids, day)
        versions = self.versions[month].get(entry.client_id or 0, [])
        key = (entry.client_id, entry.work_type_id, tuple(version.pk for version in versions))
        if key not in self.said:
            self.said[key] = coverage_by(entry.client, entry.work_type, versions)
        return self.said[key]


def _carried(scope: list[ChargeDecision]) -> list[ChargeDecision]:
    counted = [one for one in scope if one.answer != Answer.COVERED]
    step = int(scope[0].rounding.partition(" ")[0])
    carried = charges.carried(
        [charges.Worked(one.raw_minutes, "scope", "day") for one in counted],
        charges.Rounding(step=step, scope=charges.Scope.DAY),
    )
    for one, minutes in zip(counted, carried, strict=True):
        one.billable_minutes = minutes
    return scope


def _priced(one: ChargeDecision) -> ChargeDecision:
    if one.answer == Answer.BILLABLE and one.hourly_rate is not None:
        rate = Money.of(str(one.hourly_rate), one.currency)
        one.amount = charges.amount_due(one.billable_minutes, rate).amount
    elif one.answer == Answer.COVERED and one.currency:
        one.amount = Money.of(0, one.currency).amount
    return one
