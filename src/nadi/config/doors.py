"""No URL opens that is not in the table of permissions, and none to a role not named there."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from nadi.accounts.models import Person
from nadi.config.permissions import ANYBODY, TABLE
from nadi.core.errors import Forbidden
from nadi.core.middleware import answer

CLOSED = "This page is not open to your role. Ask an owner or the service manager."


class Doors:
    """Stands between the resolver and every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        match = request.resolver_match
        roles = TABLE.get(match.view_name if match else "")
        if roles is ANYBODY:
            return None
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path())
        if roles is None or request.user.role not in roles:
            return answer(request, Forbidden(CLOSED))
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its proof of origin: most often a page left open too long."""
    return answer(
        request,
        Forbidden("This form was open for too long. Go back, load the page again, and repeat."),
    )
