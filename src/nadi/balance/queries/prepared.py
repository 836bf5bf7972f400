"""What Today asks, reckoned ahead: rows that hold until somebody changes what they speak of.

The worker reckons (`balance.preparing`); a page only reads, and reckons afresh what does not hold.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import get_language

from nadi.accounts.models import Person
from nadi.core import centers
from nadi.core.statements import rows
from nadi.core.vitals import Ask, PromiseCount

HOLDS = timedelta(minutes=10)
BELOW = ("clients", "fleet")  # what every center's asks may name
PROMISES = "promises"

HOLDING = (
    "SELECT p.key, p.asks, p.promises FROM balance_prepared p"
    " WHERE p.key = ANY(%s) AND p.at > %s AND p.at <= %s AND NOT EXISTS ("
    " SELECT FROM core_auditrow a WHERE a.id > p.mark"
    " AND NOT (a.actor_id IS NULL AND a.verb = ANY(%s)) AND ("
    " split_part(a.verb, '.', 1) = ANY(p.touched_by)"
    " OR (a.actor_id IS NOT NULL AND split_part(a.verb, '.', 1) = ANY(%s))))"
    " AND NOT EXISTS (SELECT FROM core_event e WHERE e.name = ANY(p.facts) AND e.id > p.heard)"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What still holds: the asks of a center by its label, and the counts of all promises."""

    asks: dict[str, list[Ask]]
    promises: list[PromiseCount] | None = None


def key_of(who: Person, center: str) -> str:
    """In the role and the language it was reckoned for: somebody with another role sees less."""
    return f"{center} {who.pk} {who.role} {get_language()}"


def prepared_for(who: Person, labels: Iterable[str], now: datetime) -> Prepared:
    """One statement. Any act that touched a center since makes what was reckoned for it not hold,
    so an act done from Today is never asked for again on the page that follows; so does any fact
    that touches its vitals, for what a machine raises leaves a fact and no act. The routine of
    machines does not: it comes by the hundred, and is reckoned in within minutes."""
    centers_by_key = {key_of(who, label): label for label in labels}
    keys, routine = [*centers_by_key, PROMISES], sorted(centers.routine())
    holding = rows(HOLDING, [keys, now - HOLDS, now, routine, list(BELOW)])
    found = {key: (asks, promises) for key, asks, promises in holding}
    counts = found.pop(PROMISES, None)
    return Prepared(
        asks={
            centers_by_key[key]: [_ask(one) for one in json.loads(asks)]
            for key, (asks, _) in found.items()
        },
        promises=[PromiseCount(**one) for one in json.loads(counts[1])] if counts else None,
    )


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
