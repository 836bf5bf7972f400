"""Why the state changed between two weeks: parts that add up to the change exactly."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.balance import outlook, rules
from nadi.balance.models import CenterSnapshot, Definition, VitalSnapshot
from nadi.clients.firm import firm_day
from nadi.core import centers, words
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound

FURTHEST = 52
POSTS = ("floor", "acceptable", "good", "best", "falls_after", "gone_by")


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a change. `vital` names the figure behind it where there is one."""

    name: str
    points: float
    text: str
    vital: str = ""


@dataclass(frozen=True, slots=True)
class CenterChange:
    """One center, then and now; `of_whole` is its part in the change of the whole."""

    center: CenterConfig
    before: float
    after: float
    points: float
    of_whole: float | None
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Change:
    """`whole` is (before, after) where all seven can be compared. `usual` is the largest change of
    the twelve weeks before, None where too few are known to say what is usual."""

    from_day: date
    to_day: date
    weeks: int
    whole: tuple[float, float] | None
    largest: float
    centers: list[CenterChange]
    unlike: list[CenterConfig]
    is_news: bool
    usual: float | None
    definitions: list[Definition]


@dataclass(frozen=True, slots=True)
class _Day:
    center: CenterSnapshot | None
    vitals: Mapping[tuple[str, str], float]


def change(who: Person, now: datetime, weeks: int = 1) -> Change:
    """This day against the one so many weeks before; where a day was not read, one shortly before
    stands for it."""
    if not who.is_staff_member or not 1 <= weeks <= FURTHEST:
        raise NotFound(_("There is no such comparison."))
    to_day = _newest_day(firm_day(now))
    from_day = to_day - timedelta(days=7 * weeks)
    old, new = _days(from_day), _days(to_day)
    seven = centers.centers()
    both = [c for c in seven if _scored(old[c.label]) and _scored(new[c.label])]
    before = [_ends(old[c.label])[0] for c in seven]
    after = [_ends(new[c.label])[0] for c in seven]
    whole = _whole(old, new, seven)
    found = [
        _of_center(c, old[c.label], new[c.label], before, after, n, whole is not None)
        for n, c in enumerate(seven)
        if c in both
    ]
    found.sort(key=lambda one: -abs(one.points if one.of_whole is None else one.of_whole))
    usual, is_news = _noise(to_day, weeks, whole)
    parts = [abs(one.points if one.of_whole is None else one.of_whole) for one in found]
    return Change(
        from_day=from_day,
        to_day=to_day,
        weeks=weeks,
        whole=whole,
        largest=max(parts, default=0.0),
        centers=found,
        unlike=[c for c in seven if c not in both],
        is_news=is_news,
        usual=usual,
        definitions=list(
            Definition.objects.filter(from_day__gt=from_day, from_day__lte=to_day)
            .exclude(what=Definition.What.BEGAN)
            .order_by("-id")
        ),
    )


def _newest_day(day: date) -> date:
    kept = (
        CenterSnapshot.objects.filter(day__lte=day).order_by("-day").values_list("day", flat=True)
    )
    return kept.first() or day


def _days(day: date) -> dict[str, _Day]:
    """Each center as it was kept on that day, or at most three days before."""
    rows = CenterSnapshot.objects.filter(
        day__lte=day, day__gte=day - timedelta(days=outlook.NEAR), verdict=rules.Verdict.SCORED
    )
    kept = {row.center: row for row in rows.order_by("center", "-day").distinct("center")}
    scores: dict[tuple[str, date], dict[tuple[str, str], float]] = {}
    snapshots = VitalSnapshot.objects.filter(day__in={row.day for row in kept.values()})
    for row in snapshots:
        mine = scores.setdefault((row.center, row.day), {})
        mine[row.vital, _as_defined(row)] = rules.FLOOR if row.score is None else row.score
    return {
        center.label: _Day(
            kept.get(center.label),
            scores.get((center.label, kept[center.label].day), {}) if center.label in kept else {},
        )
        for center in centers.centers()
    }


def _as_defined(row: VitalSnapshot) -> str:
    """Version and posts: a score on other posts is another figure, whatever its version says."""
    posts = row.goalposts
    return " ".join([str(row.version), *(str(posts.get(name)) for name in POSTS)])


def _scored(day: _Day) -> bool:
    return day.center is not None


def _ends(day: _Day) -> tuple[float, float]:
    """The low and high end; a center without a score counts from the floor, as in the whole."""
    return (day.center.low, day.center.high) if day.center else (rules.FLOOR, 100.0)


def _whole(
    old: Mapping[str, _Day], new: Mapping[str, _Day], seven: Sequence[CenterConfig]
) -> tuple[float, float] | None:
    """None where too few centers have a score on either day."""
    wholes = [
        rules.whole_of([_ends(days[c.label]) if _scored(days[c.label]) else None for c in seven])
        for days in (old, new)
    ]
    before, after = wholes
    return (before.low, after.low) if before is not None and after is not None else None


def _of_center(
    center: CenterConfig,
    old: _Day,
    new: _Day,
    before: Sequence[float],
    after: Sequence[float],
    index: int,
    in_whole: bool,
) -> CenterChange:
    parts = rules.explain_center(
        rules.Then(before[index], old.vitals), rules.Then(after[index], new.vitals)
    )
    factor = rules.share_of_whole(before, after, index)
    points = after[index] - before[index]
    bars = [
        Bar(
            _name(name),
            part,
            words.signed(part),
            "" if name in (rules.CAP, rules.DEFINITION) else name,
        )
        for name, part in sorted(parts.items(), key=lambda one: -abs(one[1]))
        if abs(part) >= 0.005
    ]
    return CenterChange(
        center=center,
        before=before[index],
        after=after[index],
        points=points,
        of_whole=points * factor if in_whole else None,
        bars=bars,
    )


def _name(part: str) -> str:
    if part == rules.CAP:
        return _("A cap that came or went")
    if part == rules.DEFINITION:
        return _("What is counted, or how, is not the same")
    vital = centers.vitals().get(part)
    return str(vital.title) if vital else part


def _noise(
    to_day: date, weeks: int, whole: tuple[float, float] | None
) -> tuple[float | None, bool]:
    """The largest change of the whole in the twelve windows before; whether this one is more."""
    if whole is None:
        return None, False
    labels = [center.label for center in centers.centers()]
    step = timedelta(days=7 * weeks)
    since = to_day - step * 13 - timedelta(days=outlook.NEAR)
    lows = outlook.lows_of(labels, since, to_day)
    wholes = []
    for ago in range(1, 14):
        ends = [outlook.near(lows[label], to_day - step * ago) for label in labels]
        found = rules.whole_of([None if low is None else (low, low) for low in ends])
        wholes.append(None if found is None else found.low)
    changes = [
        new - old for new, old in itertools.pairwise(wholes) if new is not None and old is not None
    ]
    if len(changes) < rules.NOISE_NEEDED:
        return None, False
    usual = max(abs(one) for one in changes)
    return usual, rules.worth_saying(whole[1] - whole[0], changes)
