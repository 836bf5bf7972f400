"""The demo firm's year as balance would have kept it, and the rounds of last week.

Nothing of how things are is invented: each past day is read from the rows that the other packages'
demos left, by the very vitals and rules of every night. The last five weeks are read daily, the
season weekly, the months before once each.
"""

from datetime import timedelta

from nadi.accounts.models import Person, Role
from nadi.balance import actions, preparing, snapshots
from nadi.balance.models import Chosen, Offer, Round
from nadi.balance.queries.offered import plain
from nadi.balance.queries.today import asks_of
from nadi.balance.rules import offers
from nadi.core import centers
from nadi.core.demo import SEASON, TELLER, Story, happening
from nadi.core.vitals import Ask

DAILY = 35
MONTH = 28
EVENING = 21
THURSDAY = 3
HANDED, AISHA = "maintenance", "Aisha Karim"
ROUNDS = (
    ("Maya Lindqvist", 1, ""),
    ("Maya Lindqvist", THURSDAY, "Oak & Iron sounded calmer on the phone."),
    ("Henrik Dahl", 4, "Two of three restores opened. The third can wait."),
)

INTENDED = {
    "agreements": 8,
    "learning": 8,
    "monitoring": 14,
    "maintenance": 18,
    "desk": 40,
    "planning": 6,
    "culture": 6,
}
AGREED_AGO = 60
AGREED = {
    "learning": (10, "Friday afternoons belong to learning for everybody until it is back."),
    "maintenance": (7, "No new clients are taken on until every system has a proven restore."),
}


def _agree(owner: Person | None, story: Story) -> None:
    """What the owner said two months ago would happen."""
    for label, (days, consequence) in AGREED.items():
        if owner is not None:
            with happening(story.day(AGREED_AGO)):
                actions.agree_neglect_budget(
                    label, days_allowed=days, consequence=consequence, by=owner,
                    now=story.day(AGREED_AGO),
                )  # fmt: skip


def tell(story: Story) -> None:
    """Say what is intended, and keep the days up to now."""
    owner = Person.objects.filter(role=Role.OWNER).first()
    long_ago = story.day(story.days).date()
    with happening(story.day(story.days, 14)):
        actions.set_intention(INTENDED, on=long_ago, by=owner or TELLER)
    _agree(owner, story)
    seven = centers.centers()
    months, weeks = range(story.days - 1, SEASON, -MONTH), range(SEASON, DAILY, -7)
    for ago in [*months, *weeks, *range(DAILY, 0, -1)]:
        moment = min(story.day(ago, EVENING), story.now - timedelta(days=ago))
        snapshots.write_day(moment, seven, count_excluded=False)
    actions.take_snapshot(story.now, count_excluded=True, by=TELLER)
    _rounds(story)
    preparing.prepare(story.now)


def _rounds(story: Story) -> None:
    """Maya went round on Tuesday and Thursday, Henrik on Friday: no more than firms really do. What
    Maya handed to Aisha on Thursday is what Heart asks for least loudly today."""
    people = {person.name: person for person in Person.objects.all()}
    for name, weekday, line in ROUNDS:
        if name not in people:
            continue
        begun = story.day((story.now.weekday() - weekday) % 7 or 7, 7, 20)
        ended = begun + timedelta(minutes=11)
        found = Round.objects.create(
            person=people[name], day=begun.date(), begun_at=begun, seen=8, ended_at=ended, line=line
        )
        if weekday == THURSDAY and AISHA in people:
            asks = asks_of(centers.center(HANDED), people[name], story.now)
            for ask in asks[-1:]:
                _hand_over(found, ask, people[AISHA])


def _hand_over(found: Round, ask: Ask, to: Person) -> None:
    Offer.objects.create(
        round=found,
        center=HANDED,
        number=centers.center(HANDED).number,
        key=offers.identity(ask.center, ask.vital, ask.method, ask.url),
        ask=plain(ask),
        chosen=Chosen.HAND_OVER,
        chosen_at=found.begun_at + timedelta(minutes=6),
        owner=to,
        line="You know these machines best.",
    )
