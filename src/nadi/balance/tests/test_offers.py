"""When the round may ask again: the table of docs/algorithms/the-round.md, and brute force."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.balance.rules.offers import (
    Choice,
    Facts,
    Offered,
    Standing,
    has_changed,
    identity,
    minutes_left,
    standing,
    things_of,
)
from nadi.balance.tests.tables import PAGE

DAY_ZERO = date(2026, 10, 31)
USUAL = Facts(frozenset("a"), 2, urgent=False)


def on(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)


def _rows() -> list[list[str]]:
    text = PAGE.with_name("the-round.md").read_text(encoding="utf-8")
    table = text.split("## Worked table")[1].split("## Minutes")[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in table.splitlines()
        if line.startswith("| ")
    ]
    return rows[1:]


def _facts(text: str) -> Facts:
    things, rows = text.rstrip("!").split("/")
    return Facts(frozenset(things), int(rows), text.endswith("!"))


def _offered(text: str) -> Offered:
    found = re.fullmatch(
        r"(\d+): (-|do|done|let go|schedule|give)(?: (\d+))?(?: answered (\d+))?", text.strip()
    )
    assert found, text
    day, word, later, answered = found.groups()
    choices = {"do": Choice.DO, "done": Choice.DO, "let go": Choice.LET_GO, "-": Choice.NONE}
    given_away = Choice.SCHEDULE if later else Choice.HAND_OVER
    return Offered(
        day=on(int(day)),
        choice=Choice.SCHEDULE if word == "schedule" else choices.get(word, given_away),
        facts=USUAL,
        on=on(int(later)) if later else None,
        with_other=word == "give",
        answered=on(int(answered)) if answered else None,
        tended=word == "done",
    )


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row[0]} after {row[1]}, {row[2]}")
def test_the_worked_table(row: list[str]) -> None:
    today, before, facts, asked, time, must = row
    past = [_offered(part) for part in before.split(";") if part.strip()]
    found = standing(past, _facts(facts), on(int(today)))
    assert ("due" if found.due else "no" if found.silent else "yes") == asked
    assert found.times == int(time)
    assert found.must_choose is (must == "yes")


def test_minutes_as_in_the_text() -> None:
    assert [minutes_left(number) for number in range(1, 8)] == [10, 8, 7, 5, 4, 2, 1]


def test_an_ask_is_known_by_its_path_and_names_things_after_the_question_mark() -> None:
    first = identity("maintenance", "maintenance.proven", "post", "/tests/start/?systems=4,7")
    assert first == identity("maintenance", "maintenance.proven", "post", "/tests/start/?systems=9")
    assert first != identity("maintenance", "maintenance.proven", "post", "/tests/5/?systems=4,7")
    assert things_of("/tests/start/?systems=4,7") == {"systems=4", "systems=7"}
    assert things_of("/tests/5/") == frozenset()


@given(
    st.frozensets(st.sampled_from("abc")), st.integers(0, 4), st.booleans(),
    st.frozensets(st.sampled_from("abc")), st.integers(0, 4), st.booleans(),
)  # fmt: skip
def test_less_is_no_news(
    things: frozenset[str], rows: int, urgent: bool, fewer: frozenset[str], less: int, calm: bool
) -> None:
    then = Facts(things, rows, urgent)
    now = Facts(things & fewer, min(rows, less), urgent and calm)
    assert not has_changed(then, now)
    assert has_changed(now, then) == (now != then)


# -- brute force: a machine that lives day by day and remembers nothing but its own few words ------


@dataclass
class Machine:
    """The rule told as a life instead of a history: morning, evening, and nothing else is kept."""

    left: list[int]  # the days on which it was left without a choice, since the last choice
    mode: str = "free"  # free, away (let go), planned, given
    until: int = 0  # away, given: when it is forgotten; planned: its date
    seen: Facts = USUAL
    asked_since: bool = False

    def morning(self, today: int, facts: Facts, answered: bool) -> Standing:
        self.left = [day for day in self.left if today - day < 30]
        if self.mode in ("away", "given") and today >= self.until:
            self.mode = "free"
        if self.mode == "planned" and today >= self.until + 30:
            self.mode = "free"
        times = len(self.left) + 1
        if self.mode == "away" and not self.asked_since:
            news = facts.things - self.seen.things or facts.rows > self.seen.rows
            return Standing(bool(not news and not (facts.urgent and not self.seen.urgent)), times=1)
        if self.mode == "given":
            if answered:
                self.mode = "free"
                return Standing(times=times)
            return Standing(silent=True, times=times)
        if self.mode == "planned":
            if today < self.until:
                return Standing(silent=True)
            return Standing(due=not self.asked_since, times=times)
        return Standing(times=times)

    def evening(self, today: int, one: Offered) -> None:
        if not one.is_chosen:
            self.left.append(today)
            self.asked_since = True
            return
        self.left, self.asked_since, self.seen = [], False, one.facts
        if one.tended:
            self.mode = "free"
        elif one.choice is Choice.LET_GO:
            self.mode, self.until = "away", today + 30
        elif one.with_other:
            base = max(today, (one.on - DAY_ZERO).days if one.on else today)
            self.mode, self.until = "given", base + 30
        else:
            assert one.on is not None
            self.mode, self.until = "planned", (one.on - DAY_ZERO).days


FACTS = st.builds(
    Facts, st.frozensets(st.sampled_from("ab"), min_size=1), st.integers(1, 3), st.booleans()
)
DAYS = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 2, 3, 29, 30, 31]),  # days until this one
        st.sampled_from([*Choice, "done"]),
        FACTS,
        st.one_of(st.integers(1, 4), st.integers(27, 40)),  # days ahead of a plan
        st.booleans(),  # with somebody else
        st.integers(0, 9),  # days until they answer; 0: never
    ),
    max_size=14,
)


@given(DAYS)
def test_the_history_says_what_a_life_day_by_day_says(
    days: list[tuple[int, str, Facts, int, bool, int]],
) -> None:
    past: list[Offered] = []
    machine = Machine([])
    today = 0
    for gap, word, facts, ahead, other, wait in days:
        today += gap
        seen = [_as_of(one, today) for one in past]
        lately = [one for one in seen if one.is_chosen]
        answered = bool(lately and lately[-1].answered)
        expected = machine.morning(today, facts, answered)
        found = standing(seen, facts, on(today))
        assert found == expected, (today, seen)
        if found.silent:
            continue
        one = _one(word, today, facts, ahead, other, wait)
        past.append(one)
        machine.evening(today, one)


def _one(word: str, today: int, facts: Facts, ahead: int, other: bool, wait: int) -> Offered:
    choice = Choice.DO if word == "done" else Choice(word)
    planned = choice is Choice.SCHEDULE
    away = choice is Choice.HAND_OVER or (planned and other)
    return Offered(
        day=on(today),
        choice=choice,
        facts=facts,
        on=on(today + ahead) if planned else None,
        with_other=away,
        answered=on(today + wait) if away and wait else None,
        tended=word == "done",
    )


def _as_of(one: Offered, today: int) -> Offered:
    """An answer that is still to come is not known yet."""
    if one.answered is None or one.answered <= on(today):
        return one
    return Offered(one.day, one.choice, one.facts, one.on, one.with_other, None, one.tended)
