"""How moments, durations, money and numbers are written for people.

Moments are stored in UTC and written in the zone that is active, which a middleware sets to the
viewer's own. A page that speaks of a client's hours passes that client's zone by name.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nadi.core.money import Money

NOTHING = "–"
MINUTE, HOUR, DAY = 60, 3600, 86400


def locale() -> Locale:
    """The active language as babel knows it; English where babel does not."""
    return _locale_of(get_language() or "en")


@lru_cache(maxsize=64)
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _local(moment: datetime, zone: str | None) -> datetime:
    return timezone.localtime(moment, ZoneInfo(zone) if zone else None)


def time(moment: datetime | None, zone: str | None = None) -> str:
    """08:51"""
    return NOTHING if moment is None else _local(moment, zone).strftime("%H:%M")


def day(when: date | datetime | None, zone: str | None = None) -> str:
    """Monday 23 November, with the year where it is not this one."""
    if when is None:
        return NOTHING
    on = _local(when, zone).date() if isinstance(when, datetime) else when
    return dated(on, "EEEE d MMMM" if on.year == timezone.localdate().year else "d MMMM y")


def dated(on: date, pattern: str) -> str:
    """A day in the pattern of the CLDR and the active language."""
    return _dated(on, pattern, get_language() or "en")


@lru_cache(maxsize=4096)
def _dated(on: date, pattern: str, language: str) -> str:
    """A page names the same few days again and again."""
    return format_date(on, pattern, locale=_locale_of(language))


def short_day(when: date | datetime | None, zone: str | None = None) -> str:
    """today, yesterday, tomorrow, Fri within the last or next six days, 12 Nov, 12 Nov 2025."""
    if when is None:
        return NOTHING
    on = _local(when, zone).date() if isinstance(when, datetime) else when
    today = timezone.localdate(timezone=ZoneInfo(zone) if zone else None)
    away = (on - today).days
    if away in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[away]
    if abs(away) < 7:
        return dated(on, "EEE")
    return dated(on, "d MMM" if on.year == today.year else "d MMM y")


def moment(when: datetime | None, zone: str | None = None) -> str:
    """today 08:51, yesterday 14:20, Fri 15:10, 12 Nov 09:00"""
    return NOTHING if when is None else f"{short_day(when, zone)} {time(when, zone)}"


def full_moment(when: datetime | None, zone: str | None = None) -> str:
    """Monday 23 November 2026, 08:10:05 CET: for rows of evidence, where nothing may be guessed."""
    if when is None:
        return NOTHING
    local = _local(when, zone)
    text = format_datetime(local, "EEEE d MMMM y, HH:mm:ss", locale=locale())
    return f"{text} {local.tzname()}"


def duration(span: timedelta | float | None) -> str:
    """40 s, 38 min, 2 h 48, 3 days"""
    if span is None:
        return NOTHING
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    seconds = abs(seconds)
    if seconds < MINUTE:
        return _("%(n)d s") % {"n": int(seconds)}
    minutes = int(seconds // MINUTE)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if seconds < 2 * DAY:
        hours, rest = divmod(minutes, 60)
        return (
            _("%(h)d h %(m)02d") % {"h": hours, "m": rest} if rest else _("%(h)d h") % {"h": hours}
        )
    days = int(seconds // DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def ago(when: datetime | None) -> str:
    """just now, 12 min ago, 5 days ago"""
    if when is None:
        return _("never")
    passed = timezone.now() - when
    if abs(passed) < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(0):
        return _("in %(span)s") % {"span": duration(passed)}
    return _("%(span)s ago") % {"span": duration(passed)}


def until(when: datetime | None) -> str:
    """in 38 min; 12 min late once it has passed"""
    if when is None:
        return NOTHING
    left = when - timezone.now()
    if left < timedelta(0):
        return _("%(span)s late") % {"span": duration(left)}
    return _("in %(span)s") % {"span": duration(left)}


def number(value: Decimal | float | None, places: int | None = None) -> str:
    """48,112; at most one place after the point unless told otherwise."""
    return NOTHING if value is None else _number(value, places, get_language() or "en")


@lru_cache(maxsize=4096)
def _number(value: Decimal | float, places: int | None, language: str) -> str:
    """A page says the same few numbers again and again."""
    pattern = "#,##0" + ("." + "0" * places if places else ("" if places == 0 else ".#"))
    return format_decimal(value, format=pattern, locale=_locale_of(language))


def percent(value: Decimal | float | None, places: int | None = None) -> str:
    """A value that is a percentage already: 58 %"""
    return NOTHING if value is None else f"{number(value, places)}\u202f%"


def money(value: Money | None) -> str:
    """€1,250.00 as the viewer's language writes it."""
    return (
        NOTHING if value is None else format_currency(value.amount, value.currency, locale=locale())
    )


def whole_money(value: Money | None) -> str:
    """€1,250: for estimates, where cents would pretend to know."""
    if value is None:
        return NOTHING
    return format_currency(
        value.amount, value.currency, format="¤#,##0", locale=locale(), currency_digits=False
    )


def data_size(value: int | None) -> str:
    """1.4 GiB"""
    if value is None:
        return NOTHING
    size = float(value)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{number(size, 0 if unit == 'B' else None)} {unit}"
        size /= 1024
    return f"{number(size)} TiB"


def listed(things: Iterable[object]) -> str:
    """Harbor Dental, Oak & Iron, and Dr. Patel"""
    return format_list([str(thing) for thing in things], locale=locale())


def signed(value: Decimal | float | None, places: int = 1) -> str:
    """+3.6, −0.5, 0.0: with a real minus, and no sign on nothing."""
    if value is None:
        return NOTHING
    text = number(value if value >= 0 else -value, places)
    if round(value, places) == 0:
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def initials(name: object) -> str:
    """JB for Jonas Berg; a dash for nobody."""
    words = str(name or "").split()
    if not words:
        return NOTHING
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


FILTERS = {
    "time": time, "day": day, "short_day": short_day, "moment": moment, "full_moment": full_moment,
    "duration": duration, "ago": ago, "until": until, "number": number, "percent": percent,
    "money": money, "whole_money": whole_money, "data_size": data_size, "listed": listed,
    "initials": initials, "signed": signed,
}  # fmt: skip
