"""Which relation nobody tends is found in the database; here it is found the plain way."""

import random
from datetime import datetime, timedelta

import time_machine

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day
from nadi.clients.models import Calendar, Client, Vendor
from nadi.core.demo import Story
from nadi.core.tests.chance import seeds
from nadi.culture import queries

DAY = timedelta(days=1)


def same(who: Person, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        late = [one for one in queries.relations(who) if not one.is_tended]
    mine = [one for one in late if one.subject.owner_id == who.pk]
    for others, plain in ((False, mine), (True, mine or late)):
        found = queries.first_untended(who, firm_day(now), others=others)
        assert (found is None) is (not plain)
        if found is not None:
            one = plain[0]
            assert found.name == str(one.subject)
            assert (found.url, found.days) == (one.url, one.days)
            assert found.owner_id == one.subject.owner_id
            assert found.every == one.subject.talk_every_days


def test_over_the_demo(told_demo: Story) -> None:
    for who in Person.objects.staff():
        for days in (0, 40, 200):
            same(who, told_demo.now + days * DAY)
        assert queries.thanks_waiting(who, told_demo.now) == len(
            queries.agenda_for(who, told_demo.now).kudos
        )
        both = queries.meetings(who)
        assert queries.meetings(who, own=True) == [m for m in both if m.pairing.is_between(who)]


@seeds(8)
def test_over_rows_by_chance(
    seed: int, now: datetime, office: Calendar, maya: Person, aisha: Person, jonas: Person,
    harbor: Client,
) -> None:  # fmt: skip
    chance = random.Random(seed)

    def relation() -> dict[str, object]:
        talked = chance.random() < 0.7
        return {
            "owner": chance.choice([maya, aisha, jonas, None]),
            "last_talk_on": (now - chance.randrange(120) * DAY).date() if talked else None,
            "talk_every_days": chance.choice([30, 60, 90]),
        }

    for number in range(8):
        Client.objects.create(
            name=f"C{number}",
            slug=f"c{number}",
            calendar=office,
            state=chance.choice(["managed", "notice", "left"]),
            since=(now - chance.randrange(200) * DAY).date() if chance.random() < 0.6 else None,
            **relation(),
        )
        Vendor.objects.create(name=f"B{number}", **relation())
    for who in (maya, aisha, jonas):
        same(who, now)
