"""Words given in ninety days, in every direction, and what became of them."""

from datetime import datetime, timedelta
from typing import TypeVar

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.demo.papers import DEALS, decider
from nadi.agreements.models import Direction, SpokenPromise
from nadi.clients.demo import client
from nadi.clients.models import Client, Vendor
from nadi.core.demo import Story

T = TypeVar("T")
WORDS = (
    "I call you before noon",
    "You get the quote from me",
    "I look at the slow laptop",
    "I send you the new phone list",
    "I ask the vendor and tell you what they say",
    "I move the mailbox tonight",
    "You hear from me when the switch is in",
    "I come by and look at the printer",
    "I send the notes of our talk",
    "I check why the scanner is slow",
)
SPEAKERS = ("Henrik Dahl", "Aisha Karim", "Jonas Berg", "Tomas Vela", "Lena Fischer", "Ruth Osei")


def tell(story: Story) -> None:
    _tell_words(story)
    _tell_open_words(story)


def _tell_words(story: Story) -> None:
    """Words to clients: most kept in time, some late, a few let go or moved."""
    clients = [client(deal.client) for deal in DEALS]
    people = [person(name) for name in SPEAKERS]
    days = [ago for ago in range(90, 0, -1) if story.day(ago).weekday() < 5]
    told = [ago for ago in days for _ in range(3 if ago <= 30 else 1)]
    for number, ago in enumerate(told):
        speaker = people[number % len(people)]
        said_at = story.day(ago, 8, 20 + number % 30)
        due_at = said_at + timedelta(hours=story.rng.choice((4, 5, 7)))
        promise = actions.make_spoken_promise(
            WORDS[number % len(WORDS)],
            due_at=due_at,
            client=clients[(number * 5) % len(clients)],
            owner=speaker,
            said_at=said_at,
            by=speaker,
        )
        _settle(story, promise, number, due_at, speaker)


def _settle(
    story: Story, promise: SpokenPromise, number: int, due_at: datetime, speaker: Person
) -> None:
    early = due_at - timedelta(minutes=story.rng.randint(10, 150))
    if number % 29 == 13:
        actions.let_go_of_promise(
            promise, because="They found the list themselves.", at=early, by=speaker
        )
    elif number % 23 == 11:
        actions.renegotiate_promise(
            promise,
            due_at=due_at + timedelta(hours=20),
            consent=f"{decider(client(str(promise.client)))}, by phone",
            at=early,
            by=speaker,
        )
        actions.keep_promise(promise, at=due_at + timedelta(hours=18), by=speaker)
    elif number % 17 == 5:
        actions.keep_promise(promise, at=due_at + timedelta(hours=3), by=speaker)
    else:
        actions.keep_promise(promise, at=early, by=speaker)


def _tell_open_words(story: Story) -> None:
    """What is open today, in every direction."""

    def say(
        sentence: str,
        by: str,
        hours: float,
        said: int = 2,
        direction: Direction | None = None,
        **about: Client | Person | Vendor,
    ) -> None:
        speaker = person(by)
        actions.make_spoken_promise(
            sentence,
            due_at=story.now + timedelta(hours=hours),
            said_at=story.day(said, 9, 40),
            direction=direction,
            client=_only(about.get("client"), Client),
            vendor=_only(about.get("vendor"), Vendor),
            employee=_only(about.get("employee"), Person),
            by=speaker,
        )

    oak, patel = client("Oak & Iron"), client("Dr. Patel")
    say("I send you the figures for next year", "Maya Lindqvist", 30, client=oak)
    say("You get a new front-desk screen", "Tomas Vela", -17, said=4, client=patel)
    say("I explain the new phones to the front desk", "Ruth Osei", 52, client=patel)
    say("Next word on the VPN", "Aisha Karim", 4, client=client("Northgate Legal"))
    say("I write down how we set up a new hire", "Lena Fischer", 76)
    jonas = person("Jonas Berg")
    say("You have the backup course in spring", "Maya Lindqvist", 24 * 40, employee=jonas)
    say(
        "Decides about the new switch",
        "Maya Lindqvist",
        98,
        direction=Direction.CLIENT_TO_US,
        client=oak,
    )
    say(
        "A second line to the terminal",
        "Tomas Vela",
        24 * 9,
        direction=Direction.VENDOR_TO_US,
        vendor=Vendor.objects.get(name="Fiberlane"),
    )
    say(
        "We tell you a month before we add seats",
        "Henrik Dahl",
        24 * 30,
        vendor=Vendor.objects.get(name="Cloudspire"),
    )


def _only(value: object, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) else None
