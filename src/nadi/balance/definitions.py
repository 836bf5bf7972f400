"""Which vitals count, how they are defined, and since when.

A vital does not leave by falling silent or by being renamed: until an owner says why it is gone it
counts as a source that fell silent. Once it was taken away its last score still holds the state
down for as long as the state looks back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from nadi.balance import rules
from nadi.balance.models import Definition, VitalSnapshot
from nadi.core import centers
from nadi.core.vitals import Vital

LOOKS_BACK = timedelta(days=rules.ROLLING)
What = Definition.What


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts on a day. `removed` do not; `lately` are the last scores, by center, of those
    taken away in the last 28 days; `vanished` are no longer offered and nobody said why. This is
    what `known` definitions say, counted before they were read."""

    known: int
    removed: frozenset[str] = frozenset()
    lately: Mapping[str, list[float]] = field(default_factory=dict)
    vanished: Mapping[str, list[Definition]] = field(default_factory=dict)

    def vitals_of(self, center: centers.CenterConfig) -> list[Vital]:
        return [vital for vital in center.vitals if vital.name not in self.removed]

    def removed_of(self, center: centers.CenterConfig) -> list[str]:
        return [vital.name for vital in center.vitals if vital.name in self.removed]

    def is_plain(self, label: str) -> bool:
        """Nothing counts in this center but what it offers: nothing went or vanished lately."""
        return not self.lately.get(label) and not self.vanished.get(label)


def newest(day: date | None = None) -> dict[str, Definition]:
    """The definition of each vital that holds on a day: one statement."""
    rows = Definition.objects.order_by("vital", "-id").distinct("vital")
    return {row.vital: row for row in (rows.filter(from_day__lte=day) if day else rows)}


def counting(day: date) -> Counting:
    count = Definition.objects.count()
    known = newest(day)
    removed = {name: row for name, row in known.items() if row.what == What.REMOVED}
    lately = {name: row for name, row in removed.items() if row.from_day > day - LOOKS_BACK}
    offered = _offered()
    vanished: dict[str, list[Definition]] = {}
    for name, row in known.items():
        if row.what != What.REMOVED and row.center in offered and name not in offered[row.center]:
            vanished.setdefault(row.center, []).append(row)
    return Counting(count, frozenset(removed), _last_scores(lately), vanished)


def _offered() -> dict[str, set[str]]:
    """The names each center offers; a center that cannot even be asked is left out."""
    found = {}
    for center in centers.centers():
        try:
            found[center.label] = {vital.name for vital in center.vitals}
        except ImportError:
            continue
    return found


def _last_scores(rows: Mapping[str, Definition]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    if not rows:
        return found
    kept = VitalSnapshot.objects.filter(vital__in=rows, score__isnull=False)
    for last in kept.order_by("vital", "-day").distinct("vital"):
        found.setdefault(last.center, []).append(last.score or rules.FLOOR)
    return found


def note_changes(day: date) -> None:
    """Write down what is new or defined otherwise than at the last reading."""
    known = newest()
    firsts = (
        {
            (row["vital"], row["version"]): row["first"]
            for row in VitalSnapshot.objects.values("vital", "version").annotate(first=Min("day"))
        }
        if len(known) < len(centers.vitals())
        else {}
    )
    fresh = []
    for vital in centers.vitals().values():
        last, spec = known.get(vital.name), spec_of(vital)
        if last is None:
            first = min(firsts.get((vital.name, vital.version), day), day)
            fresh.append(row_of(vital, first, What.BEGAN))
        elif last.what == What.REMOVED:
            continue
        elif last.version != vital.version:
            fresh.append(
                row_of(vital, day, What.CHANGED, _("Version %(n)d") % {"n": vital.version})
            )
        elif last.spec != spec:
            fresh.append(row_of(vital, day, What.CHANGED, _("Its posts, unit or window changed")))
    Definition.objects.bulk_create(fresh)


def row_of(
    vital: Vital, day: date, what: Definition.What, because: str = "", by: str = "nadi"
) -> Definition:
    return Definition(
        vital=vital.name, center=vital.center, version=vital.version, from_day=day, what=what,
        because=because, by=by, spec=spec_of(vital),
    )  # fmt: skip


def spec_of(vital: Vital) -> dict[str, object]:
    """What a score of this vital hangs on, as plain values."""
    return {
        "title": str(vital.title),
        "unit": vital.unit,
        "direction": vital.direction,
        "window_seconds": int(vital.window.total_seconds()),
        "ttl_seconds": int(vital.ttl.total_seconds()),
        "goalposts": plain_posts(vital),
    }


def plain_posts(vital: Vital) -> dict[str, str | None]:
    posts = vital.goalposts
    plain: dict[str, str | None] = {
        name: str(getattr(posts, name)) for name in ("floor", "acceptable", "good", "best")
    }
    for name in ("falls_after", "gone_by"):
        end = getattr(posts, name)
        plain[name] = None if end is None else str(end)
    return plain | {"source": posts.source, "grade": posts.grade}
