"""Rows of Root: agreements and their versions, promises and verdicts, time and its charges."""

from nadi.agreements.models.agreements import (
    Agreement,
    AgreementVersion,
    CoverageTerm,
    PartyKind,
    ResponseTerm,
)
from nadi.agreements.models.spoken import Direction, Renegotiation, Settled, SpokenPromise
from nadi.agreements.models.standing import StandingPromise, Verdict, VerdictAnswer
from nadi.agreements.models.work import Answer, ChargeDecision, TimeEntry, WorkType

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Answer",
    "ChargeDecision",
    "CoverageTerm",
    "Direction",
    "PartyKind",
    "Renegotiation",
    "ResponseTerm",
    "Settled",
    "SpokenPromise",
    "StandingPromise",
    "TimeEntry",
    "Verdict",
    "VerdictAnswer",
    "WorkType",
]
