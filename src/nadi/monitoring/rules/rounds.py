"""The monitoring round: when a client is looked at, when a day is signed, which days count.

docs/algorithms/monitoring-round.md, in code.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nadi.core.calendar import BusinessCalendar

QUIET = ""  # the key under which a quiet client is looked at
DAY = timedelta(days=1)


def is_looked_at(asking: Set[str], answered: Set[str]) -> bool:
    """Somebody looked at the client, and no line that asks is without its own answer."""
    return bool(answered) and asking <= answered


def may_answer(key: str, asking: Set[str], answered: Set[str]) -> bool:
    """A line that asks is answered once; a quiet client is looked at once, while it is quiet."""
    if key in answered:
        return False
    return key in asking if key != QUIET else not asking and not answered


def still_to_look_at(clients: Iterable[tuple[str, Set[str], Set[str]]]) -> list[str]:
    """The clients (name, lines that ask, lines answered) that keep the round from being signed."""
    return [name for name, asking, answered in clients if not is_looked_at(asking, answered)]


@dataclass(frozen=True, slots=True)
class RoundDay:
    """One day of the firm: signed or not, settled at the signature or when the day was over."""

    on: date
    counts: bool
    signed_at: datetime | None
    settled_at: datetime


def days_settled(
    start: datetime,
    end: datetime,
    calendar: BusinessCalendar,
    since: datetime,
    signed: Mapping[date, datetime],
) -> list[RoundDay]:
    """The days settled from `start` up to and without `end`, from the day of `since` on.

    Only days on which the firm works count. What was signed at `end` or later is not known yet.
    """
    zone = ZoneInfo(calendar.zone)
    found = []
    for on in _dates(max(start, since).astimezone(zone).date() - DAY, end.astimezone(zone).date()):
        at = signed.get(on)
        known = at if at is not None and at < end else None
        settled = known or _over(on, zone)
        if start <= settled < end and on >= since.astimezone(zone).date():
            found.append(RoundDay(on, calendar.is_open_on(on), known, settled))
    return found


def _over(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + DAY, time(), zone).astimezone(UTC)


def _dates(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
