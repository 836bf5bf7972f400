"""What may be shown of a trust check, and what may not. The prose, the worked tables and the
attacks: docs/algorithms/trust-check.md.

The one who runs the server is one of those who must not find out who said what. So these rules ask
of every figure: what does it tell somebody who knows all the others?
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

LEAST = 5
HARD_FLOOR = 4
LEAST_FOR_COMMENTS = 8
LEAST_APART = 3
OPEN_FOR = timedelta(days=14)
REMIND_AFTER = timedelta(days=7)
KEEP_ANSWERS = timedelta(days=396)
SCALE = (1, 2, 3, 4, 5)
MOST_SHOWN = 80
FEWEST_SHOWN = 20
EVERYBODY = ""


def floor_of(least: int) -> int:
    """The threshold that holds: what was chosen, but never below the floor."""
    return max(least, HARD_FLOOR)


def why_not_launch(eligible: int, unanswered: bool, asked_this_quarter: bool) -> str | None:
    """May the two questions be asked of so many people?"""
    if eligible < LEAST:
        return (
            f"With fewer than {LEAST} people every answer would have a face. "
            "Talk instead: the conversation guide is made for that."
        )
    if unanswered:
        return "The last check still waits for your answer: what you heard, and what you will do."
    if asked_this_quarter:
        return "They were asked this quarter already."
    return None


def partition(groups: Mapping[str, int], least: int = LEAST) -> tuple[str, ...]:
    """The groups that may exist at all: only if each of them, and whatever is left beside any of
    them, has enough people. Groups too small are asked as part of everybody. Fixed at launch."""
    least = floor_of(least)
    return shown_groups(groups, groups, least)


def shown_groups(
    respondents: Mapping[str, int], allowed: Collection[str], least: int = LEAST
) -> tuple[str, ...]:
    """The complement rule: a group is shown only if it and what remains beside all that is shown
    have enough respondents, or nothing remains. The smallest is hidden until that holds."""
    least = floor_of(least)
    total = sum(respondents.values())
    if total < least:
        return ()
    shown = sorted(
        (name for name in allowed if respondents.get(name, 0) >= least),
        key=lambda name: (-respondents[name], name),
    )
    while shown and 0 < total - sum(respondents[name] for name in shown) < least:
        shown.pop()
    return tuple(sorted(shown)) if len(shown) > 1 or _remainder(respondents, shown) else ()


def _remainder(respondents: Mapping[str, int], shown: Collection[str]) -> int:
    return sum(size for name, size in respondents.items() if name not in shown)


def is_apart(now: Collection[int], published: Iterable[Collection[int]]) -> bool:
    """The time rule: against everything published, the same people answered or at least three
    others. One newcomer between two results would stand there with their answer."""
    mine = set(now)
    return all(len(mine ^ set(other)) not in range(1, LEAST_APART) for other in published)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as everybody may see it. `agree` and `disagree` are percentages in steps of five,
    kept between 20 and 80: beyond, only "80 or more" (80) or "under 20" (0) is told, for "all" and
    "nobody" speak of each single one. The mean is shown where neither is at its end. `low` and
    `high` are the 90 % interval of those who agree, from the shown numbers alone."""

    group: str
    question: int
    band: tuple[int, int]
    agree: int
    is_high: bool
    disagree: int
    is_high_against: bool
    mean: Decimal | None
    low: int
    high: int


def figure(group: str, question: int, answers: Sequence[int], least: int = LEAST) -> Shown | None:
    """What may be shown of these answers, or None where they are too few."""
    n = len(answers)
    if n < floor_of(least):
        return None
    band = band_of(n)
    agree, is_high = _kept_back(sum(a >= 4 for a in answers), n)
    disagree, is_high_against = _kept_back(sum(a <= 2 for a in answers), n)
    low, high = interval(agree or FEWEST_SHOWN, band[0])
    low, high = (low, 100) if is_high else (low, high) if agree else (0, high)
    mean = (Decimal(sum(answers)) / n).quantize(Decimal("0.1"), ROUND_HALF_UP)
    plain = agree and not is_high and not is_high_against
    return Shown(
        group,
        question,
        band,
        agree,
        is_high,
        disagree,
        is_high_against,
        mean if plain else None,
        low,
        high,
    )


def _kept_back(part: int, n: int) -> tuple[int, bool]:
    """A share in steps of five; 0 where it is under 20 %, and (80, True) beyond 80 %."""
    if 100 * part > MOST_SHOWN * n:
        return MOST_SHOWN, True
    return (0 if 100 * part < FEWEST_SHOWN * n else in_fives(part, n)), False


def band_of(n: int) -> tuple[int, int]:
    """5 to 9, 10 to 14 and so on: how many, without saying who joined."""
    start = max(HARD_FLOOR, n // 5 * 5)
    return start, n // 5 * 5 + 4


def in_fives(part: int, n: int) -> int:
    """A percentage in steps of five."""
    return int((Decimal(20 * part) / n).quantize(Decimal(1), ROUND_HALF_UP)) * 5


def interval(share: int, n: int) -> tuple[int, int]:
    """The 90 % interval (Wilson) of a share as shown and the least number it can rest on, so that
    it tells nothing the two do not. In whole percent."""
    z2, p = Decimal("2.706"), Decimal(share) / 100
    middle = p + z2 / (2 * n)
    spread = ((p * (1 - p) / n + z2 / (4 * n * n)) * z2).sqrt()
    scale = 1 + z2 / n
    low, high = 100 * (middle - spread) / scale, 100 * (middle + spread) / scale
    return max(0, math.floor(low)), min(100, math.ceil(high))


def share_answered(n: int, eligible: int, least: int = LEAST) -> str:
    """How many answered, in words that show no newcomer; empty below the threshold."""
    if n < floor_of(least) or not eligible:
        return ""
    quarters = 4 * n // eligible
    return {4: "three quarters or more", 3: "three quarters or more", 2: "half or more"}.get(
        quarters, "less than half"
    )


def why_not_close(heard: str, will_do: str) -> str | None:
    """A check ends with an answer to those who were asked."""
    if len(heard.split()) < 3 or len(will_do.split()) < 3:
        return "Say in a sentence each what you heard and what you will do."
    return None
