"""What the firm stands for, who meets whom, and the goals of each quarter."""

from datetime import date, datetime, timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.core import audit, vault
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.core.quarters import quarter_before, quarter_of
from nadi.culture import actions
from nadi.culture.models import (
    Goal,
    GoalSheet,
    GuidingRead,
    OneOnOne,
    Outcome,
    Pairing,
    PrivateNote,
)

VISION = "No client of ours is afraid of their own computer, and none of us of Monday."
MISSION = "We look after networks before they hurt, and tell people what we do in their words."
VALUES = (
    "Calm: we breathe before we type",
    "Honesty: we say what is so, first about ourselves",
    "Care: we leave every place better than we found it",
    "Sharing: what one of us learns, all of us know",
)
#: Published so many days ago, with how many of the values, and why.
VERSIONS = ((400, 3, ""), (120, 4, "Sharing belongs on the page: we lost a week for want of it."))
UNREAD = ("Jonas Berg", "Lena Fischer")

#: Who meets whom, every how many days, and how many days ago they last did.
PAIRS = (
    ("Aisha Karim", "Henrik Dahl", 28, 9),
    ("Jonas Berg", "Henrik Dahl", 28, 41),
    ("Tomas Vela", "Henrik Dahl", 28, 16),
    ("Lena Fischer", "Henrik Dahl", 28, 12),
    ("Sam Okafor", "Henrik Dahl", 14, 5),
    ("Henrik Dahl", "Maya Lindqvist", 28, 6),
    ("Priya Nair", "Maya Lindqvist", 28, 20),
    ("Ruth Osei", "Maya Lindqvist", 28, 24),
)
NOTES = (
    "Wants to learn firewalls properly. I free two hours on Thursdays.",
    "Tired after the move of the school. No evenings for two weeks, agreed.",
    "Asked for more time with clients on site. We try it at Hill Museum.",
)
GOALS = {
    "Aisha Karim": (("Lead two restore drills alone", "Both written down"), ("Rest in July", "")),
    "Jonas Berg": (("Document Harbor Dental whole", "A stranger finds their way"),),
    "Tomas Vela": (("Half the evenings at Delta Freight", "From ten to five a month"),),
    "Lena Fischer": (("Pass the network course", "The certificate"), ("Teach it once", "")),
    "Sam Okafor": (("First ten tickets alone", "Nobody had to step in"),),
    "Henrik Dahl": (("A one-on-one with everybody in time", "This page says so"),),
    "Priya Nair": (("No ticket without a next step", "The rogue list is empty on Fridays"),),
    "Ruth Osei": (("Invoices out by the 17th", "Three months running"),),
}
#: Who has no goals for this quarter yet.
WITHOUT = ("Jonas Berg", "Ruth Osei")
WENT = (Outcome.MET, Outcome.PARTLY, Outcome.MET, Outcome.OVERTAKEN, Outcome.MET, Outcome.NOT_MET)


def tell(story: Story) -> None:
    _page(story)
    _talks(story)
    _goals(story)


def _page(story: Story) -> None:
    maya = person("Maya Lindqvist")
    reads = []
    for ago, how_many, change in VERSIONS:
        at = story.day(ago)
        version = actions.publish_guiding_page(
            vision=VISION,
            mission=MISSION,
            values="\n".join(VALUES[:how_many]),
            change=change,
            at=at,
            by=maya,
        )
        for n, one in enumerate(Person.objects.staff().filter(joined_at__lt=at)):
            if ago > VERSIONS[-1][0] or one.name not in UNREAD:
                reads.append(GuidingRead(version=version, person=one, at=at + timedelta(days=n)))
    GuidingRead.objects.bulk_create(reads)


