"""How a day's rows are made: every vital read, scored with what earlier days say, and stored."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import structlog
from django.db import models, transaction
from django.db.models import Count, Min, Sum

from nadi.balance import rules
from nadi.balance.models import CenterSnapshot, Hold, VitalSnapshot
from nadi.balance.queries.hours import firm_day
from nadi.core import centers
from nadi.core.vitals import Reading, Vital, Window

log = structlog.get_logger(__name__)
YEAR = timedelta(days=365)
History = dict[tuple[str, int], "Past"]


class Past:
    """What earlier days say of one vital in one version."""

    __slots__ = ("earlier", "first_day", "own")

    def __init__(self) -> None:
        self.own: float | None = None
        self.first_day: date | None = None
        self.earlier: rules.Earlier | None = None


def write_day(now: datetime, some: Iterable[centers.CenterConfig], count_excluded: bool) -> None:
    day = firm_day(now)
    past = _history(day)
    vitals: list[VitalSnapshot] = []
    rows: list[CenterSnapshot] = []
    for center in some:
        try:
            with transaction.atomic():
                mine = [_vital_row(v, past, day, now, count_excluded) for v in center.vitals]
                caps = center.caps(now)
        except Exception:  # boundary: one center that cannot be read must not blind the others
            log.exception("center_unread", center=center.label)
            rows.append(_center_row(center.label, day, now, rules.unread(), []))
            continue
        vitals += mine
        state = rules.center_state(
            [_state_of(row, past) for row in mine], [float(cap.at) for cap in caps]
        )
        said = [{"at": float(c.at), "sentence": str(c.sentence), "url": c.url} for c in caps]
        rows.append(_center_row(center.label, day, now, state, said))
    _store(vitals, rows)


def _vital_row(
    vital: Vital, past: History, day: date, now: datetime, count_excluded: bool
) -> VitalSnapshot:
    window = Window.before(now, vital.window)
    counted = counted_of(vital.read(window, None))
    known = past.get((vital.name, vital.version), Past())
    sight = rules.Sight(vital.unit, vital.goalposts, vital.window, vital.ttl)
    found = rules.measure(counted, sight, known.own, known.earlier, now)
    excluded = None
    if count_excluded:
        excluded = sum(bool(row.excluded) for row in vital.rows(window, None, None))
    return VitalSnapshot(
        day=day,
        center=vital.center,
        vital=vital.name,
        version=vital.version,
        window_start=window.start,
        window_end=window.end,
        numerator=counted.numerator,
        denominator=counted.denominator,
        n=counted.n,
        excluded=excluded,
        fresh_at=counted.fresh_at,
        goalposts=_plain_posts(vital),
        own_rate=known.own,
        value=None if found.value is None else float(found.value),
        leaned=None if found.leaned is None else float(found.leaned),
        score=found.score,
        hold=found.hold,
        taken_at=now,
    )


def counted_of(readings: Iterable[Reading]) -> rules.Counted:
    """All clients and the firm itself, added up."""
    return rules.added_up((r.numerator, r.denominator, r.n, r.fresh_at) for r in readings)


def _state_of(row: VitalSnapshot, past: History) -> rules.VitalState:
    first = past.get((row.vital, row.version), Past()).first_day
    return rules.VitalState(
        vital=row.vital,
        score=row.score,
        sourced=bool(row.goalposts["source"]),
        days=(row.day - first).days if first else 0,
    )


def _center_row(
    label: str, day: date, now: datetime, state: rules.CenterState, caps: list[dict[str, object]]
) -> CenterSnapshot:
    return CenterSnapshot(
        day=day,
        center=label,
        verdict=state.verdict,
        low=state.low,
        high=state.high,
        known=state.known,
        of=state.of,
        vitals_missing=state.vitals_missing,
        days_missing=state.days_missing,
        caps=caps,
        taken_at=now,
    )


def _plain_posts(vital: Vital) -> dict[str, str | None]:
    posts = vital.goalposts
    plain: dict[str, str | None] = {
        name: str(getattr(posts, name)) for name in ("floor", "acceptable", "good", "best")
    }
    for name in ("falls_after", "gone_by"):
        end = getattr(posts, name)
        plain[name] = None if end is None else str(end)
    return plain | {"source": posts.source, "grade": posts.grade}


def _history(day: date) -> History:
    """What the days before `day` say, of all vitals, in two statements."""
    past: History = {}
    before = VitalSnapshot.objects.filter(day__lt=day, n__gt=0)
    for row in (
        before.filter(day__gte=day - YEAR)
        .values("vital", "version")
        .annotate(
            above=Sum("numerator"), below=Sum("denominator"), days=Count("day"), first=Min("day")
        )
    ):
        one = past.setdefault((row["vital"], row["version"]), Past())
        one.first_day = row["first"]
        if row["below"] and row["days"] >= rules.DAYS_NEEDED:
            one.own = float(row["above"] / row["below"])
    trusted = before.filter(hold=Hold.NONE, score__isnull=False).order_by(
        "vital", "version", "-day"
    )
    for last in trusted.distinct("vital", "version"):
        past.setdefault((last.vital, last.version), Past()).earlier = rules.Earlier(
            score=last.score or rules.FLOOR,
            n=last.n,
            fresh_at=last.fresh_at or last.window_end,
            window_end=last.window_end,
        )
    return past


def _store(vitals: list[VitalSnapshot], rows: list[CenterSnapshot]) -> None:
    VitalSnapshot.objects.bulk_create(
        vitals,
        update_conflicts=True,
        unique_fields=["vital", "day"],
        update_fields=_fields_but(VitalSnapshot, {"id", "vital", "day"}),
    )
    CenterSnapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["center", "day"],
        update_fields=_fields_but(CenterSnapshot, {"id", "center", "day"}),
    )


def _fields_but(model: type[models.Model], keys: set[str]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in keys]
