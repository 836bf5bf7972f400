"""The tables of docs/algorithms/update-deadlines.md."""

from datetime import UTC, datetime

import pytest

from nadi.maintenance.rules import deadlines
from nadi.maintenance.rules.deadlines import (
    Offered,
    Open,
    Patched,
    Pending,
    UpdateClass,
)

SECURITY, CRITICAL, OTHER = UpdateClass.SECURITY, UpdateClass.CRITICAL, UpdateClass.OTHER


def june(day, hour=0):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


JULY_1 = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("update_class", "released", "seen", "due"),
    [
        (SECURITY, june(1), june(9), june(15)),
        (SECURITY, None, june(9), june(23)),
        (CRITICAL, june(9), june(1), june(15)),
        (OTHER, june(1), june(1), JULY_1),
        (OTHER, None, june(1), JULY_1),
    ],
)
def test_due_dates(update_class, released, seen, due):
    assert deadlines.due_at(update_class, released_at=released, first_seen=seen) == due


def test_late_from_the_second_after():
    assert not deadlines.is_late(june(15), june(15))
    assert deadlines.is_late(june(15), june(15).replace(second=1))


def offered(version, package="openssl"):
    return Offered(package, version, SECURITY)


def test_a_scan_that_lists_it_again_changes_nothing():
    row = Open("openssl", "3.0.15", SECURITY, june(1))
    change = deadlines.read_scan([row], [offered("3.0.15")], june(2))
    assert change == deadlines.ScanChange((), ())


def test_a_scan_that_no_longer_lists_it_closes_the_row():
    row = Open("openssl", "3.0.15", SECURITY, june(1))
    assert deadlines.read_scan([row], [], june(3)).close == (row,)


def test_a_newer_version_does_not_restart_the_clock():
    row = Open("openssl", "3.0.15", SECURITY, june(1))
    change = deadlines.read_scan([row], [offered("3.0.16")], june(2))
    assert change.close == (row,)
    assert change.open == ((offered("3.0.16"), june(1)),)


def test_a_package_seen_for_the_first_time_starts_its_clock():
    change = deadlines.read_scan([], [offered("3.0.15"), offered("252", "systemd")], june(2))
    assert [seen for _, seen in change.open] == [june(2), june(2)]


NOW = june(30)


def pending(update_class, due):
    return Pending("openssl", "3.0.15", update_class, due)


@pytest.mark.parametrize(
    ("scanned", "updates", "restart", "now", "expected"),
    [
        (None, [], None, NOW, Patched.UNKNOWN),
        (june(22), [], None, NOW, Patched.UNKNOWN),
        (june(29), [], None, NOW, Patched.IN_TIME),
        (june(29), [pending(SECURITY, june(30))], None, NOW, Patched.IN_TIME),
        (june(29), [pending(SECURITY, june(30))], None, NOW.replace(second=1), Patched.LATE),
        (june(29), [pending(OTHER, june(1))], None, NOW, Patched.IN_TIME),
        (june(29), [], june(10), NOW, Patched.LATE),
        (june(29), [], june(20), NOW, Patched.IN_TIME),
        (june(22), [pending(SECURITY, june(1))], june(1), NOW, Patched.UNKNOWN),
    ],
)
def test_state_of_a_device(scanned, updates, restart, now, expected):
    state = deadlines.patched(updates, scanned_at=scanned, restart_since=restart, now=now)
    assert state is expected
