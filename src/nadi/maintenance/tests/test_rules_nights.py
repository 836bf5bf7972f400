"""Nights: which one a result belongs to, which are due, and when a run of bad ones is news."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.maintenance.rules import nights
from nadi.maintenance.rules.nights import Night

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NEW_YORK = ZoneInfo("America/New_York")
MARKS = {
    "G": Night.GOOD,
    "W": Night.WARNED,
    "F": Night.FAILED,
    "S": Night.SILENT,
    ".": Night.NOT_DUE,
}


@pytest.mark.parametrize(
    ("ended", "night"),
    [
        (datetime(2026, 11, 16, 22, 40, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 17, 2, 10, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 17, 11, 59, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 17, 12, 0, tzinfo=UTC), date(2026, 11, 17)),
    ],
)
@pytest.mark.parametrize("zone", [STOCKHOLM, NEW_YORK, ZoneInfo("Pacific/Auckland")])
def test_night_of(ended, night, zone):
    assert nights.night_of(ended.replace(tzinfo=zone).astimezone(UTC), zone) == night


@given(
    st.integers(1_577_836_800, 1_893_456_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.sampled_from([STOCKHOLM, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]),
)
def test_every_moment_has_one_night_that_is_not_over(moment, zone):
    night = nights.night_of(moment, zone)
    assert moment < nights.night_ends(night, zone)
    assert moment >= nights.night_ends(night.fromordinal(night.toordinal() - 1), zone)


@pytest.mark.parametrize(
    ("row", "announced", "run", "news"),
    [
        ("GFF", False, 2, False),
        ("GFSF", False, 3, True),
        ("GF..FS", False, 3, True),
        ("FFFF", True, 4, False),
        ("FFFGFF", False, 2, False),
        ("FFW", False, 0, False),
        ("SSS", False, 3, True),
    ],
)
def test_runs_of_bad_nights(row, announced, run, news):
    seen = [MARKS[mark] for mark in row]
    assert nights.run_of_bad_nights(seen) == run
    assert nights.is_news(seen, announced=announced) is news


def state(night, now, result=None, weekdays=nights.EVERY_NIGHT, since=date(2026, 11, 1)):
    return nights.night_state(
        night, result, weekdays=weekdays, since=since, zone=STOCKHOLM, now=now
    )


def test_a_night_is_silent_only_when_it_is_over():
    night = date(2026, 11, 16)
    assert state(night, datetime(2026, 11, 17, 10, 59, tzinfo=UTC)) is Night.RUNNING
    assert state(night, datetime(2026, 11, 17, 11, 0, tzinfo=UTC)) is Night.SILENT


def test_nights_before_protection_and_off_schedule_are_not_due():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert state(date(2026, 10, 31), now) is Night.NOT_DUE
    monday_to_friday = 0b0011111
    assert state(date(2026, 11, 14), now, weekdays=monday_to_friday) is Night.NOT_DUE
    assert state(date(2026, 11, 13), now, weekdays=monday_to_friday) is Night.SILENT
    assert state(date(2026, 11, 14), now, Night.GOOD, monday_to_friday) is Night.GOOD


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        (None, Night.FAILED, True),
        (Night.FAILED, Night.GOOD, True),
        (Night.FAILED, Night.FAILED, True),
        (Night.GOOD, Night.FAILED, False),
        (Night.GOOD, Night.WARNED, False),
        (Night.WARNED, Night.GOOD, True),
    ],
)
def test_the_better_result_of_a_night_stays(old, new, replaces):
    assert nights.better_result(old, new) is replaces


def test_last_nights_and_count():
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    shown = nights.last_nights(now, STOCKHOLM, 14)
    assert (shown[0], shown[-1], len(shown)) == (date(2026, 11, 9), date(2026, 11, 22), 14)
    seen = [Night.GOOD, Night.WARNED, Night.FAILED, Night.SILENT, Night.NOT_DUE, Night.RUNNING]
    assert nights.count_well(seen) == (2, 4)
