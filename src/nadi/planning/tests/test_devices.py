"""Devices by age: facts side by side, policies, plans; and that SQL says what the rule says."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.errors import BadInput, Refused
from nadi.core.vitals import Window
from nadi.fleet.models import Device, DeviceKind
from nadi.planning import actions
from nadi.planning.models import (
    Choice,
    DevicePlan,
    FactKind,
    FactState,
    LifecycleFact,
    ReplacementPolicy,
)
from nadi.planning.queries import counts, lives
from nadi.planning.rules.lifecycle import Decider, Known, Place, Policy, Word, life_of, place_of
from nadi.planning.vitals import DEVICES_IN_PLAN

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _device(client: Client, name: str, kind: str = DeviceKind.SERVER) -> Device:
    made = NOW - timedelta(days=300)
    return Device.objects.create(client=client, name=name, kind=kind, state="active", made_at=made)


def _bought(device: Device, on: date, by: Person, at: datetime, source: str = "Invoice") -> None:
    actions.note_fact(
        device,
        kind=FactKind.PURCHASED,
        state=FactState.DATED,
        on=on,
        source=source,
        now=at,
        by=by,
    )


def test_facts_stand_side_by_side_and_the_newest_counts(oak: Client, maya: Person) -> None:
    server = _device(oak, "FS01")
    assert lives([oak.pk], TODAY, NOW)[0].life.known == Known.UNKNOWN
    _bought(server, date(2020, 1, 10), maya, NOW - timedelta(days=9), "Guess")
    _bought(server, date(2023, 6, 1), maya, NOW - timedelta(days=2))
    assert LifecycleFact.objects.count() == 2
    (life,) = lives([oak.pk], TODAY, NOW)
    assert life.life.decided_by == Decider.AGE
    assert life.life.replace_by == date(2028, 6, 1) - timedelta(days=90)
    (then,) = lives([oak.pk], TODAY, NOW - timedelta(days=5))
    assert then.place == Place.PAST
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        LifecycleFact.objects.update(on=date(2026, 1, 1))


def test_a_fact_that_cannot_be_is_refused(oak: Client, maya: Person) -> None:
    server = _device(oak, "FS01")

    def note(kind: FactKind, state: FactState, on: date | None, source: str = "Label") -> None:
        actions.note_fact(server, kind=kind, state=state, on=on, source=source, by=maya)

    for kind, state, on, source in (
        (FactKind.PURCHASED, FactState.SUPPORTED, None, "Label"),
        (FactKind.PURCHASED, FactState.DATED, None, "Label"),
        (FactKind.PURCHASED, FactState.UNKNOWN, TODAY, "Label"),
        (FactKind.PURCHASED, FactState.DATED, date(1066, 10, 14), "Label"),
        (FactKind.PURCHASED, FactState.DATED, TODAY, " "),
    ):
        with pytest.raises(BadInput):
            note(kind, state, on, source)
    note(FactKind.END_OF_SECURITY, FactState.SUPPORTED, None)
    assert lives([oak.pk], TODAY, NOW + timedelta(seconds=1))[0].life.known == Known.SUPPORTED


def test_a_client_has_its_own_policy_from_its_day_on(
    oak: Client, harbor: Client, maya: Person
) -> None:
    for client in (oak, harbor):
        _bought(_device(client, f"FS-{client.slug}"), date(2022, 12, 1), maya, NOW)
    early, late = NOW - timedelta(days=60), date(2026, 11, 1)
    actions.set_policy(
        DeviceKind.SERVER, client=oak, useful_months=36, lead_days=0, since=late, now=early,
        by=maya,
    )  # fmt: skip
    by_client = {each.client_id: each for each in lives(None, TODAY, NOW + timedelta(minutes=1))}
    assert by_client[oak.pk].life.ends_on == date(2025, 12, 1)
    assert by_client[harbor.pk].life.ends_on == date(2027, 12, 1)
    before = lives([oak.pk], date(2026, 10, 31), NOW + timedelta(minutes=1))
    assert before[0].life.ends_on == date(2027, 12, 1)
    with pytest.raises(BadInput):
        actions.set_policy(DeviceKind.SERVER, useful_months=0, lead_days=0, since=late, by=maya)


def test_a_plan_covers_until_its_day_unless_it_is_withdrawn(oak: Client, maya: Person) -> None:
    server, soon = _device(oak, "FS01"), NOW + timedelta(minutes=1)
    _bought(server, date(2018, 1, 1), maya, NOW)
    assert lives([oak.pk], TODAY, soon)[0].place == Place.PAST
    with pytest.raises(BadInput, match="longer"):
        actions.plan_device(
            server, choice=Choice.EXTEND, on=date(2027, 1, 1), approved_by="Tom", by=maya
        )
    plan = actions.plan_device(
        server, choice=Choice.REPLACE, on=date(2027, 1, 31), approved_by="Tom Reed", by=maya
    )
    assert lives([oak.pk], TODAY, soon)[0].place == Place.PLANNED
    assert lives([oak.pk], date(2027, 2, 1), soon)[0].place == Place.PAST
    actions.withdraw_plan(plan, because="The supplier is out of them", by=maya)
    assert lives([oak.pk], TODAY, soon)[0].place == Place.PAST
    with pytest.raises(Refused):
        actions.withdraw_plan(plan, because="Again", by=maya)


def test_the_unknown_stay_in_the_figure(oak: Client, maya: Person) -> None:
    _device(oak, "PC-01", DeviceKind.WORKSTATION)
    _bought(_device(oak, "PC-02", DeviceKind.WORKSTATION), date(2026, 1, 1), maya, NOW)
    Device.objects.create(client=oak, name="PC-03", state="retired", made_at=NOW)
    window = Window.before(NOW + timedelta(minutes=1), timedelta(days=1))
    (reading,) = DEVICES_IN_PLAN.read(window, None)
    assert (reading.numerator, reading.denominator) == (1, 2)
    rows = DEVICES_IN_PLAN.rows(window, oak.pk, None)
    assert sum(bool(row.excluded) for row in rows) == 1
    assert counts([oak.pk], TODAY, window.end)[Place.UNKNOWN] == 1


def test_sql_says_what_the_rule_says_of_any_fleet(
    oak: Client, harbor: Client, maya: Person
) -> None:
    chance = random.Random(7)
    for seed in range(6):
        _any_fleet(chance, oak, harbor, maya)
        for on in (TODAY, TODAY + timedelta(days=chance.randrange(2000)), date(2020, 2, 29)):
            known_by = NOW - timedelta(days=chance.randrange(200))
            told = {each.device_id: each for each in lives(None, on, known_by)}
            assert told, seed
            for device in Device.objects.filter(pk__in=told):
                _agrees(device, told[device.pk], on, known_by)
        DevicePlan.objects.all().delete()
        Device.objects.all().delete()
        ReplacementPolicy.objects.exclude(made_by=None).delete()


def _any_fleet(chance: random.Random, oak: Client, harbor: Client, maya: Person) -> None:
    days = [NOW - timedelta(days=n) for n in range(0, 200, 7)]
    for client in (None, oak, None):
        ReplacementPolicy.objects.create(
            client=client,
            kind=chance.choice(DeviceKind.values),
            useful_months=chance.randrange(1, 100),
            lead_days=chance.randrange(0, 200),
            needs_warranty=chance.random() < 0.5,
            needs_support=chance.random() < 0.5,
            since=TODAY - timedelta(days=chance.randrange(-300, 900)),
            made_at=chance.choice(days),
            made_by=maya,
        )
    for number in range(20):
        device = _device(
            chance.choice([oak, harbor]), f"D{number}", chance.choice(DeviceKind.values)
        )
        for _fact in range(chance.randrange(7)):
            kind = chance.choice(FactKind.values)
            support = kind in {"end_of_software", "end_of_security", "end_of_support"}
            state = chance.choice(["dated", "dated", "unknown", *(["supported"] * support)])
            on = date(2015, 1, 31) + timedelta(days=chance.randrange(6000))
            LifecycleFact.objects.create(
                device=device,
                kind=kind,
                state=state,
                on=on if state == "dated" else None,
                source="chance",
                noted_at=chance.choice(days),
            )
        for _plan in range(chance.randrange(3)):
            DevicePlan.objects.create(
                device=device,
                choice=Choice.REPLACE,
                on=TODAY + timedelta(days=chance.randrange(-100, 400)),
                approved_by="Tom",
                decided_at=chance.choice(days),
                withdrawn_at=chance.choice([None, *days]),
                noted_by=maya,
            )


def _agrees(device: Device, told: object, on: date, known_by: datetime) -> None:
    facts: dict[str, Word] = {}
    known = LifecycleFact.objects.filter(device=device, noted_at__lt=known_by)
    for fact in known.order_by("noted_at", "pk"):
        facts[fact.kind] = Word(fact.state, fact.on)
    policies = ReplacementPolicy.objects.filter(
        kind=device.kind, since__lte=on, made_at__lt=known_by, client__in=[device.client_id]
    ).order_by("-since", "-pk")
    usual = ReplacementPolicy.objects.filter(
        kind=device.kind, since__lte=on, made_at__lt=known_by, client=None
    ).order_by("-since", "-pk")
    row = policies.first() or usual.first()
    assert row is not None
    policy = Policy(row.useful_months, row.lead_days, row.needs_warranty, row.needs_support)
    plan = (
        DevicePlan.objects.filter(device=device, decided_at__lt=known_by)
        .order_by("-decided_at", "-pk")
        .first()
    )
    holds = plan is not None and not (plan.withdrawn_at and plan.withdrawn_at < known_by)
    until = plan.on if plan is not None and holds else None
    life = life_of(facts, policy)
    assert getattr(told, "life") == life  # noqa: B009
    assert getattr(told, "place") == place_of(life, until, on)  # noqa: B009
