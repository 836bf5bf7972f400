"""What balance shows, and to whom. Every function begins with who is looking."""

from nadi.balance.queries.agreed import Budget, Defined, budgets, definitions_of
from nadi.balance.queries.attention import Act, Attention, Tended, acts_since, attention, tended
from nadi.balance.queries.change import Change, change
from nadi.balance.queries.column import column
from nadi.balance.queries.explanation import (
    Explanation,
    Wanted,
    explanation,
)
from nadi.balance.queries.hours import intended
from nadi.balance.queries.seven import Seven, moving_as_one, seven
from nadi.balance.queries.state import StateOfCenter, state_of
from nadi.balance.queries.today import CenterRow, Today, today
from nadi.clients.firm import firm_day

__all__ = [
    "Act",
    "Attention",
    "Budget",
    "CenterRow",
    "Change",
    "Defined",
    "Explanation",
    "Seven",
    "StateOfCenter",
    "Tended",
    "Today",
    "Wanted",
    "acts_since",
    "attention",
    "budgets",
    "change",
    "column",
    "definitions_of",
    "explanation",
    "firm_day",
    "intended",
    "moving_as_one",
    "seven",
    "state_of",
    "tended",
    "today",
]
