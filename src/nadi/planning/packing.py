"""The one page for a meeting: made from rows each time it is opened, kept as it was when it closes.

It says nothing of tickets and figures of service: that is mailed before. It says what they want,
what both sides promised, what is to be decided, and what comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nadi.clients.models import OURSELVES, Client
from nadi.core.money import Money
from nadi.core.quarters import next_quarters, quarter_name, quarter_of
from nadi.planning.ages import DeviceLife, lives
from nadi.planning.models import (
    AcceptedRisk,
    ActionItem,
    Answer,
    Decision,
    DecisionOption,
    Goal,
    Meeting,
    RoadmapItem,
    StepState,
)
from nadi.planning.rules import meetings as rules
from nadi.planning.rules.lifecycle import Place

DUE_SHOWN = 4
RISKS_SHOWN = 3
NEWS = ("direction", "one-year")


@dataclass(frozen=True, slots=True)
class Band:
    """Some devices and what new ones cost, from and to; `unpriced` have no price known."""

    n: int
    low: Money
    high: Money
    unpriced: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of the road map: its steps, and the devices that fall due in it."""

    first: date
    name: str
    steps: Sequence[RoadmapItem]
    devices: Band


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything on the page."""

    client: Client | None
    on: date
    last: Meeting | None
    goals: Sequence[Goal]
    news: Sequence[Answer]
    ours: Sequence[ActionItem]
    theirs: Sequence[ActionItem]
    decisions: Sequence[tuple[Decision, Sequence[DecisionOption]]]
    quarters: Sequence[Quarter]
    past: Band
    due: Band
    unknown: Band
    planned: Band
    devices: Sequence[DeviceLife]
    risks: Sequence[AcceptedRisk]
    more_risks: int

    @property
    def kept(self) -> tuple[int, int]:
        """How much of what was promised last time is done, of how much."""
        asked = [each for each in (*self.ours, *self.theirs) if each.let_go_at is None]
        return sum(each.done_at is not None for each in asked), len(asked)


def said_in(meeting: Meeting) -> rules.Said:
    """What has been said in a meeting up to now."""
    return rules.Said(
        answers=meeting.answers.count(),
        decisions=meeting.decisions.count(),
        decided=meeting.decisions.exclude(chosen=None).count(),
        actions=meeting.actions.filter(let_go_at=None).count(),
    )


def pack_of(meeting: Meeting, now: datetime) -> Pack:
    """The page of a meeting as things stand on its day, or now if that day has gone."""
    client = meeting.client
    moment = max(now, meeting.at) if meeting.is_open else meeting.closed_at or now
    on = moment.astimezone(meeting.zone).date()
    last = _last_before(meeting)
    promised = _promised(meeting, last)
    in_sight = _lives_of(client, on, moment if not meeting.is_open else now)
    risks = _risks(meeting)
    decisions = Decision.objects.filter(meeting=meeting).select_related("chosen", "carried_from")
    return Pack(
        client=client,
        on=on,
        last=last,
        goals=list(_goals(meeting)),
        news=_news(meeting),
        ours=[each for each in promised if each.contact_id is None],
        theirs=[each for each in promised if each.contact_id is not None],
        decisions=[(each, list(each.options.all())) for each in decisions.order_by("pk")],
        quarters=_quarters(client, on, in_sight),
        past=_band([each for each in in_sight if each.place == Place.PAST]),
        due=_band([each for each in in_sight if each.place == Place.DUE]),
        unknown=_band([each for each in in_sight if each.place == Place.UNKNOWN]),
        planned=_band([each for each in in_sight if each.place == Place.PLANNED]),
        devices=[each for each in in_sight if each.place in {Place.PAST, Place.DUE}][:DUE_SHOWN],
        risks=risks[:RISKS_SHOWN],
        more_risks=max(0, len(risks) - RISKS_SHOWN),
    )


def _goals(meeting: Meeting) -> QuerySet[Goal]:
    """Those ahead now, or on the day it was closed."""
    goals: QuerySet[Goal] = Goal.objects.filter(client=meeting.client)
    if meeting.closed_at is None:
        return goals.filter(settled_at=None)
    ahead = Q(settled_at=None) | Q(settled_at__gt=meeting.closed_at)
    return goals.filter(ahead, noted_at__lte=meeting.closed_at)


def _last_before(meeting: Meeting) -> Meeting | None:
    held = Meeting.objects.held().filter(client=meeting.client).exclude(pk=meeting.pk)
    if meeting.closed_at is not None:
        held = held.filter(closed_at__lt=meeting.closed_at)
    return held.select_related("client__calendar", "lead").order_by("-closed_at").first()


def _promised(meeting: Meeting, last: Meeting | None) -> list[ActionItem]:
    """What was agreed last time, and what is still open from before that."""
    if last is None:
        return []
    items = ActionItem.objects.filter(client=meeting.client, meeting__closed_at__isnull=False)
    wanted = Q(meeting=last) | Q(done_at=None, let_go_at=None, meeting__at__lt=last.at)
    return list(items.filter(wanted).select_related("owner", "contact").order_by("due_at", "pk"))


def _news(meeting: Meeting) -> list[Answer]:
    """The newest word on how their business goes: written here, else last time's."""
    rows = Answer.objects.filter(client=meeting.client, question__slug__in=NEWS)
    if meeting.closed_at is not None:
        rows = rows.filter(at__lte=meeting.closed_at)
    newest = rows.order_by("question_id", "-at", "-pk").distinct("question_id")
    return sorted(newest.select_related("question"), key=lambda each: each.question.number)


