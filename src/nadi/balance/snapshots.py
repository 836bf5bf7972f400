"""How a day's rows are made: every vital read, scored with what earlier days say, and stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import Count, Min, Model, Sum

from nadi.balance import definitions, kept, outlook, rules
from nadi.balance.definitions import Counting
from nadi.balance.models import CenterSnapshot, Definition, Hold, KeptCenter, Touched, VitalSnapshot
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.statements import run
from nadi.core.vitals import Cap, Clients, Vital, Window

log = structlog.get_logger(__name__)
WEEK, YEAR = timedelta(days=7), timedelta(days=365)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier days say of one vital in one version."""

    own: float | None = None
    first_day: date | None = None
    earlier: rules.Earlier | None = None

    def plain(self, version: int) -> dict[str, object]:
        """As it is kept for the facts of the day."""
        last = self.earlier
        return {
            "version": version,
            "own": self.own,
            "first": self.first_day and self.first_day.isoformat(),
            "earlier": last
            and [last.score, last.n, last.fresh_at.isoformat(), last.window_end.isoformat()],
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Past":
        first, last = plain["first"], plain["earlier"]
        return cls(
            own=plain["own"],
            first_day=first and date.fromisoformat(first),
            earlier=last
            and rules.Earlier(
                last[0], last[1], datetime.fromisoformat(last[2]), datetime.fromisoformat(last[3])
            ),
        )

    def state(self, vital: str, score: float | None, source: str, day: date) -> rules.VitalState:
        days = (day - self.first_day).days if self.first_day else 0
        return rules.VitalState(vital, score, bool(source), days)


NOTHING = Past()
History = dict[tuple[str, int], Past]


def write_day(now: datetime, some: Iterable[CenterConfig], count_excluded: bool) -> None:
    """The rows of the day that `now` lies in, read whole and kept nowhere else: for days gone by,
    of which no fact will come again."""
    counts = definitions.counting(firm_day(now))
    seen = {c.label: _looked(c, counts, None, now, count_excluded) for c in some}
    looks = [look for one in seen.values() if one for look in one.looks]
    _write(now, counts, seen, {one.vital.name: kept.total_of(one, now) for one in looks})
    KeptCenter.objects.all().delete()  # the days before another day say something else now


def write_whole(now: datetime, some: Iterable[CenterConfig], count_excluded: bool) -> None:
    """Read everything anew, keep it, and write the day."""
    day = firm_day(now)
    definitions.note_changes(day)
    counts = definitions.counting(day)
    seen = {c.label: _looked(c, counts, None, now, count_excluded) for c in some}
    _keep(now, counts, seen)


def write_touched(now: datetime, touched: Mapping[str, Clients], labels: Iterable[str]) -> None:
    """Read again what facts touched in these centers, by vital and client (None: everybody), and
    what could not be read before; write their day with all that earlier days say of it."""
    wanted = [center for center in centers.centers() if center.label in set(labels)]
    counts = definitions.counting(firm_day(now))
    vitals = [vital for center in wanted for vital in counts.vitals_of(center)]
    clients = kept.what_to_read(vitals, touched, now)
    _keep(now, counts, {c.label: _looked(c, counts, clients, now, False) for c in wanted})


def look_back_again(label: str, day: date) -> None:
    """What was agreed today is on the row of today, where there is one; nobody else writes it
    meanwhile."""
    run("SELECT pg_advisory_xact_lock(%s)", [kept.LOCK])
    rows = list(CenterSnapshot.objects.filter(center=label, day=day))
    outlook.look_back(rows, day)
    CenterSnapshot.objects.bulk_update(rows, ["neglect", "change"])


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


def _keep(now: datetime, counts: Counting, seen: Seen) -> None:
    """Keep what was read, write the day, and keep what the days before say of it. Of a center that
    could not be read nothing is kept: it is read whole as soon as it can be, first in a minute.
    The books of earlier days are closed: whoever still reckons with one finds it written."""
    looks = [look for one in seen.values() if one for look in one.looks]
    unread = [label for label, one in seen.items() if one is None]
    kept.keep(looks, now)
    kept.forget(seen_not=unread)
    Touched.objects.bulk_create([Touched(center=label, at=now) for label in unread])
    sums = kept.totals([one.vital.name for one in looks])
    past = _write(now, counts, seen, sums)
    day = firm_day(now)
    earlier = CenterSnapshot.objects.filter(center__in=seen, day__gte=day - WEEK, day__lt=day)
    earlier.exclude(book={}).update(book={})
    KeptCenter.objects.filter(center__in=seen).delete()
    KeptCenter.objects.bulk_create(
        KeptCenter(
            center=label,
            day=day,
            definitions=counts.known,
            whole_at=min((sums[one.vital.name].whole_at for one in looked.looks), default=now),
            vitals=dict.fromkeys(counts.removed_of(centers.center(label)))
            | {
                one.vital.name: past.get(key_of(one.vital), NOTHING).plain(one.vital.version)
                for one in looked.looks
            },
        )
        for label, looked in seen.items()
        if looked is not None and counts.is_plain(label)
    )


def _write(now: datetime, counts: Counting, seen: Seen, sums: Mapping[str, kept.Total]) -> History:
    """Score what was read with what earlier days say, and store it."""
    day = firm_day(now)
    past = _history(day, list(seen))
    vitals: list[VitalSnapshot] = []
    rows: list[CenterSnapshot] = []
    for label, looked in seen.items():
        if looked is None:
            rows.append(center_row(label, day, now, rules.unread()))
            continue
        mine = [
            vital_row(one.vital, sums[one.vital.name], past.get(key_of(one.vital), NOTHING), now)
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
        row = center_row(label, day, now, state)
        row.book = _book(mine, sums)
        row.caps = plain_caps(looked.caps)
        rows.append(row)
    outlook.look_back(rows, day)
    store(vitals, rows)
    return past


def _book(rows: Iterable[VitalSnapshot], totals: Mapping[str, kept.Total]) -> dict[str, Any]:
    """What a fact of the day must know of each vital, where it was kept."""
    known = {row.vital: (row.score, totals.get(row.vital)) for row in rows}
    return {
        name: total.sums.plain() | {"score": score}
        for name, (score, total) in known.items()
        if total is not None and total.sums is not None
    }


def key_of(vital: Vital) -> tuple[str, int]:
    return vital.name, vital.version


def plain_caps(caps: Iterable[Cap]) -> list[dict[str, Any]]:
    return [{"at": float(c.at), "sentence": str(c.sentence), "url": c.url} for c in caps]


def _vanished_row(
    gone: Definition, past: History, day: date, now: datetime
) -> VitalSnapshot | None:
    """A vital that is no longer offered, and of which nobody said why, is a source that fell
    silent: its last score fades. None where it never had one."""
    earlier = past.get((gone.vital, gone.version), NOTHING).earlier
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


def vital_row(vital: Vital, total: kept.Total, known: Past, now: datetime) -> VitalSnapshot:
    return VitalSnapshot(
        day=firm_day(now),
        center=vital.center,
        vital=vital.name,
        version=vital.version,
        goalposts=definitions.plain_posts(vital),
        own_rate=known.own,
        whole_at=total.whole_at,
        **scored(vital, total.figure, known, now),
    )


def scored(vital: Vital, figure: kept.Figure, known: Past, now: datetime) -> dict[str, Any]:
    """What is otherwise on a vital's row after its evidence moved."""
    window, counted = Window.before(now, vital.window), figure.counted
    sight = rules.Sight(vital.unit, vital.goalposts, vital.window, vital.ttl)
    found = rules.measure(counted, sight, known.own, known.earlier, now)
    return {
        "window_start": window.start,
        "window_end": window.end,
        "numerator": counted.numerator,
        "denominator": counted.denominator,
        "n": counted.n,
        "excluded": figure.excluded,
        "fresh_at": counted.fresh_at,
        "value": None if found.value is None else float(found.value),
        "leaned": None if found.leaned is None else float(found.leaned),
        "score": found.score,
        "hold": found.hold,
        "taken_at": now,
    }


def _state_of(row: VitalSnapshot, past: History) -> rules.VitalState:
    known = past.get((row.vital, row.version), NOTHING)
    return known.state(row.vital, row.score, row.goalposts["source"], row.day)


def center_row(label: str, day: date, now: datetime, state: rules.CenterState) -> CenterSnapshot:
    return CenterSnapshot(day=day, center=label, **standing(state, now))


def standing(state: rules.CenterState, now: datetime) -> dict[str, Any]:
    """What is otherwise on a center's row after one of its vitals moved."""
    return {
        "verdict": state.verdict,
        "low": state.low,
        "high": state.high,
        "known": state.known,
        "of": state.of,
        "vitals_missing": state.vitals_missing,
        "days_missing": state.days_missing,
        "taken_at": now,
    }


def _history(day: date, labels: list[str]) -> History:
    """What the days before `day` say, of all vitals of these centers, in two statements."""
    before = VitalSnapshot.objects.filter(day__lt=day, n__gt=0, center__in=labels)
    trusted = before.filter(hold=Hold.NONE, score__isnull=False).order_by(
        "vital", "version", "-day"
    )
    earlier = {
        (last.vital, last.version): rules.Earlier(
            score=last.score or rules.FLOOR,
            n=last.n,
            fresh_at=last.fresh_at or last.window_end,
            window_end=last.window_end,
        )
        for last in trusted.distinct("vital", "version")
    }
    past = {key: Past(earlier=last) for key, last in earlier.items()}
    for row in (
        before.filter(day__gte=day - YEAR)
        .values("vital", "version")
        .annotate(
            above=Sum("numerator"), below=Sum("denominator"), days=Count("day"), first=Min("day")
        )
    ):
        key, is_long = (row["vital"], row["version"]), row["days"] >= rules.DAYS_NEEDED
        own = float(row["above"] / row["below"]) if row["below"] and is_long else None
        past[key] = Past(own, row["first"], earlier.get(key))
    return past


def store(vitals: Sequence[VitalSnapshot], rows: Sequence[CenterSnapshot]) -> None:
    """Put the day's rows in place of those that stood there."""
    _in_place(VitalSnapshot, vitals, "vital", "day")
    _in_place(CenterSnapshot, rows, "center", "day")


def _in_place(model: type[M], rows: Sequence[M], *keys: str) -> None:
    names = [field.name for field in model._meta.concrete_fields]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=keys,
        update_fields=[name for name in names if name not in {"id", *keys}],
    )
