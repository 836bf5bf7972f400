"""What a center's earlier days say of today: its neglect budget, and whether a change is news.

Reckoned when the day is written, as plain values, so that a page only says it.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Protocol

from nadi.balance import rules
from nadi.balance.models import CenterSnapshot, Definition, NeglectBudget

WEEK = timedelta(days=7)
WINDOWS = 13  # this week, and the twelve before
NEAR = 3  # a day nobody read is stood for by one at most so many days before
FURTHEST = timedelta(days=400)
Lows = Mapping[date, float | None]
Plain = dict[str, object]


def lows_of(labels: Iterable[str], since: date, until: date) -> dict[str, dict[date, float | None]]:
    """The low end of each center on each kept day; None where it had no score."""
    found: dict[str, dict[date, float | None]] = {label: {} for label in labels}
    kept = CenterSnapshot.objects.filter(center__in=found, day__gte=since, day__lte=until)
    for label, day, verdict, low in kept.values_list("center", "day", "verdict", "low"):
        found[label][day] = low if verdict == rules.Verdict.SCORED else None
    return found


def near(lows: Lows, day: date) -> float | None:
    """The score of a day, or of the newest of the three before it."""
    near_by = (lows.get(day - timedelta(days=ago)) for ago in range(NEAR + 1))
    return next((low for low in near_by if low is not None), None)


def look_back(rows: Iterable[CenterSnapshot], day: date) -> None:
    """Set on each row of the day what is spent of its budget, and how it changed in a week."""
    mine = {row.center: row for row in rows}
    budgets = budgets_of(mine, day)
    begun = [budget.from_day for some in budgets.values() for budget in some]
    since = day - WEEK * WINDOWS - timedelta(days=NEAR)
    lows = lows_of(mine, min([since, *begun]), day - timedelta(days=1))
    broken = set(
        Definition.objects.filter(center__in=mine, from_day__gt=day - WEEK)
        .exclude(what=Definition.What.BEGAN)
        .values_list("center", flat=True)
    )
    for label, row in mine.items():
        days = {**lows[label], day: row.low if row.verdict == rules.Verdict.SCORED else None}
        row.neglect = neglect_of(days, budgets.get(label, []), day)
        row.change = None if label in broken else change_of(days, day)


class Said(Protocol):
    """What a center's row of this day said before."""

    @property
    def verdict(self) -> str: ...
    @property
    def low(self) -> float: ...
    @property
    def change(self) -> dict[str, Any] | None: ...


def follow(
    label: str, day: date, state: rules.CenterState, before: Said
) -> tuple[Plain | None, Plain | None]:
    """The same for a row that stood this day already, from what was said on it. A budget asks on
    which side of the line the low end is, a change how far it is from the week before; only where
    the verdict or the side is another the days are gone through again. The budget is None where it
    stands as it is: once agreed it does not end."""
    if (state.verdict, state.low < rules.LINE) != (before.verdict, before.low < rules.LINE):
        row = CenterSnapshot(center=label, day=day, verdict=state.verdict, low=state.low)
        look_back([row], day)
        return row.neglect, row.change
    change = before.change
    if change is None or state.verdict != rules.Verdict.SCORED:
        return None, change
    points = state.low - change["before"]
    is_news = change["is_known"] and abs(points) > change["usual"]
    return None, change | {"points": points, "is_news": is_news}


def budgets_of(labels: Iterable[str], day: date) -> dict[str, list[NeglectBudget]]:
    found: dict[str, list[NeglectBudget]] = {}
    for row in NeglectBudget.objects.filter(center__in=list(labels)).order_by("version"):
        found.setdefault(row.center, []).append(row)
    return found


def neglect_of(lows: Lows, budgets: list[NeglectBudget], day: date) -> Plain | None:
    """None where nothing was agreed."""
    agreed = [
        rules.Budget(b.version, max(b.from_day, day - FURTHEST), b.days_allowed) for b in budgets
    ]
    found = rules.neglect(lows, agreed, day)
    if found is None:
        return None
    holds = next(b for b in budgets if b.version == found.version)
    plain = asdict(found) | {"consequence": holds.consequence, "left": found.left}
    plain["spent_on"] = found.spent_on.isoformat() if found.spent_on else None
    return plain


def change_of(lows: Lows, day: date) -> Plain | None:
    """This day against the same day a week before; news where it is beyond the twelve before."""
    ends = [near(lows, day - WEEK * ago) for ago in range(WINDOWS + 1)]
    changes = [
        None if new is None or old is None else new - old for new, old in itertools.pairwise(ends)
    ]
    if changes[0] is None:
        return None
    earlier = [one for one in changes[1:] if one is not None]
    return {
        "since": (day - WEEK).isoformat(),
        "before": ends[1],
        "points": changes[0],
        "is_news": rules.worth_saying(changes[0], earlier),
        "usual": max((abs(one) for one in earlier), default=None),
        "is_known": len(earlier) >= rules.NOISE_NEEDED,
    }
