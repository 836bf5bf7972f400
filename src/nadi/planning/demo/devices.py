"""How old Northlight's clients' machines are, what nobody found out, and what was planned."""

from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from nadi.accounts.demo import person
from nadi.clients.demo import client
from nadi.core.audit import told
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.fleet.models import Device, DeviceKind, DeviceState
from nadi.fleet.simulation import chance
from nadi.planning import actions
from nadi.planning.models import Choice, DevicePlan, FactKind, FactState, LifecycleFact
from nadi.planning.queries import clients_in_sight, lives
from nadi.planning.rules.lifecycle import Place

PRICES = {"server": (4200, 7400), "workstation": (900, 1400), "network": (600, 1600)}
SERVES = {"server": (60, 90), "workstation": (48, 30), "network": (60, 45)}
UNKNOWN_SHARE, UNPLANNED_SHARE = 0.11, 0.38
DEBIAN_ENDS = date(2028, 6, 30)
BOUGHT_BY_NAME = {"FS02": 1690, "APP-HD1": 1500, "FW-HD1": 1150, "PC-HD01": 1385, "PC-HD02": 1385}


def tell(story: Story) -> None:
    _tell_policies(story)
    machines = list(
        Device.objects.filter(simulated=True, state=DeviceState.ACTIVE).select_related("client")
    )
    _tell_facts(story, machines)
    _tell_plans(story)


def _tell_policies(story: Story) -> None:
    maya = person("Maya Lindqvist")
    since = story.day(400).date()
    for kind, (months, lead) in SERVES.items():
        low, high = PRICES[kind]
        actions.set_policy(
            DeviceKind(kind),
            useful_months=months,
            lead_days=lead,
            low=Decimal(low),
            high=Decimal(high),
            since=since,
            because="Agreed in our own review",
            now=story.day(400),
            by=maya,
        )
    actions.set_policy(
        DeviceKind.WORKSTATION,
        client=client("Cedar Accounting"),
        useful_months=36,
        lead_days=45,
        needs_warranty=True,
        low=Decimal(1100),
        high=Decimal(1700),
        since=since,
        because="Nothing may stop in March",
        now=story.day(390),
        by=maya,
    )
    actions.set_policy(
        DeviceKind.WORKSTATION,
        client=client("Lakeview School"),
        useful_months=72,
        lead_days=60,
        low=Decimal(600),
        high=Decimal(900),
        since=since,
        because="The board decided on six years",
        now=story.day(390),
        by=maya,
    )


def _tell_facts(story: Story, machines: list[Device]) -> None:
    """Most have an invoice; some a guess that an invoice mended; some nothing but a search."""
    by, rows = person("Tomas Vela"), list[LifecycleFact]()

    def add(one: Device, kind: str, state: str, on: date | None, source: str, after: int) -> None:
        rows.append(
            LifecycleFact(
                device=one,
                kind=kind,
                state=state,
                on=on,
                source=source,
                noted_at=min(one.made_at + timedelta(days=after), story.day(1)),
                noted_by=by,
            )
        )

    for number, one in enumerate(machines):
        bought = _bought(story, one)
        if chance(one.name, "bought") < UNKNOWN_SHARE and one.name not in BOUGHT_BY_NAME:
            if number % 2:
                add(one, FactKind.PURCHASED, FactState.UNKNOWN, None, "Asked, no invoice found", 30)
            continue
        if number % 7 == 3:
            guess = bought - timedelta(days=200)
            add(one, FactKind.PURCHASED, FactState.DATED, guess, "Guess from the serial number", 1)
        add(one, FactKind.PURCHASED, FactState.DATED, bought, "Invoice", 12)
        warranty = bought + relativedelta(years=3)
        if one.kind != DeviceKind.NETWORK:
            add(one, FactKind.WARRANTY_END, FactState.DATED, warranty, "Maker’s page", 12)
            add(one, FactKind.END_OF_SECURITY, FactState.DATED, DEBIAN_ENDS, "debian.org", 12)
        else:
            add(one, FactKind.END_OF_SUPPORT, FactState.SUPPORTED, None, "Maker’s page", 12)
    LifecycleFact.objects.bulk_create(rows)
    AuditRow.objects.bulk_create(
        told("planning.note_fact", by, row.noted_at, str(row.device)) for row in rows[::9]
    )


def _bought(story: Story, one: Device) -> date:
    longest = {DeviceKind.SERVER: 2000, DeviceKind.WORKSTATION: 1650}.get(
        DeviceKind(one.kind), 1900
    )
    ago = BOUGHT_BY_NAME.get(one.name, 120 + int(longest * chance(one.name, "age")))
    return (story.now - timedelta(days=ago)).date()


def _tell_plans(story: Story) -> None:
    """Most of what is past its date has a plan; some is simply past it, and shows."""
    henrik, today = person("Henrik Dahl"), story.now.date()
    past = lives(clients_in_sight(henrik), today, story.now, place=Place.PAST.value)
    rows = []
    for number, each in enumerate(past):
        if chance(each.name, "planned") < UNPLANNED_SHARE or each.client == "Harbor Dental":
            continue
        extend = number % 3 == 0
        rows.append(
            DevicePlan(
                device_id=each.device_id,
                choice=Choice.EXTEND if extend else Choice.REPLACE,
                on=today + timedelta(days=(150 if extend else 75) + 7 * (number % 9)),
                because="It does light work and has a spare" if extend else "",
                approved_by=each.client,
                decided_at=story.day(20 + number % 60),
                noted_by=henrik,
            )
        )
    DevicePlan.objects.bulk_create(rows)
    AuditRow.objects.bulk_create(
        told("planning.plan_device", henrik, row.decided_at) for row in rows
    )
