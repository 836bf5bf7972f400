"""The thinking of balance, as pure functions. docs/algorithms/balance.md is its prose and tests."""

from nadi.balance.rules.center import CenterState, Verdict, VitalState, center_state, unread
from nadi.balance.rules.evidence import (
    Bounds,
    faded,
    leaned,
    overlap,
    unthinned,
    wilson,
)
from nadi.balance.rules.goalposts import FLOOR, LINE, score_of
from nadi.balance.rules.turn import (
    Headline,
    Standing,
    Why,
    headline,
    in_order,
    is_past,
    priority,
    worth_saying,
)
from nadi.balance.rules.whole import (
    Whole,
    evenness_of_acts,
    explain_change,
    gain_per_hour,
    geometric,
    swing,
    whole_of,
)

__all__ = [
    "FLOOR",
    "LINE",
    "Bounds",
    "CenterState",
    "Headline",
    "Standing",
    "Verdict",
    "VitalState",
    "Whole",
    "Why",
    "center_state",
    "evenness_of_acts",
    "explain_change",
    "faded",
    "gain_per_hour",
    "geometric",
    "headline",
    "in_order",
    "is_past",
    "leaned",
    "overlap",
    "priority",
    "score_of",
    "swing",
    "unread",
    "unthinned",
    "whole_of",
    "wilson",
    "worth_saying",
]
