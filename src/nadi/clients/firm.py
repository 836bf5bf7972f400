"""The hours of our own firm: what day it is where we work, and whether we work on it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from nadi.clients.models import Calendar
from nadi.core.calendar import BusinessCalendar, Week

EIGHT_TO_FIVE = ((480, 1020),)
OFFICE: Week = (EIGHT_TO_FIVE,) * 5 + ((), ())


def firm_zone() -> ZoneInfo:
    return ZoneInfo(settings.NADI_ZONE)


def firm_day(now: datetime) -> date:
    """The day it is where the firm works."""
    return now.astimezone(firm_zone()).date()


def firm_today() -> date:
    return firm_day(timezone.now())


def firm_calendar() -> BusinessCalendar:
    """The calendar that bears the firm's name; without one, Monday to Friday from eight to five."""
    return rule_of(Calendar.objects.filter(name=settings.NADI_FIRM).first())


def rule_of(own: Calendar | None) -> BusinessCalendar:
    """The firm's own hours as a rule, or the usual ones where nobody wrote them down."""
    return own.rule() if own else BusinessCalendar(settings.NADI_ZONE, OFFICE)
