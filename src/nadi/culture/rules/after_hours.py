"""Work outside the firm's hours. The prose and the worked table: docs/algorithms/after-hours.md."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nadi.core.calendar import BusinessCalendar, Week, Windows

Span = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


def whole_days(calendar: BusinessCalendar) -> BusinessCalendar:
    """The same calendar with each day as one window from its first opening to its last closing: who
    works through lunch has not worked in the evening."""
    week: Week = tuple(_joined(windows) for windows in calendar.week)  # type: ignore[assignment]
    special = {day: _joined(windows) for day, windows in calendar.holidays.items()}
    return BusinessCalendar(calendar.zone, week, special)


def _joined(windows: Windows) -> Windows:
    if not windows:
        return ()
    return ((min(start for start, _end in windows), max(end for _start, end in windows)),)


def open_spans(calendar: BusinessCalendar, start: datetime, end: datetime) -> list[Span]:
    """The firm's working days between two moments, as moments, in order."""
    whole, zone = whole_days(calendar), ZoneInfo(calendar.zone)
    first, last = (moment.astimezone(zone).date() for moment in (start, end))
    found = (_span(whole, zone, day) for day in _days(first - 2 * DAY, last))
    return [(max(a, start), min(b, end)) for a, b in found if a < b and a < end and b > start]


DAY = timedelta(days=1)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _span(calendar: BusinessCalendar, zone: ZoneInfo, day: date) -> Span:
    """What opens on `day`; an empty span where nothing does. An end past midnight is the next
    day's."""
    windows = calendar.holidays.get(day, calendar.week[day.weekday()])
    if not windows:
        moment = datetime.combine(day, time(), zone).astimezone(UTC)
        return moment, moment
    opens, closes = windows[0]
    return _at(day, opens, zone), _at(day, closes, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day + timedelta(days=minute // 1440), time()) + timedelta(
        minutes=minute % 1440
    )
    return wall.replace(tzinfo=zone).astimezone(UTC)


def minutes_outside(started: datetime, minutes: int, spans: Iterable[Span]) -> int:
    """How many of `minutes`, worked from `started` on, lie outside the firm's hours. A part of a
    minute inside counts as inside."""
    ended = started + minutes * MINUTE
    inside = sum((max(min(ended, b) - max(started, a), timedelta()) for a, b in spans), timedelta())
    return minutes - min(minutes, -(-inside // MINUTE))
