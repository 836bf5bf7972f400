"""The evidence of Throat: are people heard in time, and does every ticket have a next step."""

from nadi.desk.vitals.asking import asks
from nadi.desk.vitals.evidence import FIRST_ANSWER, OLD_TICKETS, OUT_OF_PROCESS, TIME_SAME_DAY
from nadi.desk.vitals.lines import in_hand, round_lines
from nadi.desk.vitals.telling import since

VITALS = (FIRST_ANSWER, OLD_TICKETS, TIME_SAME_DAY, OUT_OF_PROCESS)

__all__ = ["VITALS", "asks", "in_hand", "round_lines", "since"]
