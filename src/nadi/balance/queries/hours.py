"""The firm's own hours: when it is open, and where its working time went."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nadi.accounts.models import Person
from nadi.balance import sentences
from nadi.balance.queries.figures import hours_spent
from nadi.clients.firm import firm_calendar, firm_day, firm_zone
from nadi.core import centers, words
from nadi.core.calendar import BusinessCalendar
from nadi.core.statements import rows
from nadi.core.vitals import HoursSpent, Window

WEEK = timedelta(days=7)
MEANT = (
    "SELECT DISTINCT ON (center) center, percent FROM balance_intention WHERE from_day <= %s"
    " ORDER BY center, from_day DESC"
)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One center's share of last week's hours; `intended` None where nobody said."""

    center: centers.CenterConfig
    minutes: int
    percent: float
    intended: int | None
    url: str


def last_working_day(calendar: BusinessCalendar, today: date) -> date:
    """The one before today; a week ago where the firm opens less often."""
    for ago in range(1, 8):
        if calendar.is_open_on(today - timedelta(days=ago)):
            return today - timedelta(days=ago)
    return today - WEEK


def closed_until(calendar: BusinessCalendar, now: datetime) -> str:
    """Empty while the firm is open; else when it opens, as one would say it."""
    if calendar.is_open(now):
        return ""
    zone = ZoneInfo(calendar.zone)
    opens, local = calendar.next_open(now).astimezone(zone), now.astimezone(zone)
    days = (opens.date() - local.date()).days
    if days == 0:
        return opens.strftime("%H:%M")
    return sentences.weekday(opens.date()) if days < 7 else words.day(opens.date())


def last_week(now: datetime, zone: ZoneInfo) -> Window:
    """Monday to Sunday before this week."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    start = datetime.combine(monday - WEEK, time(), zone)
    return Window(start, datetime.combine(monday, time(), zone))


def intended(who: Person, on: date) -> dict[str, int]:
    """The shares that hold on this day; empty when nobody said."""
    if not who.is_staff_member:
        return {}
    return dict(rows(MEANT, [on]))


def hours(who: Person, now: datetime, zone: ZoneInfo) -> list[HoursRow]:
    """Crown first; empty when nobody worked on anything last week."""
    spent = {row.center: row for row in hours_spent(last_week(now, zone), now)}
    total = sum(row.minutes for row in spent.values())
    if not total:
        return []
    meant = intended(who, now.astimezone(zone).date())
    none = HoursSpent("", 0)
    return [
        HoursRow(
            center=center,
            minutes=one.minutes,
            percent=100 * one.minutes / total,
            intended=meant.get(center.label),
            url=one.url,
        )
        for center in reversed(centers.centers())
        for one in [spent.get(center.label, none)]
    ]


__all__ = [
    "HoursRow",
    "closed_until",
    "firm_calendar",
    "firm_day",
    "firm_zone",
    "hours",
    "intended",
    "last_week",
    "last_working_day",
]
