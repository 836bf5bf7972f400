"""How things are written for people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone, translation

from nadi.core import words
from nadi.core.money import Money

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/Stockholm"):
        yield


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOW, "today 09:10"),
        (NOW - timedelta(days=1), "yesterday 09:10"),
        (NOW + timedelta(days=1), "tomorrow 09:10"),
        (NOW - timedelta(days=3), "Fri 09:10"),
        (NOW - timedelta(days=11), "12 Nov 09:10"),
        (NOW - timedelta(days=400), "19 Oct 2025 10:10"),
        (None, "–"),
    ],
)
def test_moments(when: datetime | None, said: str) -> None:
    assert words.moment(when) == said


def test_a_moment_in_the_clients_zone() -> None:
    assert words.time(NOW, "America/New_York") == "03:10"
    assert words.moment(NOW.replace(hour=2), "America/New_York") == "yesterday 21:10"
    assert words.full_moment(NOW) == "Monday 23 November 2026, 09:10:00 CET"


def test_days() -> None:
    assert words.day(NOW) == "Monday 23 November"
    assert words.day(date(2025, 1, 2)) == "2 January 2025"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=38), "38 min"),
        (timedelta(hours=2, minutes=48), "2 h 48"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=25, minutes=5), "25 h 05"),
        (timedelta(days=2), "2 days"),
        (timedelta(minutes=-5), "5 min"),
        (90, "1 min"),
        (None, "–"),
    ],
)
def test_durations(span: timedelta | float | None, said: str) -> None:
    assert words.duration(span) == said


def test_ago_and_until() -> None:
    assert words.ago(NOW - timedelta(minutes=12)) == "12 min ago"
    assert words.ago(NOW) == "just now"
    assert words.ago(None) == "never"
    assert words.until(NOW + timedelta(minutes=38)) == "in 38 min"
    assert words.until(NOW - timedelta(minutes=12)) == "12 min late"


def test_numbers() -> None:
    assert words.number(48112) == "48,112"
    assert words.number(Decimal("54.84")) == "54.8"
    assert words.number(54, 2) == "54.00"
    assert words.percent(Decimal(58)) == "58\u202f%"
    assert words.money(Money.of("1250", "EUR")) == "€1,250.00"
    assert words.data_size(1536) == "1.5 KiB"
    assert words.data_size(7 * 1024**4) == "7 TiB"
    assert words.listed(["Harbor Dental", "Dr. Patel"]) == "Harbor Dental and Dr. Patel"


@pytest.mark.parametrize(
    ("name", "said"), [("Jonas Berg", "JB"), ("Ruth", "R"), ("Ana Maria Sol", "AS"), ("", "–")]
)
def test_initials(name: str, said: str) -> None:
    assert words.initials(name) == said


def test_another_language_writes_its_own_way() -> None:
    with translation.override("de"):
        assert words.number(Decimal("1234.5")) == "1.234,5"
        assert words.day(NOW) == "Montag 23 November"
