"""Rows of Third Eye: meetings and what is said in them, plans, devices by age, signals."""

from nadi.planning.models.lifecycle import (
    Choice,
    DevicePlan,
    FactKind,
    FactState,
    LifecycleFact,
    ReplacementPolicy,
)
from nadi.planning.models.meetings import (
    ActionItem,
    Answer,
    Decision,
    DecisionOption,
    Meeting,
    MeetingRhythm,
    Question,
    QuestionGroup,
    Side,
)
from nadi.planning.models.plans import (
    AcceptedRisk,
    Goal,
    Horizon,
    InsiderSignal,
    RoadmapItem,
    SignalKind,
    StepState,
)

__all__ = [
    "AcceptedRisk",
    "ActionItem",
    "Answer",
    "Choice",
    "Decision",
    "DecisionOption",
    "DevicePlan",
    "FactKind",
    "FactState",
    "Goal",
    "Horizon",
    "InsiderSignal",
    "LifecycleFact",
    "Meeting",
    "MeetingRhythm",
    "Question",
    "QuestionGroup",
    "ReplacementPolicy",
    "RoadmapItem",
    "Side",
    "SignalKind",
    "StepState",
]
