"""What is known of a device's life, by which policy it is judged, and what was planned for it."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.actions import action
from nadi.core.errors import BadInput, Refused
from nadi.core.events import announce
from nadi.fleet.models import Device, DeviceKind
from nadi.planning.events import DevicePlanned, LifecycleNoted, PolicySet
from nadi.planning.models import (
    Choice,
    DevicePlan,
    FactKind,
    FactState,
    LifecycleFact,
    ReplacementPolicy,
)
from nadi.planning.rules.lifecycle import SUPPORT_KINDS

EARLIEST, LATEST = date(1980, 1, 1), date(2100, 1, 1)
LONGEST_MONTHS, LONGEST_LEAD = 240, 730


@action
def note_fact(
    device: Device,
    *,
    kind: FactKind,
    state: FactState,
    on: date | None = None,
    source: str,
    note: str = "",
    now: datetime | None = None,
    by: Person,
) -> LifecycleFact:
    """Something became known. What was known before stays beside it; the newest counts."""
    if not source.strip():
        raise BadInput("Where is this from?", fields={"source": "missing"})
    if (state == FactState.DATED) != (on is not None):
        raise BadInput("A day belongs to what is dated, and only there.", fields={"on": "?"})
    if on is not None and not EARLIEST <= on < LATEST:
        raise BadInput("That day cannot be right.", fields={"on": "out of range"})
    if state == FactState.SUPPORTED and kind not in SUPPORT_KINDS:
        raise BadInput(
            "Only support, security updates and new software can go on without an end.",
            fields={"state": "does not fit"},
        )
    fact: LifecycleFact = LifecycleFact.objects.create(
        device=device,
        kind=kind,
        state=state,
        on=on,
        source=source.strip()[:120],
        note=note.strip()[:200],
        noted_at=now or timezone.now(),
        noted_by=by,
    )
    announce(LifecycleNoted(fact.pk, device.pk, device.client_id, fact.kind, fact.state))
    return fact


@action
def set_policy(
    kind: DeviceKind,
    *,
    client: Client | None = None,
    useful_months: int,
    lead_days: int,
    needs_warranty: bool = False,
    needs_support: bool = False,
    low: Decimal | None = None,
    high: Decimal | None = None,
    since: date,
    because: str = "",
    now: datetime | None = None,
    by: Person,
) -> ReplacementPolicy:
    """From a day on a kind of device serves this long, for everybody or for one client. Earlier
    policies stay, so that any earlier day can be judged by what held then."""
    if not 1 <= useful_months <= LONGEST_MONTHS or not 0 <= lead_days <= LONGEST_LEAD:
        raise BadInput(
            "A device serves for one to 240 months, and replacing it takes up to 730 days.",
            fields={"useful_months": "out of range"},
        )
    if low is not None and high is not None and low > high:
        raise BadInput("A range begins with the lower figure.", fields={"low": "above the other"})
    policy = ReplacementPolicy.objects.create(
        client=client,
        kind=kind,
        useful_months=useful_months,
        lead_days=lead_days,
        needs_warranty=needs_warranty,
        needs_support=needs_support,
        cost_low=low if low is not None else high,
        cost_high=high if high is not None else low,
        currency=settings.NADI_CURRENCY if low is not None or high is not None else "",
        since=since,
        because=because.strip()[:200],
        made_at=now or timezone.now(),
        made_by=by,
    )
    announce(PolicySet(policy.pk, policy.client_id, policy.kind))
    return policy


@action
def plan_device(
    device: Device,
    *,
    choice: Choice,
    on: date,
    approved_by: str,
    because: str = "",
    now: datetime | None = None,
    by: Person,
) -> DevicePlan:
    """Somebody accepted what becomes of a device: replaced by a day, kept until a day for a reason,
    or taken out of use."""
    moment = now or timezone.now()
    if on <= moment.date() or on >= LATEST:
        raise BadInput("A plan has a day that lies ahead.", fields={"on": "in the past"})
    if not approved_by.strip():
        raise BadInput("Who accepted it?", fields={"approved_by": "missing"})
    if choice == Choice.EXTEND and not because.strip():
        raise BadInput("Why may it serve longer?", fields={"because": "missing"})
    plan: DevicePlan = DevicePlan.objects.create(
        device=device,
        choice=choice,
        on=on,
        because=because.strip()[:300],
        approved_by=approved_by.strip()[:120],
        decided_at=moment,
        noted_by=by,
    )
    announce(DevicePlanned(plan.pk, device.pk, device.client_id, plan.choice))
    return plan


@action
def withdraw_plan(
    plan: DevicePlan, *, because: str, now: datetime | None = None, by: Person
) -> DevicePlan:
    """The plan no longer holds. An older one does not come back by itself."""
    found: DevicePlan = (
        DevicePlan.objects.select_for_update(of=("self",)).select_related("device").get(pk=plan.pk)
    )
    if found.withdrawn_at is not None:
        raise Refused("This plan was withdrawn already.")
    if not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    found.withdrawn_at, found.withdrawn_because = now or timezone.now(), because.strip()[:300]
    found.save(update_fields=["withdrawn_at", "withdrawn_because"])
    announce(DevicePlanned(found.pk, found.device_id, found.device.client_id, "withdrawn"))
    return found
