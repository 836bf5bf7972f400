"""Crown's home: what it is for, and what would give it its first evidence."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nadi.core import centers
from nadi.core.pages import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    coming = [
        (_("One-on-ones held within their interval"), False),
        (_("Goals agreed for this quarter"), False),
        (_("After-hours share of the hours"), False),
        (_("Relations with a talk within their interval"), False),
    ]
    center = centers.center("culture")
    return page(request, "quiet_center.html", {"center": center, "coming": coming})
