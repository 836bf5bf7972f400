"""Coming in: by link, by password, with a second factor; and going out again everywhere."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.actions import leave, make_first_owner, make_sign_in_link
from nadi.accounts.models import Person, Role, SignInLink
from nadi.core.actors import System
from nadi.core.errors import Refused
from nadi.core.models import AuditRow

TEST = System("test")
SECRET = base64.b32encode(b"twenty secret bytes!").decode()


@pytest.fixture(autouse=True)
def forget_rate_limits() -> None:
    cache.clear()


def code_now(secret: str) -> str:
    """RFC 6238 by hand, so that the library is not asked to agree with itself."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def signed_in(browser: Browser) -> bool:
    return browser.get("/settings/profile/").status_code == 200


def test_a_link_lets_in_once(maya: Person) -> None:
    path = make_sign_in_link(maya, by=TEST)
    browser = Browser()
    assert b"Maya Lindqvist" in browser.get(path).content
    assert not signed_in(browser), "opening the link must not spend it"
    assert browser.post(path).status_code == 302
    assert signed_in(browser)
    again = Browser()
    assert again.post(path).status_code == 409
    assert not signed_in(again)
    assert b"This link was used" in again.get(path).content


def test_only_the_hash_of_a_link_is_kept(maya: Person) -> None:
    path = make_sign_in_link(maya, by=TEST)
    secret = path.rstrip("/").split("/")[-1]
    link = SignInLink.objects.get()
    assert link.digest == hashlib.sha256(secret.encode()).hexdigest()
    row = AuditRow.objects.get(verb="accounts.make_sign_in_link")
    assert secret not in str(row.__dict__)


def test_a_link_ends_after_fifteen_minutes(maya: Person) -> None:
    path = make_sign_in_link(maya, by=TEST)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    browser = Browser()
    response = browser.post(path)
    assert response.status_code == 409
    assert not signed_in(browser)


def test_a_link_that_never_was(db: None) -> None:
    assert Browser().get("/account/enter/no-such-secret/").status_code == 404


def test_the_sign_in_page_promises_only_what_there_is() -> None:
    page = Browser().get("/account/login/").content.decode()
    assert "one-time link" in page
    assert "password/reset" not in page


def test_password(aisha: Person) -> None:
    aisha.set_password("a long enough sentence")
    aisha.save()
    browser = Browser()
    wrong = browser.post("/account/login/", {"login": aisha.email, "password": "guessed it maybe"})
    assert wrong.status_code == 200
    assert not signed_in(browser)
    browser.post("/account/login/", {"login": aisha.email, "password": "a long enough sentence"})
    assert signed_in(browser)
    aisha.refresh_from_db()
    assert aisha.password.startswith("argon2")


def test_a_second_factor_is_asked_and_computed(aisha: Person) -> None:
    aisha.set_password("a long enough sentence")
    aisha.save()
    TOTP.activate(aisha, SECRET)
    assert SECRET not in str(Authenticator.objects.get(type="totp").data), "the secret is sealed"
    browser = Browser()
    response = browser.post(
        "/account/login/", {"login": aisha.email, "password": "a long enough sentence"}
    )
    assert response["Location"].startswith("/account/2fa/authenticate/")
    assert not signed_in(browser)
    assert b"Six digits" in browser.get("/account/2fa/authenticate/").content
    wrong = f"{(int(code_now(SECRET)) + 1) % 10**6:06d}"
    browser.post("/account/2fa/authenticate/", {"code": wrong})
    assert not signed_in(browser)
    browser.post("/account/2fa/authenticate/", {"code": code_now(SECRET)})
    assert signed_in(browser)


def test_a_link_does_not_pass_by_the_second_factor(aisha: Person) -> None:
    TOTP.activate(aisha, SECRET)
    browser = Browser()
    response = browser.post(make_sign_in_link(aisha, by=TEST))
    assert response["Location"].startswith("/account/2fa/authenticate/")
    assert not signed_in(browser)


