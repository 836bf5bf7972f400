"""What is said and what is kept back: the worked tables, and the invariants behind them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.monitoring.rules import (
    Said,
    Word,
    alert_key,
    continues,
    flap_share,
    is_flapping,
    telling,
)
from nadi.monitoring.tests.worked import table

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
YES = {"yes": True, "no": False}


@pytest.mark.parametrize("row", table("alert-state.md", "raised"), ids=lambda row: str(row))
def test_what_is_said(row: dict[str, str]) -> None:
    got = telling(
        raised=YES[row["raised"]],
        flapping=YES[row["flapping"]],
        muted="planned work" if YES[row["muted"]] else "",
        said=Said(row["last said"]),
    )
    assert got.word == (Word(row["say now"]) if row["say now"] else None)
    assert got.said == Said(row["last said then"])


@pytest.mark.parametrize(
    "row",
    table("alert-state.md", "changed in the slots (0 is the newest)"),
    ids=lambda row: f"{row['share']} {row['was flapping']}",
)
def test_flapping(row: dict[str, str]) -> None:
    ages = row["changed in the slots (0 is the newest)"].replace("none", "").split()
    share = flap_share([NOW - int(age) * MINUTE for age in ages], NOW, MINUTE)
    assert f"{share:.2f}" == row["share"]
    assert is_flapping(YES[row["was flapping"]], share) is YES[row["is flapping"]]


@given(st.lists(st.integers(0, 60 * 30), max_size=40))
def test_the_flap_share_is_what_twenty_counted_slots_give(seconds_ago: list[int]) -> None:
    total = 0.0
    for slot in range(20):
        if any(slot * 60 <= s < (slot + 1) * 60 for s in seconds_ago):
            total += (1.2 - slot * 0.4 / 19) * 5
    changes = [NOW - timedelta(seconds=s) for s in seconds_ago]
    assert flap_share(changes, NOW, MINUTE) == pytest.approx(total)


facts = st.tuples(st.booleans(), st.booleans(), st.sampled_from(["", "planned work"]))


@given(st.lists(facts, max_size=30))
def test_nothing_is_told_twice_and_every_trouble_told_is_ended(
    history: list[tuple[bool, bool, str]],
) -> None:
    """Words alternate, what was said once is not said again, and the end is always told."""
    said, words = Said.NOTHING, []
    for raised, flapping, muted in [*history, (False, False, "")]:
        for _ in range(2):
            told = telling(raised=raised, flapping=flapping, muted=muted, said=said)
            said = told.said
            if told.word:
                words.append(told.word)
            if muted:
                assert told.word in (None, Word.CLEARED)
    opened = [word for word in words if word is not Word.CLEARED]
    assert all(a is not b for a, b in pairwise(words))
    assert said in (Said.NOTHING, Said.CLEARED)
    assert bool(opened) == (said is Said.CLEARED)


@given(st.lists(st.booleans(), max_size=20))
def test_what_opens_and_closes_inside_one_mute_is_never_told(inside: list[bool]) -> None:
    said = Said.NOTHING
    for raised in [*inside, False]:
        told = telling(raised=raised, flapping=False, muted="moving the rack", said=said)
        assert told.word is None
        assert (told.kept_back == "moving the rack") is raised
    assert telling(raised=False, flapping=False, muted="", said=told.said).word is None


def test_it_comes_back_soon_and_is_the_same_alert() -> None:
    half_an_hour = timedelta(minutes=30)
    assert continues(None, NOW, half_an_hour)
    assert continues(NOW - half_an_hour, NOW, half_an_hour)
    assert not continues(NOW - half_an_hour - timedelta(seconds=1), NOW, half_an_hour)


def test_one_key_for_one_trouble() -> None:
    assert alert_key("disk", device_id=7, check_id=None, instance="/srv") == "disk:device:7:/srv"
    assert alert_key("http", device_id=None, check_id=3, instance="") == "http:check:3"
    with pytest.raises(ValueError, match="one device or"):
        alert_key("disk", device_id=None, check_id=None, instance="/")
