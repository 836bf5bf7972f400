"""Who is looking."""

from django.http import HttpRequest

from nadi.accounts.models import Person
from nadi.core.errors import Forbidden


def who_of(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Forbidden("Sign in first.")
    return request.user
