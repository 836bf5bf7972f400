"""The rows of Sacral: procedures, their runs, trials, hours of learning, lessons."""

from nadi.learning.models.hours import Kind, LearningHour, LearningIntention
from nadi.learning.models.lessons import Lesson
from nadi.learning.models.procedures import (
    Procedure,
    ProcedureState,
    ProcedureVersion,
    Review,
    Step,
)
from nadi.learning.models.runs import (
    RequestState,
    RevisionRequest,
    Run,
    RunStep,
    StepState,
)
from nadi.learning.models.trials import Trial, TrialDecision, Verdict

__all__ = [
    "Kind",
    "LearningHour",
    "LearningIntention",
    "Lesson",
    "Procedure",
    "ProcedureState",
    "ProcedureVersion",
    "RequestState",
    "Review",
    "RevisionRequest",
    "Run",
    "RunStep",
    "Step",
    "StepState",
    "Trial",
    "TrialDecision",
    "Verdict",
]
