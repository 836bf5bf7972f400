"""Business time: when somebody's office is open, and how long.

The prose and the worked tables are in docs/algorithms/business-time.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

Window = tuple[int, int]
Windows = tuple[Window, ...]
Week = tuple[Windows, Windows, Windows, Windows, Windows, Windows, Windows]
Span = tuple[datetime, datetime]

DAY = 24 * 60
_ALL_DAY: Windows = ((0, DAY),)
AROUND_THE_CLOCK: Week = (_ALL_DAY,) * 7
ZERO = timedelta()
# Nobody promises further ahead; a search for open time ends here.
HORIZON = timedelta(days=100 * 366)


class NeverOpensError(ValueError):
    """The calendar has no open moment after the one asked about."""


@dataclass(frozen=True)
class BusinessCalendar:
    """One zone, a week of windows (Monday first), and the dates that differ.

    A holiday replaces the windows that open on its date: by none, or by others.
    """

    zone: str
    week: Week
    holidays: Mapping[date, Windows] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days, Monday first.")
        ZoneInfo(self.zone)
        for windows in (*self.week, *self.holidays.values()):
            for start, end in windows:
                if not (0 <= start < DAY and start < end <= 2 * DAY):
                    raise ValueError(
                        f"A window opens within its day and closes later, within the next at most: "
                        f"{start}-{end} does not."
                    )

    @classmethod
    def always(cls, zone: str = "UTC") -> "BusinessCalendar":
        """Around the clock."""
        return cls(zone, AROUND_THE_CLOCK)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at this moment."""
        moment = _utc(moment)
        before = _day_of(self._tzinfo, moment) - timedelta(days=2)
        return any(
            start <= moment < end
            for offset in range(4)
            for start, end in self._opened_on(before + timedelta(days=offset))
        )

    def is_open_on(self, day: date) -> bool:
        """Whether it is open at any moment of this day on its own clock."""
        return _is_open_on(self, day)

    def next_open(self, moment: datetime) -> datetime:
        """The first open moment at or after this one."""
        for start, _ in self._open_spans(_utc(moment)):
            return start
        raise self._never(moment)

    def add(self, moment: datetime, duration: timedelta, pauses: Iterable[Span] = ()) -> datetime:
        """The earliest moment at which this much open time has passed, pauses cut out."""
        if duration < ZERO:
            raise ValueError("Business time can only be added, not taken away.")
        moment = _utc(moment)
        if duration == ZERO:
            return moment
        left = duration
        for start, end in _without(self._open_spans(moment), _joined(pauses)):
            if left <= end - start:
                return start + left
            left -= end - start
        raise self._never(moment)

    def between(self, start: datetime, end: datetime, pauses: Iterable[Span] = ()) -> timedelta:
        """The open time from start to end, pauses cut out; negative if end comes first."""
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.between(end, start, pauses)
        spans = _without(self._open_spans(start, end), _joined(pauses))
        return sum((stop - begin for begin, stop in spans), ZERO)

    @cached_property
    def _tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _last_day(self) -> date:
        """After this date the calendar stays closed."""
        if any(self.week):
            return date.max
        return max((day for day, windows in self.holidays.items() if windows), default=date.min)

    def _windows(self, day: date) -> Windows:
        found = self.holidays.get(day)
        return self.week[day.weekday()] if found is None else found

    def _opened_on(self, day: date) -> Iterator[Span]:
        """The spans whose windows open on this date, as moments, empty ones left out."""
        for start, end in sorted(self._windows(day)):
            span = _edge(self._tzinfo, day, start), _edge(self._tzinfo, day, end)
            if span[0] < span[1]:
                yield span

    def _open_spans(self, moment: datetime, until: datetime | None = None) -> Iterator[Span]:
        """Open spans from a moment on, in order, none overlapping another."""
        # A window that opened two dates ago may still be open: it is up to 48 hours long.
        first = _day_of(self._tzinfo, moment) - timedelta(days=2)
        last = self._last_day if until else min(self._last_day, first + HORIZON)
        counted = moment
        day = first - timedelta(days=1)
        while day < last:
            day += timedelta(days=1)
            # Windows open in the order of their dates, so none on a later date can matter.
            if until is not None and _edge(self._tzinfo, day, 0) >= until:
                break
            for start, end in self._opened_on(day):
                start = max(start, counted)
                if until is not None:
                    end = min(end, until)
                if start < end:
                    yield start, end
                    counted = end

    def _never(self, moment: datetime) -> NeverOpensError:
        return NeverOpensError(f"This calendar does not open enough after {moment.isoformat()}.")


@lru_cache(maxsize=1024)
def _is_open_on(calendar: BusinessCalendar, day: date) -> bool:
    """A page asks of the same few days again and again; a changed calendar is another one."""
    start = datetime.combine(day, time(), calendar._tzinfo)
    return calendar.between(start, start + timedelta(days=1)) > timedelta()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return moment.astimezone(UTC)


def _day_of(zone: ZoneInfo, moment: datetime) -> date:
    return moment.astimezone(zone).date()


def _edge(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first moment at which the wall clock of the zone has reached this reading."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)  # fold 0: the first of two
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # The reading is skipped. The jump lies between its two interpretations; find it to the second.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = moment
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            late = middle
        else:
            early = middle
    return late


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Sorted and merged, so that overlapping pauses are cut once."""
    joined: list[Span] = []
    for start, end in sorted((_utc(start), _utc(end)) for start, end in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return joined


def _without(spans: Iterable[Span], pauses: list[Span]) -> Iterator[Span]:
    """What is left of the spans when the pauses are cut out."""
    for start, end in spans:
        for pause_start, pause_end in pauses:
            if pause_end <= start:
                continue
            if pause_start >= end:
                break
            if start < pause_start:
                yield start, pause_start
            start = max(start, pause_end)
        if start < end:
            yield start, end
