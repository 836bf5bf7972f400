"""Facts about promises, agreements and time."""

from dataclasses import dataclass
from datetime import datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class AgreementSigned(Fact):
    """Both sides have signed this version."""

    agreement_id: int
    version_number: int
    client_id: int | None
    starts_on: str


@dataclass(frozen=True, slots=True)
class AgreementEnded(Fact):
    """It was agreed or announced that the agreement ends on a day."""

    agreement_id: int
    client_id: int | None
    ended_on: str


@dataclass(frozen=True, slots=True)
class PromiseSpoken(Fact):
    """Somebody gave their word."""

    promise_id: int
    client_id: int | None
    owner_id: int
    due_at: datetime
    about_url: str


@dataclass(frozen=True, slots=True)
class PromiseSettled(Fact):
    """A spoken promise was kept, broken or let go, or moved with consent (`moved`)."""

    promise_id: int
    client_id: int | None
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StandingPromiseJudged(Fact):
    """A standing promise has another answer than at its last verdict, or its first."""

    promise_id: int
    verdict_id: int
    client_id: int | None
    vital: str
    answer: str
    before: str


@dataclass(frozen=True, slots=True)
class TimeLogged(Fact):
    """A piece of work ended, or was written down or corrected, with its raw minutes."""

    entry_id: int
    client_id: int | None
    person_id: int
    minutes: int
    about_url: str
