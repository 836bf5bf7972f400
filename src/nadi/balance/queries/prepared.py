"""What Today asks, reckoned ahead: rows that hold until somebody changes what they speak of.

The worker reckons (`balance.preparing`); a page only reads, and reckons afresh what does not hold.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.utils.translation import get_language

from nadi.accounts.models import Person
from nadi.core import centers
from nadi.core.statements import rows, texts
from nadi.core.vitals import Ask, PromiseCount

HOLDS = timedelta(minutes=10)
BELOW = ("clients", "fleet")  # what every center's asks may name
PROMISES = "promises"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What still holds: the asks of a center by its label, and the counts of all promises."""

    asks: dict[str, list[Ask]]
    promises: list[PromiseCount] | None = None


def key_of(who: Person, center: str) -> str:
    """In the role and the language it was reckoned for: somebody with another role sees less. Where
    a center asks all who lead alike, one row is for all of a zone: they see every client."""
    if who.is_lead and centers.center(center).asks_alike:
        return f"{center} leads {who.zone_name} {get_language()}"
    return f"{center} {who.pk} {who.role} {get_language()}"


def prepared_for(who: Person, labels: Iterable[str], now: datetime) -> Prepared:
    """One statement. Any act that touched a center since makes what was reckoned for it not hold,
    so an act done from Today is never asked for again on the page that follows; so does any fact
    that touches its vitals, for what a machine raises leaves a fact and no act. The routine of
    machines does not: it comes by the hundred, and is reckoned in within minutes."""
    centers_by_key = {key_of(who, label): label for label in labels}
    found = held([*centers_by_key, PROMISES], now)
    counts = found.pop(PROMISES, None)
    return Prepared(
        asks={
            centers_by_key[key]: [_ask(one) for one in json.loads(asks)]
            for key, (asks, _) in found.items()
        },
        promises=[PromiseCount(**one) for one in json.loads(counts[1])] if counts else None,
    )


def still(now: datetime) -> tuple[str, list[object]]:
    """The condition under which a row `p` still holds, and what it asks. What never varies in a
    process stands in its text: so PostgreSQL sees that one plan serves every time."""
    return _still(frozenset(centers.routine())), [now - HOLDS, now]


@lru_cache(maxsize=8)
def _still(routine: frozenset[str]) -> str:
    machines = texts(sorted(routine))
    return (
        "p.at > %s AND p.at <= %s AND NOT EXISTS ("  # noqa: S608  names of ours
        " SELECT FROM core_auditrow a WHERE a.id > p.mark"
        f" AND NOT (a.actor_id IS NULL AND a.verb = ANY('{machines}'::text[])) AND ("
        " split_part(a.verb, '.', 1) = ANY(p.touched_by)"
        " OR (a.actor_id IS NOT NULL"
        f" AND split_part(a.verb, '.', 1) = ANY('{texts(BELOW)}'::text[]))))"
        " AND NOT EXISTS (SELECT FROM core_event e WHERE e.name = ANY(p.facts) AND e.id > p.heard)"
    )


def held(keys: Sequence[str], now: datetime) -> dict[str, tuple[str, str]]:
    """The asks and promises of the rows with these keys that still hold, as JSON. One statement."""
    condition, asked = still(now)
    found = rows(
        "SELECT p.key, p.asks, p.promises FROM balance_prepared p"  # noqa: S608  words of ours
        f" WHERE p.key = ANY(%s) AND {condition}",
        [list(keys), *asked],
    )
    return {key: (asks, promises) for key, asks, promises in found}


def _ask(stored: dict[str, str]) -> Ask:
    method: Literal["get", "post"] = "post" if stored["method"] == "post" else "get"
    return Ask(
        center=stored["center"],
        title=stored["title"],
        why=stored["why"],
        button=stored["button"],
        url=stored["url"],
        method=method,
        minutes=int(stored["minutes"]),
        vital=stored["vital"],
        gain_rows=int(stored["gain_rows"]),
        urgent=bool(stored.get("urgent")),
    )
