"""Facts about procedures, their runs, trials, hours of learning and lessons."""

from dataclasses import dataclass
from datetime import datetime

from nadi.core.events import Fact


@dataclass(frozen=True, slots=True)
class ProcedurePublished(Fact):
    """A version of a procedure is in force from now on."""

    procedure_id: int
    version_id: int
    slug: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureReviewed(Fact):
    """Somebody read a procedure in force and found that it holds, or set another review date."""

    procedure_id: int
    slug: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProcedureRetired(Fact):
    """A procedure is no longer how we do it."""

    procedure_id: int
    slug: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRequested(Fact):
    """Somebody wants a procedure changed."""

    request_id: int
    procedure_id: int
    run_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RunBegun(Fact):
    """Somebody began to carry out a procedure."""

    run_id: int
    procedure_id: int
    slug: str
    client_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ImproveAnswered(Fact):
    """The last step of a run was answered; `asks_change` where something should change."""

    run_id: int
    procedure_id: int
    client_id: int | None
    asks_change: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class RunFinished(Fact):
    """Every step of a run was settled and it ended."""

    run_id: int
    procedure_id: int
    slug: str
    client_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RunLeft(Fact):
    """A run ended before its steps were settled, for a reason."""

    run_id: int
    procedure_id: int
    slug: str
    client_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TrialBegun(Fact):
    """Something new is tried until a date."""

    trial_id: int
    decide_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrialDecided(Fact):
    """A trial was decided: adopt, try on until another date, or hold."""

    trial_id: int
    verdict: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LearningLogged(Fact):
    """A time entry was named as learning of some kind."""

    learning_id: int
    entry_id: int
    person_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class LearningAgreed(Fact):
    """A person and the firm agreed how much is learned in four weeks, or that it ends."""

    intention_id: int
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LessonShared(Fact):
    """One of us wrote down what they learned, for all."""

    lesson_id: int
    from_url: str
    at: datetime
