"""Weeks and intervals: when the next talk is due."""

from dataclasses import dataclass
from datetime import date, timedelta

SHORTEST_INTERVAL = 5
USUAL_INTERVAL = 28
LONGEST_INTERVAL = 92


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How two people stand with their talks on a day. `since` is the newest talk, else the day on
    which the waiting began."""

    since: date
    every_days: int
    on: date

    @property
    def days(self) -> int:
        return (self.on - self.since).days

    @property
    def due_on(self) -> date:
        return self.since + timedelta(days=self.every_days)

    @property
    def is_kept(self) -> bool:
        return self.days <= self.every_days


def rhythm_of(last: date | None, joined: date, every_days: int | None, on: date) -> Rhythm:
    """Without a talk yet, the time counts from when the person joined; without an agreed interval
    the usual one holds. So ending a pairing and beginning it anew changes nothing."""
    return Rhythm(last or joined, every_days or USUAL_INTERVAL, on)
