"""A year of monthly maintenance at Northlight IT. Not every list was filed: visits were moved, a
practice was closed, a project took the technician; this month three wait for their test restore.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps

from nadi.accounts.models import LEADS, Person, Role
from nadi.clients.firm import firm_day, firm_zone
from nadi.clients.models import Client
from nadi.core import audit
from nadi.core.demo import TELLER, Story
from nadi.core.models import AuditRow
from nadi.learning.actions import adopt_starter
from nadi.learning.queries import procedure_in_force
from nadi.maintenance.models import Checklist, OwnStep
from nadi.maintenance.queries import SLUG
from nadi.maintenance.rules import checklists as rules

MONTHS = 12
IMPROVE = "Improve this procedure: what should change?"
#: Lists of the month before that were left, at which step and why.
LEFT = {
    "Harbor Dental": (9, "The visit was moved twice; nobody went."),
    "Dr. Patel": (1, "The practice was closed for two weeks."),
    "Delta Freight": (14, "The new warehouse took all of our time there."),
    "Ivory Print": (20, "Nobody there to open the server room."),
}
#: Whose test restore waits, so that everything else waits too; backups tell of the same three.
WAITING = ("Harbor Dental", "Oak & Iron", "Dr. Patel")
OWN = {
    "Harbor Dental": "Open yesterday's picture in the X-ray viewer",
    "Lakeview School": "Walk through the class room and try two machines",
    "Bluebird Bakery": "Empty the flour out of the till's fan",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A client, and who looks after its lists."""

    client: Client
    who: Person
    number: int


@dataclass(slots=True)
class Written:
    """Rows made ahead, written together."""

    lists: list[Checklist] = field(default_factory=list)
    runs: list[Any] = field(default_factory=list)
    steps: list[Any] = field(default_factory=list)
    acts: list[AuditRow] = field(default_factory=list)


def tell(story: Story) -> None:
    """Set-wise; the rows of Sacral are reached by their names, as everything above it does."""
    keeper = Person.objects.filter(role__in=LEADS).order_by("role").last()
    people = list(Person.objects.filter(role=Role.TECHNICIAN, is_active=True).order_by("pk"))
    procedure = procedure_in_force(SLUG) or adopt_starter(
        SLUG, owner=keeper, at=story.day(400), by=TELLER
    )
    served = list(Client.objects.served().others().order_by("name"))
    OwnStep.objects.bulk_create(
        OwnStep(client=one, text=OWN[one.name], published_at=story.day(300))
        for one in served
        if one.name in OWN
    )
    month, version = rules.month_of(firm_day(story.now)), procedure.version_in_force
    told = Written()
    for ago in range(MONTHS):
        for number, client in enumerate(served):
            _list(
                story,
                told,
                version,
                Share(client, people[number % len(people)], number),
                month,
                ago,
            )
        month = rules.month_of(month - timedelta(days=1))
    apps.get_model("learning.Run").objects.bulk_create(told.runs)
    apps.get_model("learning.RunStep").objects.bulk_create(told.steps)
    Checklist.objects.bulk_create(told.lists)
    AuditRow.objects.bulk_create(told.acts)


def _list(story: Story, told: Written, version: Any, share: Share, month: date, ago: int) -> None:
    """One client's month: how far it came, and when it was filed."""
    client, who = share.client, share.who
    begun = rules.begins(month, firm_zone()) + timedelta(minutes=17)
    run = apps.get_model("learning.Run")(
        version=version, client=client, about=f"Monthly maintenance of {month:%B %Y}",
        owner=who, begun_at=begun, due=rules.last_day(month),
    )  # fmt: skip
    texts = [(one.text, one.hint) for one in version.steps.all()]
    texts += [(OWN[client.name], "")] if client.name in OWN else []
    visit = begun + timedelta(days=3 + share.number * 20 // 13, hours=9)
    visit += timedelta(days=max(0, 7 - visit.weekday()) if visit.weekday() > 4 else 0)
    done, why = _how_far(story, share, ago, visit, len(texts))
    row = Checklist(client=client, month=month, run=run, made_at=begun)
    if done > len(texts):
        filed = visit + timedelta(hours=3)
        run.ended_at = row.revised_at = row.published_at = row.filed_at = filed
        row.filed_by = who
        told.acts.append(audit.told("maintenance.file_checklist", who, filed, str(row)))
    told.runs.append(run)
    told.lists.append(row)
    told.steps += _steps(run, [*texts, (IMPROVE, "")], done, why, visit)


def _how_far(story: Story, share: Share, ago: int, visit: datetime, steps: int) -> tuple[int, str]:
    """How many steps were answered, more than there are where it was filed; and what was said at
    the last one where it stopped."""
    client, number = share.client, share.number
    if ago == 0 and client.name in WAITING:
        return 0, ""
    if visit > story.now - timedelta(hours=4):
        return (steps // 2, "") if visit < story.now else (0, "")
    if ago == 1 and client.name in LEFT:
        return LEFT[client.name]
    if ago > 1 and (number + ago) % 6 == 0:
        return 5 + number, "The visit was moved, and then the month was over."
    return steps + 1, ""


def _steps(
    run: Any, texts: list[tuple[str, str]], done: int, why: str, visit: datetime
) -> list[Any]:
    step_of = apps.get_model("learning.RunStep")
    rows: list[Any] = []
    for number, (text, hint) in enumerate(texts, 1):
        answered = number <= done
        last = number == len(texts)
        stopped = bool(why) and number == done
        rows.append(
            step_of(
                run=run, number=number, text=text, hint=hint, improves=last,
                state="open" if not answered else "could_not" if stopped else "done",
                note=why if stopped else ("Nothing to change" if last and answered else ""),
                by=run.owner if answered else None,
                at=visit + timedelta(minutes=5 * number) if answered else None,
            )
        )  # fmt: skip
    return rows
