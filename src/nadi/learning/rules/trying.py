"""By when a trial has to be decided."""

from datetime import date, timedelta

LONGEST = timedelta(days=183)


def what_is_wrong_with(decide_by: date, today: date) -> str:
    """A sentence about a date that cannot stand; empty where it can."""
    if decide_by <= today:
        return "The day to decide lies in the future."
    if decide_by > today + LONGEST:
        return "Half a year is the longest trial; what takes longer is decided in steps."
    return ""
