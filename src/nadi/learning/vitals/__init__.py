"""The evidence of Sacral: four vitals, what it asks for, and what came since."""

from nadi.learning.vitals.asks import asks
from nadi.learning.vitals.hours import LEARNING_HOURS
from nadi.learning.vitals.procedures import PROCEDURES_IN_DATE
from nadi.learning.vitals.runs import RUNS_IMPROVED
from nadi.learning.vitals.telling import since
from nadi.learning.vitals.trials import TRIALS_DECIDED

VITALS = (PROCEDURES_IN_DATE, RUNS_IMPROVED, LEARNING_HOURS, TRIALS_DECIDED)

__all__ = ["VITALS", "asks", "since"]
