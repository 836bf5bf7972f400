"""Northlight IT's agreements: thirteen signed, one waiting, those with colleagues and vendors."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.models import Agreement, AgreementVersion, Answer
from nadi.agreements.models.standing import BoundChoice
from nadi.clients.demo import client
from nadi.clients.models import Client, Contact, Vendor
from nadi.core import centers
from nadi.core.demo import TELLER, Story, happening

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
        "80",
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


def tell(story: Story) -> None:
    measured = set(centers.vitals())
    for deal in DEALS:
        _tell_deal(story, deal, measured)
    with happening(story.day(6, 13, 20)):
        _tell_juniper(story, measured)
    _tell_colleagues_and_vendors(story)


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
    with happening(_noon(begins - timedelta(days=12))):
        agreement = actions.draft_agreement(party, title="Managed services", owner=owner, by=owner)
        version = actions.write_version(agreement, paper, by=owner)
        _tell_terms(version, deal.plan, measured)
        _sign(version, owner, begins, decider(party))
    if deal.client == "Ivory Print":
        with happening(story.day(15, 10, 5)):
            actions.end_agreement(
                agreement,
                on=today + timedelta(days=98),
                because="The house closes in spring.",
                by=owner,
            )


def decider(party: Client) -> str:
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


def _tell_juniper(story: Story, measured: set[str]) -> None:
    """Written, sent, and not signed by anybody yet."""
    maya = person("Maya Lindqvist")
    agreement = actions.draft_agreement(
        client("Juniper Hotel"), title="Managed services", owner=maya, by=maya
    )
    paper = actions.Paper(
        plan="Gold",
        starts_on=story.now.date() + timedelta(days=30),
        text=_text("Gold", measured),
        monthly_amount=Decimal(1640),
        hourly_rate=Decimal("115.00"),
        currency=CURRENCY,
        acknowledge_minutes=30,
    )
    _tell_terms(actions.write_version(agreement, paper, by=maya), "Gold", measured)


def _tell_colleagues_and_vendors(story: Story) -> None:
    maya, begins = person("Maya Lindqvist"), story.now.date() - timedelta(days=400)
    for one in Person.objects.staff().exclude(pk=maya.pk):
        joined = max(begins, one.joined_at.date())
        _plain(one, "Working here", "Colleague", joined, one.name)
    for name in ("Fiberlane", "Cloudspire"):
        vendor = Vendor.objects.get(name=name)
        _plain(vendor, "Supply", "Vendor terms", begins, f"{name} sales")


def _plain(party: Person | Vendor, title: str, plan: str, begins: date, them: str) -> Agreement:
    maya = person("Maya Lindqvist")
    paper = actions.Paper(plan=plan, starts_on=begins, notice_days=60, text=f"# {title}\n\n{them}.")
    with happening(_noon(begins - timedelta(days=10))):
        agreement = actions.draft_agreement(party, title=title, owner=maya, by=maya)
        _sign(actions.write_version(agreement, paper, by=maya), maya, begins, them)
    return agreement
