"""What becomes of the rows of a table: brought twice it makes nothing new.

See docs/algorithms/imports.md."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from nadi.core.sheets.rules import Judged, Keys, Known, Meant, judge
from nadi.core.tests.chance import tries

Values = dict[str, str]


def keys(values: Mapping[str, object]) -> Keys:
    """As devices are known: by their number; without one, by their name."""
    name = values["name"]
    if number := values.get("serial"):
        return Keys((("serial", number), ("name", name)), (("serial", number), ("bare", name)))
    return Keys((("name", name), ("bare", name)), (("name", name),), sure=0)


def brought(table: list[Values], here: dict[int, Values], closed: set[int]) -> list[Judged]:
    known = [
        Known(pk, values, keys(values), values["name"], "closed" if pk in closed else "")
        for pk, values in here.items()
    ]
    return judge([Meant(at, dict(row), keys(row)) for at, row in enumerate(table, 2)], known, keys)


def written(here: dict[int, Values], judged: list[Judged]) -> dict[int, Values]:
    after = {pk: dict(values) for pk, values in here.items()}
    for each in judged:
        pk = each.pk if each.verdict == "changes" else len(after)
        if each.verdict in ("new", "changes") and pk is not None:
            after[pk] = after.get(pk, {}) | {name: str(it) for name, it in each.after.items()}
    return after


ROW = st.fixed_dictionaries(
    {"name": st.sampled_from("ABC")},
    optional={"serial": st.sampled_from(["S1", "S2", "S3"]), "kind": st.sampled_from("xy")},
)


@tries(500)
@given(
    here=st.lists(ROW, max_size=4, unique_by=lambda row: row.get("serial", id(row))),
    table=st.lists(ROW, min_size=1, max_size=6),
    closed=st.sets(st.integers(0, 3), max_size=1),
)
def test_brought_twice_it_makes_nothing_new(
    here: list[Values], table: list[Values], closed: set[int]
) -> None:
    before = dict(enumerate(here))
    after = written(before, brought(table, before, closed))
    again = brought(table, after, closed)
    assert not [each for each in again if each.verdict in ("new", "changes")]


def test_the_worked_table_of_the_page() -> None:
    here = {0: {"name": "PC 1"}}
    table = [
        {"name": "PC 1"},
        {"name": "PC 1", "serial": "S2"},
        {"name": "PC 2", "serial": "S2"},
    ]
    judged = brought(table, here, set())
    assert [(each.verdict, each.why) for each in judged] == [
        ("same", ""),
        ("doubled", "row 2 says the same"),
        ("doubled", "row 3 is about the same; row 2 says the same"),
    ]


def test_what_cannot_be_told_apart_is_left_alone_with_all_that_echoes_it() -> None:
    here = {0: {"name": "A"}, 1: {"name": "A"}}
    judged = brought([{"name": "A", "serial": "S1"}, {"name": "B", "serial": "S1"}], here, set())
    assert [each.verdict for each in judged] == ["unreadable", "unreadable"]
    assert judged[1].why.startswith("row 2 is about the same; it fits more than one")
