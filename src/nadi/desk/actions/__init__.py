"""Everything that changes on the service board."""

from nadi.desk.actions.addressing import name_address
from nadi.desk.actions.course import (
    assign_ticket,
    begin_work,
    close_ticket,
    move_ticket,
    say_whose,
    set_priority,
)
from nadi.desk.actions.letters import Letter, send_letters
from nadi.desk.actions.machines import Alarm, clear_alert, count_alert
from nadi.desk.actions.opening import NewTicket, open_ticket
from nadi.desk.actions.posting import believe_delivered, give_up_sending, send_again
from nadi.desk.actions.talking import (
    Heard,
    Work,
    answer_client,
    hear_client,
    note_inside,
    record_work,
)
from nadi.desk.actions.teaching import share_what_it_taught
from nadi.desk.moving import Move

__all__ = [
    "Alarm",
    "Heard",
    "Letter",
    "Move",
    "NewTicket",
    "Work",
    "answer_client",
    "assign_ticket",
    "begin_work",
    "believe_delivered",
    "clear_alert",
    "close_ticket",
    "count_alert",
    "give_up_sending",
    "hear_client",
    "move_ticket",
    "name_address",
    "note_inside",
    "open_ticket",
    "record_work",
    "say_whose",
    "send_again",
    "send_letters",
    "set_priority",
    "share_what_it_taught",
]
