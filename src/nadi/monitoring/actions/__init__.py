"""What people do in Solar: look, mute, set limits, watch an address, plan work, make the round."""

from nadi.monitoring.actions.alerts import answer_alert, lift_mute, mute, plan_prevention
from nadi.monitoring.actions.checks import (
    add_http_check,
    change_http_check,
    run_check_now,
    stop_http_check,
)
from nadi.monitoring.actions.rounds import look_at, sign_round
from nadi.monitoring.actions.rules import (
    change_rule,
    make_rule,
    set_limit,
    stop_rule,
    take_up_usual_rules,
)

__all__ = [
    "add_http_check",
    "answer_alert",
    "change_http_check",
    "change_rule",
    "lift_mute",
    "look_at",
    "make_rule",
    "mute",
    "plan_prevention",
    "run_check_now",
    "set_limit",
    "sign_round",
    "stop_http_check",
    "stop_rule",
    "take_up_usual_rules",
]
