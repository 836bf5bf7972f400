"""The only ways to change meetings, plans and what is known of devices by age."""

from nadi.planning.actions.decisions import (
    Option,
    agree_action,
    ask_decision,
    decide,
    finish_action,
    let_go_of_action,
    put_on_the_board,
    take_back_decision,
)
from nadi.planning.actions.devices import note_fact, plan_device, set_policy, withdraw_plan
from nadi.planning.actions.meetings import (
    answer_questions,
    ask_question,
    call_off_meeting,
    change_question,
    close_meeting,
    move_meeting,
    plan_meeting,
    set_rhythm,
)
from nadi.planning.actions.papers import forget_papers, note_papers
from nadi.planning.actions.plans import (
    accept_risk,
    add_step,
    change_step,
    end_risk,
    note_goal,
    note_signal,
    settle_goal,
)

__all__ = [
    "Option",
    "accept_risk",
    "add_step",
    "agree_action",
    "answer_questions",
    "ask_decision",
    "ask_question",
    "call_off_meeting",
    "change_question",
    "change_step",
    "close_meeting",
    "decide",
    "end_risk",
    "finish_action",
    "forget_papers",
    "let_go_of_action",
    "move_meeting",
    "note_fact",
    "note_goal",
    "note_papers",
    "note_signal",
    "plan_device",
    "plan_meeting",
    "put_on_the_board",
    "set_policy",
    "set_rhythm",
    "settle_goal",
    "take_back_decision",
    "withdraw_plan",
]
