"""What may happen to a client, and what counts as office hours, as verdicts over plain values."""

import itertools
import re
from collections.abc import Sequence

Windows = list[list[int]]

# Managed is not in here: a client is managed because an agreement was signed.
NEXT_STATES = {
    "prospect": ("left",),
    "managed": ("notice",),
    "notice": ("managed", "left"),
    "left": ("prospect",),
}
DAY = 1440
_WINDOW = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?$")


def why_not_state(old: str, new: str) -> str | None:
    """May a person move a client from `old` to `new`?"""
    if old == new:
        return "That is how it is already."
    if new == "managed" and old != "notice":
        return "A client becomes managed by signing an agreement."
    if new not in NEXT_STATES.get(old, ()):
        return "First notice is given, then they leave."
    return None


def read_windows(text: str) -> Windows:
    """`8:00-12:00, 13-17` as minutes after midnight; `22:00-6:00` runs into the next day.

    Nothing, or the word closed, is a closed day. ValueError carries the sentence for the person.
    """
    words = text.strip().lower()
    if words in {"", "closed", "-", "–"}:
        return []
    windows = sorted(_window(part.strip()) for part in words.replace(";", ",").split(","))
    for (_start, end), (start, _end) in itertools.pairwise(windows):
        if start < end:
            raise ValueError("Two of these times overlap.")
    return windows


def _window(part: str) -> list[int]:
    found = _WINDOW.match(part)
    if found is None:
        raise ValueError(f"“{part}” is not understood. Write times like 8:00-12:00, 13:00-17:00.")
    hours, minutes, to_hours, to_minutes = (int(digits or 0) for digits in found.groups())
    if hours > 23 or minutes > 59 or to_hours > 24 or to_minutes > 59:
        raise ValueError(f"“{part}” names a time that no clock shows.")
    start, end = hours * 60 + minutes, to_hours * 60 + to_minutes
    if end > DAY:
        raise ValueError(f"“{part}” names a time that no clock shows.")
    if start == end:
        raise ValueError(f"“{part}” opens and closes at once. For a whole day write 0:00-24:00.")
    return [start, end if end > start else end + DAY]


def write_windows(windows: Sequence[Sequence[int]]) -> str:
    """The same in words: `08:00-12:00, 13:00-17:00`; the empty text is a closed day."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in windows)


def _clock(minute: int) -> str:
    within = minute if minute == DAY else minute % DAY
    return f"{within // 60:02d}:{within % 60:02d}"


def domain_of(text: str) -> str:
    """`@Harbor.example`, `https://harbor.example/x` and `harbor.example` mean one mail domain.

    ValueError with a sentence where it is none.
    """
    word = text.strip().lower().removeprefix("https://").removeprefix("http://")
    word = word.split("/")[0].rpartition("@")[2]
    if not re.fullmatch(
        r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", word
    ):
        raise ValueError(f"“{text.strip()}” is not a mail domain, like harbordental.example.")
    return word
