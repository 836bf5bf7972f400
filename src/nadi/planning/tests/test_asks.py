"""Who needs a date is found in the database; here it is found the plain way, client by client."""

import random
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.clients.models import Calendar, Client
from nadi.core.demo import Story
from nadi.core.tests.chance import seeds
from nadi.planning import queries
from nadi.planning.models import Meeting, MeetingRhythm

DAY = timedelta(days=1)


def same(who: Person, now: datetime) -> None:
    plain = [
        queries.Dateless(row.client.name, row.client.slug, row.months, row.last, row.due, row.met)
        for row in queries.standings(who, now)
        if row.needs_date
    ]
    assert queries.without_date(who, now) == plain
    late = [one for one in queries.actions_waiting(who) if one.side == "ours" and one.due_at <= now]
    assert queries.late_of_ours(who, now) == (late[0] if late else None, len(late))


def test_over_the_demo(told_demo: Story) -> None:
    for who in Person.objects.staff():
        for days in (-60, 0, 90):
            same(who, told_demo.now + days * DAY)
    assert queries.without_date(Person.objects.get(name="Maya Lindqvist"), told_demo.now)


@seeds(8)
def test_over_rows_by_chance(
    seed: int, now: datetime, office: Calendar, maya: Person, jonas: Person, harbor: Client
) -> None:
    chance = random.Random(seed)
    for number in range(20):
        began = (now - chance.randrange(400) * DAY).date()
        client = Client.objects.create(
            name=f"C{number:02}",
            slug=f"c{number}",
            calendar=office,
            state=chance.choice(["managed", "managed", "notice", "left", "prospect"]),
            since=began if chance.random() < 0.8 else None,
        )
        if chance.random() < 0.4:
            MeetingRhythm.objects.create(client=client, months=chance.choice([3, 6, 12]))
        for _ in range(chance.randrange(3)):
            at = now + (chance.random() - 0.9) * 300 * DAY
            Meeting.objects.create(
                client=client, at=at, lead=maya, made_by=maya, closed_at=at, sha256="x", document={}
            )
        if chance.random() < 0.3:
            called_off = now if chance.random() < 0.4 else None
            Meeting.objects.create(
                client=client, at=now, lead=maya, made_by=maya, called_off_at=called_off
            )
    for who in (maya, jonas):
        same(who, now)
