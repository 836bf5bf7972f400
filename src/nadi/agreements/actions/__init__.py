"""The only ways to change agreements, promises and time."""

from nadi.agreements.actions.judging import judge_promises
from nadi.agreements.actions.papers import (
    Paper,
    add_standing_promise,
    draft_agreement,
    end_agreement,
    remove_standing_promise,
    renew_agreement,
    revise_version,
    set_coverage,
    set_response,
    sign_for_them,
    sign_for_us,
    write_version,
)
from nadi.agreements.actions.speaking import (
    break_promise,
    keep_promise,
    let_go_of_promise,
    make_spoken_promise,
    renegotiate_promise,
)
from nadi.agreements.actions.working import correct_time, log_time, start_timer, stop_timer

__all__ = [
    "Paper",
    "add_standing_promise",
    "break_promise",
    "correct_time",
    "draft_agreement",
    "end_agreement",
    "judge_promises",
    "keep_promise",
    "let_go_of_promise",
    "log_time",
    "make_spoken_promise",
    "remove_standing_promise",
    "renegotiate_promise",
    "renew_agreement",
    "revise_version",
    "set_coverage",
    "set_response",
    "sign_for_them",
    "sign_for_us",
    "start_timer",
    "stop_timer",
    "write_version",
]
