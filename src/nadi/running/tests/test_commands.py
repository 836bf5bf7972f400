"""The management commands: the first owner, links, this machine's token, the demo, the audit."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from nadi.accounts.models import Person, Role, SignInLink
from nadi.core import audit
from nadi.core.models import AuditRow
from nadi.fleet.models import EnrolmentToken
from nadi.running.management.commands import run_errands

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://localhost:\d+/account/enter/\S+")


def _run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_first_owner_is_made_with_a_link() -> None:
    said = _run("make_owner", "ada@firm.example", "Ada Lindgren")
    owner = Person.objects.get()
    assert (owner.name, owner.role) == ("Ada Lindgren", Role.OWNER)
    assert LINK.search(said)
    assert SignInLink.objects.get().person == owner
    assert AuditRow.objects.filter(verb="accounts.make_first_owner").exists()


def test_there_is_only_one_first_owner() -> None:
    _run("make_owner", "ada@firm.example", "Ada")
    with pytest.raises(CommandError, match="has an owner already"):
        _run("make_owner", "eve@firm.example", "Eve")
    assert Person.objects.count() == 1


def test_nonsense_is_no_mail_address() -> None:
    with pytest.raises(CommandError, match="is no mail address"):
        _run("make_owner", "Ada", "ada@firm.example")
    assert not Person.objects.exists()


def test_an_empty_firm_is_welcomed_with_how_to_begin() -> None:
    said = _run("welcome")
    assert "Nobody works here yet" in said
    assert "nadi owner EMAIL NAME" in said


def test_welcome_makes_the_owner_it_is_told_and_later_greets_them() -> None:
    first = _run("welcome", "--owner", "ada@firm.example", "Ada")
    second = _run("welcome", "--owner", "eve@firm.example", "Eve")
    assert Person.objects.get().name == "Ada"
    assert "Ada" in second
    assert LINK.findall(first) != LINK.findall(second)


def test_a_link_for_somebody_and_none_for_a_stranger(aisha: Person) -> None:
    assert LINK.search(_run("make_sign_in_link", aisha.email.upper()))
    with pytest.raises(CommandError, match="Nobody here"):
        _run("make_sign_in_link", "stranger@firm.example")
    aisha.is_active = False
    aisha.save()
    with pytest.raises(CommandError, match="does not work here"):
        _run("make_sign_in_link", aisha.email)


def test_this_machines_token_is_for_one_use_within_the_hour_and_approves() -> None:
    token = _run("make_enrolment_token").strip()
    row = EnrolmentToken.objects.get()
    assert token.startswith("nadi-")
    assert token not in row.digest
    assert (row.approves, row.max_uses) == (True, 1)
    assert row.expires_at <= timezone.now() + timedelta(hours=1)
    assert row.client.slug == "ourselves"
    _run("make_enrolment_token")
    assert {each.client_id for each in EnrolmentToken.objects.all()} == {row.client_id}


def test_the_demo_is_not_told_to_a_firm_that_is_there(maya: Person) -> None:
    with pytest.raises(CommandError, match="for empty data"):
        _run("tell_demo")


def test_a_changed_audit_row_is_named() -> None:
    _run("make_owner", "ada@firm.example", "Ada")
    assert audit.seal(timezone.now() + timedelta(hours=1)) is not None
    assert "The chain is whole" in _run("verify_audit")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditrow DISABLE TRIGGER USER")
        cursor.execute("UPDATE core_auditrow SET because = 'something else'")
        cursor.execute("ALTER TABLE core_auditrow ENABLE TRIGGER USER")
    with pytest.raises(SystemExit):
        _run("verify_audit")


def test_an_errand_tells_what_it_said_or_why_it_failed() -> None:
    said, problem = run_errands.run_one(["welcome", "--owner", "ada@firm.example", "Ada"])
    assert LINK.search(said)
    assert problem == ""
    assert run_errands.run_one(["make_owner", "eve@firm.example", "Eve"]) == (
        "",
        "This firm has an owner already. Ask them for an invitation.",
    )
    said, problem = run_errands.run_one(["welcome", "--nonsense"])
    assert "--nonsense" in problem
