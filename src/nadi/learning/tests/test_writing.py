"""One policy, one document: written, published, read again, and never changed behind a run."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from nadi.accounts.models import Person
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.models import AuditRow, Event
from nadi.learning import actions
from nadi.learning.models import Procedure, ProcedureVersion, RequestState, Review, Step
from nadi.learning.queries import procedure_in_force

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft(aisha: Person) -> Procedure:
    return actions.write_procedure(
        "Test restore",
        steps=["Pick a file", actions.Line("Restore it", "Never to where it came from")],
        center=4,
        tags=["Backup", "  backup "],
        by=aisha,
    )


def test_a_draft_is_not_in_force_until_somebody_who_keeps_it_publishes(
    draft: Procedure, aisha: Person, maya: Person
) -> None:
    assert (draft.slug, draft.tags, draft.owner) == ("test-restore", ["backup"], aisha)
    assert procedure_in_force("test-restore") is None
    actions.publish_procedure(draft, by=maya)
    found = procedure_in_force("test-restore")
    assert found == draft
    assert found.version_in_force is not None
    assert [(s.text, s.hint) for s in found.version_in_force.steps.all()] == [
        ("Pick a file", ""),
        ("Restore it", "Never to where it came from"),
    ]
    assert found.review_by == date(2027, 11, 23)
    assert Event.objects.filter(name="learning.ProcedurePublished").count() == 1
    assert AuditRow.objects.filter(verb="learning.publish_procedure", actor="Maya Lindqvist")


def test_only_its_owner_and_those_who_lead_put_it_into_force(
    draft: Procedure, ruth: Person
) -> None:
    with pytest.raises(Forbidden, match="Aisha Karim keeps this procedure"):
        actions.publish_procedure(draft, by=ruth)


def test_one_policy_one_document(draft: Procedure, maya: Person) -> None:
    with pytest.raises(BadInput, match="One policy, one document"):
        actions.write_procedure("test RESTORE", steps=["Again"], by=maya)
    actions.publish_procedure(draft, by=maya)
    actions.retire_procedure(draft, because="Written anew", by=maya)
    assert actions.write_procedure("Test restore", steps=["Anew"], by=maya).slug == "test-restore-2"


def test_a_published_version_never_changes_whoever_reaches_for_it(
    draft: Procedure, maya: Person
) -> None:
    actions.publish_procedure(draft, by=maya)
    version = draft.version_in_force
    assert version is not None
    for reach in (
        lambda: ProcedureVersion.objects.filter(pk=version.pk).update(what_changed="nothing"),
        lambda: Step.objects.filter(version=version).update(text="Skip it"),
        lambda: Step.objects.create(version=version, number=9, text="One more"),
        lambda: Step.objects.filter(version=version).delete(),
    ):
        with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
            reach()


def test_a_revision_waits_beside_what_is_in_force_and_takes_up_requests(
    draft: Procedure, aisha: Person, maya: Person, ruth: Person
) -> None:
    actions.publish_procedure(draft, by=aisha)
    asked = actions.request_revision(draft, text="Say where to restore to", by=ruth)
    other = actions.request_revision(draft, text="Use blue ink", by=ruth)
    actions.revise_procedure(draft, steps=["Pick a file", "Restore it to the test folder"], by=ruth)
    actions.revise_procedure(
        draft, steps=["Pick a file", "Restore it to /test", "Open it"], by=ruth
    )
    assert draft.version_in_force is not None
    assert draft.version_in_force.number == 1
    with pytest.raises(BadInput, match="what changed"):
        actions.publish_procedure(draft, by=aisha)
    actions.publish_procedure(draft, what_changed="A place", taking_up=[asked.pk], by=aisha)
    newest = Procedure.objects.get(pk=draft.pk).version_in_force
    assert newest is not None
    assert newest.number == 2
    assert newest.steps.count() == 3
    asked.refresh_from_db()
    assert (asked.state, asked.taken_up_in) == (RequestState.TAKEN_UP, newest)
    with pytest.raises(BadInput, match="Say why"):
        actions.decline_revision(other, because=" ", by=aisha)
    with pytest.raises(Forbidden):
        actions.decline_revision(other, because="No", by=ruth)
    actions.decline_revision(other, because="Nobody prints it", by=aisha)
    with pytest.raises(Refused, match="answered already"):
        actions.decline_revision(other, because="Twice", by=aisha)


def test_the_review_date_moves_only_by_reading_and_never_beyond_its_year(
    draft: Procedure, aisha: Person
) -> None:
    actions.publish_procedure(draft, review_by=date(2027, 1, 31), by=aisha)
    with pytest.raises(BadInput, match="what you looked at"):
        actions.review_procedure(draft, note="", by=aisha)
    with pytest.raises(BadInput, match="within 365 days"):
        actions.review_procedure(draft, note="All of it", review_by=date(2028, 1, 1), by=aisha)
    with pytest.raises(BadInput, match="in the future"):
        actions.review_procedure(draft, note="All of it", review_by=date(2026, 11, 23), by=aisha)
    actions.review_procedure(draft, note="Tried every step at Harbor", by=aisha)
    draft.refresh_from_db()
    assert draft.review_by == NOW.date() + timedelta(days=365)
    assert [each.note for each in Review.objects.all()] == ["Tried every step at Harbor", ""]


def test_steps_that_cannot_stand_are_refused_with_a_sentence(maya: Person) -> None:
    with pytest.raises(BadInput, match="at least one step"):
        actions.write_procedure("Empty", steps=["  ", "- "], by=maya)
    with pytest.raises(BadInput, match="two procedures"):
        actions.write_procedure("Long", steps=[f"Step {n}" for n in range(81)], by=maya)
    with pytest.raises(BadInput, match="belongs in its hint"):
        actions.write_procedure("Wide", steps=["x" * 301], by=maya)


def test_a_draft_from_notes_leaves_out_what_is_personal_and_takes_a_free_name(
    draft: Procedure, aisha: Person
) -> None:
    made = actions.draft_procedure(
        "Test restore",
        ["Hi Sara,", "Called Sara Holm on +46 70 123 45 67. Reset the profile of sara@x.example."],
        names=["Sara Holm"],
        from_label="#4821",
        from_url="/desk/4821/",
        by=aisha,
    )
    assert made.title == "Test restore (2)"
    version = made.version_in_writing
    assert version is not None
    assert [step.text for step in version.steps.all()] == [
        "Called [name] on [number].",
        "Reset the profile of [address].",
    ]
    assert (made.from_url, made.state) == ("/desk/4821/", "draft")
