"""What nadi changes in allauth: nobody signs up by themselves, everybody lands where their day
begins, and the secrets of second factors are sealed like every other secret."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from nadi.accounts.models import Person
from nadi.core import vault


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an owner or service manager; there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request.user) if isinstance(request.user, Person) else "/"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery codes never lie in clear in the database."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text)


def home_of(person: Person) -> str:
    """Where this person's day begins: NADI_HOMES by role, else Today."""
    name = settings.NADI_HOMES.get(person.role)
    try:
        return reverse(name) if name else "/"
    except NoReverseMatch:
        return "/"
