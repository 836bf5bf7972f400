"""Meetings of the past, told set-wise: rows first, then each is closed and sealed.

The rules are the real ones (the same document, the same seal); only the rows come in bulk, because
a year of meetings is told in a second.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.audit import told
from nadi.core.models import AuditRow
from nadi.planning.models import (
    ActionItem,
    Answer,
    Decision,
    DecisionOption,
    Meeting,
    Question,
    Side,
)
from nadi.planning.rules.meetings import seal


@dataclass(slots=True)
class Asked:
    """A decision as it was put, and the number of the option they chose."""

    question: str
    risk: str
    options: list[tuple[str, str, int, int]]
    if_nothing: str
    chosen: int | None
    by: str
    reason: str


@dataclass(slots=True)
class Said:
    """One action: whose, until when, and when it was done."""

    text: str
    owner: Person
    contact: Contact | None
    due_on: date
    done_at: datetime | None


@dataclass(slots=True)
class Held:
    """One meeting of the past and everything in it."""

    client: Client | None
    at: datetime
    lead: Person
    zone: ZoneInfo
    attendees: str = ""
    note: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    decisions: list[Asked] = field(default_factory=list)
    actions: list[Said] = field(default_factory=list)
    next_at: datetime | None = None
    follows: Meeting | None = None
    row: Meeting | None = None

    @property
    def closed_at(self) -> datetime:
        return self.at + timedelta(minutes=70)


def hold(meetings: list[Held], currency: str) -> None:
    """At most one meeting of each client at a time: the older must be closed before the next."""
    questions = {each.slug: each for each in Question.objects.all()}
    rows = Meeting.objects.bulk_create(_row(each) for each in meetings)
    for each, row in zip(meetings, rows, strict=True):
        each.row = row
    Answer.objects.bulk_create(
        Answer(
            client=each.client,
            question=questions[slug],
            meeting=each.row,
            text=text,
            at=each.at + timedelta(minutes=20),
            by=each.lead,
        )
        for each in meetings
        for slug, text in each.answers.items()
    )
    _decide(meetings, currency)
    ActionItem.objects.bulk_create(
        _action(each, said) for each in meetings for said in each.actions
    )
    for each in meetings:
        _close(each)
    Meeting.objects.bulk_update(rows, ["closed_at", "closed_by", "document", "sha256"])
    AuditRow.objects.bulk_create(row for each in meetings for row in _told(each))


def _row(each: Held) -> Meeting:
    closed = each.follows.closed_at if each.follows else None
    return Meeting(
        client=each.client,
        at=each.at,
        lead=each.lead,
        attendees=each.attendees,
        note=each.note,
        follows=each.follows,
        made_at=closed or each.at - timedelta(days=30),
        made_by=each.lead,
    )


def _decide(meetings: list[Held], currency: str) -> None:
    asked = [(each, put) for each in meetings for put in each.decisions]
    rows = Decision.objects.bulk_create(
        Decision(
            client=each.client,
            meeting=each.row,
            question=put.question,
            risk=put.risk,
            asked_at=each.at - timedelta(days=5),
        )
        for each, put in asked
    )
    options = [
        DecisionOption(
            decision=row,
            number=number,
            text=text,
            follows=follows,
            cost_low=low or None,
            cost_high=high or None,
            currency=currency if low or high else "",
            is_nothing=text == "Do nothing",
        )
        for row, (_each, put) in zip(rows, asked, strict=True)
        for number, (text, follows, low, high) in enumerate(
            [*put.options, ("Do nothing", put.if_nothing, 0, 0)], 1
        )
    ]
    DecisionOption.objects.bulk_create(options)
    by_place = {(option.decision_id, option.number): option for option in options}
    for row, (each, put) in zip(rows, asked, strict=True):
        if put.chosen is not None:
            row.chosen = by_place[row.pk, put.chosen]
            row.decided_at = each.at + timedelta(minutes=45)
            row.decided_by, row.reason = put.by, put.reason
    Decision.objects.bulk_update(rows, ["chosen", "decided_at", "decided_by", "reason"])


def _action(each: Held, said: Said) -> ActionItem:
    return ActionItem(
        client=each.client,
        meeting=each.row,
        side=Side.OURS if said.contact is None else Side.THEIRS,
        text=said.text,
        due_on=said.due_on,
        due_at=datetime.combine(said.due_on + timedelta(days=1), time(0), tzinfo=each.zone),
        owner=said.owner,
        contact=said.contact,
        made_at=each.at + timedelta(minutes=50),
        done_at=said.done_at,
        done_by=said.owner.name if said.done_at else "",
    )


def _close(each: Held) -> None:
    row = each.row
    if row is None or each.next_at is None:
        raise ValueError("a meeting is told whole, with its next date")
    row.closed_at, row.closed_by = each.closed_at, each.lead
    row.document = {
        "with": str(each.client) if each.client else "Ourselves",
        "held": each.at.isoformat(),
        "closed": each.closed_at.isoformat(),
        "led_by": each.lead.name,
        "attendees": each.attendees,
        "answers": each.answers,
        "decisions": [[put.question, put.chosen, put.by, put.reason] for put in each.decisions],
        "actions": [[said.text, said.due_on.isoformat()] for said in each.actions],
        "note": each.note,
        "next": each.next_at.isoformat(),
    }
    row.sha256 = seal(row.document)


def _told(each: Held) -> list[AuditRow]:
    rows = [told("planning.close_meeting", each.lead, each.closed_at, str(each.row))]
    rows += [
        told("planning.finish_action", said.owner, said.done_at, said.text[:200])
        for said in each.actions
        if said.done_at is not None
    ]
    return rows
