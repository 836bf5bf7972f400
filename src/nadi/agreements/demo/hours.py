"""Four weeks of work beside the tickets."""

from datetime import timedelta

from nadi.accounts.demo import person
from nadi.agreements import actions
from nadi.agreements.demo.papers import DEALS
from nadi.agreements.models import TimeEntry
from nadi.agreements.queries import work_type
from nadi.clients.demo import client
from nadi.core.demo import Story

# Hours a week beside the tickets: who, kind of work, minutes, how often, for clients or not.
WEEK = (
    ("Aisha Karim", "monitoring", 40, 5, True),
    ("Tomas Vela", "monitoring", 45, 5, True),
    ("Lena Fischer", "monitoring", 35, 4, True),
    ("Lena Fischer", "proactive", 60, 4, True),
    ("Jonas Berg", "proactive", 55, 4, True),
    ("Tomas Vela", "backup", 50, 3, True),
    ("Ruth Osei", "administration", 50, 5, False),
    ("Maya Lindqvist", "administration", 45, 4, False),
    ("Maya Lindqvist", "people", 45, 3, False),
    ("Henrik Dahl", "people", 40, 2, False),
    ("Henrik Dahl", "planning", 55, 3, True),
    ("Jonas Berg", "training", 45, 2, False),
    ("Aisha Karim", "documentation", 30, 1, True),
)


def tell(story: Story) -> None:
    """Each entry was written down soon after it ended."""
    served = [client(deal.client) for deal in DEALS]
    kinds = {slug: work_type(slug) for _, slug, *_ in WEEK}
    people = {name: person(name) for name, *_ in WEEK}
    written = []
    for week in range(4):
        for who, slug, minutes, times, for_clients in WEEK:
            for turn in range(times):
                ended = story.day(7 * week + turn + 1, 9 + (turn * 2 + len(slug)) % 7, 15)
                if ended.weekday() >= 5:
                    continue
                party = served[(turn + 3 * week + len(slug)) % len(served)]
                entry = actions.log_time(
                    people[who],
                    work_type=kinds[slug],
                    minutes=minutes + story.rng.randint(-8, 8),
                    client=party if for_clients else None,
                    ended_at=ended,
                    by=people[who],
                )
                entry.made_at = ended + timedelta(minutes=story.rng.randint(1, 50))
                written.append(entry)
    TimeEntry.objects.bulk_update(written, ["made_at"])
