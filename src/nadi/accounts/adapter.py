"""What nadi changes in allauth: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited by an owner or service manager; there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
