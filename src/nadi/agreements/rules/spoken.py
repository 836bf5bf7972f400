"""When is a spoken promise due, and was it kept on time?

The prose and the worked tables are in docs/algorithms/spoken-promises.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBER_NAMES = (
    "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
END_OF_DAY = time(17)
LAST_AFTERNOON_HOUR = 6
FURTHEST = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class Due:
    """The moment that was meant, or the sentence that says why it could not be read."""

    moment: datetime | None
    sentence: str = ""


class _UnreadableError(Exception):
    """Carries the sentence for the person out of the reading."""


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    words: str
    today: date
    day: date | None = None
    clock: time | None = None
    while_: timedelta | None = None
    unread: list[str] = field(default_factory=list)

    def set_day(self, day: date) -> None:
        if self.day is not None:
            raise _UnreadableError(f'"{self.words}" names two days. Which one?')
        self.day = day

    def set_time(self, hour: int, minute: int, said: str) -> None:
        if self.clock is not None:
            raise _UnreadableError(f'"{self.words}" names two times. Which one?')
        try:
            self.clock = time(hour, minute)
        except ValueError:
            raise _UnreadableError(f"There is no {said}.") from None


def read_due(words: str, now: datetime, zone_name: str, end_of_day: time = END_OF_DAY) -> Due:
    """The moment that words like "by three" or "Friday" mean to somebody in this zone, now."""
    zone = ZoneInfo(zone_name)
    words = " ".join(words.replace(",", " ").split()).rstrip("!?")
    try:
        found = _scan(words, now.astimezone(zone).date())
        return Due(_checked(_moment(found, now, zone, end_of_day), found, now, zone))
    except _UnreadableError as problem:
        return Due(None, str(problem))


def _scan(words: str, today: date) -> _Found:
    if not words:
        raise _UnreadableError('When is it due? For example "tomorrow 10:00" or "Friday".')
    found = _Found(words, today)
    rest = words.lower()
    while rest := rest.strip():
        for pattern, take in PATTERNS:
            match = pattern.match(rest)
            if match:
                take(found, match)
                rest = rest[match.end() :]
                break
        else:
            word, _, rest = rest.partition(" ")
            found.unread.append(word)
    if found.unread:
        raise _UnreadableError(
            f'I cannot read "{" ".join(found.unread)}". '
            'Write it like "by three", "tomorrow 10:00" or "27 November".'
        )
    return found


def _moment(found: _Found, now: datetime, zone: ZoneInfo, end_of_day: time) -> datetime:
    if found.while_ is not None:
        if found.day or found.clock:
            raise _UnreadableError(f'"{found.words}" names two times. Which one?')
        return now.astimezone(UTC).replace(second=0, microsecond=0) + found.while_
    day = found.day or found.today
    if day - found.today > FURTHEST:
        raise _UnreadableError("That is more than two years away. Promise something nearer.")
    wall = datetime.combine(day, found.clock or end_of_day)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise _UnreadableError(f"The clocks skip {wall:%H:%M} on that day. Choose another time.")
    return moment


def _checked(moment: datetime, found: _Found, now: datetime, zone: ZoneInfo) -> datetime:
    if moment > now:
        return moment
    if found.while_ is not None:
        raise _UnreadableError("That is now. Promise something that lies ahead.")
    local = moment.astimezone(zone)
    if local.date() < found.today:
        raise _UnreadableError("That day has passed.")
    if found.clock is None:
        raise _UnreadableError('This working day is over. Write a time, or "tomorrow".')
    raise _UnreadableError(
        f'{local:%H:%M} has passed today. Write "tomorrow {local:%H:%M}" if you mean that.'
    )


def _nothing(found: _Found, match: re.Match[str]) -> None:
    """A word that is allowed and means nothing more."""


def _while(found: _Found, match: re.Match[str]) -> None:
    count = 1 if match["count"] in {"a", "an"} else int(match["count"])
    unit = match["unit"]
    if unit.startswith(("d", "w")):
        days = timedelta(days=count * (7 if unit.startswith("w") else 1))
        if days > FURTHEST:
            raise _UnreadableError("That is more than two years away. Promise something nearer.")
        found.set_day(found.today + days)
    else:
        found.while_ = timedelta(minutes=count) if unit.startswith("m") else timedelta(hours=count)


def _two_ways(found: _Found, match: re.Match[str]) -> None:
    raise _UnreadableError(f'{match[0]} can be read two ways. Write "27 November" or 2026-11-27.')


def _iso(found: _Found, match: re.Match[str]) -> None:
    try:
        found.set_day(date.fromisoformat(match["iso"]))
    except ValueError:
        raise _UnreadableError(f"There is no {match['iso']}.") from None


def _calendar_date(found: _Found, match: re.Match[str]) -> None:
    number = int(match["number"])
    month = next(
        at for at, name in enumerate(MONTH_NAMES, 1) if name.startswith(match["month"][:3])
    )
    years = [int(match["year"])] if match["year"] else range(found.today.year, found.today.year + 9)
    for year in years:
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if match["year"] or day >= found.today:
            found.set_day(day)
            return
    raise _UnreadableError(f"There is no {number} {MONTH_NAMES[month - 1].title()}.")


def _next_week(found: _Found, match: re.Match[str]) -> None:
    monday = found.today - timedelta(days=found.today.weekday())
    found.set_day(monday + timedelta(days=7 + _weekday(match["day"])))


def _this_weekday(found: _Found, match: re.Match[str]) -> None:
    ahead = (_weekday(match["day"]) - found.today.weekday()) % 7
    if ahead == 0:
        name = DAY_NAMES[found.today.weekday()].title()
        raise _UnreadableError(f'Today is {name}. Write "today" or "next {name}".')
    found.set_day(found.today + timedelta(days=ahead))


def _weekday(name: str) -> int:
    return next(at for at, full in enumerate(DAY_NAMES) if full.startswith(name[:3]))


def _clock(found: _Found, match: re.Match[str]) -> None:
    written = match["hour"]
    hour = NUMBER_NAMES.index(written) + 1 if written in NUMBER_NAMES else int(written)
    minute = int(match["minute"] or 0) if "minute" in match.re.groupindex else 0
    said = match[0].strip()
    half = match["half"]
    if half:
        if not 1 <= hour <= 12:
            raise _UnreadableError(f"There is no {said}.")
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif 1 <= hour <= LAST_AFTERNOON_HOUR and not written.startswith("0"):
        hour += 12
    found.set_time(hour, minute, said)


_DAYS = (
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    "sun(?:day)?"
)
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTH_NAMES)
_ORDINAL = "(?:st|nd|rd|th)?"
_HALF = r"(?:\s*(?P<half>am|pm))?"
_END = r"(?![\w:/.-])"
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[_Found, re.Match[str]], None]], ...] = (
    (re.compile(rf"(?:by|at|on|before|until|till){_END}"), _nothing),
    (
        re.compile(
            r"in (?P<count>an?|\d{1,4}) "
            rf"(?P<unit>min(?:ute)?|h(?:our)?|day|week)s?{_END}"
        ),
        _while,
    ),
    (re.compile(r"(?P<iso>\d{4}-\d{2}-\d{2})(?:t(?=\d)|(?![\w/-]))"), _iso),
    (re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?"), _two_ways),
    (
        re.compile(
            rf"(?P<number>\d{{1,2}}){_ORDINAL}(?: of)? (?P<month>{_MONTHS})"
            rf"(?: (?P<year>\d{{4}}))?{_END}"
        ),
        _calendar_date,
    ),
    (
        re.compile(
            rf"(?P<month>{_MONTHS}) (?P<number>\d{{1,2}}){_ORDINAL}"
            rf"(?: (?P<year>\d{{4}}))?{_END}"
        ),
        _calendar_date,
    ),
    (re.compile(rf"next (?P<day>{_DAYS}){_END}"), _next_week),
    (re.compile(rf"(?P<day>{_DAYS}){_END}"), _this_weekday),
    (re.compile(rf"today{_END}"), lambda found, match: found.set_day(found.today)),
    (
        re.compile(rf"tomorrow{_END}"),
        lambda found, match: found.set_day(found.today + timedelta(days=1)),
    ),
    (re.compile(rf"noon{_END}"), lambda found, match: found.set_time(12, 0, "noon")),
    (re.compile(rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}){_HALF}{_END}"), _clock),
    (
        re.compile(rf"(?P<hour>\d{{1,2}}|{'|'.join(NUMBER_NAMES)})(?: o'clock)?{_HALF}{_END}"),
        _clock,
    ),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken promise as its judgement sees it: `settled` is kept, broken, let_go, or empty while
    open; `missed_at` is the due time that had passed before another was agreed."""

    due: datetime
    settled: str = ""
    settled_at: datetime | None = None
    missed_at: datetime | None = None


def kept_on_time(word: Word, now: datetime) -> bool | None:
    """Whether it counts as on time; None where it does not count: not yet due, or let go before."""
    if word.missed_at is not None:
        return False
    if word.settled == "let_go" and word.settled_at is not None and word.settled_at <= word.due:
        return None
    if word.settled == "kept" and word.settled_at is not None and word.settled_at <= word.due:
        return True
    if word.settled == "broken" or now > word.due:
        return False
    return None
