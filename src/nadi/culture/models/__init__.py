"""Rows of the crown."""

from nadi.culture.models.guiding import GuidingRead, GuidingVersion, Value
from nadi.culture.models.people import Goal, GoalSheet, OneOnOne, Outcome, Pairing, PrivateNote
from nadi.culture.models.thanks import Kudos, Presence, RollCall, StandUp
from nadi.culture.models.trust import (
    Answer,
    Audience,
    Comment,
    SealedBox,
    Seat,
    TrustCheck,
    TrustResult,
)

__all__ = [
    "Answer",
    "Audience",
    "Comment",
    "Goal",
    "GoalSheet",
    "GuidingRead",
    "GuidingVersion",
    "Kudos",
    "OneOnOne",
    "Outcome",
    "Pairing",
    "Presence",
    "PrivateNote",
    "RollCall",
    "SealedBox",
    "Seat",
    "StandUp",
    "TrustCheck",
    "TrustResult",
    "Value",
]
