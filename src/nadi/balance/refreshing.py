"""What the clock does each minute: hear which facts came, and read again what they touched.

One fact must cost next to nothing: it goes the short way (`balance.short_way`). Whatever is out of
the ordinary (another day, another definition, a clock that stood still, a fact without a client, a
center that cannot be read) goes the long way: the whole center, with all that its days say.
"""

from datetime import datetime

import structlog
from django.db import transaction

from nadi.balance import kept, short_way, snapshots
from nadi.core.statements import rows, run
from nadi.core.vitals import Clients

log = structlog.get_logger(__name__)

#: What is to be read again, up to the newest that was heard, which is taken away. One at a time: a
#: second one waits here, and finds what the first has left.
HEARD = """
DELETE FROM balance_touched WHERE (SELECT count(*) FROM pg_advisory_xact_lock(%s)) = 1
AND id <= coalesce(%s::bigint, id)
RETURNING center, vital, client_id
"""


def refresh(now: datetime) -> list[str]:
    """Read again what facts touched, and what could not be read before; returns the labels of the
    centers. Only what is heard here is taken away: what comes later is of a later moment than
    `now`, and heard the next time."""
    found = short_way.hear(now)
    if not found:
        return []
    heard, moved = {label for label, *_known in found}, set[str]()
    try:
        moved.update(short_way.move(found, now))
    except Exception:  # boundary: whatever failed, the long way says which center it was
        log.exception("refresh_goes_the_long_way")
    if moved != heard:
        newest = max(number for _center, _vital, _client, ids, *_known in found for number in ids)
        moved |= _go_the_long_way(now, newest)
    return sorted(moved)


@transaction.atomic
def _go_the_long_way(now: datetime, newest: int) -> set[str]:
    labels: set[str] = set()
    touched: dict[str, Clients] = {}
    for label, vital, client in rows(HEARD, [kept.LOCK, newest]):
        labels.add(label)
        known = touched.get(vital, frozenset())
        touched[vital] = None if known is None or client is None else known | {client}
    if labels:
        snapshots.write_touched(now, touched, labels)
    return labels


def take_in() -> None:
    """What was heard so far will be read with everything else."""
    run(HEARD, [kept.LOCK, None])
