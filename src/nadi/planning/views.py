"""Third Eye's home: what it is for, and what would give it its first evidence."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nadi.core import centers
from nadi.core.pages import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    coming = [
        (_("Managed clients met this quarter"), False),
        (_("Clients with a next date"), False),
        (_("Actions done by their date, on both sides"), False),
        (_("Devices inside the replacement policy, or with an accepted plan"), False),
    ]
    center = centers.center("planning")
    return page(request, "quiet_center.html", {"center": center, "coming": coming})
