"""Everything that changes in the crown, but for one thing: an answer to a trust check is cast by
`culture.answering`, which leaves no audit row on purpose."""

from nadi.culture.actions.guiding import publish_guiding_page, read_guiding_page
from nadi.culture.actions.people import (
    NewGoal,
    Reviewed,
    agree_goals,
    agree_pairing,
    end_pairing,
    hold_one_on_one,
    propose_goals,
    review_goals,
    sign_review,
    write_private_note,
)
from nadi.culture.actions.thanks import Minutes, close_stand_up, give_kudos, keep_minutes
from nadi.culture.actions.trust import (
    answer_those_asked,
    count_trust_check,
    forget_answers,
    launch_trust_check,
    remind_all,
)

__all__ = [
    "Minutes",
    "NewGoal",
    "Reviewed",
    "agree_goals",
    "agree_pairing",
    "answer_those_asked",
    "close_stand_up",
    "count_trust_check",
    "end_pairing",
    "forget_answers",
    "give_kudos",
    "hold_one_on_one",
    "keep_minutes",
    "launch_trust_check",
    "propose_goals",
    "publish_guiding_page",
    "read_guiding_page",
    "remind_all",
    "review_goals",
    "sign_review",
    "write_private_note",
]
