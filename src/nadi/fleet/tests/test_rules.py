"""The tables of docs/algorithms/check-in.md, row by row."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nadi
from nadi.fleet import rules

ROOT = Path(nadi.__file__).parents[2]
PAGE = (ROOT / "docs" / "algorithms" / "check-in.md").read_text()
VECTORS = json.loads((ROOT / "agent" / "contract" / "v1" / "vectors.json").read_text())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def table(first: str) -> list[list[str]]:
    """The rows of the table whose head begins with `first`."""
    lines = PAGE.splitlines()
    start = next(n for n, text in enumerate(lines) if text.startswith(f"| {first} |"))
    rows = []
    for text in lines[start + 2 :]:
        if not text.startswith("|"):
            break
        rows.append([cell.strip() for cell in text.strip("|").split("|")])
    assert rows
    return rows


def clock(text: str) -> datetime:
    hour, minute, *second = (int(part) for part in text.split(":"))
    return NOON.replace(hour=hour, minute=minute, second=second[0] if second else 0)


def parts(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())  # type: ignore[misc]


@pytest.mark.parametrize(("enrolled", "presented", "same"), table("enrolled with"))
def test_hardware(enrolled: str, presented: str, same: str) -> None:
    assert rules.same_hardware(parts(enrolled), parts(presented)) == (same == "yes")


@pytest.mark.parametrize(("sent", "received", "verdict"), table("sent"))
def test_clocks(sent: str, received: str, verdict: str) -> None:
    assert rules.clock_verdict(clock(sent), clock(received)) == verdict


@pytest.mark.parametrize(("distance", "verdict"), table("collected, from receipt"))
def test_dates(distance: str, verdict: str) -> None:
    words = distance.lstrip("+-").split()
    span = timedelta()
    for number, unit in zip(words[::2], words[1::2], strict=True):
        span += timedelta(**{unit.rstrip("s") + "s": int(number)})
    collected = NOON - span if distance.startswith("-") else NOON + span
    assert rules.date_verdict(collected, NOON) == verdict


def receipt(text: str) -> rules.Receipt | None:
    if text == "nothing":
        return None
    _body, letter, _sent, _at, second = text.split()
    return rules.Receipt(letter.encode(), NOON + timedelta(seconds=int(second)))


@pytest.mark.parametrize(("stored", "arrives", "verdict", "_answer"), table("stored before"))
def test_said_once(stored: str, arrives: str, verdict: str, _answer: str) -> None:
    arriving = receipt(arrives)
    assert arriving is not None
    assert rules.told(receipt(stored), arriving) == verdict


@pytest.mark.parametrize(
    ("direction", "raise_at", "clear_at", "value", "verdict"), table("direction")
)
def test_limits(direction: str, raise_at: str, clear_at: str, value: str, verdict: str) -> None:
    found = rules.limit_verdict(direction, float(raise_at), float(clear_at), float(value))
    assert found == verdict


@pytest.mark.parametrize(("seen", "allowed", "gap", "now", "silent"), table("last seen"))
def test_silence(seen: str, allowed: str, gap: str, now: str, silent: str) -> None:
    gaps = []
    if gap != "none":
        start, end = gap.split(" to ")
        gaps = [rules.Gap(clock(start), clock(now if end == "now" else end))]
    minutes = timedelta(minutes=int(allowed.split()[0]))
    expected = None if silent == "no" else clock(silent.removeprefix("since "))
    assert rules.silent_since(clock(seen), minutes, gaps, clock(now)) == expected


minutes = st.integers(min_value=-600, max_value=600).map(lambda n: NOON + timedelta(minutes=n))


@given(seen=minutes, now=minutes, first=minutes, second=minutes)
def test_a_gap_never_makes_a_device_silent_sooner(
    seen: datetime, now: datetime, first: datetime, second: datetime
) -> None:
    allowed = timedelta(minutes=3)
    gap = rules.Gap(min(first, second), max(first, second))
    plain = rules.silent_since(seen, allowed, [], now)
    with_gap = rules.silent_since(seen, allowed, [gap], now)
    assert with_gap is None or (plain is not None and with_gap >= plain)
    if gap.start <= seen + allowed and gap.end >= now:
        assert with_gap is None, "we were blind until now"


@pytest.mark.parametrize(
    ("minutes", "newest", "judged"), [(0, 1, True), (6, 60, False), (2, 1, False), (2, 2, False)]
)
def test_only_the_newest_and_young_sample_judges(minutes: int, newest: int, judged: bool) -> None:
    collected = NOON - timedelta(minutes=minutes)
    assert rules.may_judge(collected, NOON - timedelta(minutes=newest), NOON) is judged


def test_gaps_begin_after_half_a_minute() -> None:
    assert rules.gap_between(None, NOON) is None
    assert rules.gap_between(NOON, NOON + timedelta(seconds=30)) is None
    late = NOON + timedelta(seconds=31)
    assert rules.gap_between(NOON, late) == rules.Gap(NOON, late)


def test_the_vectors_of_the_contract() -> None:
    public = base64.b64decode(VECTORS["public_key"])
    assert rules.agent_name(public) == VECTORS["agent"]
    raw = base64.urlsafe_b64decode(VECTORS["session"] + "=")
    ends = datetime.fromtimestamp(VECTORS["session_expires"], UTC)
    assert rules.make_session(42, ends, bytes(range(8))) == raw
    assert rules.read_session(raw) == rules.SessionId(42, ends)
    assert rules.read_session(raw[1:]) is None
    key = rules.session_key(VECTORS["server_secret"].encode(), VECTORS["session"].encode())
    assert base64.b64encode(key).decode() == VECTORS["session_key"]
    body = bytes.fromhex(VECTORS["report_body_hex"])
    mac = rules.report_mac(key, VECTORS["report_sent_at"].encode(), body)
    assert mac.hex() == VECTORS["report_mac"]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=12, seconds=4), "12 minutes"),
        (timedelta(seconds=-61), "1 minute"),
        (timedelta(days=2, hours=5), "2 days"),
        (timedelta(0), "0 seconds"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    assert rules.in_words(span) == words
