"""How a day's rows are made: every vital read, scored with what earlier days say, and stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db import models, transaction
from django.db.models import Count, Min, Sum

from nadi.balance import definitions, kept, outlook, rules
from nadi.balance.definitions import Counting
from nadi.balance.models import CenterSnapshot, Definition, Hold, Touched, VitalSnapshot
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.facts import name_of
from nadi.core.vitals import Cap, Clients, Vital, Window

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


def write_day(now: datetime, some: Iterable[CenterConfig], count_excluded: bool) -> None:
    """The rows of the day that `now` lies in, read whole and kept nowhere else: for days gone by,
    of which no fact will come again."""
    counts = definitions.counting(firm_day(now))
    seen = {c.label: _looked(c, counts, None, now, count_excluded) for c in some}
    _write(now, counts, seen)


def write_whole(now: datetime, some: Iterable[CenterConfig], count_excluded: bool) -> None:
    """Read everything anew, keep it, and write the day."""
    day = firm_day(now)
    definitions.note_changes(day)
    counts = definitions.counting(day)
    seen = {c.label: _looked(c, counts, None, now, count_excluded) for c in some}
    _keep(seen, now)
    _write(now, counts, seen)


def write_touched(now: datetime, touched: Mapping[str, Clients]) -> list[str]:
    """Read again what facts touched, by vital and client (None: everybody), and what could not be
    read before; write the day of those centers and return their labels."""
    labels = {name.split(".")[0] for name in touched} | unread_on(now)
    wanted = [center for center in centers.centers() if center.label in labels]
    counts = definitions.counting(firm_day(now))
    vitals = [vital for center in wanted for vital in counts.vitals_of(center)]
    clients = kept.what_to_read(vitals, touched, now)
    seen = {c.label: _looked(c, counts, clients, now, False) for c in wanted}
    _keep(seen, now)
    _write(now, counts, seen, kept.totals(clients))
    return sorted(seen)


def look_back_again(label: str, day: date) -> None:
    """What was agreed today is on the row of today, where there is one."""
    rows = list(CenterSnapshot.objects.filter(center=label, day=day))
    outlook.look_back(rows, day)
    CenterSnapshot.objects.bulk_update(rows, ["neglect", "change"])


def unread_on(now: datetime) -> set[str]:
    """The centers that could not be read when they were last looked at on this day."""
    today = CenterSnapshot.objects.filter(day=firm_day(now), verdict=rules.Verdict.UNREAD)
    return set(today.values_list("center", flat=True))


@dataclass(frozen=True, slots=True)
class Looked:
    """One center, read: its vitals with what was read of them, and its caps."""

    looks: list[kept.Look]
    caps: list[Cap]


Seen = Mapping[str, Looked | None]


def _looked(
    center: CenterConfig,
    counts: Counting,
    wanted: Mapping[str, Clients] | None,
    now: datetime,
    count_excluded: bool,
) -> Looked | None:
    """None where the center could not be read. Without `wanted` every vital is read whole."""
    try:
        with transaction.atomic():
            looks = [
                kept.look(vital, wanted[vital.name] if wanted else None, now, count_excluded)
                for vital in counts.vitals_of(center)
            ]
            return Looked(looks, center.caps(now))
    except Exception:  # boundary: one center that cannot be read must not blind the others
        log.exception("center_unread", center=center.label)
        return None


def _keep(seen: Seen, now: datetime) -> None:
    """Of a center that could not be read nothing is kept: it is read whole as soon as it can be."""
    kept.keep([look for one in seen.values() if one for look in one.looks], now)
    kept.forget(seen_not=[label for label, one in seen.items() if one is None])


def _write(
    now: datetime, counts: Counting, seen: Seen, sums: Mapping[str, kept.Total] | None = None
) -> None:
    """Score what was read with what earlier days say, and store it. `sums` are those of the book;
    without them what was read is all there is."""
    day = firm_day(now)
    past = _history(day, list(seen))
    vitals: list[VitalSnapshot] = []
    rows: list[CenterSnapshot] = []
    for label, looked in seen.items():
        if looked is None:
            rows.append(_center_row(label, day, now, rules.unread(), []))
            continue
        mine = [
            _vital_row(
                one.vital,
                sums[one.vital.name] if sums is not None else kept.total_of(one, now),
                past,
                day,
                now,
            )
            for one in looked.looks
        ]
        gone_silent = [_vanished_row(one, past, day, now) for one in counts.vanished.get(label, [])]
        mine += [row for row in gone_silent if row is not None]
        vitals += mine
        state = rules.center_state(
            [_state_of(row, past) for row in mine],
            [float(cap.at) for cap in looked.caps],
            counts.lately.get(label, []),
        )
        said = [{"at": float(c.at), "sentence": str(c.sentence), "url": c.url} for c in looked.caps]
        rows.append(_center_row(label, day, now, state, said))
    outlook.look_back(rows, day)
    _store(vitals, rows)


def _vanished_row(
    gone: Definition, past: History, day: date, now: datetime
) -> VitalSnapshot | None:
    """A vital that is no longer offered, and of which nobody said why, is a source that fell
    silent: its last score fades. None where it never had one."""
    earlier = past.get((gone.vital, gone.version), Past()).earlier
    if earlier is None:
        return None
    ttl = timedelta(seconds=gone.spec["ttl_seconds"])
    return VitalSnapshot(
        day=day,
        center=gone.center,
        vital=gone.vital,
        version=gone.version,
        window_start=earlier.fresh_at,
        window_end=now,
        numerator=0,
        n=0,
        fresh_at=earlier.fresh_at,
        goalposts=gone.spec["goalposts"],
        score=rules.faded(earlier.score, now - earlier.fresh_at, ttl),
        hold=Hold.SILENT,
        taken_at=now,
    )


def _vital_row(
    vital: Vital, total: kept.Total, past: History, day: date, now: datetime
) -> VitalSnapshot:
    window, counted = Window.before(now, vital.window), total.counted
    known = past.get((vital.name, vital.version), Past())
    sight = rules.Sight(vital.unit, vital.goalposts, vital.window, vital.ttl)
    found = rules.measure(counted, sight, known.own, known.earlier, now)
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
        excluded=total.excluded,
        fresh_at=counted.fresh_at,
        goalposts=definitions.plain_posts(vital),
        own_rate=known.own,
        value=None if found.value is None else float(found.value),
        leaned=None if found.leaned is None else float(found.leaned),
        score=found.score,
        hold=found.hold,
        whole_at=total.whole_at,
        taken_at=now,
    )


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


def _history(day: date, labels: list[str]) -> History:
    """What the days before `day` say, of all vitals of these centers, in two statements."""
    past: History = {}
    before = VitalSnapshot.objects.filter(day__lt=day, n__gt=0, center__in=labels)
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


def needs_refresh(now: datetime) -> bool:
    """Whether a fact was heard since, or a center could not be read."""
    return Touched.objects.exists() or bool(unread_on(now))


def vitals_of_facts() -> dict[str, list[str]]:
    """The vitals that each fact touches, by the fact's name."""
    found: dict[str, list[str]] = {}
    for vital in centers.vitals().values():
        for kind in vital.touched_by:
            found.setdefault(name_of(kind), []).append(vital.name)
    return found
