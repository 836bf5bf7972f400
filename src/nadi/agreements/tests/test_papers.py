"""A signed word cannot be changed, by anybody, through anything."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from nadi.accounts.models import Person
from nadi.agreements import actions
from nadi.agreements.actions import Paper
from nadi.agreements.models import Agreement, AgreementVersion, Answer, CoverageTerm
from nadi.agreements.models.standing import BoundChoice
from nadi.agreements.queries import response_promise
from nadi.agreements.rules.terms import State
from nadi.clients.models import Client, ClientState, Vendor
from nadi.core.errors import NadiError, Refused
from nadi.core.models import Event

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def version(harbor: Client, maya: Person) -> AgreementVersion:
    agreement = actions.draft_agreement(harbor, title="Managed services", owner=maya, by=maya)
    paper = Paper(
        "Gold",
        date(2026, 1, 31),
        ends_on=date(2027, 1, 30),
        monthly_amount=Decimal("1450.00"),
        currency="EUR",
        text="Words.",
    )
    made = actions.write_version(agreement, paper, by=maya)
    actions.set_coverage(made, {"reactive": (Answer.COVERED, "3.2")}, by=maya)
    actions.set_response(made, {1: (30, "5.1"), 4: (None, "5.2")}, by=maya)
    actions.add_standing_promise(
        made,
        sentence="Words are kept",
        vital="agreements.spoken_on_time",
        bound=BoundChoice.AT_LEAST,
        target=Decimal(90),
        window_days=28,
        by=maya,
    )
    return made


def test_both_signatures_make_it_count(version: AgreementVersion, maya: Person) -> None:
    agreement = version.agreement
    assert agreement.standing(TODAY).state == State.DRAFT
    actions.sign_for_them(version, name="Dr. Lund", at=NOW - timedelta(days=1), by=maya)
    assert not Event.objects.filter(name="agreements.AgreementSigned").exists()
    signed = actions.sign_for_us(version, by=maya)
    assert (signed.their_signer, signed.our_signer) == ("Dr. Lund", maya)
    assert signed.sha256 == signed.digest()
    fact = Event.objects.get(name="agreements.AgreementSigned")
    assert fact.facts["client_id"] == agreement.client_id
    fresh = Agreement.objects.get(pk=agreement.pk)
    assert fresh.standing(TODAY).state == State.SIGNED
    assert fresh.version_on(TODAY) == signed
    for sign in (
        lambda: actions.sign_for_us(signed, by=maya),
        lambda: actions.sign_for_them(signed, name="X", by=maya),
    ):
        with pytest.raises(Refused, match="signed this already"):
            sign()


@pytest.mark.parametrize("first", ["us", "them"])
def test_one_signature_freezes_every_action(
    version: AgreementVersion, maya: Person, first: str
) -> None:
    if first == "us":
        actions.sign_for_us(version, by=maya)
    else:
        actions.sign_for_them(version, name="Dr. Lund", by=maya)
    promise = version.standing_promises.get()
    for change in (
        lambda: actions.revise_version(version, Paper("Silver", TODAY), by=maya),
        lambda: actions.set_coverage(version, {"reactive": (None, "")}, by=maya),
        lambda: actions.set_response(version, {1: None}, by=maya),
        lambda: actions.remove_standing_promise(promise, by=maya),
    ):
        with pytest.raises(Refused, match="is signed"):
            change()


CHANGES = [
    "UPDATE agreements_agreementversion SET text = 'Other words.'",
    "UPDATE agreements_agreementversion SET monthly_amount = 1",
    "UPDATE agreements_agreementversion SET sha256 = repeat('0', 64)",
    "UPDATE agreements_agreementversion SET their_signed_at = NULL, their_signer = ''",
    "UPDATE agreements_agreementversion SET their_signer = 'Somebody else'",
    "UPDATE agreements_agreementversion SET our_signed_at = now()",
    "UPDATE agreements_coverageterm SET answer = 'billable'",
    "DELETE FROM agreements_coverageterm",
    "INSERT INTO agreements_coverageterm (version_id, work_type_id, answer, clause)"
    " SELECT v.id, w.id, 'covered', '' FROM agreements_agreementversion v, agreements_worktype w"
    " WHERE w.slug = 'project'",
    "UPDATE agreements_responseterm SET target_minutes = 999",
    "DELETE FROM agreements_responseterm",
    "UPDATE agreements_standingpromise SET target = 1",
    "DELETE FROM agreements_standingpromise",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses(version: AgreementVersion, maya: Person, change: str) -> None:
    """As the owner of the tables, past every line of our own code."""
    actions.sign_for_us(version, by=maya)
    actions.sign_for_them(version, name="Dr. Lund", by=maya)
    with (
        pytest.raises(DatabaseError, match="cannot change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    version.refresh_from_db()
    assert version.digest() == version.sha256


def test_a_draft_can_change_and_its_terms_go_with_it(
    version: AgreementVersion, maya: Person
) -> None:
    actions.revise_version(version, Paper("Silver", TODAY, text="Better."), by=maya)
    actions.set_coverage(version, {"reactive": (Answer.BILLABLE, "4")}, by=maya)
    actions.remove_standing_promise(version.standing_promises.get(), by=maya)
    version.refresh_from_db()
    assert (version.plan, version.monthly) == ("Silver", None)
    version.delete()
    assert not CoverageTerm.objects.exists()


def test_renewing_goes_on_the_day_after_for_the_same_length(
    version: AgreementVersion, maya: Person
) -> None:
    agreement = version.agreement
    with pytest.raises(Refused, match="not signed yet"):
        actions.renew_agreement(agreement, by=maya)
    actions.sign_for_us(version, by=maya)
    actions.sign_for_them(version, name="Dr. Lund", by=maya)
    second = actions.renew_agreement(agreement, by=maya)
    assert (second.number, second.starts_on) == (2, date(2027, 1, 31))
    assert second.ends_on == date(2028, 1, 30)
    assert [term.clause for term in second.coverage_terms.all()] == ["3.2"]
    assert second.response_terms.count() == 2
    assert second.standing_promises.get().sentence == "Words are kept"
    assert not second.is_frozen


def test_a_response_prints_where_it_comes_from(
    version: AgreementVersion, harbor: Client, maya: Person
) -> None:
    before = response_promise(harbor, 1, TODAY)
    assert before.asked == ("no agreement in force", "our default: 30 minutes")
    assert before.sentence.endswith("no agreement is signed.")
    actions.sign_for_us(version, by=maya)
    actions.sign_for_them(version, name="Dr. Lund", by=maya)
    found = response_promise(harbor, 1, TODAY)
    assert found.target == timedelta(minutes=30)
    assert found.asked == ("Gold: 30 minutes", "our default: 30 minutes")
    assert found.hours_name == "Office"
    none = response_promise(harbor, 4, TODAY)
    assert (none.target, none.explicitly_none) == (None, True)
    assert none.sentence == "Gold explicitly promises no response time for P4."
    silent = response_promise(harbor, 3, TODAY)
    assert silent.sentence == (
        "We hold ourselves to 4 business hours for P3; the agreement is silent."
    )


def test_agreements_with_colleagues_and_vendors(henrik: Person, maya: Person) -> None:
    vendor = Vendor.objects.create(name="Fiberlane")
    kinds = [
        actions.draft_agreement(party, title="Terms", owner=maya, by=maya).kind
        for party in (henrik, vendor)
    ]
    assert kinds == ["employee", "vendor"]


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (Paper(" ", TODAY), "Name the plan"),
        (Paper("Gold", TODAY, ends_on=TODAY - timedelta(days=1)), "ends before it begins"),
        (Paper("Gold", TODAY, monthly_amount=Decimal(1)), "needs a currency"),
        (Paper("Gold", TODAY, billing_step=0), "a minute or more"),
    ],
)
def test_a_paper_that_cannot_be_gets_a_sentence(
    harbor: Client, maya: Person, paper: Paper, sentence: str
) -> None:
    agreement = actions.draft_agreement(harbor, title="Care", owner=maya, by=maya)
    with pytest.raises(NadiError) as refused:
        actions.write_version(agreement, paper, by=maya)
    assert sentence in refused.value.sentence


def test_a_prospect_is_served_from_the_day_both_have_signed(
    version: AgreementVersion, harbor: Client, maya: Person
) -> None:
    Client.objects.filter(pk=harbor.pk).update(state=ClientState.PROSPECT, since=None)
    actions.sign_for_us(version, by=maya)
    harbor.refresh_from_db()
    assert harbor.state == ClientState.PROSPECT
    actions.sign_for_them(version, name="Dr. Lund", by=maya)
    harbor.refresh_from_db()
    assert (harbor.state, harbor.since) == (ClientState.MANAGED, version.starts_on)