def _talks(story: Story) -> None:
    """Back through the year in the rhythm they agreed, a day or three off at times."""
    talks, acts = [], []
    for name, lead_name, every, ago in PAIRS:
        one, lead = person(name), person(lead_name)
        begun = max(one.joined_at, story.day(365)).date()
        pairing = Pairing.objects.create(person=one, lead=lead, every_days=every, begun_on=begun)
        for turn, back in enumerate(range(ago, 365, every)):
            held = story.day(back + turn % 3, 12)
            if held.date() <= begun:
                break
            talks.append(OneOnOne(pairing=pairing, held_on=held.date(), noted_by=lead))
            acts.append(audit.told("culture.hold_one_on_one", lead, held, str(pairing)))
    OneOnOne.objects.bulk_create(talks)
    AuditRow.objects.bulk_create(acts)
    aisha = [talk for talk in talks if talk.pairing.person.name == "Aisha Karim"]
    PrivateNote.objects.bulk_create(
        PrivateNote(
            talk=talk,
            author=talk.pairing.lead,
            sealed_text=vault.seal(text),
            at=story.day(9 + 28 * n, 13),
        )
        for n, (talk, text) in enumerate(zip(aisha, NOTES, strict=False))
    )


def _goals(story: Story) -> None:
    """This quarter's and the three before it."""
    now = quarter_of(story.now.date())
    quarters = [now]
    for _ in range(3):
        quarters.append(quarter_before(quarters[-1]))
    leads = {name: lead for name, lead, *_rest in PAIRS}
    sheets = [
        _sheet(story, person(name), person(leads[name]), quarter, n)
        for n, quarter in enumerate(quarters)
        for name in GOALS
        if person(name).joined_at.date() < quarter and not (n == 0 and name in WITHOUT)
    ]
    goals = [
        Goal(sheet=sheet, number=number, text=text, measure=measure)
        for sheet in sheets
        for number, (text, measure) in enumerate(GOALS[sheet.person.name], start=1)
    ]
    agreed = [(sheet.person_agreed_at, sheet.lead_agreed_at) for sheet in sheets]
    reviewed = [(sheet.lead_reviewed_at, sheet.person_reviewed_at) for sheet in sheets]
    for sheet in sheets:  # first proposed, then agreed: the order in which it happens
        sheet.person_agreed_at = sheet.lead_reviewed_at = sheet.person_reviewed_at = None
    GoalSheet.objects.bulk_create(sheets)
    for n, goal in enumerate(goals):
        if reviewed[sheets.index(goal.sheet)][0]:
            goal.outcome = WENT[n % len(WENT)]
            goal.words = "As we said it would." if goal.outcome == Outcome.MET else ""
    Goal.objects.bulk_create(goals)
    for sheet, first, second in zip(sheets, agreed, reviewed, strict=True):
        sheet.person_agreed_at, sheet.lead_agreed_at = first
        sheet.lead_reviewed_at, sheet.person_reviewed_at = second
    GoalSheet.objects.bulk_update(
        sheets, ["person_agreed_at", "lead_agreed_at", "lead_reviewed_at", "person_reviewed_at"]
    )
    AuditRow.objects.bulk_create(
        audit.told("culture.agree_goals", sheet.lead, sheet.lead_agreed_at, str(sheet))
        for sheet in sheets
        if sheet.lead_agreed_at
    )


def _sheet(story: Story, one: Person, lead: Person, quarter: date, back: int) -> GoalSheet:
    """Agreed in its second week, or on the last day that has been; looked back on after it."""
    at = min(_noon(quarter + timedelta(days=9)), story.now - timedelta(hours=20))
    sheet = GoalSheet(person=one, lead=lead, quarter=quarter)
    sheet.person_agreed_at, sheet.lead_agreed_at = at, at + timedelta(hours=1)
    if back:
        over = min(_noon(quarter + timedelta(days=100)), story.now - timedelta(hours=10))
        sheet.lead_reviewed_at, sheet.person_reviewed_at = over, over + timedelta(hours=2)
    return sheet


def _noon(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T11:00:00+00:00")
