"""Facts about meetings, what was agreed there, and devices by age."""

from dataclasses import dataclass
from datetime import datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class MeetingPlanned(Fact):
    """A next date was made, moved or called off; no client is our own review."""

    meeting_id: int
    client_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingClosed(Fact):
    """A meeting was held and locked, and the next date stands."""

    meeting_id: int
    client_id: int | None
    next_meeting_id: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RhythmSet(Fact):
    """Another number of months may lie between two meetings with this client."""

    client_id: int | None
    months: int


@dataclass(frozen=True, slots=True)
class ActionSettled(Fact):
    """An action of a meeting was done or let go; `side` says whose it was."""

    action_id: int
    client_id: int | None
    side: str
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LifecycleNoted(Fact):
    """Something became known of a device's age or support."""

    fact_id: int
    device_id: int
    client_id: int | None
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class DevicePlanned(Fact):
    """A plan for a device was accepted or withdrawn."""

    plan_id: int
    device_id: int
    client_id: int | None
    choice: str


@dataclass(frozen=True, slots=True)
class PolicySet(Fact):
    """A replacement policy holds from a day on; no client means everybody's."""

    policy_id: int
    client_id: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class InsiderSignalled(Fact):
    """A client asked, invited or told us as one of their own."""

    signal_id: int
    client_id: int | None
    kind: str
    at: datetime
