"""Standing promises are judged from rows, whoever owns them, and never silently kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.agreements import actions, jobs
from nadi.agreements.actions import Paper
from nadi.agreements.models import StandingPromise, Verdict
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.queries import standing_in_force
from nadi.agreements.queries.standing import promise_counts
from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.models import Event
from nadi.core.vitals import EvidenceRow, Goalposts, PromiseCount, Reading, Vital, Window

NOW = datetime(2026, 11, 23, 3, 10, tzinfo=UTC)


@dataclass
class Told:
    """A vital of some other center, whose rows a test tells."""

    rows: list[EvidenceRow] = field(default_factory=list)
    fails: bool = False

    def read(self, window: Window, population: str | None) -> Iterable[Reading]:
        if self.fails:
            raise RuntimeError("this center is blind")
        for client_id in {row.client_id for row in self.rows}:
            mine = [r for r in self.rows if r.client_id == client_id and not r.excluded]
            yield Reading(
                "desk.first_answer",
                client_id,
                sum((row.numerator for row in mine), Decimal(0)),
                sum((row.denominator or Decimal(0) for row in mine), Decimal(0)),
                len(mine),
                max((row.at for row in mine if row.at), default=None),
            )

    def evidence(
        self, window: Window, client_id: int | None, population: str | None
    ) -> list[EvidenceRow]:
        return [row for row in self.rows if client_id in (None, row.client_id)]

    def add(self, client: Client, kept: bool, excluded: str = "") -> None:
        at = NOW - timedelta(hours=1)
        numerator = Decimal(int(kept))
        self.rows.append(EvidenceRow("ticket", "/", at, client.pk, numerator, Decimal(1), excluded))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    rows = Told()
    vital = Vital(
        name="desk.first_answer",
        title="First answers in time",
        purpose="Nobody waits for a word.",
        unit="percent",
        direction="more",
        goalposts=Goalposts(Decimal(50), Decimal(80), Decimal(95), Decimal(100), "a test", "D"),
        window=timedelta(days=28),
        ttl=timedelta(days=2),
        touched_by=(),
        read=rows.read,
        rows=rows.evidence,
        version=3,
    )
    monkeypatch.setattr(centers, "vitals", lambda: {vital.name: vital})
    return rows


@pytest.fixture
def promise(told: Told, harbor: Client, maya: Person) -> StandingPromise:
    return _promise(harbor, maya)


def _promise(client: Client, maya: Person) -> StandingPromise:
    agreement = actions.draft_agreement(client, title="Managed services", owner=maya, by=maya)
    paper = Paper("Gold", NOW.date() - timedelta(days=200))
    version = actions.write_version(agreement, paper, by=maya)
    made = actions.add_standing_promise(
        version,
        sentence="A person answers in time",
        vital="desk.first_answer",
        bound=BoundChoice.AT_LEAST,
        target=Decimal(90),
        window_days=28,
        by=maya,
    )
    actions.sign_for_us(version, by=maya)
    actions.sign_for_them(version, name="Dr. Lund", by=maya)
    return made


def _judge(maya: Person, at: datetime = NOW) -> Verdict:
    return actions.judge_promises(standing_in_force(at), now=at, by=maya)[0]


def test_a_verdict_keeps_all_it_was_made_from(
    promise: StandingPromise, told: Told, harbor: Client, oak: Client, maya: Person
) -> None:
    for _ in range(11):
        told.add(harbor, kept=True)
    told.add(harbor, kept=False)
    told.add(harbor, kept=False, excluded="opened by ourselves")
    for _ in range(50):
        told.add(oak, kept=False)  # another client's rows are not Harbor Dental's
    verdict = _judge(maya)
    verdict.refresh_from_db()
    assert verdict.answer == "at_risk"
    assert (verdict.numerator, verdict.denominator, verdict.n, verdict.excluded) == (11, 12, 12, 1)
    assert (verdict.value, verdict.target) == (Decimal("91.6667"), 90)
    assert verdict.vital_version == 3
    assert verdict.window_start == NOW - timedelta(days=28)
    assert verdict.window_end == NOW
    assert verdict.fresh_at == NOW - timedelta(hours=1)
    assert verdict.judged_by == "Maya Lindqvist"
    assert verdict.reason == "91.7 % is at least 90 %, but close to it"


def test_no_rows_stale_rows_blind_and_missing_centers_are_not_judged(
    promise: StandingPromise,
    told: Told,
    harbor: Client,
    maya: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reason(days: int) -> str:
        verdict = _judge(maya, NOW + timedelta(days=days))
        assert verdict.answer == "not_judged"
        assert verdict.value is None
        return verdict.reason

    assert reason(0) == "There is no evidence in this window"
    told.add(harbor, kept=True)
    assert _judge(maya, NOW + timedelta(days=1)).answer == "kept"
    assert reason(4) == "The newest evidence is 4 days old, and it goes stale after 48 hours"
    told.fails = True
    assert reason(5) == "No center measures this now"
    monkeypatch.setattr(centers, "vitals", dict)
    assert reason(6) == "No center measures this now"


def test_nothing_was_due_at_a_client_while_others_had_rows(
    promise: StandingPromise, told: Told, oak: Client, maya: Person
) -> None:
    told.add(oak, kept=True)
    verdict = _judge(maya)
    assert (verdict.answer, verdict.n) == ("not_judged", 0)
    assert verdict.reason == "Nothing was due in this window"
    assert _judge(maya, NOW + timedelta(days=4)).reason.startswith("The newest evidence is 4 days")


def test_one_blind_center_does_not_blind_the_judgement_of_others(
    promise: StandingPromise, told: Told, harbor: Client, maya: Person
) -> None:
    told.fails = True
    assert _judge(maya).answer == "not_judged"
    assert StandingPromise.objects.count() == Verdict.objects.count() == 1


def test_a_new_answer_is_announced_once(
    promise: StandingPromise, told: Told, harbor: Client, maya: Person
) -> None:
    told.add(harbor, kept=True)
    for days in range(2):
        _judge(maya, NOW + timedelta(days=days))
    told.add(harbor, kept=False)
    _judge(maya, NOW + timedelta(days=2, hours=-2))
    facts = [
        (event.facts["before"], event.facts["answer"])
        for event in Event.objects.filter(name="agreements.StandingPromiseJudged").order_by("pk")
    ]
    assert facts == [("", "kept"), ("kept", "broken")]


def test_a_night_that_runs_twice_judges_once(
    promise: StandingPromise, told: Told, harbor: Client, maya: Person
) -> None:
    told.add(harbor, kept=True)
    for _ in range(2):
        jobs.judge_standing_promises.func(int(NOW.timestamp()))
    assert Verdict.objects.get().judged_by == "nightly judgement"


def test_all_clients_are_read_in_the_same_statements(
    promise: StandingPromise, told: Told, maya: Person, office: object
) -> None:
    def cost(at: datetime) -> int:
        with CaptureQueriesContext(connection) as spent:
            actions.judge_promises(standing_in_force(at), now=at, by=maya)
        return len(spent)

    cost(NOW)
    few = cost(NOW + timedelta(minutes=1))
    for number in range(5):
        client = Client.objects.create(
            name=f"Client {number}", slug=f"client-{number}", state="managed", calendar=office
        )
        _promise(client, maya)
    cost(NOW + timedelta(minutes=2))
    assert cost(NOW + timedelta(minutes=3)) == few
    assert few <= 16


def test_counts_say_how_promises_stand(
    promise: StandingPromise, told: Told, harbor: Client, oak: Client, maya: Person
) -> None:
    _promise(oak, maya)
    told.add(harbor, kept=True)
    actions.judge_promises(standing_in_force(NOW), now=NOW, by=maya)
    assert promise_counts(NOW) == [PromiseCount("desk", 2, 1, 0, 0, 1)]


def test_an_unsigned_promise_is_not_judged_and_a_verdict_is_never_changed(
    promise: StandingPromise, told: Told, oak: Client, maya: Person
) -> None:
    draft = actions.draft_agreement(oak, title="Draft", owner=maya, by=maya)
    version = actions.write_version(draft, Paper("Gold", NOW.date()), by=maya)
    actions.add_standing_promise(
        version,
        sentence="Not signed",
        vital="desk.first_answer",
        bound=BoundChoice.AT_MOST,
        target=Decimal(5),
        window_days=7,
        by=maya,
    )
    with time_machine.travel(NOW, tick=False):
        assert [each.pk for each in standing_in_force(NOW)] == [promise.pk]
    _judge(maya)
    for change in (
        "UPDATE agreements_verdict SET answer = 'kept'",
        "DELETE FROM agreements_verdict",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
