"""The tables of docs/algorithms/replace-by.md, and what holds for any facts."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nadi
from nadi.planning.rules.lifecycle import (
    Decider,
    Known,
    Life,
    Place,
    Policy,
    Word,
    is_in_plan,
    life_of,
    place_of,
)

PAGE = Path(nadi.__file__).parents[2] / "docs" / "algorithms" / "replace-by.md"
TODAY = date(2026, 11, 23)


def _table(heading: str) -> list[list[str]]:
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("| ")
    ]
    return rows[1:]


def _word(cell: str) -> Word | None:
    if cell == "–":
        return None
    if cell in {"supported", "unknown"}:
        return Word(cell)
    return Word("dated", date.fromisoformat(cell))


def _facts(bought: str, security: str, support: str, warranty: str) -> dict[str, Word]:
    cells = {
        "purchased": bought,
        "end_of_security": security,
        "end_of_support": support,
        "warranty_end": warranty,
    }
    return {kind: word for kind, cell in cells.items() if (word := _word(cell)) is not None}


@pytest.mark.parametrize("row", _table("Worked table: the date"))
def test_the_date_and_what_decided(row: list[str]) -> None:
    bought, security, support, warranty, months, lead, needs, known, replace_by, decided = row
    policy = Policy(int(months), int(lead), "warranty" in needs, "support" in needs)
    life = life_of(_facts(bought, security, support, warranty), policy)
    assert life.known == Known(known)
    assert life.replace_by == (None if replace_by == "–" else date.fromisoformat(replace_by))
    assert life.decided_by == Decider("" if decided == "–" else decided)


@pytest.mark.parametrize("row", _table("Worked table: where it stands"))
def test_where_it_stands(row: list[str]) -> None:
    known, replace_by, plan, place, counts = row
    by = None if replace_by == "–" else date.fromisoformat(replace_by)
    until = None if plan == "–" else date.fromisoformat(plan)
    found = place_of(Life(Known(known), by, by), until, TODAY)
    assert found == Place(place)
    assert is_in_plan(found) == (counts == "yes")


DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
WORDS = st.one_of(
    st.just(Word("unknown")),
    st.just(Word("supported")),
    st.builds(Word, st.just("dated"), DAYS),
)
KINDS = st.sampled_from(
    ["purchased", "warranty_end", "end_of_sale", "end_of_software", "end_of_security",
     "end_of_support"]
)  # fmt: skip
FACTS = st.dictionaries(KINDS, WORDS)
POLICIES = st.builds(Policy, st.integers(1, 240), st.integers(0, 730), st.booleans(), st.booleans())


@given(FACTS, POLICIES)
def test_a_date_has_a_decider_and_nothing_else_has(facts: dict[str, Word], policy: Policy) -> None:
    life = life_of(facts, policy)
    assert (life.known == Known.DATED) == (life.replace_by is not None)
    assert (life.known == Known.DATED) == (life.decided_by != Decider.NOTHING)
    if life.replace_by is not None and life.ends_on is not None:
        assert life.ends_on - life.replace_by == timedelta(days=policy.lead_days)


@given(FACTS, POLICIES, KINDS, WORDS)
def test_knowing_more_never_moves_the_date_later(
    facts: dict[str, Word], policy: Policy, kind: str, word: Word
) -> None:
    if kind in facts:
        return
    before, after = life_of(facts, policy), life_of({**facts, kind: word}, policy)
    if before.replace_by is not None:
        assert after.replace_by is not None
        assert after.replace_by <= before.replace_by


@given(FACTS, POLICIES, st.none() | DAYS, DAYS)
def test_no_device_disappears(
    facts: dict[str, Word], policy: Policy, plan: date | None, on: date
) -> None:
    life = life_of(facts, policy)
    place = place_of(life, plan, on)
    assert place in set(Place)
    if life.known == Known.UNKNOWN and (plan is None or plan < on):
        assert place == Place.UNKNOWN
        assert not is_in_plan(place)
