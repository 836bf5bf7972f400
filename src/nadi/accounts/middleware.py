"""When somebody was last seen, and pages in the zone of whoever reads them."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nadi.accounts.models import Person

SEEN_EVERY = 60


class LastSeen:
    """Notes once a minute and process where a session was last seen. allauth's own middleware does
    it on every request: four statements on each page, for a figure read by the minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", 1, SEEN_EVERY):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


class ViewersZone:
    """Stands behind sign-in: activates the person's own zone for this request, and lets what is
    asked of this person again and again be answered once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            return self.get_response(request)
        request.user.asked_once = {}
        with timezone.override(request.user.zone):
            return self.get_response(request)
