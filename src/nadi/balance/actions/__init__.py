"""Change in balance: what is measured and meant, and the round."""

from nadi.balance.actions.state import (
    agree_neglect_budget,
    remove_vital,
    return_vital,
    set_intention,
    take_snapshot,
)
from nadi.balance.actions.the_round import (
    answer_given,
    begin_round,
    end_round,
    hand_over,
    leave_round,
    let_go,
    schedule,
    take_up,
    turn_to,
)

__all__ = [
    "agree_neglect_budget",
    "answer_given",
    "begin_round",
    "end_round",
    "hand_over",
    "leave_round",
    "let_go",
    "remove_vital",
    "return_vital",
    "schedule",
    "set_intention",
    "take_snapshot",
    "take_up",
    "turn_to",
]
