"""What the clock does each minute: hear which facts came, and read again what they touched.

One fact must cost next to nothing. So the usual case takes five statements: which facts; what is
known of their centers; the vital of that client; its sums; the day's row of vital and center. What
earlier days say is kept with the day (`KeptCenter`), the other vitals of the center keep their row
of today, and its caps stand unless a fact may move them. Whatever is out of the ordinary (another
day, another definition, a clock that stood still, a fact without a client, a center that cannot be
read) goes the long way: the whole center, with all that its days say.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction

from nadi.balance import kept, outlook, rules, snapshots
from nadi.balance.models import VitalSnapshot
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.facts import Fact, name_of
from nadi.core.statements import run
from nadi.core.vitals import Clients

log = structlog.get_logger(__name__)

#: The facts, which are taken away, and the centers that could not be read when they were last
#: looked at on this day. One at a time: a second one waits here, and finds what the first has left.
HEARD = """
WITH heard AS (
    DELETE FROM balance_touched WHERE (SELECT count(*) FROM pg_advisory_xact_lock(%s)) = 1
    RETURNING fact, client_id
)
SELECT fact, client_id, '' FROM heard
UNION ALL
SELECT '', NULL, center FROM balance_centersnapshot WHERE verdict = 'unread' AND day = %s
"""
LOCK = 0x6E616469  # "nadi"
KNOWN = """
SELECT c.verdict, c.low, c.caps, c.neglect, c.change, k.vitals, k.whole_at,
       k.definitions = (SELECT coalesce(max(id), 0) FROM balance_definition),
       (SELECT json_object_agg(v.vital, v.score) FROM balance_vitalsnapshot v
        WHERE v.center = c.center AND v.day = c.day)
FROM balance_centersnapshot c
JOIN balance_keptcenter k ON k.center = c.center AND k.day = c.day
WHERE c.center = %s AND c.day = %s
"""


@dataclass(slots=True)
class Heard:
    """What facts touched: by vital the clients they named (None: everybody), and the centers whose
    caps they may move."""

    vitals: dict[str, Clients] = field(default_factory=dict)
    capped: set[str] = field(default_factory=set)

    @property
    def labels(self) -> set[str]:
        return {name.split(".")[0] for name in self.vitals} | self.capped

    def of(self, label: str) -> dict[str, Clients]:
        return {name: who for name, who in self.vitals.items() if name.split(".")[0] == label}


@dataclass(frozen=True, slots=True)
class Known:
    """A center's row of today, and what is kept with it of the days before."""

    verdict: str
    low: float
    caps: list[dict[str, Any]]
    neglect: dict[str, Any] | None
    change: dict[str, Any] | None
    vitals: dict[str, dict[str, object] | None]
    whole_at: datetime
    is_as_defined: bool
    scores: dict[str, float | None]

    def may_move(self, center: CenterConfig, touched: Mapping[str, Clients], now: datetime) -> bool:
        """Whether nothing but these readings can be otherwise than on the row."""
        versions = {vital.name: vital.version for vital in center.vitals}
        return (
            self.is_as_defined
            and now - kept.TOO_OLD <= self.whole_at <= now
            and None not in touched.values()
            and self.vitals.keys() == versions.keys()
            and all(p is None or p["version"] == versions[v] for v, p in self.vitals.items())
        )


def refresh(now: datetime) -> list[str]:
    """Read again what facts touched, and what could not be read before; returns the labels of the
    centers. Only the facts heard here are taken away: one that arrives meanwhile is heard the next
    time. Where something cannot be read, all is done again the long way, center by center."""
    try:
        with transaction.atomic():
            return _refresh(now, may_be_short=True)
    except Exception:  # boundary: whatever failed, the long way says which center it was
        log.exception("refresh_goes_the_long_way")
    with transaction.atomic():
        return _refresh(now, may_be_short=False)


def _refresh(now: datetime, *, may_be_short: bool) -> list[str]:
    heard, unread = _hear(firm_day(now))
    labels = heard.labels | unread
    long_way = set(labels)
    for center in centers.centers() if may_be_short else ():
        if center.label in labels - unread and _move(center, heard, now):
            long_way.discard(center.label)
    if long_way:
        snapshots.write_touched(now, heard.vitals, long_way)
    return sorted(labels)


def take_in(day: date) -> None:
    """The facts heard so far will be read with everything else."""
    run(HEARD, [LOCK, day])


def _hear(day: date) -> tuple[Heard, set[str]]:
    """What facts touched, and the labels of the centers that could not be read."""
    heard, unread = Heard(), set[str]()
    rows = run(HEARD, [LOCK, day]).fetchall()
    touching, capping = what_facts_touch({fact for fact, _client, _label in rows})
    for fact, client, label in rows:
        if label:
            unread.add(label)
        for name in touching.get(fact, ()):
            known = heard.vitals.get(name, frozenset())
            whole = known is None or client is None
            heard.vitals[name] = None if whole else (known or frozenset()) | {client}
        heard.capped.update(capping.get(fact, ()))
    return heard, unread


def what_facts_touch(facts: set[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By the fact's name: the vitals it touches, and the centers whose caps it may move."""
    vitals: dict[str, list[str]] = {}
    caps: dict[str, list[str]] = {}
    for center in centers.centers():
        for vital in center.vitals:
            for name in _names(vital.touched_by) & facts:
                vitals.setdefault(name, []).append(vital.name)
        for name in _names(center.caps_moved_by) & facts:
            caps.setdefault(name, []).append(center.label)
    return vitals, caps


@functools.cache
def _names(facts: tuple[type[Fact], ...]) -> frozenset[str]:
    return frozenset(name_of(fact) for fact in facts)


def _known(label: str, day: date) -> Known | None:
    """The center's row of today, where all that earlier days say of it is kept."""
    found = run(KNOWN, [label, day]).fetchone()
    if found is None:
        return None
    verdict, low, caps, neglect, change, vitals, whole_at, is_as_defined, scores = found
    return Known(
        verdict,
        low,
        json.loads(caps),  # what Django keeps as JSON comes as text
        neglect and json.loads(neglect),
        change and json.loads(change),
        json.loads(vitals),
        whole_at,
        is_as_defined,
        scores or {},
    )


def _move(center: CenterConfig, heard: Heard, now: datetime) -> bool:
    """Move the touched vitals' rows of today, and the center's; False where that is not enough."""
    day, touched = firm_day(now), heard.of(center.label)
    known = _known(center.label, day)
    if known is None or not known.may_move(center, touched, now):
        return False
    counted = {name: snapshots.Past.of(p) for name, p in known.vitals.items() if p}
    vitals = {vital.name: vital for vital in center.vitals if vital.name in counted}
    rows: list[VitalSnapshot] = []
    for name, clients in touched.items():
        if name in vitals:  # else it was taken away, and counts no more
            total = kept.move(kept.look(vitals[name], clients, now), now)
            rows.append(snapshots.vital_row(vitals[name], total, counted[name], now))
    scores = known.scores | {row.vital: row.score for row in rows}
    may_move = center.label in heard.capped
    caps = snapshots.plain_caps(center.caps(now)) if may_move else known.caps
    state = rules.center_state(
        [
            past.state(name, scores[name], vitals[name].goalposts.source, day)
            for name, past in counted.items()
        ],
        [cap["at"] for cap in caps],
    )
    row = snapshots.center_row(center.label, day, now, state, caps)
    outlook.follow(row, known)
    snapshots.store(rows, [row])
    return True
