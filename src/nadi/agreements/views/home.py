"""Root's home: which promise needs me now."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.agreements.queries.needs import needs_now
from nadi.agreements.queries.standing import promises_by_sentence
from nadi.agreements.views.asking import may_write, who_asks
from nadi.core import centers
from nadi.core.pages import page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One promise first, with its button; then the others; then how all promises stand."""
    who, now = who_asks(request), timezone.now()
    needs = needs_now(who, now)
    energies = {center.label: center for center in centers.centers()}
    values = {
        "first": needs[0] if needs else None,
        "others": needs[1:9],
        "more": max(0, len(needs) - 9),
        "groups": promises_by_sentence(who, now),
        "counts": [(energies[row.center], row) for row in centers.promise_counts(now)],
        "may_write": may_write(who),
    }
    return page(request, "agreements/home.html", values)
