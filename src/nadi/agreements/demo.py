"""What Northlight IT has promised, to whom, and how it went for the last ninety days.

The papers, words and hours are told here. The verdicts are not told: `reflect` judges every past
night from the rows that all centers have left, by the same rule as tonight's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.models import (
    Agreement,
    AgreementVersion,
    Answer,
    Direction,
    SpokenPromise,
    TimeEntry,
)
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.queries import standing_in_force, work_type
from nadi.clients.demo import client
from nadi.clients.models import Client, Contact, Vendor
from nadi.core import centers
from nadi.core.demo import TELLER, Story

CURRENCY = "EUR"
COVERED, BILLABLE, ASK = Answer.COVERED, Answer.BILLABLE, Answer.ASK
COVERAGE = {
    "Gold": {
        "monitoring": (COVERED, "3.1"),
        "reactive": (COVERED, "3.2"),
        "proactive": (COVERED, "3.3"),
        "backup": (COVERED, "3.4"),
        "change": (COVERED, "3.5"),
        "documentation": (COVERED, "3.6"),
        "administration": (COVERED, "3.6"),
        "training": (ASK, "4.1"),
        "project": (BILLABLE, "4.2"),
    },
    "Silver": {
        "monitoring": (COVERED, "3.1"),
        "reactive": (COVERED, "3.2"),
        "proactive": (COVERED, "3.3"),
        "backup": (COVERED, "3.4"),
        "change": (BILLABLE, "4.1"),
        "project": (BILLABLE, "4.2"),
    },
}
RESPONSE: dict[str, dict[int, tuple[int | None, str] | None]] = {
    "Gold": {1: (30, "5.1"), 2: (120, "5.1"), 3: (240, "5.1"), 4: (480, "5.1")},
    "Silver": {1: (60, "5.1"), 2: (240, "5.1"), 3: (480, "5.1"), 4: (None, "5.2")},
}
# Sentence, vital, target, days, plans it stands in. A vital that no center measures is left out,
# and the text of the agreement says so.
PROMISES = (
    (
        "Your word from us comes on time",
        "agreements.spoken_on_time",
        "85",
        28,
        ("Gold", "Silver"),
    ),
    (
        "Every device of yours reports to us",
        "monitoring.devices_reporting",
        "90",
        1,
        ("Gold", "Silver"),
    ),
    ("Somebody looks at every alert in time", "monitoring.alerts_answered", "85", 28, ("Gold",)),
    (
        "Every protected system has a proven restore within 30 days",
        "maintenance.restore_proven",
        "100",
        30,
        ("Gold",),
    ),
    (
        "Your backups are fresh every morning",
        "maintenance.fresh_backups",
        "95",
        7,
        ("Gold", "Silver"),
    ),
    (
        "Security updates are in within their days",
        "maintenance.updates_in_time",
        "85",
        28,
        ("Gold",),
    ),
    ("A person answers you in the time agreed", "desk.first_answer", "90", 28, ("Gold", "Silver")),
    ("What we did for you is written the same day", "desk.time_same_day", "85", 28, ("Gold",)),
)


@dataclass(frozen=True, slots=True)
class Deal:
    """One client's agreement as the story has it; days count from the story's day."""

    client: str
    plan: str
    monthly: int
    owner: str
    ends_in: int | None = None


DEALS = (
    Deal("Harbor Dental", "Gold", 1450, "Henrik Dahl"),
    Deal("Oak & Iron", "Gold", 1180, "Maya Lindqvist", ends_in=21),
    Deal("Dr. Patel", "Silver", 390, "Ruth Osei"),
    Deal("Lakeview School", "Gold", 2900, "Henrik Dahl", ends_in=400),
    Deal("Northgate Legal", "Gold", 2250, "Maya Lindqvist"),
    Deal("Bluebird Bakery", "Silver", 310, "Ruth Osei"),
    Deal("Cedar Accounting", "Gold", 1720, "Henrik Dahl"),
    Deal("Delta Freight", "Silver", 1240, "Priya Nair", ends_in=220),
    Deal("Elm Street Clinic", "Silver", 560, "Henrik Dahl"),
    Deal("Fjord Architects", "Gold", 1990, "Maya Lindqvist"),
    Deal("Grove Insurance", "Gold", 1380, "Henrik Dahl"),
    Deal("Hill Museum", "Silver", 480, "Ruth Osei"),
    Deal("Ivory Print", "Silver", 640, "Maya Lindqvist"),
)
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
# Hours a week beside the tickets: who, kind of work, minutes, for clients or for ourselves.
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
PAST_NIGHTS = (*range(91, 35, -7), *range(35, 0, -1))


def tell(story: Story) -> None:
    measured = set(centers.vitals())
    for deal in DEALS:
        _tell_deal(story, deal, measured)
    _tell_juniper(story)
    _tell_colleagues_and_vendors(story)
    _tell_words(story)
    _tell_open_words(story)
    _tell_hours(story)


def reflect(story: Story) -> None:
    """Judge the past nights, and this morning."""
    for ago in PAST_NIGHTS:
        moment = min(story.day(ago, 3, 10), story.now - timedelta(days=ago))
        actions.judge_promises(standing_in_force(moment), now=moment, by=TELLER)
    actions.judge_promises(standing_in_force(story.now), now=story.now, by=TELLER)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=person("Maya Lindqvist").zone)


def _tell_deal(story: Story, deal: Deal, measured: set[str]) -> None:
    party, owner = client(deal.client), person(deal.owner)
    today = story.now.date()
    begins = min(party.since or today, today - timedelta(days=100))
    ends, notice = None, 30
    if deal.ends_in is not None:
        ends = today + timedelta(days=deal.ends_in)
        begins = ends - timedelta(days=729)
    if deal.client == "Oak & Iron":
        to_friday = (4 - today.weekday()) % 7 or 7
        notice = 21 - to_friday
    agreement = actions.draft_agreement(party, title="Managed services", owner=owner, by=owner)
    paper = actions.Paper(
        plan=deal.plan,
        starts_on=begins,
        ends_on=ends,
        notice_days=notice,
        text=_text(deal.plan, measured),
        monthly_amount=Decimal(deal.monthly),
        hourly_rate=Decimal("115.00") if deal.plan == "Gold" else Decimal("135.00"),
        currency=CURRENCY,
        acknowledge_minutes=30,
    )
    version = actions.write_version(agreement, paper, by=owner)
    _tell_terms(version, deal.plan, measured)
    _sign(version, owner, begins, _decider(party))
    if deal.client == "Ivory Print":
        actions.end_agreement(
            agreement,
            on=today + timedelta(days=98),
            because="The house closes in spring.",
            by=owner,
        )


def _decider(party: Client) -> str:
    decides = Contact.objects.filter(client=party).order_by("-decides", "pk").first()
    return decides.name if decides else party.name


def _tell_terms(version: AgreementVersion, plan: str, measured: set[str]) -> None:
    actions.set_coverage(version, COVERAGE[plan], by=TELLER)
    actions.set_response(version, RESPONSE[plan], by=TELLER)
    for sentence, vital, target, days, plans in PROMISES:
        if plan in plans and vital in measured:
            actions.add_standing_promise(
                version,
                sentence=sentence,
                vital=vital,
                bound=BoundChoice.AT_LEAST,
                target=Decimal(target),
                window_days=days,
                by=TELLER,
            )


def _text(plan: str, measured: set[str]) -> str:
    covered = ", ".join(
        f"{slug} ({clause})" for slug, (said, clause) in COVERAGE[plan].items() if said == COVERED
    )
    unmeasured = [
        f"- {sentence}"
        for sentence, vital, _, _, plans in PROMISES
        if plan in plans and vital not in measured
    ]
    later = ["## Not promised yet, because nothing measures it", *unmeasured] if unmeasured else []
    return "\n\n".join(
        [
            f"# {plan}: we look after your systems",
            "## 1 What this is\n\nYou run your firm; we keep its systems well, and say so openly "
            "when we do not.",
            "## 2 Fees\n\nThe monthly figure is due on the first of the month.",
            f"## 3 What is included\n\nWork of these kinds, in the hours agreed: {covered}.",
            "## 4 What is not\n\nProjects are quoted first. Nothing outside is charged before you "
            "have said yes.",
            "## 5 How soon we answer\n\nWe promise a first answer from a person, not a solution by "
            "the clock. The standing promises of this agreement are judged every night, and you "
            "may see every row.",
            "## 6 Leaving\n\nEither side may end this in writing. You get your documents, "
            "passwords and backups, whole, on the last day.",
            *later,
        ]
    )


def _sign(version: AgreementVersion, owner: Person, begins: date, them: str) -> None:
    on = _noon(begins - timedelta(days=9))
    actions.sign_for_us(version, at=on, by=owner)
    actions.sign_for_them(version, name=them, at=on + timedelta(days=2), by=owner)


def _tell_juniper(story: Story) -> None:
    """Written, sent, and not signed by anybody yet."""
    maya = person("Maya Lindqvist")
    agreement = actions.draft_agreement(
        client("Juniper Hotel"), title="Managed services", owner=maya, by=maya
    )
    paper = actions.Paper(
        plan="Gold",
        starts_on=story.now.date() + timedelta(days=30),
        text=_text("Gold", set(centers.vitals())),
        monthly_amount=Decimal(1640),
        hourly_rate=Decimal("115.00"),
        currency=CURRENCY,
        acknowledge_minutes=30,
    )
    _tell_terms(actions.write_version(agreement, paper, by=maya), "Gold", set(centers.vitals()))


def _tell_colleagues_and_vendors(story: Story) -> None:
    maya, begins = person("Maya Lindqvist"), story.now.date() - timedelta(days=150)
    for one in Person.objects.staff().exclude(pk=maya.pk):
        joined = max(begins, one.joined_at.date())
        _plain(one, "Working here", "Colleague", joined, one.name)
    for name in ("Fiberlane", "Cloudspire"):
        vendor = Vendor.objects.get(name=name)
        _plain(vendor, "Supply", "Vendor terms", begins, f"{name} sales")


def _plain(party: Person | Vendor, title: str, plan: str, begins: date, them: str) -> Agreement:
    maya = person("Maya Lindqvist")
    agreement = actions.draft_agreement(party, title=title, owner=maya, by=maya)
    paper = actions.Paper(plan=plan, starts_on=begins, notice_days=60, text=f"# {title}\n\n{them}.")
    _sign(actions.write_version(agreement, paper, by=maya), maya, begins, them)
    return agreement


def _tell_words(story: Story) -> None:
    """Ninety days of words to clients: most kept in time, some late, a few let go or moved."""
    clients = [client(deal.client) for deal in DEALS]
    for number, ago in enumerate(range(90, 0, -1)):
        if story.day(ago).weekday() >= 5:
            continue
        speaker = person(SPEAKERS[number % len(SPEAKERS)])
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
            consent=f"{_decider(client(str(promise.client)))}, by phone",
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


T = TypeVar("T")


def _only(value: object, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) else None


def _tell_hours(story: Story) -> None:
    """Four weeks of work beside the tickets, written down when it ended."""
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