def test_switching_the_second_factor_on(
    aisha: Person, browser_of: Callable[[Person], Browser]
) -> None:
    aisha.set_unusable_password()  # as everybody who was invited
    aisha.save()
    browser = browser_of(aisha)
    page = browser.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    secret = browser.session["mfa.totp.secret"]
    assert secret.encode() in page.content
    done = browser.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    assert done.status_code == 302
    asked = browser.get("/account/2fa/recovery-codes/")
    assert asked["Location"].startswith("/account/2fa/reauthenticate/")
    assert b"Is it you?" in browser.get(asked["Location"]).content
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):  # a code counts once
        browser.post(asked["Location"], {"code": code_now(secret)})
        codes = browser.get("/account/2fa/recovery-codes/")
    assert codes.content.count(b"<li>") == 10
    assert b"On</span>" in browser.get("/settings/security/").content


def test_a_forgotten_password_is_mended_by_a_link(aisha: Person) -> None:
    aisha.set_password("a long enough sentence")
    aisha.save()
    elsewhere, browser = Browser(), Browser()
    elsewhere.post("/account/login/", {"login": aisha.email, "password": "a long enough sentence"})
    assert elsewhere.post("/settings/security/forgotten/").status_code == 409
    browser.post(make_sign_in_link(aisha, by=TEST))
    assert b"I forgot it" in browser.get("/settings/security/").content
    browser.post("/settings/security/forgotten/")
    assert signed_in(browser)
    assert not signed_in(elsewhere)
    words = "another long sentence"
    browser.post("/account/password/set/", {"password1": words, "password2": words})
    aisha.refresh_from_db()
    assert aisha.check_password(words)


def test_signing_out_there(aisha: Person) -> None:
    here, there = Browser(), Browser()
    for browser in (here, there):
        browser.post(make_sign_in_link(aisha, by=TEST))
        assert signed_in(browser)
    other = UserSession.objects.get(session_key=there.session.session_key)
    shown = here.get("/settings/security/").content
    assert (shown.count(b"Sign out there"), shown.count(b"this device")) == (1, 1)
    here.post(f"/settings/security/sign-out/{other.pk}/")
    assert signed_in(here)
    assert not signed_in(there)


def test_nobody_ends_the_session_of_somebody_else(aisha: Person, maya: Person) -> None:
    hers, his = Browser(), Browser()
    hers.post(make_sign_in_link(aisha, by=TEST))
    his.post(make_sign_in_link(maya, by=TEST))
    session = UserSession.objects.get(user=maya)
    assert hers.post(f"/settings/security/sign-out/{session.pk}/").status_code == 404
    assert signed_in(his)


def test_who_leaves_is_out_at_once(aisha: Person, maya: Person) -> None:
    browser = Browser()
    browser.post(make_sign_in_link(aisha, by=TEST))
    unused = make_sign_in_link(aisha, by=TEST)
    leave(aisha, because="She moves to the coast.", by=maya)
    assert not signed_in(browser)
    assert Browser().post(unused).status_code == 404
    with pytest.raises(Refused):
        make_sign_in_link(aisha, by=maya)


def test_there_is_one_first_owner(db: None) -> None:
    owner = make_first_owner(name="Maya Lindqvist", email="Maya@Firm.example", by=TEST)
    assert (owner.role, owner.email) == (Role.OWNER, "maya@firm.example")
    with pytest.raises(Refused):
        make_first_owner(name="Somebody", email="else@firm.example", by=TEST)


def test_a_service_manager_makes_no_link_for_an_owner(henrik: Person, maya: Person) -> None:
    with pytest.raises(Refused):
        make_sign_in_link(maya, by=henrik)
    assert SignInLink.objects.count() == 0


def test_nobody_signs_up_alone(db: None) -> None:
    assert Browser().get("/account/signup/").status_code == 302
    assert not Person.objects.exists()


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaa"', "x" * 5000, "é" * 20, "' OR 1=1 --"])
def test_a_made_up_cookie_is_nobodys(db: None, key: str) -> None:
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    answer = Browser().get("/today/", headers={"cookie": cookie})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
