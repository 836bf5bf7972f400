"""Thanks, and fifty Mondays that began with them."""

import random
from datetime import timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions as agreements
from nadi.agreements.queries import work_type
from nadi.clients.demo import client
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.culture.models import GuidingVersion, Kudos, Presence, RollCall, StandUp
from nadi.culture.rules.rhythm import monday_of

#: Days ago, from whom, to whom, which value, for which work.
LATELY = (
    (
        3,
        "Ruth Osei",
        "Lena Fischer",
        "Calm",
        "Talked Dr. Patel's front desk through a dead printer",
    ),
    (
        4,
        "Henrik Dahl",
        "Sam Okafor",
        "Care",
        "Labelled every cable in the museum's archive unasked",
    ),
    (
        6,
        "Aisha Karim",
        "Tomas Vela",
        "Sharing",
        "Wrote down how the freight scanners pair, for all",
    ),
    (
        11,
        "Maya Lindqvist",
        "Priya Nair",
        "Honesty",
        "Told Cedar the truth about a date we would miss",
    ),
    (13, "Jonas Berg", "Aisha Karim", "Care", "Opened the restored files at Lakeview one by one"),
    (
        20,
        "Priya Nair",
        "Jonas Berg",
        "Calm",
        "Stayed on the line with Harbor Dental till it worked",
    ),
)
WORKS = (
    "Rebuilt the till of the bakery before five in the morning",
    "Found the loose cable behind the switch at Elm Street",
    "Explained two-factor to the architects without a single foreign word",
    "Said “I do not know yet” to a client, and called back as promised",
    "Cleaned up forty stale accounts at Grove Insurance",
    "Showed all of us how the new firewall logs read",
)
LESSONS = (
    "Label tapes on both sides.",
    "Ask what changed before touching anything.",
    "Two people look at a firewall rule before it goes in.",
    "Call first when the date slips, write after.",
)
BEHIND = ("A quiet week.", "The school's move took Tuesday and Wednesday.", "Many small things.")
#: Evenings: days ago, hour in UTC, minutes, for whom.
EVENINGS = ((6, 19, 60), (16, 20, 80), (25, 19, 45), (34, 21, 60), (44, 19, 90), (58, 21, 75))


def tell(story: Story) -> None:
    chance = random.Random(story.seed)  # its own, so that others' stories stay as they are
    _thanks(story, chance)
    _mondays(story, chance)
    _evenings(story)


def _thanks(story: Story, chance: random.Random) -> None:
    versions = {v.number: list(v.values.all()) for v in GuidingVersion.objects.all()}
    second = GuidingVersion.objects.get(number=2).published_at
    words = {value.name: value for value in versions[2]}
    given = [
        Kudos(by=person(by), to=person(to), value=words[value], work=work, at=story.day(ago, 14))
        for ago, by, to, value, work in LATELY
    ]
    team = list(Person.objects.staff())
    for ago in range(26, 364, 8):
        at = story.day(ago, 14)
        here = [one for one in team if one.joined_at < at]
        by, to = chance.sample(here, 2)
        value = chance.choice(versions[2 if at > second else 1])
        work = WORKS[ago % len(WORKS)]
        given.append(Kudos(by=by, to=to, value=value, work=work, at=at))
    Kudos.objects.bulk_create(given)
    AuditRow.objects.bulk_create(
        audit.told("culture.give_kudos", one.by, one.at, str(one)) for one in given
    )


def _mondays(story: Story, chance: random.Random) -> None:
    """Every week of the year but two; this week's is still to be held."""
    this = monday_of(story.now.date())
    henrik, team = person("Henrik Dahl"), list(Person.objects.staff())
    held = []
    for back in range(1, 52):
        week = this - timedelta(weeks=back)
        if back in (21, 47):
            continue
        at = story.day(0, 7, 30) - timedelta(days=(story.now.date() - week).days)
        held.append(
            StandUp(
                week=week,
                led_by=henrik,
                held_at=at,
                behind=BEHIND[back % len(BEHIND)],
                lessons=LESSONS[back % len(LESSONS)] if back % 3 else "",
                closed_at=at + timedelta(minutes=17),
            )
        )
    StandUp.objects.bulk_create(held)
    RollCall.objects.bulk_create(
        RollCall(stand_up=one, person=who, presence=_presence(n, who, chance))
        for n, one in enumerate(held)
        for who in team
        if who.joined_at < one.held_at
    )
    AuditRow.objects.bulk_create(
        audit.told("culture.close_stand_up", henrik, one.held_at, str(one)) for one in held
    )


def _presence(week: int, who: Person, chance: random.Random) -> str:
    if who.name == ("Tomas Vela", "Aisha Karim", "Jonas Berg", "Lena Fischer")[week % 4]:
        return Presence.ON_CALL
    return Presence.AWAY if chance.random() < 0.08 else Presence.HERE


def _evenings(story: Story) -> None:
    """Tomas at Delta Freight, whose sorting stops only late."""
    tomas, freight, kind = person("Tomas Vela"), client("Delta Freight"), work_type("proactive")
    for ago, hour, minutes in EVENINGS:
        ended = story.day(ago, hour)
        agreements.log_time(
            tomas,
            work_type=kind,
            client=freight,
            minutes=minutes,
            ended_at=ended,
            note="Updates on the terminal's machines while nobody sorts.",
            by=tomas,
        )
