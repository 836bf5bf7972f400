"""The seven side by side: value, interval, line of twelve weeks; and how much of it is certain."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import outlook, rules, sentences
from nadi.balance.models import CenterSnapshot, Definition, VitalSnapshot
from nadi.balance.queries.column import latest_states
from nadi.clients.firm import firm_day
from nadi.core import centers, words
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound

WEEKS = 12
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Band:
    """One center: where it stands between its two ends. `points` are twelve weeks and now; before
    each index in `breaks` a definition changed, as `broken` says."""

    center: CenterConfig
    score: float | None
    low: float
    high: float
    words: str
    note: str
    points: list[float | None]
    breaks: list[int]
    broken: str
    text: str
    left_out: str
    neglect: str
    spent: bool


@dataclass(frozen=True, slots=True)
class Seven:
    """`swing` is how far the whole moves under other weights, where that was asked for."""

    rows: list[Band]
    whole: rules.Whole | None
    formulas: list[str]
    swing: tuple[float, float] | None
    read_at: datetime | None
    scored: int


@dataclass(frozen=True, slots=True)
class AsOne:
    """Two vitals that moved together for a year: perhaps one thing, counted twice."""

    one: str
    other: str
    correlation: float
    days: int


def seven(who: Person, now: datetime, *, with_swing: bool = False) -> Seven:
    if not who.is_staff_member:
        raise NotFound(_("There is nothing here."))
    day, latest = firm_day(now), latest_states()
    lows = outlook.lows_of(latest, day - timedelta(days=7 * WEEKS + outlook.NEAR), day)
    marks, left_out = marks_of(day), _left_out()
    ends = [_ends(latest.get(c.label)) for c in centers.centers()]
    whole = rules.whole_of(ends)
    scores = [end[0] if end else rules.FLOOR for end in ends]
    return Seven(
        rows=[
            _band(
                c, latest.get(c.label), lows.get(c.label, {}), day,
                marks.get(c.label, []), left_out.get(c.label, (0, 0)),
            )
            for c in reversed(centers.centers())
        ],
        whole=whole,
        formulas=_formulas(scores, whole) if whole else [],
        swing=rules.swing(scores) if whole and with_swing else None,
        read_at=max((row.taken_at for row in latest.values()), default=None),
        scored=sum(end is not None for end in ends),
    )  # fmt: skip


def marks_of(day: date) -> dict[str, list[Definition]]:
    """By center, what was defined otherwise in the last twelve weeks: each breaks the line. What
    began together with its center breaks nothing."""
    begun: dict[str, date] = {}
    found: dict[str, list[Definition]] = {}
    for row in Definition.objects.order_by("from_day", "id"):
        first = begun.setdefault(row.center, row.from_day)
        if row.from_day > max(first, day - timedelta(days=7 * WEEKS)):
            found.setdefault(row.center, []).append(row)
    return found


def _ends(state: CenterSnapshot | None) -> tuple[float, float] | None:
    if state is None or state.verdict != rules.Verdict.SCORED:
        return None
    return state.low, state.high


def _band(
    center: CenterConfig,
    state: CenterSnapshot | None,
    lows: Mapping[date, float | None],
    day: date,
    marks: list[Definition],
    left_out: tuple[int, int],
) -> Band:
    score, ends = sentences.score_of(state), _ends(state)
    weeks = [day - timedelta(days=7 * ago) for ago in range(WEEKS, -1, -1)]
    breaks = {
        index
        for mark in marks
        for index, (before, after) in enumerate(itertools.pairwise(weeks), 1)
        if before < mark.from_day <= after
    }
    neglect = state.neglect if state else None
    return Band(
        center=center,
        score=score,
        low=ends[0] if ends else rules.FLOOR,
        high=ends[1] if ends else 100.0,
        words=sentences.state_words(state),
        note=_note(state, score),
        points=[outlook.near(lows, week) for week in weeks],
        breaks=sorted(breaks),
        broken="; ".join(sentences.definition(mark) for mark in marks),
        text=_text(center, state),
        left_out=sentences.left_out(*left_out),
        neglect=sentences.neglect(neglect),
        spent=bool(neglect and neglect["spent_on"]),
    )


def _note(state: CenterSnapshot | None, score: float | None) -> str:
    if score is None or state is None:
        return sentences.missing(state)
    return sentences.interval(state)


def _text(center: CenterConfig, state: CenterSnapshot | None) -> str:
    ends = _ends(state)
    if ends is None:
        return f"{center.energy}: {sentences.state_words(state)}"
    return _("%(center)s: proven %(low)s, at best %(high)s, acceptable from 60") % {
        "center": center.energy,
        "low": words.number(ends[0], 0),
        "high": words.number(ends[1], 0),
    }


def _left_out() -> dict[str, tuple[int, int]]:
    """By center, how many rows were left out, and of how many."""
    newest = VitalSnapshot.objects.order_by("vital", "-day").distinct("vital")
    rows = VitalSnapshot.objects.filter(pk__in=newest.values("pk"), excluded__isnull=False)
    counted = rows.values_list("center").annotate(out=Sum("excluded"), counted=Sum("n"))
    return {center: (out or 0, (out or 0) + (n or 0)) for center, out, n in counted}


def _formulas(scores: list[float], whole: rules.Whole) -> list[str]:
    """The whole with its numbers: what is proven, and what it is made of."""
    product = " × ".join(words.number(score, 1) for score in scores)
    added = " + ".join(words.number(score, 1) for score in scores)
    return [
        _("Whole: seventh root of (%(product)s) = %(whole)s")
        % {"product": product, "whole": words.number(whole.low, 1)},
        _("Level: (%(added)s) ÷ 7 = %(level)s")
        % {"added": added, "level": words.number(whole.level, 1)},
        _("Evenness: %(whole)s ÷ %(level)s = %(even)s")
        % {
            "whole": words.number(whole.low, 1),
            "level": words.number(whole.level, 1),
            "even": words.number(whole.evenness, 2),
        },
    ]


def moving_as_one(who: Person, now: datetime) -> list[AsOne]:
    """Pairs whose values moved as one over the last year, closest first."""
    if not who.is_staff_member:
        return []
    offered = centers.vitals()
    values: dict[str, dict[date, float]] = {}
    kept = VitalSnapshot.objects.filter(
        day__gt=firm_day(now) - YEAR, value__isnull=False, vital__in=offered
    )
    for name, day, value in kept.values_list("vital", "day", "value"):
        values.setdefault(name, {})[day] = value or 0.0
    found = []
    for one, other in itertools.combinations(sorted(values), 2):
        days = sorted(values[one].keys() & values[other].keys())
        together = rules.moves_as_one(
            [values[one][day] for day in days], [values[other][day] for day in days]
        )
        if together is not None:
            found.append(AsOne(one, other, together, len(days)))
    return sorted(found, key=lambda pair: -pair.correlation)
