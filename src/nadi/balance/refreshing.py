"""What the clock does each minute: hear which facts came, and read again what they touched.

One fact must cost next to nothing: it goes the short way (`balance.short_way`). Whatever is out of
the ordinary (another day, another definition, a clock that stood still, a fact without a client, a
center that cannot be read) goes the long way: the whole center, with all that its days say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from django.db import transaction

from nadi.balance import short_way, snapshots
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.centers import CenterConfig
from nadi.core.facts import name_of
from nadi.core.statements import rows, run
from nadi.core.vitals import Clients, Vital

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
    for center in centers.centers() if may_be_short and labels else ():
        if center.label in labels - unread and _move(center, heard, now):
            long_way.discard(center.label)
    if long_way:
        snapshots.write_touched(now, heard.vitals, long_way)
    return sorted(labels)


def _move(center: CenterConfig, heard: Heard, now: datetime) -> bool:
    """False where not every fact named its client, or more may be otherwise than readings."""
    touched = heard.of(center.label)
    named = {name: clients for name, clients in touched.items() if clients is not None}
    may_cap = center.label in heard.capped
    return named == touched and short_way.move(center, named, now, look_at_caps=may_cap)


def take_in(day: date) -> None:
    """The facts heard so far will be read with everything else."""
    run(HEARD, [LOCK, day])


def _hear(day: date) -> tuple[Heard, set[str]]:
    """What facts touched, and the labels of the centers that could not be read."""
    heard, unread = Heard(), set[str]()
    for fact, client, label in rows(HEARD, [LOCK, day]):
        if label:
            unread.add(label)
            continue
        vitals, capped = what_a_fact_touches(fact)
        for name in vitals:
            known = heard.vitals.get(name, frozenset())
            whole = known is None or client is None
            heard.vitals[name] = None if whole else (known or frozenset()) | {client}
        heard.capped |= capped
    return heard, unread


def what_a_fact_touches(fact: str) -> tuple[list[str], set[str]]:
    """The vitals it touches, and the labels of the centers whose caps it may move."""
    touching = {center.label: _touching(center) for center in centers.centers()}
    capped = {label for label, (_vitals, caps) in touching.items() if fact in caps}
    return [name for vitals, _caps in touching.values() for name in vitals.get(fact, ())], capped


Touching = tuple[Mapping[str, list[str]], frozenset[str]]
_known: dict[str, tuple[tuple[Vital, ...], Touching]] = {}


def _touching(center: CenterConfig) -> Touching:
    """By the names of facts the vitals of a center, and the facts that may move its caps; gathered
    once, and again where it offers others."""
    offered = center.vitals
    known = _known.get(center.label)
    if known is not None and known[0] is offered:
        return known[1]
    vitals: dict[str, list[str]] = {}
    for vital in offered:
        for name in {name_of(fact) for fact in vital.touched_by}:
            vitals.setdefault(name, []).append(vital.name)
    found = vitals, frozenset(name_of(fact) for fact in center.caps_moved_by)
    _known[center.label] = offered, found
    return found
