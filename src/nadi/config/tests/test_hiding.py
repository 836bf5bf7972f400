"""Nothing that opens a door stands in a log."""

import logging

from django.conf import settings
from django.test import Client as Browser

from nadi.accounts.actions import make_sign_in_link
from nadi.accounts.models import Person
from nadi.core.actors import System
from nadi.core.hiding import HideSecrets
from nadi.core.models import AuditRow, Event


def test_the_secret_of_a_link_is_not_logged() -> None:
    record = logging.LogRecord(
        "django.request", 30, "", 0, "Forbidden: %s", ("/account/enter/abc-_123/",), None
    )
    assert HideSecrets().filter(record)
    assert record.getMessage() == "Forbidden: /account/enter/•••/"
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]


def test_a_refused_link_leaves_its_secret_nowhere(maya: Person) -> None:
    path = make_sign_in_link(maya, by=System("test"))
    secret = path.strip("/").rpartition("/")[2]
    assert Browser(enforce_csrf_checks=True).post(path).status_code == 403
    told = [str(row) for row in AuditRow.objects.values()] + [
        str(row) for row in Event.objects.values()
    ]
    assert not [row for row in told if secret in row]


def test_signing_out_asks_first(maya: Person) -> None:
    """A link that signs out would be an act by GET."""
    browser = Browser()
    browser.force_login(maya)
    assert browser.get("/account/logout/").status_code == 200
    assert browser.get("/settings/").status_code == 200
    browser.post("/account/logout/")
    assert browser.get("/settings/").status_code == 302