def _lives_of(client: Client | None, on: date, known_by: datetime) -> list[DeviceLife]:
    owner = client or Client.objects.filter(slug=OURSELVES).first()
    return lives([owner.pk], on, known_by) if owner is not None else []


def _risks(meeting: Meeting) -> list[AcceptedRisk]:
    if meeting.client is None:
        return []
    risks = AcceptedRisk.objects.filter(client=meeting.client).order_by("until", "pk")
    if meeting.closed_at is None:
        return list(risks.filter(over_at=None))
    held = Q(over_at=None) | Q(over_at__gt=meeting.closed_at)
    return list(risks.filter(held, accepted_at__lte=meeting.closed_at))


def _quarters(client: Client | None, on: date, devices: Sequence[DeviceLife]) -> list[Quarter]:
    """Four quarters; what is past its date and has no plan stands in the first."""
    firsts = next_quarters(on)
    steps = RoadmapItem.objects.filter(client=client, quarter__in=firsts)
    ahead = list(steps.exclude(state=StepState.DROPPED).order_by("quarter", "pk"))
    due: dict[date, list[DeviceLife]] = {}
    for each in devices:
        quarter = quarter_due(each, on)
        if quarter is not None:
            due.setdefault(quarter, []).append(each)
    return [
        Quarter(
            first=first,
            name=quarter_name(first),
            steps=[step for step in ahead if step.quarter == first],
            devices=_band(due.get(first, [])),
        )
        for first in firsts
    ]


def quarter_due(device: DeviceLife, on: date) -> date | None:
    """The first day of the quarter in which it falls due: by its plan where one holds, else by its
    replace-by date; what is past stands in the present one."""
    day = device.plan_until if device.place == Place.PLANNED else device.life.replace_by
    return None if day is None else max(quarter_of(day), quarter_of(on))


def _band(devices: Sequence[DeviceLife]) -> Band:
    currency = settings.NADI_CURRENCY
    priced = [each for each in devices if each.low is not None and each.currency == currency]
    return Band(
        n=len(devices),
        low=Money(sum((each.low or Decimal(0) for each in priced), Decimal(0)), currency),
        high=Money(sum((each.high or Decimal(0) for each in priced), Decimal(0)), currency),
        unpriced=len(devices) - len(priced),
    )


def document_of(meeting: Meeting, next_at: datetime, now: datetime) -> dict[str, object]:
    """What both sides left the room with, as plain values; the meeting is closed at `now`."""
    pack = pack_of(meeting, now)
    answers = Answer.objects.filter(meeting=meeting).select_related("question", "by")
    actions = ActionItem.objects.filter(meeting=meeting).select_related("owner", "contact")
    return {
        "with": str(meeting.client) if meeting.client else _("Ourselves"),
        "held": meeting.at.isoformat(),
        "closed": now.isoformat(),
        "led_by": meeting.lead.name,
        "attendees": meeting.attendees,
        "goals": [goal.statement for goal in pack.goals],
        "promised_last_time": [_promise(each) for each in (*pack.ours, *pack.theirs)],
        "answers": {each.question.text: each.text for each in answers},
        "decisions": [_decision(each, options) for each, options in pack.decisions],
        "actions": [_promise(each) for each in actions],
        "road_map": {
            each.name: {
                "steps": [step.title for step in each.steps],
                "devices_due": each.devices.n,
            }
            for each in pack.quarters
        },
        "devices": {
            "past": pack.past.n,
            "due_within_a_year": pack.due.n,
            "unknown": pack.unknown.n,
            "planned": pack.planned.n,
        },
        "accepted_risks": [f"{r.statement} ({r.accepted_by}, {r.until})" for r in pack.risks],
        "note": meeting.note,
        "next": next_at.isoformat(),
    }


def _promise(item: ActionItem) -> dict[str, object]:
    return {
        "side": item.side,
        "who": item.somebody,
        "what": item.text,
        "until": item.due_on.isoformat(),
        "done": item.done_at.isoformat() if item.done_at else None,
    }


def _decision(decision: Decision, options: Sequence[DecisionOption]) -> dict[str, object]:
    return {
        "question": decision.question,
        "options": [option.text for option in options],
        "chosen": decision.chosen.text if decision.chosen else None,
        "by": decision.decided_by,
        "reason": decision.reason,
    }
