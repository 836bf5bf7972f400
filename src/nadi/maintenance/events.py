"""Facts of the heart."""

from dataclasses import dataclass
from datetime import date, datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class RestoreTestPassed(Fact):
    """A machine brought a sample back and it is what the manifest says; a person has yet to open
    it.
    """

    test_id: int
    system_id: int
    device_id: int
    client_id: int


@dataclass(frozen=True, slots=True)
class RestoreTestFailed(Fact):
    """A restore did not bring back what was saved. `failed_path` may be empty where no file is to
    blame.
    """

    test_id: int
    system_id: int
    device_id: int
    client_id: int
    system: str
    reason: str
    failed_path: str


@dataclass(frozen=True, slots=True)
class RestoreOpened(Fact):
    """A person opened what came back and said what they saw: the system is proven."""

    test_id: int
    system_id: int
    device_id: int
    client_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class BackupFailing(Fact):
    """The third night in a row without a good backup; once for each such run of nights."""

    system_id: int
    device_id: int
    client_id: int
    system: str
    nights: int
    first_night: date


@dataclass(frozen=True, slots=True)
class BackupRecorded(Fact):
    """A night said something about a system. Touches the vitals of backups."""

    system_id: int
    client_id: int
    night: date
    outcome: str


@dataclass(frozen=True, slots=True)
class ProtectionChanged(Fact):
    """A system came under protection, or its protection ended."""

    system_id: int
    client_id: int


@dataclass(frozen=True, slots=True)
class RestartChanged(Fact):
    """A device began to wait for its restart, or had it."""

    device_id: int
    client_id: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class UpdatesScanned(Fact):
    """A device looked for updates, and what it found was compared with what was known."""

    device_id: int
    client_id: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class ChecklistFiled(Fact):
    """Monthly maintenance of one client is done, revised, published for next month, and filed."""

    checklist_id: int
    client_id: int
    month: date
    at: datetime
