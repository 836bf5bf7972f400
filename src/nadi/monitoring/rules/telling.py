"""What is said about an alert, and what is kept back and why.

Observing is never suppressed, only telling; and only the telling of trouble, never the telling that
it is over. The decision looks at where things stand, not at what happened in between: whoever asks
twice, or after a restart, gets the same answer, and nothing is said twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FLAP_SLOTS = 20
FLAP_ENTER = 30.0
FLAP_LEAVE = 25.0


class Said(StrEnum):
    """The last word others heard about this alert."""

    NOTHING = "nothing"
    RAISED = "raised"
    FLAPPING = "flapping"
    CLEARED = "cleared"


class Word(StrEnum):
    RAISED = "raised"
    REPEATED = "repeated"
    FLAPPING = "flapping"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Telling:
    """The word to say now, or none and the reason why it is kept back."""

    word: Word | None
    said: Said
    kept_back: str = ""


def telling(*, raised: bool, flapping: bool, muted: str, said: Said) -> Telling:
    """Where an alert stands, against what was last said about it.

    `muted` is the reason of the mute that covers it now, empty without one.
    """
    trouble = raised or flapping
    known = said in (Said.RAISED, Said.FLAPPING)
    if not trouble:
        return Telling(Word.CLEARED, Said.CLEARED) if known else Telling(None, said)
    if muted:
        return Telling(None, said, "" if known else muted)
    if flapping:
        if said is Said.FLAPPING:
            return Telling(None, said, "It keeps changing; this was said once.")
        return Telling(Word.FLAPPING, Said.FLAPPING)
    if said is Said.RAISED:
        return Telling(None, said)
    word = Word.RAISED if said is Said.NOTHING else Word.REPEATED
    return Telling(word, Said.RAISED)


def flap_share(changes: Iterable[datetime], now: datetime, slot: timedelta) -> float:
    """The weighted share, in percent, of the last twenty slots in which the alert changed.

    Weights rise from 0.8 for the oldest slot to 1.2 for the newest: they add up to twenty.
    """
    ages = {int((now - at) / slot) for at in changes if at <= now}
    weights = (1.2 - 0.4 * age / (FLAP_SLOTS - 1) for age in ages if age < FLAP_SLOTS)
    return 100.0 * sum(weights) / FLAP_SLOTS


def is_flapping(was: bool, share: float) -> bool:
    """In above 30 percent, out below 25: it does not flap about flapping."""
    return share >= FLAP_LEAVE if was else share > FLAP_ENTER


def continues(cleared_at: datetime | None, raised_at: datetime, within: timedelta) -> bool:
    """Does a new raise continue the old alert, instead of beginning another?"""
    return cleared_at is None or raised_at - cleared_at <= within


def alert_key(kind: str, *, device_id: int | None, check_id: int | None, instance: str) -> str:
    """One key for one trouble: the same key means the same alert and the same ticket."""
    if (device_id is None) == (check_id is None):
        raise ValueError("A trouble belongs to one device or to one check.")
    owner = f"device:{device_id}" if check_id is None else f"check:{check_id}"
    return ":".join(part for part in (kind, owner, instance) if part)
