"""Sacral's home: what it is for, and what would give it its first evidence."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nadi.core import centers
from nadi.core.pages import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    coming = [
        (_("Procedures in date"), False),
        (_("Runs whose last step, “improve this procedure”, was answered"), False),
        (_("Learning hours against what was agreed"), False),
        (_("Trials of new technology decided by their date"), False),
    ]
    center = centers.center("learning")
    return page(request, "quiet_center.html", {"center": center, "coming": coming})
