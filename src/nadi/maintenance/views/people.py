"""Who is looking, and who may do what in the heart."""

from django.http import HttpRequest

from nadi.accounts.models import Person, Role
from nadi.core.errors import Forbidden

MAY_TEST = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.TECHNICIAN})


def who_of(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Forbidden("Sign in first.")
    return request.user
