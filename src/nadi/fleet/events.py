"""Facts about machines. The intake writes some of them itself; these are their shapes."""

from dataclasses import dataclass
from datetime import datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class DeviceEnrolled(Fact):
    """A machine presented a good token and is now pending or active."""

    device_id: int
    client_id: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class DeviceApproved(Fact):
    device_id: int
    client_id: int


@dataclass(frozen=True, slots=True)
class DeviceQuarantined(Fact):
    """Its word is not taken until a person decides; `reason` says why."""

    device_id: int
    client_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceRetired(Fact):
    device_id: int
    client_id: int


@dataclass(frozen=True, slots=True)
class DeviceChanged(Fact):
    """A person said anew what a machine is called, what it is, or where it stands."""

    device_id: int
    client_id: int


@dataclass(frozen=True, slots=True)
class DevicesImported(Fact):
    """Machines of one client were made or changed from a table. Of each: its id, the day it was
    bought, the day its warranty ends, as ISO text, empty where the papers do not say."""

    client_id: int
    source: str
    devices: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class DevicesTakenBack(Fact):
    """What an import said of these machines holds no longer; those it had made are gone."""

    client_id: int
    source: str
    device_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ObservationReceived(Fact):
    device_id: int
    observation_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class LimitJudged(Fact):
    """The verdict of a limit changed: `beyond`, `between` or `within`; measured `at`."""

    limit_id: int
    device_id: int
    verdict: str
    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class DeviceSpoke(Fact):
    """A device reported again after a silence longer than it is allowed."""

    device_id: int
    at: datetime
    client_id: int | None = None
