"""Pages are written in the zone of whoever reads them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nadi.accounts.models import Person


class ViewersZone:
    """Stands behind sign-in: activates the person's own zone for this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            return self.get_response(request)
        with timezone.override(request.user.zone):
            return self.get_response(request)
