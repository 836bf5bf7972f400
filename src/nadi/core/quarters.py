"""Quarters of the calendar year, each known by its first day."""

from datetime import date

from dateutil.relativedelta import relativedelta

QUARTER = relativedelta(months=3)


def quarter_of(day: date) -> date:
    """The first day of the day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_after(first: date) -> date:
    return first + QUARTER


def quarter_before(first: date) -> date:
    return first - QUARTER


def next_quarters(day: date, count: int = 4) -> list[date]:
    """The quarter of the day and those after it."""
    return [quarter_of(day) + QUARTER * number for number in range(count)]


def quarter_name(first: date) -> str:
    """`Q1 2027`"""
    return f"Q{(first.month - 1) // 3 + 1} {first.year}"
