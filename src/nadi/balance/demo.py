"""The demo firm's last three months as balance would have kept them.

Nothing is invented: each past day is read from the rows the other packages' demos left, by the very
vitals and rules of every night. The last five weeks are read daily, the weeks before once each.
"""

from datetime import timedelta

from nadi.accounts.models import Person, Role
from nadi.balance import actions, preparing, snapshots
from nadi.core import centers
from nadi.core.demo import TELLER, Story

DAILY = 35
WEEKLY = 91
EVENING = 21

INTENDED = {
    "agreements": 8,
    "learning": 8,
    "monitoring": 14,
    "maintenance": 18,
    "desk": 40,
    "planning": 6,
    "culture": 6,
}


def tell(story: Story) -> None:
    """Say what is intended, and keep the days up to now."""
    owner = Person.objects.filter(role=Role.OWNER).first()
    long_ago = story.day(WEEKLY).date()
    actions.set_intention(INTENDED, on=long_ago, by=owner or TELLER)
    seven = centers.centers()
    for ago in [*range(WEEKLY, DAILY, -7), *range(DAILY, 0, -1)]:
        moment = min(story.day(ago, EVENING), story.now - timedelta(days=ago))
        snapshots.write_day(moment, seven, count_excluded=False)
    actions.take_snapshot(story.now, count_excluded=True, by=TELLER)
    preparing.prepare(story.now)
