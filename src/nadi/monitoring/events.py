"""Facts about alerts. `sentence` is for people; `key` names the one trouble it is about."""

from dataclasses import dataclass
from datetime import date, datetime

from nadi.core.facts import Fact


@dataclass(frozen=True, slots=True)
class AlertRaised(Fact):
    """Something is wrong, and it is told for the first time."""

    alert_id: int
    client_id: int
    device_id: int | None
    severity: str
    sentence: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertRepeated(Fact):
    """The same trouble again: it came back soon, keeps changing, or grew more severe."""

    alert_id: int
    client_id: int
    device_id: int | None
    severity: str
    sentence: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertCleared(Fact):
    """What was told is over."""

    alert_id: int
    client_id: int
    device_id: int | None
    severity: str
    sentence: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertAnswered(Fact):
    """A person looked. `led_to_work` is their word on whether it was worth it."""

    alert_id: int
    client_id: int
    device_id: int | None
    person_id: int | None
    led_to_work: bool
    note: str


@dataclass(frozen=True, slots=True)
class PreventionPlanned(Fact):
    """A person wants work planned before something becomes pain; the desk makes it a ticket."""

    client_id: int
    device_id: int
    sentence: str
    reason: str
    due_on: date
    key: str
    by_id: int | None


@dataclass(frozen=True, slots=True)
class RoundTicketAsked(Fact):
    """Somebody on the monitoring round wants work on what they saw; the desk makes it a ticket."""

    client_id: int
    device_id: int | None
    sentence: str
    note: str
    url: str
    trouble: str
    urgent: bool
    by_id: int


@dataclass(frozen=True, slots=True)
class RoundSigned(Fact):
    """Every client was looked at that day, and a person put their name to it."""

    round_id: int
    day: date
    person_id: int
    at: datetime
