"""Judge standing promises from the vitals all centers offer.

The rule is docs/algorithms/standing-promises.md. Vitals are found by name through `core.centers`;
this module imports none of the centers that measure them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from django.db import transaction

from nadi.agreements.events import StandingPromiseJudged
from nadi.agreements.models import StandingPromise, Verdict
from nadi.agreements.queries.promises import latest_verdicts
from nadi.agreements.rules import standing
from nadi.core import centers
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.events import announce
from nadi.core.vitals import Reading, Vital, Window, told_excluded

log = structlog.get_logger(__name__)
NATURAL_BEST = {"at_least": Decimal(100), "at_most": Decimal(0)}


@dataclass(slots=True)
class _Evidence:
    """What one vital said for one window: readings and left-out rows by client."""

    readings: dict[int | None, Reading] = field(default_factory=dict)
    excluded: Counter[int | None] = field(default_factory=Counter)

    def of(self, client_id: int | None) -> standing.Evidence:
        """Added up for a client, or for everybody where there is none. Of a client without rows it
        is known that nothing was due, as freshly as the others are known."""
        found = [r for c, r in self.readings.items() if client_id is None or c == client_id]
        amount = any(reading.denominator is None for reading in found)
        known = found or self.readings.values()
        fresh = [reading.fresh_at for reading in known if reading.fresh_at is not None]
        return standing.Evidence(
            sum((reading.numerator for reading in found), Decimal(0)),
            None if amount else sum((r.denominator or Decimal(0) for r in found), Decimal(0)),
            sum(reading.n for reading in found),
            max(fresh, default=None),
        )

    def left_out(self, client_id: int | None) -> int:
        return self.excluded.total() if client_id is None else self.excluded[client_id]


@action
def judge_promises(
    promises: Iterable[StandingPromise], *, now: datetime, by: Actor
) -> list[Verdict]:
    """One verdict for each promise at this moment; promises already judged at this very moment
    keep theirs, so a job that runs twice writes once."""
    chosen = {promise.pk: promise for promise in promises}
    done = Verdict.objects.filter(promise__in=chosen, window_end=now).values_list("promise")
    for (pk,) in done:
        chosen.pop(pk)
    earlier = _earlier(list(chosen.values()), now)
    offered = centers.vitals()
    groups: dict[tuple[str, int, str], list[StandingPromise]] = defaultdict(list)
    for promise in chosen.values():
        groups[promise.vital, promise.window_days, promise.population].append(promise)
    given = []
    for (name, days, population), members in groups.items():
        vital = offered.get(name)
        window = Window.before(now, timedelta(days=days))
        evidence = _read(vital, window, population or None) if vital else None
        for promise in members:
            given.append(_give(promise, vital, evidence, earlier[promise.pk], window, by))
    before = latest_verdicts(chosen, before=now)
    Verdict.objects.bulk_create(given)
    for verdict in given:
        _tell(verdict, before.get(verdict.promise_id))
    return given


def _read(vital: Vital, window: Window, population: str | None) -> _Evidence | None:
    """What the center says, or None where it cannot be read: one blind center must not blind the
    judgement of the others."""
    found = _Evidence()
    try:
        with transaction.atomic():
            found.readings = {one.client_id: one for one in vital.read(window, population)}
            found.excluded = _left_out(vital, window, population, found.readings.values())
    except Exception:  # boundary: another center's own code
        log.exception("vital_unread", vital=vital.name)
        return None
    return found


def _left_out(
    vital: Vital, window: Window, population: str | None, readings: Collection[Reading]
) -> Counter[int | None]:
    """How many rows of each client were left out; all are read where not every reading tells."""
    if told_excluded(readings):
        return Counter({one.client_id: one.excluded or 0 for one in readings})
    rows = vital.rows(window, None, population)
    return Counter(row.client_id for row in rows if row.excluded)


def _earlier(promises: list[StandingPromise], now: datetime) -> dict[int, list[Verdict]]:
    """Verdicts with a value within the longest half window, for the trend."""
    found: dict[int, list[Verdict]] = defaultdict(list)
    longest = max((promise.window for promise in promises), default=timedelta())
    rows = Verdict.objects.filter(
        promise__in=promises,
        window_end__gte=now - longest / 2,
        window_end__lt=now,
        value__isnull=False,
    )
    for verdict in rows.order_by("window_end"):
        found[verdict.promise_id].append(verdict)
    return found


def _best(vital: Vital, bound: str) -> Decimal | None:
    if vital.unit == "percent" or bound == "at_most":
        return NATURAL_BEST[bound]
    return vital.goalposts.best


def _give(
    promise: StandingPromise,
    vital: Vital | None,
    evidence: _Evidence | None,
    earlier: list[Verdict],
    window: Window,
    by: Actor,
) -> Verdict:
    client_id = promise.version.agreement.client_id
    measure = standing.Measure(
        standing.Bound(promise.bound),
        promise.target,
        promise.window,
        vital.ttl if vital else timedelta(),
        vital.unit if vital else "",
        _best(vital, promise.bound) if vital else None,
    )
    said = evidence.of(client_id) if evidence else None
    points = [standing.Point(v.window_end, v.value) for v in earlier if v.value is not None]
    if said is not None and said.value is not None:
        points.append(standing.Point(window.end, standing.to_decimal(said.value)))
    found = standing.judge(measure, said, points, window.end)
    return Verdict(
        promise=promise,
        answer=found.answer.value,
        reason=found.reason[:240],
        vital_version=vital.version if vital else None,
        window_start=window.start,
        window_end=window.end,
        bound=promise.bound,
        target=promise.target,
        value=None if found.value is None else standing.to_decimal(found.value),
        numerator=said.numerator if said else None,
        denominator=said.denominator if said else None,
        n=said.n if said else 0,
        excluded=evidence.left_out(client_id) if evidence else 0,
        fresh_at=said.fresh_at if said else None,
        judged_by=str(by),
    )


def _tell(verdict: Verdict, before: Verdict | None) -> None:
    """Announce an answer that is new."""
    promise = verdict.promise
    if before is None or before.answer != verdict.answer:
        announce(
            StandingPromiseJudged(
                promise.pk,
                verdict.pk,
                promise.version.agreement.client_id,
                promise.vital,
                verdict.answer,
                before.answer if before else "",
            )
        )
