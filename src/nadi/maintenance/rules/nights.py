"""Which night a backup belongs to, and when nights in a row become news."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

NOON = time(12)
EVERY_NIGHT = 0b1111111
NIGHTS_UNTIL_NEWS = 3


class Night(StrEnum):
    GOOD = "good"
    WARNED = "warned"
    FAILED = "failed"
    SILENT = "silent"
    NOT_DUE = "not_due"
    RUNNING = "running"


WELL = frozenset({Night.GOOD, Night.WARNED})


def night_of(moment: datetime, zone: ZoneInfo) -> date:
    """The evening a result belongs to: before noon it is the evening before."""
    local = moment.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() < NOON else local.date()


def night_ends(night: date, zone: ZoneInfo) -> datetime:
    """From when the night can be missed: noon of the next day, on the client's clock."""
    return datetime.combine(night + timedelta(days=1), NOON, tzinfo=zone).astimezone(UTC)


def is_scheduled(night: date, weekdays: int) -> bool:
    """`weekdays` is a mask, Monday the lowest bit."""
    return bool(weekdays >> night.weekday() & 1)


def night_state(
    night: date,
    result: Night | None,
    *,
    weekdays: int,
    since: date,
    zone: ZoneInfo,
    now: datetime,
) -> Night:
    """What to say about one night of one system."""
    if result is not None:
        return result
    if night < since or not is_scheduled(night, weekdays):
        return Night.NOT_DUE
    return Night.SILENT if now >= night_ends(night, zone) else Night.RUNNING


def run_of_bad_nights(nights: Sequence[Night]) -> int:
    """How many due nights at the end of the row, oldest first, were neither good nor warned."""
    bad = 0
    for night in reversed(nights):
        if night in WELL:
            return bad
        if night in (Night.FAILED, Night.SILENT):
            bad += 1
    return bad


def is_news(nights: Sequence[Night], *, announced: bool) -> bool:
    """A third bad night is announced once for its run."""
    return not announced and run_of_bad_nights(nights) >= NIGHTS_UNTIL_NEWS


def better_result(old: Night | None, new: Night) -> bool:
    """Whether a second result of the same night replaces the first one."""
    rank: Mapping[Night, int] = {Night.FAILED: 0, Night.WARNED: 1, Night.GOOD: 2}
    return old is None or rank[new] >= rank[old]


def last_nights(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    """The nights to show, oldest first; the last is the one that is running or just over."""
    newest = night_of(now, zone)
    return [newest - timedelta(days=back) for back in range(count - 1, -1, -1)]


def count_well(nights: Iterable[Night]) -> tuple[int, int]:
    """Nights that went well, of nights that were due."""
    due = [night for night in nights if night not in (Night.NOT_DUE, Night.RUNNING)]
    return sum(night in WELL for night in due), len(due)
