"""Every change leaves its trace, and the trace cannot be changed."""

import os
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from nadi.core import audit
from nadi.core.actions import action
from nadi.core.actors import Actor, System
from nadi.core.demo import happening, storytelling
from nadi.core.errors import Refused
from nadi.core.models import AuditRow, AuditSeal


@action
def rename(client: Model, *, to: str, secret_word: str, because: str, by: Actor) -> Model:
    client.name = to  # type: ignore[attr-defined]
    client.save(update_fields=["name"])
    if to == "Nobody":
        raise Refused("A client needs a name.")
    return client


def test_the_audit_row_says_who_what_from_to_and_why(harbor: Model, maya: Model) -> None:
    rename(harbor, to="Harbour", secret_word="tooth", because="their wish", by=maya)
    row = AuditRow.objects.get()
    assert (row.actor, row.actor_id, row.subject_id) == ("Maya Lindqvist", maya.pk, harbor.pk)
    assert row.before == {"name": "Harbor Dental"}
    assert row.after == {"name": "Harbour"}
    assert row.because == "their wish"
    assert row.arguments == {"to": "Harbour", "secret_word": "•••"}


def test_a_refused_change_leaves_neither_change_nor_row(harbor: Model) -> None:
    with pytest.raises(Refused):
        rename(harbor, to="Nobody", secret_word="", because="", by=System("test"))
    harbor.refresh_from_db()
    assert harbor.name == "Harbor Dental"
    assert not AuditRow.objects.exists()


def test_a_change_without_an_actor_is_no_change(harbor: Model) -> None:
    with pytest.raises(TypeError, match="by"):
        rename(harbor, to="Harbour", secret_word="", because="")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditrow SET actor = 'nobody'",
        "DELETE FROM core_auditrow",
        "TRUNCATE core_auditrow",
        "DELETE FROM core_auditseal",
        "DROP TABLE core_auditrow",
        "ALTER TABLE clients_client DROP COLUMN name",
    ],
)
def test_the_application_role_may_not_touch_what_was_written(statement: str, db: None) -> None:
    url = os.environ.get("NADI_TEST_APP_URL")
    if url is None:
        pytest.skip("the database is not ours, so its application role is not known")
    name = str(connection.settings_dict["NAME"])
    with (
        psycopg.connect(url, dbname=name) as as_application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        as_application.execute(statement)


def _rows(count: int) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    for number in range(count):
        AuditRow.objects.create(verb=f"t.act{number}", actor="Maya", at=long_ago)


def test_the_chain_verifies_and_finds_what_was_changed(db: None) -> None:
    now = timezone.now()
    _rows(5)
    assert audit.seal(now, batch=3)
    assert audit.seal(now, batch=3)
    assert audit.seal(now) is None
    found = audit.verify()
    assert (found.seals, found.sealed_rows, found.open_rows, found.broken) == (2, 5, 0, ())
    assert found.newest == AuditSeal.objects.order_by("-last_id")[0].digest
    AuditRow.objects.filter(verb="t.act4").update(actor="Mallory")
    assert len(audit.verify().broken) == 1
    AuditRow.objects.filter(verb="t.act0").delete()
    assert len(audit.verify().broken) == 2


def test_young_rows_wait_so_that_an_open_transaction_can_still_write_a_lower_id(db: None) -> None:
    now = timezone.now()
    _rows(1)
    AuditRow.objects.create(verb="t.young", actor="Maya", at=now)
    _rows(1)  # older by its clock, but behind the young one
    audit.seal(now)
    assert AuditSeal.objects.get().count == 1


def test_a_seal_made_anew_does_not_follow_its_neighbour(db: None) -> None:
    now = timezone.now()
    _rows(4)
    first, second = audit.seal(now, batch=2), audit.seal(now, batch=2)
    assert first
    assert second
    AuditRow.objects.filter(verb="t.act0").update(actor="Mallory")
    rows = AuditRow.objects.filter(id__lte=first.last_id).order_by("id").values(*audit.FIELDS)
    AuditSeal.objects.filter(pk=first.pk).update(digest=audit.digest(audit.GENESIS, rows))
    found = audit.verify()
    assert found.broken == (
        f"rows {second.first_id} to {second.last_id} were changed after sealing",
    )


@action
def keep(client: Model, *, at: datetime, by: Actor) -> Model:
    return client


def test_only_a_told_story_happens_at_the_moment_it_names(harbor: Model, maya: Model) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    keep(harbor, at=long_ago, by=maya)
    assert AuditRow.objects.latest("pk").at > long_ago + timedelta(days=39)
    with storytelling():
        keep(harbor, at=long_ago, by=maya)
    assert AuditRow.objects.latest("pk").at == long_ago
    with storytelling(), happening(long_ago):
        rename(harbor, to="Quay Dental", secret_word="", because="They moved.", by=maya)
    assert AuditRow.objects.latest("pk").at == long_ago
    with happening(long_ago):
        keep(harbor, at=long_ago, by=maya)
    assert AuditRow.objects.latest("pk").at > long_ago + timedelta(days=39)
    assert audit.told("desk.close_ticket", maya, long_ago, "#4711").came_from == "demo story"
