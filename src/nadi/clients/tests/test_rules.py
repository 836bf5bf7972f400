"""Hours as people write them, states, and mail domains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.clients.rules import domain_of, read_windows, why_not_state, write_windows


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("8:00-12:00, 13:00-17:00", [[480, 720], [780, 1020]]),
        ("8-12,13-17", [[480, 720], [780, 1020]]),
        ("13:00–17:00; 08:00–12:00", [[480, 720], [780, 1020]]),
        ("22:00-6:00", [[1320, 1800]]),
        ("0:00-24:00", [[0, 1440]]),
        ("", []),
        ("Closed", []),
    ],
)
def test_hours_are_understood(text: str, windows: list[list[int]]) -> None:
    assert read_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eight to five", "is not understood"),
        ("8:00-25:00", "no clock shows"),
        ("8:75-9:00", "no clock shows"),
        ("8:00-24:30", "no clock shows"),
        ("9:00-9:00", "opens and closes at once"),
        ("8:00-12:00, 11:00-15:00", "overlap"),
    ],
)
def test_what_is_not_understood_is_said(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_windows(text)


@given(
    st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True).map(sorted),
    st.booleans(),
)
def test_what_is_written_is_read_back(edges: list[int], overnight: bool) -> None:
    pairs = zip(edges[::2], edges[1::2], strict=False)
    windows = [[start, end] for start, end in pairs]
    if overnight and windows[-1][1] > windows[-1][0] > 0:
        windows[-1] = [windows[-1][0], 1440 + windows[0][0] // 2]
        if windows[-1][1] - 1440 >= windows[-1][0]:
            windows.pop()
    assert read_windows(write_windows(windows)) == windows


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("prospect", "managed", False),
        ("prospect", "left", True),
        ("managed", "notice", True),
        ("managed", "left", False),
        ("notice", "managed", True),
        ("notice", "left", True),
        ("left", "prospect", True),
        ("left", "managed", False),
        ("managed", "managed", False),
    ],
)
def test_states(old: str, new: str, allowed: bool) -> None:
    assert (why_not_state(old, new) is None) is allowed


@pytest.mark.parametrize(
    "text", ["harbor.example", "@Harbor.example", "https://harbor.example/x", "mia@harbor.example"]
)
def test_domains(text: str) -> None:
    assert domain_of(text) == "harbor.example"


@pytest.mark.parametrize("text", ["harbor", "har bor.example", "-x.example", ".example"])
def test_what_is_no_domain(text: str) -> None:
    with pytest.raises(ValueError, match="is not a mail domain"):
        domain_of(text)
