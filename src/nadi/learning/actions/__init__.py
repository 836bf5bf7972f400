"""The only ways to change procedures, runs, trials, hours of learning and lessons."""

from nadi.learning.actions.carrying import (
    answer_improve,
    begin_run,
    finish_run,
    hand_run_over,
    leave_run,
    mark_step,
)
from nadi.learning.actions.hours import agree_learning, end_learning_agreement, learn, name_learning
from nadi.learning.actions.keeping import (
    hand_procedure_over,
    retire_procedure,
    review_procedure,
)
from nadi.learning.actions.lessons import share_lesson, take_lesson_back
from nadi.learning.actions.revising import decline_revision, request_revision
from nadi.learning.actions.trials import begin_trial, decide_trial
from nadi.learning.actions.writing import (
    adopt_starter,
    draft_procedure,
    publish_procedure,
    revise_procedure,
    write_procedure,
)
from nadi.learning.rules.writing import Line

__all__ = [
    "Line",
    "adopt_starter",
    "agree_learning",
    "answer_improve",
    "begin_run",
    "begin_trial",
    "decide_trial",
    "decline_revision",
    "draft_procedure",
    "end_learning_agreement",
    "finish_run",
    "hand_procedure_over",
    "hand_run_over",
    "learn",
    "leave_run",
    "mark_step",
    "name_learning",
    "publish_procedure",
    "request_revision",
    "retire_procedure",
    "review_procedure",
    "revise_procedure",
    "share_lesson",
    "take_lesson_back",
    "write_procedure",
]
