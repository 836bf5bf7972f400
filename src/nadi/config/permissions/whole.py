"""The pages of the whole: Today, the round, the state of the seven."""

from nadi.config.permissions.roles import (
    DISPATCH,
    EVERYONE,
    LEADING,
    OWNER,
    TEAM,
    Roles,
)

# -- balance: Today and the readings --------------------------------------------------------------
BALANCE: dict[str, Roles] = {
    "balance:home": EVERYONE,
    "balance:today": TEAM,
    "balance:first_hour": LEADING,
    "balance:begin_first_hour": LEADING,
    "balance:leave_for_later": LEADING,
    "balance:end_first_hour": LEADING,
    "balance:state": TEAM,
    "balance:reading": TEAM,
    "balance:intention": LEADING,
    "balance:seven": TEAM,
    "balance:change": TEAM,
    "balance:attention": TEAM,
    "balance:neglect": TEAM,
    "balance:agree_neglect": OWNER,
    "balance:definitions": TEAM,
    "balance:remove_vital": OWNER,
    "balance:return_vital": OWNER,
    "balance:round": DISPATCH,
    "balance:begin_round": DISPATCH,
    "balance:round_place": DISPATCH,
    "balance:leave_round": DISPATCH,
    "balance:end_round": DISPATCH,
    "balance:do_it": DISPATCH,
    "balance:schedule": DISPATCH,
    "balance:hand_over": DISPATCH,
    "balance:let_go": DISPATCH,
    "balance:given_panel": TEAM,
    "balance:given_done": TEAM,
    "balance:given_let_go": TEAM,
}
