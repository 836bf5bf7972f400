"""Words given in a year, in every direction, and what became of them.

Most were kept in time, some late, a few let go or moved. They lie in the past, so they are written
as rows, each act with its audit row of that moment.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements.demo.papers import DEALS, decider
from nadi.agreements.models import Direction, Renegotiation, Settled, SpokenPromise
from nadi.clients.demo import client
from nadi.clients.models import Client, Vendor
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow

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
OFTEN, OFTEN_DAYS = 3, 30


@dataclass(slots=True)
class Act:
    """What somebody did about a promise, and when."""

    verb: str
    by: Person
    at: datetime
    promise: SpokenPromise


@dataclass(slots=True)
class Words:
    """What is written at once at the end."""

    promises: list[SpokenPromise] = field(default_factory=list)
    moved: list[Renegotiation] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def did(self, verb: str, by: Person, at: datetime, promise: SpokenPromise) -> None:
        self.acts.append(Act(verb, by, at, promise))

    def write(self) -> None:
        SpokenPromise.objects.bulk_create(self.promises)
        Renegotiation.objects.bulk_create(self.moved)
        AuditRow.objects.bulk_create(
            audit.told(f"agreements.{act.verb}", act.by, act.at, act.promise)
            for act in sorted(self.acts, key=lambda act: act.at)
        )


def tell(story: Story) -> None:
    words = Words()
    _tell_words(story, words)
    _tell_open_words(story, words)
    words.write()


def _tell_words(story: Story, words: Words) -> None:
    """Words to clients, one on a working day and lately three."""
    clients = [client(deal.client) for deal in DEALS]
    deciders = {one.pk: decider(one) for one in clients}
    people = [person(name) for name in SPEAKERS]
    days = [ago for ago in range(story.days, 0, -1) if story.day(ago).weekday() < 5]
    told = [ago for ago in days for _ in range(OFTEN if ago <= OFTEN_DAYS else 1)]
    for number, ago in enumerate(told):
        speaker, to = people[number % len(people)], clients[(number * 5) % len(clients)]
        said_at = story.day(ago, 8, 20 + number % 30)
        promise = SpokenPromise(
            sentence=WORDS[number % len(WORDS)],
            direction=Direction.US_TO_CLIENT,
            client=to,
            owner=speaker,
            due_at=said_at + timedelta(hours=story.rng.choice((4, 5, 7))),
            zone_name=speaker.zone_name,
            said_at=said_at,
            said_by=speaker,
        )
        words.promises.append(promise)
        words.did("make_spoken_promise", speaker, said_at, promise)
        _settle(story, words, promise, number, f"{deciders[to.pk]}, by phone")


def _settle(story: Story, words: Words, promise: SpokenPromise, number: int, consent: str) -> None:
    due_at, speaker = promise.due_at, promise.owner
    early = due_at - timedelta(minutes=story.rng.randint(10, 150))
    how, at, verb = Settled.KEPT, early, "keep_promise"
    if number % 29 == 13:
        how, verb = Settled.LET_GO, "let_go_of_promise"
        promise.because = "They found the list themselves."
    elif number % 23 == 11:
        at, promise.due_at = due_at + timedelta(hours=18), due_at + timedelta(hours=20)
        words.did("renegotiate_promise", speaker, early, promise)
        words.moved.append(
            Renegotiation(
                promise=promise,
                old_due_at=due_at,
                new_due_at=promise.due_at,
                consent=consent,
                at=early,
                by=speaker,
            )
        )
    elif number % 17 == 5:
        at = due_at + timedelta(hours=3)
    if at >= story.now:
        return
    promise.settled, promise.settled_at, promise.settled_by = how, at, speaker.name
    words.did(verb, speaker, at, promise)


def _tell_open_words(story: Story, words: Words) -> None:
    """What is open today, in every direction."""

    def say(
        sentence: str,
        by: str,
        hours: float,
        said: int = 2,
        direction: Direction = Direction.US_TO_CLIENT,
        *,
        to: Client | Person | Vendor | None = None,
    ) -> None:
        speaker = person(by)
        promise = SpokenPromise(
            sentence=sentence,
            direction=direction,
            client=to if isinstance(to, Client) else None,
            vendor=to if isinstance(to, Vendor) else None,
            employee=to if isinstance(to, Person) else None,
            owner=speaker,
            due_at=story.now + timedelta(hours=hours),
            zone_name=speaker.zone_name,
            said_at=story.day(said, 9, 40),
            said_by=speaker,
        )
        words.promises.append(promise)
        words.did("make_spoken_promise", speaker, promise.said_at, promise)

    oak, patel = client("Oak & Iron"), client("Dr. Patel")
    jonas, lena = person("Jonas Berg"), person("Lena Fischer")
    fiberlane = Vendor.objects.get(name="Fiberlane")
    cloudspire = Vendor.objects.get(name="Cloudspire")
    say("I send you the figures for next year", "Maya Lindqvist", 30, to=oak)
    say("You get a new front-desk screen", "Tomas Vela", -17, said=4, to=patel)
    say("I explain the new phones to the front desk", "Ruth Osei", 52, to=patel)
    say("Next word on the VPN", "Aisha Karim", 4, to=client("Northgate Legal"))
    lesson = "I write down how we set up a new hire"
    say(lesson, "Lena Fischer", 76, direction=Direction.EMPLOYEE_TO_US, to=lena)
    course = "You have the backup course in spring"
    say(course, "Maya Lindqvist", 24 * 40, 12, Direction.US_TO_EMPLOYEE, to=jonas)
    switch = "Decides about the new switch"
    say(switch, "Maya Lindqvist", 98, 5, Direction.CLIENT_TO_US, to=oak)
    line = "A second line to the terminal"
    say(line, "Tomas Vela", 24 * 9, 8, Direction.VENDOR_TO_US, to=fiberlane)
    seats = "We tell you a month before we add seats"
    say(seats, "Henrik Dahl", 24 * 30, 11, Direction.US_TO_VENDOR, to=cloudspire)
