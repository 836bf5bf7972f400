"""What Sacral asks for: the first of its needs, each with the page that does it."""

from datetime import datetime

from nadi.accounts.models import Person
from nadi.core.vitals import MOST_ALIKE, Ask
from nadi.learning.queries.needs import needs_now


def asks(who: Person, now: datetime) -> list[Ask]:
    """What would help most today, most pressing first. Nothing here is broken or waits past a
    promise, so nothing is urgent."""
    return [
        Ask(
            center="learning",
            title=need.title,
            why=need.why,
            button=need.button,
            url=need.url,
            method="get",
            minutes=need.minutes,
            vital=need.vital,
            gain_rows=need.gain_rows,
        )
        for need in needs_now(who, now, MOST_ALIKE)
    ]
