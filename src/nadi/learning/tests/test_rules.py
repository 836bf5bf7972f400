"""What Sacral reckons: docs/algorithms/learning.md, table by table, and what always holds."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nadi.core.tests.tables import worked_table
from nadi.learning.rules import hours, leaving_out
from nadi.learning.rules.comparing import compared
from nadi.learning.rules.dates import latest_review, review_date
from nadi.learning.rules.deciding import Decision, fell_due
from nadi.learning.rules.writing import Line, as_lines, read_steps, write_steps

PAGE = "learning.md"
READ_ON = date(2026, 11, 23)
START = datetime(2026, 10, 26, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: review dates"))
def test_review_dates_as_in_the_table(row: dict[str, str]) -> None:
    wanted = None if row["wanted"] == "–" else date.fromisoformat(row["wanted"])
    stands, sentence = review_date(READ_ON, int(row["runs"]), wanted)
    assert (stands.isoformat(), sentence) == (row["stands"], row["sentence"])


@given(st.integers(0, 500), st.integers(-10, 800))
def test_no_date_lies_beyond_the_latest_or_in_the_past(runs: int, ahead: int) -> None:
    stands, _ = review_date(READ_ON, runs, READ_ON + timedelta(days=ahead))
    assert READ_ON < stands <= latest_review(READ_ON, runs)
    assert latest_review(READ_ON, runs + 1) <= latest_review(READ_ON, runs)


def _agreed(text: str) -> list[hours.Agreed]:
    if text == "–":
        return []
    found = []
    for person, words in enumerate(text.split(";")):
        minutes, span = words.split()
        first, last = (int(part) for part in span.split("-"))
        days = (START.date() + timedelta(days=first - 1), START.date() + timedelta(days=last - 1))
        found.append(hours.Agreed(person, person, "craft", int(minutes), *days))
    return found


def _learned(text: str) -> list[hours.Learned]:
    return [
        hours.Learned(n, person, "craft", "x", int(minutes), START + timedelta(days=1 + n))
        for person, words in enumerate(text.split(";"))
        for n, minutes in enumerate(words.split())
    ]


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: hours"))
def test_hours_as_in_the_table(row: dict[str, str]) -> None:
    due, counted = hours.count(_agreed(row["agreed"]), _learned(row["learned"]), START, END)
    assert sum(amount for _, amount in due) == Decimal(row["due"])
    assert sum(one.hours for one in counted) == Decimal(row["counts"])


HOURS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(1, 400)))
AGREED = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(1, 900)))


@given(AGREED, HOURS)
def test_nobody_s_hours_ever_count_beyond_what_they_agreed(
    agreed: list[tuple[int, str, int]], learned: list[tuple[int, str, int]]
) -> None:
    intentions = [
        hours.Agreed(n, person, kind, minutes, START.date(), None)
        for n, (person, kind, minutes) in enumerate(agreed)
    ]
    worked = [
        hours.Learned(n, person, kind, "x", minutes, START + timedelta(hours=n))
        for n, (person, kind, minutes) in enumerate(learned)
    ]
    due, counted = hours.count(intentions, worked, START, END)
    for person in range(4):
        for kind in "abc":
            room = sum(each for one, each in due if (one.person, one.kind) == (person, kind))
            had = [
                one for one in counted if (one.learned.person, one.learned.kind) == (person, kind)
            ]
            assert sum(one.hours for one in had) <= room
            assert all(one.unagreed == (room == 0) for one in had)
    assert all(one.hours == 0 for one in counted if one.beyond or one.unagreed)


def _decisions(first: date, text: str) -> list[Decision]:
    found: list[Decision] = []
    if text == "–":
        return found
    due = first
    for words in text.split(", "):
        day, _, following = words.partition(" > ")
        then = date.fromisoformat(following) if following else None
        at = datetime.combine(date.fromisoformat(day), time(9), tzinfo=UTC)
        found.append(Decision(due, at, then))
        due = then or due
    return found


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: trials"))
def test_trials_as_in_the_table(row: dict[str, str]) -> None:
    first = date.fromisoformat(row["first due"])
    start = datetime(2026, 8, 25, tzinfo=UTC)
    begun = datetime(2026, 6, 1, tzinfo=UTC)
    fell = list(fell_due(begun, first, _decisions(first, row["decided"]), start, END))
    assert (sum(one.in_time for one in fell), len(fell)) == (int(row["in time"]), int(row["of"]))


@given(st.integers(1, 120), st.integers(0, 300))
def test_what_nobody_decides_counts_against_us_for_ever(due: int, later: int) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    first = begun.date() + timedelta(days=due)
    end = begun + timedelta(days=due + 1 + later)
    fell = list(fell_due(begun, first, [], end - timedelta(days=1), end))
    assert [(one.decided, one.in_time) for one in fell] == [(False, False)]


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: left out"))
def test_left_out_as_in_the_table(row: dict[str, str]) -> None:
    draft = leaving_out.from_notes([row["note"]], ["Sara Holm", "Northgate Legal"])
    kept = tuple(line.text for line in as_lines(draft.steps))
    assert kept == tuple(part for part in row["kept"].split(" / ") if part)


@given(st.text(max_size=200), st.sampled_from(["Sara Holm", "Zoë", "O'Neil"]))
def test_a_name_that_is_given_never_comes_through(words: str, name: str) -> None:
    kept = leaving_out.without(f"{words} {name} {words}", [name]).text
    assert f" {name} " not in f" {kept} "


@example([("0", "\x1f>"), ("* 1. > one", "> two")])
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=8))
def test_steps_survive_being_written_and_read_again(pairs: list[tuple[str, str]]) -> None:
    lines = read_steps("\n".join(f"{text}\n> {hint}" for text, hint in pairs))
    assert read_steps(write_steps(lines)) == lines


def test_what_is_new_stands_where_it_was_changed() -> None:
    old = [Line("Pick"), Line("Restore"), Line("Open")]
    new = [Line("Pick"), Line("Restore", "elsewhere"), Line("Open"), Line("Note")]
    assert [(one.sign, one.line.text) for one in compared(old, new)] == [
        ("same", "Pick"),
        ("gone", "Restore"),
        ("new", "Restore"),
        ("same", "Open"),
        ("new", "Note"),
    ]
