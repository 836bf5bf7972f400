"""What Solar asks for is found in the database; here it is found the plain way, row by row."""

import random
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.demo import Story
from nadi.core.tests.chance import seeds
from nadi.fleet.models import Device
from nadi.monitoring import queries
from nadi.monitoring.models import Alert, AlertRule

DAY = timedelta(days=1)


def same(who: Person, now: datetime) -> None:
    noisy = [one for one in queries.noise(who, now) if one.is_noise and one.told >= 3]
    assert queries.noisiest(who, now, 3) == ((noisy[0].rule, noisy[0].told) if noisy else None)
    waiting = [
        queries.Unanswered(
            one.pk, one.sentence, one.client.name, one.last_raised_at,
            str(one.device or one.check_of or one.client),
        )
        for one in queries.asking(who)
    ]  # fmt: skip
    assert queries.unanswered(who, 50) == waiting[:50]
    assert queries.unanswered(who, 2) == waiting[:2]


def test_over_the_demo(told_demo: Story) -> None:
    for who in Person.objects.staff():
        for days in (-30, 0, 30):
            same(who, told_demo.now + days * DAY)


@seeds(8)
def test_over_rows_by_chance(
    seed: int, now: datetime, maya: Person, jonas: Person, harbor: Client, oak: Client
) -> None:
    chance = random.Random(seed)
    device = Device.objects.create(client=oak, name="FS02", kind="server", state="active")
    scopes = [{}, {"client": harbor}, {"client": oak}, {"device": device}]
    rules = [
        AlertRule.objects.create(
            kind=kind, raise_at=90, owner=maya, reason="so that we know",
            active=chance.random() < 0.8, **scope,
        )
        for scope in scopes
        for kind in ("disk", "memory")
    ]  # fmt: skip
    led_to_work = chance.sample(rules, 3)
    for number in range(120):
        rule = chance.choice(rules)
        at = now - chance.random() * 110 * DAY
        over = chance.random() < 0.8
        outcome = "work" if rule in led_to_work and chance.random() < 0.3 else ""
        Alert.objects.create(
            key=f"{number}",
            rule=rule,
            client=chance.choice([harbor, oak]),
            device=device if chance.random() < 0.3 else None,
            severity=chance.choice(["urgent", "important", "notice"]),
            sentence=f"Trouble {number}.",
            said=chance.choice(["nothing", "raised", "cleared"]),
            raised_at=at,
            last_raised_at=at,
            told_at=at if chance.random() < 0.8 else None,
            cleared_at=at + DAY if over else None,
            flapping=over and chance.random() < 0.2,
            answered_at=at + chance.choice([-1, 1]) * DAY if chance.random() < 0.4 else None,
            outcome=outcome or chance.choice(["", "nothing"]),
        )
    for who in (maya, jonas):
        same(who, now)
