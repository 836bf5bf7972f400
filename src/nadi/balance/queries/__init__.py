"""What balance shows, and to whom. Every function begins with who is looking."""

from nadi.balance.queries.attention import Act, Tended, acts_since, tended
from nadi.balance.queries.column import column
from nadi.balance.queries.explanation import (
    Explanation,
    StateOfCenter,
    Wanted,
    explanation,
    state_of,
)
from nadi.balance.queries.hours import firm_day, intended
from nadi.balance.queries.today import CenterRow, Today, today

__all__ = [
    "Act",
    "CenterRow",
    "Explanation",
    "StateOfCenter",
    "Tended",
    "Today",
    "Wanted",
    "acts_since",
    "column",
    "explanation",
    "firm_day",
    "intended",
    "state_of",
    "tended",
    "today",
]
