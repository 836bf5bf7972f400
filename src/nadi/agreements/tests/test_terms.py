"""Dates and targets of agreements: docs/algorithms/agreement-terms.md."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.agreements.rules.terms import Edition, Said, State, counting, response, standing
from nadi.core.tests.tables import worked_table

PAGE = "agreement-terms.md"
TODAY = date(2026, 11, 23)


def editions(text: str) -> list[Edition]:
    found = []
    for number, part in enumerate(filter(None, (each.strip() for each in text.split(";"))), 1):
        span, notice, *unsigned = part.split()
        first, last = span.split("..")
        ends = None if last == "-" else date.fromisoformat(last)
        found.append(
            Edition(number, date.fromisoformat(first), ends, int(notice), signed=not unsigned)
        )
    return found


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: states"))
def test_states_as_in_the_table(row: dict[str, str]) -> None:
    found = standing(editions(row["versions"]), day(row["ended early"]), TODAY)
    assert found.state == row["state"]
    assert (found.last_day, found.notice_day) == (day(row["last day"]), day(row["notice day"]))


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: the version that counts"))
def test_the_version_that_counts_as_in_the_table(row: dict[str, str]) -> None:
    found = counting(editions(row["versions"]), day(row["ended early"]), TODAY)
    assert str(found.number if found else "none") == row["counts"]


@pytest.mark.parametrize("row", worked_table(PAGE, "Worked table: response"))
def test_response_as_in_the_table(row: dict[str, str]) -> None:
    def minutes(text: str) -> timedelta | None:
        return None if text in {"none", ""} else timedelta(minutes=int(text))

    plan = row["agreement"]
    said = Said(plan, minutes(row["says"])) if row["says"] else None
    found = response(2, [(plan, said)] if plan else [], minutes(row["default"]))
    assert found.target == minutes(row["target"])
    assert found.source == {"agreement": "Gold"}.get(row["from"], row["from"])
    assert len(found.asked) == 2


def test_of_two_agreements_the_quicker_promise_counts() -> None:
    quick, none = Said("Gold", timedelta(hours=1)), Said("Print", None)
    found = response(1, [("Print", none), ("Gold", quick)], None)
    assert (found.target, found.source) == (timedelta(hours=1), "Gold")
    assert found.asked == ("Print: explicitly none", "Gold: 1 business hour", "our default: silent")


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    st.lists(st.tuples(days, st.none() | days, st.integers(0, 90), st.booleans()), max_size=4),
    st.none() | days,
    days,
)
def test_what_counts_today_has_not_ended_and_is_signed(
    parts: list[tuple[date, date | None, int, bool]], ended: date | None, on: date
) -> None:
    written = [Edition(number, *part) for number, part in enumerate(parts, 1)]
    found = counting(written, ended, on)
    if found is not None:
        assert found.signed
        assert found.starts_on <= on
        assert ended is None or on <= ended
    if standing(written, ended, on).state is State.DRAFT:
        assert found is None
