"""The hours of our own firm: what day it is where we work, and whether we work on it."""

import json
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from nadi.clients.models import Calendar
from nadi.core.calendar import BusinessCalendar, Week
from nadi.core.statements import rows

EIGHT_TO_FIVE = ((480, 1020),)
OFFICE: Week = (EIGHT_TO_FIVE,) * 5 + ((), ())
OURS = (
    "SELECT zone_name, week::text, holidays_of, special_days::text FROM clients_calendar"
    " WHERE name = %s"
)


def firm_zone() -> ZoneInfo:
    return ZoneInfo(settings.NADI_ZONE)


def firm_day(now: datetime) -> date:
    """The day it is where the firm works."""
    return now.astimezone(firm_zone()).date()


def firm_today() -> date:
    return firm_day(timezone.now())


def firm_calendar() -> BusinessCalendar:
    """The calendar that bears the firm's name; without one, Monday to Friday from eight to five."""
    found = rows(OURS, [settings.NADI_FIRM])
    return _rule(*found[0]) if found else rule_of(None)


@lru_cache(maxsize=8)
def _rule(zone: str, week: str, holidays: str, special: str) -> BusinessCalendar:
    """The same words make the same rule; most pages ask for it."""
    return Calendar(
        zone_name=zone,
        week=json.loads(week),
        holidays_of=holidays,
        special_days=json.loads(special),
    ).rule()


def rule_of(own: Calendar | None) -> BusinessCalendar:
    """The firm's own hours as a rule, or the usual ones where nobody wrote them down."""
    return own.rule() if own else BusinessCalendar(settings.NADI_ZONE, OFFICE)
